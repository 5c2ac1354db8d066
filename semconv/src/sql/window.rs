//! Where the tokens of the next 64 bytes start, as sets of bits.
//!
//! All bytes are looked at side by side, so that neither the length of a word nor what follows it has to be waited for
//! or guessed. The loops are written for the compiler to make them vector instructions: no branch, and no `&&`.

use super::lexer::is_space;

pub(super) const WIDTH: usize = 64;
/// Behind each byte of a window, there are eight more that can be looked at.
pub(super) const ROOM: usize = WIDTH + 8;

/// Sets have a bit for each byte, the first one's is the lowest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window<'b> {
    bytes: &'b [u8; ROOM],
    /// The bytes of words and of integers: letters, digits and `_`.
    words: u64,
    /// The first bytes of words and integers, and each byte that is neither of one nor white space.
    pub(super) tokens: u64,
}

impl<'b> Window<'b> {
    pub(super) const WIDTH: usize = WIDTH;

    /// The end of a text is read in `padded`, which is white space before.
    #[inline]
    pub(super) fn at(text: &'b [u8], at: usize, padded: &'b mut [u8; ROOM]) -> Self {
        let rest = &text[at..];
        if let Some(bytes) = rest.first_chunk() {
            return Self::of(bytes);
        }
        // Parts whose length is known are copied without a call.
        let (parts, remainder) = rest.as_chunks::<16>();
        let mut at = 0;
        for part in parts {
            padded[at..at + 16].copy_from_slice(part);
            at += 16;
        }
        match rest.last_chunk::<16>() {
            Some(last) => padded[rest.len() - 16..rest.len()].copy_from_slice(last),
            None => padded[..remainder.len()].copy_from_slice(remainder),
        }
        Self::of(padded)
    }

    #[inline]
    fn of(bytes: &'b [u8; ROOM]) -> Self {
        let (mut words, mut spaces) = ([0; WIDTH], [0; WIDTH]);
        for at in 0..WIDTH {
            words[at] = if is_word(bytes[at]) { WEIGHTS[at] } else { 0 };
            spaces[at] = if is_space(bytes[at]) { WEIGHTS[at] } else { 0 };
        }
        let (words, spaces) = (bits(&words), bits(&spaces));
        Self { bytes, words, tokens: !spaces & !(words & (words << 1)) }
    }

    #[inline]
    pub(super) fn byte(self, offset: usize) -> u8 {
        self.bytes[offset % ROOM]
    }

    /// The eight bytes from `offset` on, which is in the window.
    #[inline]
    pub(super) fn eight(self, offset: usize) -> u64 {
        self.bytes[offset % WIDTH..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// Whether the byte before `offset` belongs to the same word.
    #[inline]
    pub(super) fn is_within_word(self, offset: usize) -> bool {
        offset < WIDTH && (self.words & !self.tokens) >> offset & 1 == 1
    }

    /// How many bytes the word at `offset`, which is in the window, has there. 0 where there is none.
    #[inline]
    pub(super) fn word_length(self, offset: usize) -> usize {
        (self.words >> (offset % WIDTH)).trailing_ones() as usize
    }
}

/// Of the `tokens`, those that start at `offset` or behind it.
#[inline]
pub(super) fn from(tokens: u64, offset: usize) -> u64 {
    if offset < WIDTH { tokens & (u64::MAX << offset) } else { 0 }
}

#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a branch would have each byte looked at alone")]
fn is_word(byte: u8) -> bool {
    let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let is_digit = byte.wrapping_sub(b'0') < 10;
    is_letter | is_digit | (byte == b'_')
}

/// The weight of each byte in the sum of its column, where rows are eight bytes.
pub(super) const WEIGHTS: [u8; WIDTH] = {
    let mut weights = [0; WIDTH];
    let mut at = 0;
    while at < WIDTH {
        weights[at] = 1 << (at / 8);
        at += 1;
    }
    weights
};

/// A bit for each byte that is its weight and not 0.
#[inline]
pub(super) fn bits(weighed: &[u8; WIDTH]) -> u64 {
    let (rows, _) = weighed.as_chunks();
    transposed(rows.iter().fold(0, |sums, row| sums | u64::from_le_bytes(*row)))
}

/// Eight rows of eight bits, with rows and columns exchanged: first of single bits, then of pairs, then of fours.
#[inline]
fn transposed(bits: u64) -> u64 {
    [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0xf0f0_f0f0)].into_iter().fold(
        bits,
        |bits, (distance, mask)| {
            let differing = (bits ^ (bits >> distance)) & mask;
            bits ^ differing ^ (differing << distance)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
