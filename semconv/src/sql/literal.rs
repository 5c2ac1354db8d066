//! Plain literals, and runs of them: the lists behind `IN` and the rows behind `VALUES`.

use super::action::IS_WORD_BYTE;
use super::keyword::Keyword;
use super::lexer::is_space;
use super::list::State;
use super::pass::Pass;

/// The end of the number at `start`, if it is digits with at most one dot, and nothing is glued to it.
#[inline]
pub(super) fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
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
pub(super) fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let content = bytes.get(start + 1..)?;
    let length = short_length(content, quote).or_else(|| memchr::memchr(quote, content))?;
    let is_escaped = length > 0 && content[length - 1] == b'\\';
    let is_doubled = content.get(length + 1) == Some(&quote);
    (!is_escaped && !is_doubled).then_some(start + length + 2)
}

/// The end of the string at `start`, if it is without escapes, and before something that says that it has ended.
#[inline]
pub(super) fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let end = quoted_end(bytes, start, b'\'')?;
    let mut after = end;
    while bytes.get(after).is_some_and(|byte| is_space(*byte)) {
        after += 1;
    }
    let ends = match bytes.get(after) {
        None | Some(b',' | b')' | b';' | b':' | b']' | b'(' | b'=' | b'<' | b'>' | b'|' | b'*' | b'/') => {
            true
        }
        Some(byte) if byte.is_ascii_alphabetic() && after > end => {
            let mut word = after + 1;
            while bytes.get(word).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]) {
                word += 1;
            }
            Keyword::at(bytes, after, word).is_after_string()
        }
        Some(_) => false,
    };
    ends.then_some(end)
}

/// The bracket that ends the list whose first item is at `at`, if it has nothing but plain literals.
#[inline]
pub(super) fn list_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        if bytes.get(at).is_some_and(|byte| *byte <= b' ') {
            at = skip_spaces(bytes, at);
        }
        let end = item_end(bytes, at)?;
        at = if bytes.get(end).is_some_and(|byte| *byte > b' ') { end } else { skip_spaces(bytes, end) };
        match bytes.get(at) {
            Some(b',') => at += 1,
            Some(b')') => return Some(at),
            _ => return None,
        }
    }
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

impl Pass<'_, '_> {
    /// Behind the bracket that follows `IN`: goes to the end of the list if it has nothing but plain literals.
    pub(super) fn literals_of_list(&mut self) {
        if self.list.state != State::Within {
            return;
        }
        let Some(end) = list_end(self.sql.as_bytes(), self.at) else { return };
        // The bracket collapses it.
        self.list.has_literal = true;
        self.list.wants_item = false;
        self.at = end;
    }

    /// Behind a row of `VALUES`: goes behind as many more rows of plain literals as there are.
    ///
    /// They leave no items: to the summary, further rows change nothing.
    pub(super) fn more_rows(&mut self) {
        let bytes = self.sql.as_bytes();
        if bytes.get(skip_spaces(bytes, self.at)) != Some(&b',') {
            return;
        }
        let mark = self.output.mark();
        let start = self.at;
        self.output.remove(start, start);
        let mut rows = Rows { bytes, at: start, chunk: [0; CHUNK], length: 0, has_literal: false };
        loop {
            let (at, written) = (rows.at, self.output.length() + rows.length);
            let has_literal = rows.has_literal;
            if rows.row(self) && rows.at < self.edge {
                continue;
            }
            // Back to the end of the last whole row.
            self.output.truncate(written);
            rows.length = written - self.output.length();
            (rows.at, rows.has_literal) = (at, has_literal);
            break;
        }
        self.at = rows.at;
        if rows.has_literal {
            rows.flush(self);
        } else {
            // Nothing has to be changed, in NULLs for example.
            self.output.rewind(mark);
        }
    }
}

const CHUNK: usize = 256;
/// The most that an item can add, and what stands before the first one.
const MOST: usize = 16;

/// Rows in the making. Their text goes through a small piece of memory, as a call for each byte would cost more.
struct Rows<'a> {
    bytes: &'a [u8],
    at: usize,
    chunk: [u8; CHUNK],
    length: usize,
    has_literal: bool,
}

impl Rows<'_> {
    /// Reads `, (literal, literal)`; `false` if there is anything else.
    #[inline]
    fn row(&mut self, pass: &mut Pass<'_, '_>) -> bool {
        // What comes in is looked at, and what goes out written, without a detour through `self`.
        let bytes = self.bytes;
        let (mut at, mut length) = (self.at, self.length);
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        // One space at most in each place; rows with more of it are not plain.
        macro_rules! space {
            () => {
                let here = byte(at);
                if here <= b' ' && is_space(here) {
                    self.chunk[length % CHUNK] = here;
                    length += 1;
                    at += 1;
                }
            };
        }
        macro_rules! symbol {
            ($symbol:expr) => {
                if byte(at) != $symbol {
                    return false;
                }
                self.chunk[length % CHUNK] = $symbol;
                length += 1;
                at += 1;
            };
        }
        space!();
        symbol!(b',');
        space!();
        symbol!(b'(');
        loop {
            if length > CHUNK - MOST {
                (self.at, self.length) = (at, length);
                self.flush(pass);
                length = 0;
            }
            space!();
            if let Some(end) = item_end(bytes, at) {
                self.chunk[length % CHUNK] = b'?';
                self.has_literal = true;
                length += 1;
                at = end;
            } else if pass.statement.rows_take_null && is_null(bytes, at) {
                for _ in 0..4 {
                    self.chunk[length % CHUNK] = byte(at);
                    length += 1;
                    at += 1;
                }
            } else {
                return false;
            }
            space!();
            if byte(at) != b',' {
                break;
            }
            self.chunk[length % CHUNK] = b',';
            length += 1;
            at += 1;
        }
        symbol!(b')');
        (self.at, self.length) = (at, length);
        true
    }

    fn flush(&mut self, pass: &mut Pass<'_, '_>) {
        // Nothing but ASCII is ever in it.
        pass.output.write(std::str::from_utf8(&self.chunk[..self.length]).unwrap_or("?"), self.at);
        self.length = 0;
    }
}

fn is_null(bytes: &[u8], at: usize) -> bool {
    let is_whole = matches!(bytes.get(at + 4), Some(b',' | b')' | b' '));
    is_whole && bytes[at..at + 4].eq_ignore_ascii_case(b"NULL")
}

#[inline]
pub(super) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is_space(*byte)) {
        at += 1;
    }
    at
}

/// The end of a literal that is plain if the item of a list ends behind it.
#[inline]
fn item_end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let first = *bytes.get(start)?;
    if first.is_ascii_digit() {
        let end = digits(start + 1);
        return Some(if bytes.get(end) == Some(&b'.') { digits(end + 1) } else { end });
    }
    if first == b'\'' {
        let content = &bytes[start + 1..];
        let length = short_length(content, b'\'').or_else(|| memchr::memchr(b'\'', content))?;
        return (length == 0 || content[length - 1] != b'\\').then_some(start + length + 2);
    }
    let end = digits(start + usize::from(first == b'-'));
    let is_number = end > start && bytes[end - 1] != b'-';
    is_number.then(|| if bytes.get(end) == Some(&b'.') { digits(end + 1) } else { end })
}
