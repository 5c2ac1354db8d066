//! Runs of plain literals: the lists after `IN` and the rows after `VALUES`.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

use super::Pass;
use super::list::ListState;
use crate::sql::scan::bytes::is_space;
use crate::sql::scan::ends::{Ends, list_end};
use crate::sql::scan::literal::skip_spaces;
use crate::sql::scan::vector::{self, Register, Task};

impl Pass<'_, '_> {
    /// After the bracket that follows `IN`: goes to the end of the list if it has nothing but plain literals.
    pub(super) fn literals_of_list(&mut self) {
        if self.list.state != ListState::Within {
            return;
        }
        let Some(end) = list_end(self.sql.as_bytes(), self.at) else { return };
        // The bracket collapses it.
        self.list.has_literal = true;
        self.list.wants_item = false;
        self.at = end;
    }

    /// After a row of `VALUES`: passes as many more rows of plain literals as there are.
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
        vector::run(AllRows { rows: &mut rows, pass: self });
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

struct AllRows<'r, 'a, 'p, 's, 'm> {
    rows: &'r mut Rows<'a>,
    pass: &'p mut Pass<'s, 'm>,
}

impl Task for AllRows<'_, '_, '_, '_, '_> {
    type Result = ();

    #[inline(always)]
    fn run<R: Register>(self) {
        let Self { rows, pass } = self;
        let mut ends = Ends::<R>::of(rows.bytes);
        loop {
            let (at, written) = (rows.at, pass.output.length() + rows.length);
            let has_literal = rows.has_literal;
            if rows.row(&mut ends, pass) && rows.at < pass.edge {
                continue;
            }
            // Back to the end of the last whole row.
            pass.output.truncate(written);
            rows.length = written - pass.output.length();
            (rows.at, rows.has_literal) = (at, has_literal);
            break;
        }
    }
}

impl Rows<'_> {
    /// Reads `, (literal, literal)`; `false` if there is anything else.
    #[inline(always)]
    fn row<R: Register>(&mut self, ends: &mut Ends<'_, R>, pass: &mut Pass<'_, '_>) -> bool {
        // The input is read and the output written without a detour through `self`.
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
            if let Some(end) = ends.item(at) {
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
