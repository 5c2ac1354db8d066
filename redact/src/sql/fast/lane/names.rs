//! The tables that a statement names.

use super::{Brackets, Lane, Meaning, Sieve};
use crate::sql::scan::action::Action;
use crate::sql::scan::bytes::{GOES_ON, IS_WORD_BYTE};
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::literal::{quoted_end, skip_spaces};
use crate::sql::summary::kind::Kind;

impl Lane<'_, '_> {
    /// Reads the beginning of a statement that changes a table, up to the table's name.
    pub(super) fn change(&mut self, verb: Keyword, start: usize, end: usize) -> Option<usize> {
        self.verb(Kind::Write, start, end)?;
        let table = match verb {
            Keyword::Insert => self.expect(Keyword::Into, end)?,
            Keyword::Delete => self.expect(Keyword::From, end)?,
            // SQLite's `UPDATE OR …`
            _ if self.expect(Keyword::Or, end).is_some() => return None,
            _ => end,
        };
        self.deletes = verb == Keyword::Delete;
        self.brackets =
            Brackets { lists_tables: verb != Keyword::Insert, takes_from: verb == Keyword::Update };
        let start = skip_spaces(self.bytes, table);
        let end = self.name(start)?;
        self.target(start, end, true)?;
        Some(end)
    }

    /// Adds the statement's verb to the summary, if nothing comes before it.
    pub(super) fn verb(&mut self, kind: Kind, start: usize, end: usize) -> Option<()> {
        self.found.kind = kind;
        self.found.operation = self.push(start, end)?;
        (skip_spaces(self.bytes, 0) == start).then_some(())
    }

    fn expect(&self, expected: Keyword, at: usize) -> Option<usize> {
        let (end, keyword) = self.word(skip_spaces(self.bytes, at))?;
        (keyword == expected).then_some(end)
    }

    /// Reads the next item of a list of tables. A query in brackets is only begun.
    pub(super) fn table(&mut self, at: usize) -> Option<usize> {
        self.brackets.lists_tables = true;
        let mut start = skip_spaces(self.bytes, at);
        while self.byte(start) == b'(' {
            self.open()?;
            self.brackets.lists_tables = true;
            start = skip_spaces(self.bytes, start + 1);
            // S98: a bracket does not prove that a table follows.
            if self.is_placed(start) {
                return None;
            }
        }
        if self.byte(start) | 0x20 == b's' && self.word(start)?.1 == Keyword::Select {
            return Some(start);
        }
        let end = self.name(start)?;
        let is_function = self.byte(skip_spaces(self.bytes, end)) == b'(';
        self.target(start, end, !is_function)?;
        Some(end)
    }

    fn target(&mut self, start: usize, end: usize, is_table: bool) -> Option<()> {
        let part = self.push(start, end)?;
        self.found.targets += 1;
        self.found.table = is_table.then_some(part);
        Some(())
    }

    /// The end of a name with its qualifiers, without white space in it.
    #[inline]
    fn name(&self, start: usize) -> Option<usize> {
        let mut at = start;
        loop {
            at = match self.actions[usize::from(self.byte(at))] {
                Action::QuotedName => quoted_end(self.bytes, at, self.bytes[at])?,
                Action::Placed => self.placed_end(at)?,
                _ => self.plain_word(at)?,
            };
            if self.byte(at) != b'.' {
                return Some(at);
            }
            at += 1;
        }
    }

    /// Returns `true` if the next token is in double quotes whose place decides what they hold.
    pub(super) fn is_placed(&self, at: usize) -> bool {
        self.actions[usize::from(self.byte(skip_spaces(self.bytes, at)))] == Action::Placed
    }

    /// The end of what is in double quotes, if nothing is glued to it.
    pub(super) fn placed_end(&self, start: usize) -> Option<usize> {
        let end = quoted_end(self.bytes, start, b'"')?;
        let next = self.byte(end);
        let is_glued = IS_WORD_BYTE[usize::from(next)] || matches!(next, b'\'' | b'`' | b'\\');
        (!is_glued).then_some(end)
    }

    /// Returns `true` if a name goes on after its dot with something that starts with `next`.
    pub(super) fn continues_name(&self, next: u8) -> bool {
        next == b'*'
            || matches!(self.actions[usize::from(next)], Action::Word | Action::QuotedName | Action::Placed)
    }

    /// The end of a word that means nothing.
    #[inline(always)]
    pub(super) fn plain_word(&self, start: usize) -> Option<usize> {
        let (end, keyword) = self.word(start)?;
        matches!(Meaning::of(keyword), Meaning::None | Meaning::Change).then_some(end)
    }

    /// The word at `start`, if it is one and goes on in no rare way.
    #[inline(always)]
    pub(super) fn word(&self, start: usize) -> Option<(usize, Keyword)> {
        if self.actions[usize::from(self.byte(start))] != Action::Word {
            return None;
        }
        let end = start + self.word_length(start);
        let is_whole = !GOES_ON[usize::from(self.byte(end))];
        is_whole.then(|| (end, Keyword::at(self.bytes, start, end)))
    }

    /// The length of the word at `start`.
    #[inline(always)]
    fn word_length(&self, start: usize) -> usize {
        let offset = start.wrapping_sub(self.base);
        if offset < Sieve::WIDTH {
            let length = (self.words >> offset).trailing_ones() as usize;
            if offset + length < Sieve::WIDTH {
                return length;
            }
        }
        // It is not in the window, or not all of it.
        let goes_on = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        self.bytes[start..].iter().take_while(goes_on).count()
    }
}
