//! The verb of a statement, and the tables that it names.

use super::super::action::{Action, GOES_ON};
use super::super::keyword::Keyword;
use super::super::literal::{quoted_end, skip_spaces};
use super::{Lane, Level, Meaning};

impl Lane<'_, '_> {
    /// Reads the statement's beginning, with the table that it changes.
    pub(super) fn verb(&mut self) -> Option<usize> {
        let start = skip_spaces(self.bytes, 0);
        let (end, keyword) = self.word(start)?;
        let table = match keyword {
            Keyword::Select => None,
            Keyword::Insert => Some(self.expect(Keyword::Into, end)?),
            Keyword::Update => Some(end),
            Keyword::Delete => Some(self.expect(Keyword::From, end)?),
            _ => return None,
        };
        self.found.operation = self.push(start, end)?;
        self.deletes = keyword == Keyword::Delete;
        self.level = Level {
            lists_tables: matches!(keyword, Keyword::Update | Keyword::Delete),
            takes_from: matches!(keyword, Keyword::Select | Keyword::Update),
        };
        let Some(table) = table else { return Some(end) };
        let start = skip_spaces(self.bytes, table);
        let end = self.name(start)?;
        self.target(start, end, true)?;
        Some(end)
    }

    fn expect(&self, expected: Keyword, at: usize) -> Option<usize> {
        let (end, keyword) = self.word(skip_spaces(self.bytes, at))?;
        (keyword == expected).then_some(end)
    }

    /// Reads the next item of a list of tables. A query in brackets is only begun.
    pub(super) fn table(&mut self, at: usize) -> Option<usize> {
        self.level.lists_tables = true;
        let mut start = skip_spaces(self.bytes, at);
        while self.byte(start) == b'(' {
            self.open()?;
            self.level.lists_tables = true;
            start = skip_spaces(self.bytes, start + 1);
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
    fn name(&self, start: usize) -> Option<usize> {
        let mut at = start;
        loop {
            at = match self.actions[usize::from(self.byte(at))] {
                Action::QuotedName => quoted_end(self.bytes, at, self.bytes[at])?,
                _ => self.plain_word(at)?,
            };
            if self.byte(at) != b'.' {
                return Some(at);
            }
            at += 1;
        }
    }

    /// Whether a name goes on behind its dot with something that starts with `next`.
    pub(super) fn continues_name(&self, next: u8) -> bool {
        next == b'*' || matches!(self.actions[usize::from(next)], Action::Word | Action::QuotedName)
    }

    /// The end of a word that means nothing.
    pub(super) fn plain_word(&self, start: usize) -> Option<usize> {
        let (end, keyword) = self.word(start)?;
        // SQLite's `UPDATE OR …`
        (Meaning::of(keyword) == Meaning::None && keyword != Keyword::Or).then_some(end)
    }

    /// The word at `start`, if it is one and goes on in no rare way.
    pub(super) fn word(&self, start: usize) -> Option<(usize, Keyword)> {
        if self.actions[usize::from(self.byte(start))] != Action::Word {
            return None;
        }
        let mut end = start + 1;
        while self.byte(end).is_ascii_alphanumeric() || self.byte(end) == b'_' {
            end += 1;
        }
        (!GOES_ON[usize::from(self.byte(end))]).then(|| (end, Keyword::at(self.bytes, start, end)))
    }
}
