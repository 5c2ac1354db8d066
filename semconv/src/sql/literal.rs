//! Runs of plain literals: the lists behind `IN` and the rows behind `VALUES`.

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
    let is_glued = bytes
        .get(end)
        .is_some_and(|byte| super::action::IS_WORD_BYTE[usize::from(*byte)] || matches!(byte, b'.' | b'\''));
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
        let bytes = self.sql.as_bytes();
        let mut at = self.at;
        loop {
            at = skip_spaces(bytes, at);
            let Some(end) = item_end(bytes, at) else { return };
            at = skip_spaces(bytes, end);
            match bytes.get(at) {
                Some(b',') => at += 1,
                Some(b')') => break,
                _ => return,
            }
        }
        // The bracket collapses it.
        self.list.has_literal = true;
        self.list.wants_item = false;
        self.at = at;
    }

    /// Behind a row of `VALUES`: goes behind as many more rows of plain literals as there are.
    ///
    /// They leave no items: to the summary, further rows change nothing.
    pub(super) fn more_rows(&mut self) {
        let bytes = self.sql.as_bytes();
        let next = skip_spaces(bytes, self.at);
        if bytes.get(next) != Some(&b',') {
            return;
        }
        let mark = self.output.mark();
        self.output.remove(self.at, self.at);
        let mut rows = Rows { at: self.at, chunk: [0; CHUNK], length: 0 };
        let start = self.at;
        loop {
            let at = rows.at;
            let written = self.output.length() + rows.length;
            if rows.row(bytes, self).is_some() && rows.at < self.edge {
                continue;
            }
            rows.at = at;
            let kept = self.output.length().min(written);
            self.output.truncate(kept);
            rows.length = written - kept;
            break;
        }
        if rows.at == start {
            self.output.rewind(mark);
            return;
        }
        rows.flush(self);
        self.at = rows.at;
    }
}

const CHUNK: usize = 256;

/// Rows in the making: their text goes through a small piece of memory, as a call for each byte would cost more.
struct Rows {
    at: usize,
    chunk: [u8; CHUNK],
    length: usize,
}

impl Rows {
    /// Reads `, (literal, literal)`; `None` if there is anything else.
    #[inline]
    fn row(&mut self, bytes: &[u8], pass: &mut Pass<'_, '_>) -> Option<()> {
        self.spaces(bytes, pass);
        self.symbol(bytes, b',', pass)?;
        self.spaces(bytes, pass);
        self.symbol(bytes, b'(', pass)?;
        loop {
            self.spaces(bytes, pass);
            if let Some(end) = item_end(bytes, self.at) {
                self.push(b'?', pass);
                self.at = end;
            } else if !pass.statement.rows_take_null {
                return None;
            } else {
                self.null(bytes, pass)?;
            }
            self.spaces(bytes, pass);
            if self.symbol(bytes, b',', pass).is_none() {
                return self.symbol(bytes, b')', pass);
            }
        }
    }

    #[inline]
    fn spaces(&mut self, bytes: &[u8], pass: &mut Pass<'_, '_>) {
        while let Some(byte) = bytes.get(self.at)
            && is_space(*byte)
        {
            self.push(*byte, pass);
            self.at += 1;
        }
    }

    #[inline]
    fn symbol(&mut self, bytes: &[u8], symbol: u8, pass: &mut Pass<'_, '_>) -> Option<()> {
        if bytes.get(self.at) != Some(&symbol) {
            return None;
        }
        self.push(symbol, pass);
        self.at += 1;
        Some(())
    }

    fn null(&mut self, bytes: &[u8], pass: &mut Pass<'_, '_>) -> Option<()> {
        let word = bytes.get(self.at..self.at + 4)?;
        let is_whole = matches!(bytes.get(self.at + 4), Some(b',' | b')' | b' '));
        if !is_whole || !word.eq_ignore_ascii_case(b"NULL") {
            return None;
        }
        for byte in word {
            self.push(*byte, pass);
        }
        self.at += 4;
        Some(())
    }

    #[inline]
    fn push(&mut self, byte: u8, pass: &mut Pass<'_, '_>) {
        if self.length == CHUNK {
            self.flush(pass);
        }
        self.chunk[self.length % CHUNK] = byte;
        self.length += 1;
    }

    fn flush(&mut self, pass: &mut Pass<'_, '_>) {
        // Nothing but ASCII is ever in it.
        pass.output.write(std::str::from_utf8(&self.chunk[..self.length]).unwrap_or("?"), self.at);
        self.length = 0;
    }
}

#[inline]
fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is_space(*byte)) {
        at += 1;
    }
    at
}

/// The end of a plain literal that ends its item of a list.
#[inline]
fn item_end(bytes: &[u8], start: usize) -> Option<usize> {
    let end = match bytes.get(start)? {
        b'0'..=b'9' => number_end(bytes, start)?,
        b'\'' => quoted_end(bytes, start, b'\'')?,
        b'-' if bytes.get(start + 1)?.is_ascii_digit() => number_end(bytes, start + 1)?,
        _ => return None,
    };
    let after = skip_spaces(bytes, end);
    matches!(bytes.get(after), Some(b',' | b')')).then_some(end)
}
