//! The ends of plain literals.

use super::bytes::IS_WORD_BYTE;
use super::bytes::is_space;
use super::keyword::Keyword;

/// The end of the number at `start`, if it is digits with at most one dot, and nothing is glued to it.
#[inline]
pub(crate) fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(start + 1);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    let is_glued =
        bytes.get(end).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)] || matches!(byte, b'.' | b'\''));
    (!is_glued).then_some(end)
}

/// The end of the quoted text at `start`, if there is no quote in it and no backslash before its end.
#[inline]
pub(crate) fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let content = bytes.get(start + 1..)?;
    let length = short_length(content, quote).or_else(|| memchr::memchr(quote, content))?;
    let is_escaped = length > 0 && content[length - 1] == b'\\';
    let is_doubled = content.get(length + 1) == Some(&quote);
    (!is_escaped && !is_doubled).then_some(start + length + 2)
}

/// The end of the string at `start`, if it is without escapes, and before something that says that it has ended.
#[inline]
pub(crate) fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let end = quoted_end(bytes, start, b'\'')?;
    let mut after = end;
    while bytes.get(after).is_some_and(|byte| is_space(*byte)) {
        after += 1;
    }
    let ends = match bytes.get(after) {
        Some(byte) if byte.is_ascii_alphabetic() && after > end => {
            let mut word = after + 1;
            while bytes.get(word).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]) {
                word += 1;
            }
            Keyword::at(bytes, after, word).is_after_string()
        }
        byte => ends_string(byte),
    };
    ends.then_some(end)
}

/// Returns `true` if a byte after a string, which starts no word, says that the string has ended.
#[inline]
pub(crate) fn ends_string(after: Option<&u8>) -> bool {
    matches!(
        after,
        None | Some(b',' | b')' | b';' | b':' | b']' | b'(' | b'=' | b'<' | b'>' | b'|' | b'*' | b'/')
    )
}

/// Where `quote` is in the first eight bytes. Most strings are short, and a call costs more than this.
#[inline]
fn short_length(content: &[u8], quote: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let eight = u64::from_le_bytes(*content.first_chunk()?);
    let zeros = eight ^ (ONES * u64::from(quote));
    let found = zeros.wrapping_sub(ONES) & !zeros & (ONES << 7);
    (found != 0).then(|| (found.trailing_zeros() / 8) as usize)
}

#[inline]
pub(crate) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is_space(*byte)) {
        at += 1;
    }
    at
}
