//! The starts of the tokens of the next 64 bytes, as sets of bits.
//!
//! All bytes are looked at side by side, so that neither the length of a word nor what follows it has to be waited for
//! or guessed.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

use super::bytes::{SPACES, WORDS};
use super::vector::{self, Register, Task, WIDTH};

/// After each byte of a window, there are eight more that can be looked at.
pub(crate) const ROOM: usize = WIDTH + 8;

/// Sets have a bit for each byte, the first one's is the lowest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window<'b> {
    bytes: &'b [u8; ROOM],
    /// The bytes of words and of integers: letters, digits and `_`.
    pub(crate) words: u64,
    /// The first bytes of words and integers, and each byte that is neither of one nor white space.
    pub(crate) tokens: u64,
}

impl<'b> Window<'b> {
    pub(crate) const WIDTH: usize = WIDTH;

    /// The end of a text is read in `padded`, which is white space before.
    #[inline]
    pub(crate) fn at(text: &'b [u8], at: usize, padded: &'b mut [u8; ROOM]) -> Self {
        let rest = &text[at..];
        let [words, spaces] = vector::run(WordsAndSpaces(rest));
        Self::of(rest, padded, words, !spaces & !(words & (words << 1)))
    }

    /// The window at the start of `rest`, with these `words` and `tokens`.
    #[inline]
    pub(crate) fn of(rest: &'b [u8], padded: &'b mut [u8; ROOM], words: u64, tokens: u64) -> Self {
        if let Some(bytes) = rest.first_chunk() {
            return Self { bytes, words, tokens };
        }
        fill(padded, rest);
        let tokens = if rest.len() < WIDTH { tokens & ((1 << rest.len()) - 1) } else { tokens };
        Self { bytes: padded, words, tokens }
    }

    #[inline]
    pub(crate) fn byte(self, offset: usize) -> u8 {
        self.bytes[offset % ROOM]
    }

    /// The eight bytes from `offset` on, which is in the window.
    #[inline]
    pub(crate) fn eight(self, offset: usize) -> u64 {
        self.bytes[offset % WIDTH..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// Returns `true` if the byte before `offset` belongs to the same word.
    #[inline]
    pub(crate) fn is_within_word(self, offset: usize) -> bool {
        offset < WIDTH && (self.words & !self.tokens) >> offset & 1 == 1
    }

    /// Returns the number of bytes that the word at `offset`, which is in the window, has there; 0 if there is none.
    #[inline]
    pub(crate) fn word_length(self, offset: usize) -> usize {
        (self.words >> (offset % WIDTH)).trailing_ones() as usize
    }
}

/// Copies a text that is shorter.
#[inline]
fn fill(padded: &mut [u8; ROOM], text: &[u8]) {
    // Parts whose length is known are copied without a call.
    let (parts, remainder) = text.as_chunks::<16>();
    let mut at = 0;
    for part in parts {
        padded[at..at + 16].copy_from_slice(part);
        at += 16;
    }
    match text.last_chunk::<16>() {
        Some(last) => padded[text.len() - 16..text.len()].copy_from_slice(last),
        None => padded[..remainder.len()].copy_from_slice(remainder),
    }
}

/// Of the `tokens`, those that start at `offset` or after it.
#[inline]
pub(crate) fn from(tokens: u64, offset: usize) -> u64 {
    if offset < WIDTH { tokens & (u64::MAX << offset) } else { 0 }
}

/// What sets are made of.
pub(crate) trait Find<const COUNT: usize> {
    fn find<R: Register>(bytes: R) -> [R; COUNT];
}

/// The bytes of words, and white space.
struct WordsAndSpaces<'b>(&'b [u8]);

impl Task for WordsAndSpaces<'_> {
    type Result = [u64; 2];

    #[inline(always)]
    fn run<R: Register>(self) -> [u64; 2] {
        sets::<R, Self, 2>(self.0)
    }
}

impl Find<2> for WordsAndSpaces<'_> {
    #[inline(always)]
    fn find<R: Register>(bytes: R) -> [R; 2] {
        [bytes.is_in(&WORDS), bytes.is_in(&SPACES)]
    }
}

/// The sets of what is found in the first 64 bytes of a text. After its end there may be anything.
#[inline(always)]
pub(crate) fn sets<R: Register, F: Find<COUNT>, const COUNT: usize>(text: &[u8]) -> [u64; COUNT] {
    let mut sets = [0; COUNT];
    if R::COUNT == WIDTH {
        // A register of 64 bytes is several of the processor's, so there is much code in `find`. It is needed once.
        let mut padded = [0; WIDTH];
        let bytes = text.first_chunk().unwrap_or_else(|| {
            padded[..text.len()].copy_from_slice(text);
            &padded
        });
        add::<R, F, COUNT>(&mut sets, bytes, 0);
    } else if let Some(bytes) = text.first_chunk::<WIDTH>() {
        for at in (0..WIDTH).step_by(R::COUNT) {
            add::<R, F, COUNT>(&mut sets, &bytes[at..], at);
        }
    } else if text.len() < R::COUNT {
        let mut padded = [0; WIDTH];
        padded[..text.len()].copy_from_slice(text);
        add::<R, F, COUNT>(&mut sets, &padded, 0);
    } else {
        // They overlap.
        for at in [0, text.len() - R::COUNT] {
            add::<R, F, COUNT>(&mut sets, &text[at..], at);
        }
    }
    sets
}

#[inline(always)]
fn add<R: Register, F: Find<COUNT>, const COUNT: usize>(sets: &mut [u64; COUNT], bytes: &[u8], at: usize) {
    for (set, found) in sets.iter_mut().zip(F::find(R::of(bytes))) {
        *set |= found.set() << at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::scan::bytes::is_space;

    #[test]
    fn tokens_are_found_at_every_offset() {
        for byte in 0..=127_u8 {
            for at in 0..WIDTH {
                let mut bytes = [b' '; WIDTH];
                bytes[at] = byte;
                let mut padded = [b' '; ROOM];
                let window = Window::at(&bytes, 0, &mut padded);
                assert_eq!(window.tokens, u64::from(!is_space(byte)) << at, "{byte} at {at}");
                let is_word = byte.is_ascii_alphanumeric() || byte == b'_';
                assert_eq!(window.words, u64::from(is_word) << at, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn a_word_is_one_token_of_its_length() {
        let mut padded = [b' '; ROOM];
        let window = Window::at(b"ab(cd_9, 12.5)", 0, &mut padded);
        assert_eq!(window.tokens, 0b11_1010_1000_1101);
        assert_eq!([0, 3, 9].map(|offset| window.word_length(offset)), [2, 4, 2]);
        let mut padded = [b' '; ROOM];
        assert_eq!(Window::at(&[b'x'; WIDTH], 0, &mut padded).word_length(0), WIDTH);
    }

    #[test]
    fn all_registers_find_the_same() {
        let text = b"SELECT a_1, 'b\tc' FROM d\x0be WHERE f\xc3\xa9 >= $12\r\nAND (g) IN (?, 3.5) OR h ->> `i` LIMIT 10;  \0 [x]";
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let part = &text[start..end];
                assert_eq!(vector::run(WordsAndSpaces(part)), vector::run_portable(WordsAndSpaces(part)));
            }
        }
    }
}
