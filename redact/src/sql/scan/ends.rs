//! The ends of the literals of long lists: digits and quotes of the next 64 bytes are found side by side.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

use std::marker::PhantomData;

use super::bytes::{DIGITS, SPACES};
use super::literal::skip_spaces;
use super::vector::{self, Register, Task, WIDTH};
use super::window::{self, Find};

/// The bracket that ends the list whose first item is at `at`, if it has nothing but plain literals.
#[inline]
pub(crate) fn list_end(bytes: &[u8], at: usize) -> Option<usize> {
    // Most lists have something else, and need no look at 64 bytes.
    let first = bytes.get(skip_spaces(bytes, at))?;
    if !matches!(first, b'0'..=b'9' | b'-' | b'\'') {
        return None;
    }
    vector::run(List { bytes, at })
}

struct List<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Task for List<'_> {
    type Result = Option<usize>;

    #[inline(always)]
    fn run<R: Register>(self) -> Option<usize> {
        let Self { bytes, at } = self;
        let mut at = after_integers::<R>(bytes, at);
        let mut ends = Ends::<R>::of(bytes);
        loop {
            if bytes.get(at).is_some_and(|byte| *byte <= b' ') {
                at = skip_spaces(bytes, at);
            }
            let end = ends.item(at)?;
            at = if bytes.get(end).is_some_and(|byte| *byte > b' ') { end } else { skip_spaces(bytes, end) };
            match bytes.get(at) {
                Some(b',') => at += 1,
                Some(b')') => return Some(at),
                _ => return None,
            }
        }
    }
}

/// Passes as many items of digits as there are with a comma after each, many at a time.
///
/// Sets have a bit for each of 64 bytes; here the first byte stands on the left, so a carry moves to the right. A window
/// is read up to its last comma before anything that is no digit, comma or space:
///
/// ```text
/// text                    1 2 ,   3   , 4 5 , x      (spaces at 3 and 5)
/// digits                  1 1 . . 1 . . 1 1 . .
/// commas                  . . 1 . . . 1 . . 1 .
/// spaces                  . . . 1 . 1 . . . . .
/// read                    1 1 1 1 1 1 1 1 1 1 .
/// ```
///
/// Where an item has to start, an addition skips spaces: it carries a bit on a space to the byte after the run of spaces.
///
/// ```text
/// start or after a comma  1 . . 1 . . . 1 . . .      commas << 1 | 1
/// + spaces                1 . . . 1 . . 1 . . .      the bit at 3 is carried to 4
/// without digits          . . . . . . . . . . .      none: no item is missing
///
/// after an item           . . 1 . . 1 . . . 1 .      digits << 1 & !digits
/// + spaces                . . 1 . . . 1 . . 1 .      the bit at 5 is carried to 6
/// without commas          . . . . . . . . . . .      none: no comma is missing
/// ```
///
/// So all bytes up to the last comma are items, and the next window starts after that comma. If anything is missing, the
/// window is left to [`Ends`], which reads item by item.
#[inline(always)]
fn after_integers<R: Register>(bytes: &[u8], mut at: usize) -> usize {
    while let Some(rest) = bytes.get(at..) {
        let [digits, commas, spaces] = window::sets::<R, DigitsCommasAndSpaces, 3>(rest);
        let others = !(digits | commas | spaces);
        let before_others = others.wrapping_sub(1) & !others;
        let Some(last) = (commas & before_others).checked_ilog2() else { break };
        let read = u64::MAX >> (u64::BITS - 1 - last);
        // A bit on a space moves to the byte after the spaces. The first space of a run may have one, no other.
        let after_spaces = |set: u64| (set | (set & spaces).wrapping_add(spaces)) & !spaces & read;
        let after_items = digits << 1 & !digits;
        let item_is_missing = after_spaces((commas << 1 | 1) & read) & !digits != 0;
        let comma_is_missing = after_spaces(after_items) & !commas != 0;
        if item_is_missing || comma_is_missing {
            break;
        }
        at += last as usize + 1;
    }
    at
}

/// Asked for places from the left to the right.
pub(crate) struct Ends<'b, R> {
    bytes: &'b [u8],
    /// Where the sets start.
    base: usize,
    digits: u64,
    quotes: u64,
    register: PhantomData<R>,
}

impl<'b, R: Register> Ends<'b, R> {
    #[inline(always)]
    pub(crate) fn of(bytes: &'b [u8]) -> Self {
        // No item ends in these sets.
        Self { bytes, base: 0, digits: u64::MAX, quotes: 0, register: PhantomData }
    }

    /// The end of the literal at `start`, which is plain if the item of a list ends after it.
    #[inline(always)]
    pub(crate) fn item(&mut self, start: usize) -> Option<usize> {
        let mut is_new = false;
        loop {
            let end = match *self.bytes.get(start)? {
                b'0'..=b'9' => self.number(start),
                b'\'' => match self.quote(start + 1) {
                    Some(quote) if quote > start + 1 && self.bytes[quote - 1] == b'\\' => return None,
                    quote => quote.map(|quote| quote + 1),
                },
                b'-' if self.bytes.get(start + 1)?.is_ascii_digit() => self.number(start + 1),
                _ => return None,
            };
            if end.is_some() {
                return end;
            }
            if is_new {
                return end_of_long(self.bytes, start);
            }
            // All of them look here, because there is much code in it.
            self.base = start;
            [self.digits, self.quotes] = window::sets::<R, DigitsAndQuotes, 2>(&self.bytes[start..]);
            is_new = true;
        }
    }

    #[inline(always)]
    fn number(&self, start: usize) -> Option<usize> {
        let end = self.digits(start)?;
        if self.bytes.get(end) == Some(&b'.') { self.digits(end + 1) } else { Some(end) }
    }

    #[inline(always)]
    fn digits(&self, at: usize) -> Option<usize> {
        let offset = at - self.base;
        if offset >= WIDTH {
            return None;
        }
        let length = (self.digits >> offset).trailing_ones() as usize;
        (offset + length < WIDTH).then_some(at + length)
    }

    /// The next quote.
    #[inline(always)]
    fn quote(&self, at: usize) -> Option<usize> {
        let offset = at - self.base;
        if offset >= WIDTH || self.quotes >> offset == 0 {
            return None;
        }
        Some(at + (self.quotes >> offset).trailing_zeros() as usize)
    }
}

/// The end of a literal that is too long for the sets. A number has at most one dot.
#[inline(never)]
fn end_of_long(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |at: usize| at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if bytes[start] == b'\'' {
        let end = start + 1 + memchr::memchr(b'\'', &bytes[start + 1..])?;
        return (bytes[end - 1] != b'\\').then_some(end + 1);
    }
    let end = digits(start + usize::from(bytes[start] == b'-'));
    Some(if bytes.get(end) == Some(&b'.') { digits(end + 1) } else { end })
}

struct DigitsCommasAndSpaces;

impl Find<3> for DigitsCommasAndSpaces {
    #[inline(always)]
    fn find<R: Register>(bytes: R) -> [R; 3] {
        [bytes.is_in(&DIGITS), bytes.is(b','), bytes.is_in(&SPACES)]
    }
}

struct DigitsAndQuotes;

impl Find<2> for DigitsAndQuotes {
    #[inline(always)]
    fn find<R: Register>(bytes: R) -> [R; 2] {
        [bytes.is_in(&DIGITS), bytes.is(b'\'')]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::scan::bytes::is_space;

    /// The same, one after the other.
    fn list_end_in_plain(list: &str) -> Option<usize> {
        let end = list.match_indices(')').map(|(at, _)| at).find(|at| {
            let quotes = list[..*at].matches('\'').count();
            quotes.is_multiple_of(2)
        })?;
        let mut items = Vec::new();
        let (mut start, mut is_within) = (0, false);
        for (at, byte) in list[..end].bytes().enumerate() {
            is_within ^= byte == b'\'';
            if byte == b',' && !is_within {
                items.push(&list[start..at]);
                start = at + 1;
            }
        }
        items.push(&list[start..end]);
        items.into_iter().all(is_item).then_some(end)
    }

    fn is_item(item: &str) -> bool {
        let item = item.trim_matches(|character: char| u8::try_from(character).is_ok_and(is_space));
        if let Some(content) = item.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            return !content.contains('\'') && !content.ends_with('\\');
        }
        let number = item.strip_prefix('-').unwrap_or(item);
        let (digits, decimals) = number.split_once('.').unwrap_or((number, ""));
        !digits.is_empty() && (digits.to_owned() + decimals).bytes().all(|byte| byte.is_ascii_digit())
    }

    #[test]
    fn lists_end_where_they_do_in_plain() {
        let signs: Vec<char> = "1,. )-'\\x\n".chars().collect();
        let mut buffer = String::new();
        for number in 0..signs.len().pow(5) {
            // Before and after it, so many items that it lies at the edge of what is looked at together, or in its midst.
            for before in
                ["", "1,", "22 , 333,4,5555, 6666666,  7,8,9,1010101010,11 ,12,13,14 ,15,", "'a,b', 1.5,"]
            {
                buffer.clear();
                buffer.push_str(before);
                let part = (0..5).map(|place| signs[number / signs.len().pow(place) % signs.len()]);
                buffer.extend(part);
                for after in [
                    "",
                    ",1)",
                    ", 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)",
                ] {
                    let length = buffer.len();
                    buffer.push_str(after);
                    let found = vector::run(List { bytes: buffer.as_bytes(), at: 0 });
                    assert_eq!(found, list_end_in_plain(&buffer), "{buffer:?}");
                    assert_eq!(found, vector::run_portable(List { bytes: buffer.as_bytes(), at: 0 }));
                    buffer.truncate(length);
                }
            }
        }
    }

    #[test]
    fn a_long_string_is_one_item() {
        for length in 0..300 {
            let list = format!("1, '{}', 2)", "x".repeat(length));
            assert_eq!(list_end(list.as_bytes(), 0), Some(list.len() - 1));
            assert_eq!(list_end(&list.as_bytes()[..length + 4], 0), None);
            let escaped = format!("1, '{}\\', 2)", "x".repeat(length));
            assert_eq!(list_end(escaped.as_bytes(), 0), None);
        }
    }

    #[test]
    fn a_long_number_is_one_item() {
        for length in 1..150 {
            let digits = "7".repeat(length);
            for number in
                [&digits, &format!("-{digits}"), &format!("{digits}.{digits}"), &format!("'a', {digits}.")]
            {
                let list = format!("{number}, 2)");
                assert_eq!(list_end(list.as_bytes(), 0), Some(list.len() - 1), "{list}");
                let list = format!("{number}.5, 2)");
                let end = (!number.contains('.')).then_some(list.len() - 1);
                assert_eq!(list_end(list.as_bytes(), 0), end.filter(|_| !number.ends_with('.')), "{list}");
            }
        }
    }
}
