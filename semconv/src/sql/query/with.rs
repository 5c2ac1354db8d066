//! The names of `WITH` lists, which are no tables.

use super::super::item::Sign;
use super::super::keyword::Keyword;
use super::super::reader::Reader;
use super::{Level, Walk};

/// How many names of `WITH` lists are kept in mind. Others would be taken for tables.
const MAXIMUM_NAMES: usize = 64;

impl Walk<'_, '_> {
    /// `WITH [RECURSIVE] name … AS (…)`, and not `WITH ORDINALITY` or `WITH CHECK OPTION`.
    pub(super) fn with(&mut self) {
        let recursive = usize::from(self.reader.is_word(1, Keyword::Recursive) && self.reader.is_name(2));
        let mut ahead = self.reader.clone();
        ahead.advance(1 + recursive);
        self.reader.advance(1);
        if skip_common_head(&mut ahead).is_some() {
            self.reader.advance(recursive);
            self.level.wants_common = true;
        }
    }

    /// Reads `name (columns) AS [NOT] [MATERIALIZED] (`.
    pub(super) fn common_name(&mut self) -> bool {
        self.level.wants_common = false;
        let is_recursive = self.is_after(&[Keyword::Recursive]);
        let mut ahead = self.reader.clone();
        let Some(name) = skip_common_head(&mut ahead) else { return false };
        if is_recursive {
            self.remember(name);
        }
        *self.reader = ahead;
        // The bracket comes next, and any statement can stand in it.
        self.open(Level { takes_verb: true, defines: Some(name), ..Level::default() });
        true
    }

    pub(super) fn remember(&mut self, name: usize) {
        if self.names.len() < MAXIMUM_NAMES && !self.is_remembered(name) {
            self.names.push(name);
        }
    }

    pub(super) fn is_remembered(&self, name: usize) -> bool {
        let name = self.reader.at(name);
        self.names.iter().any(|known| is_same(self.reader.at(*known), name))
    }
}

/// Goes to the bracket that opens the query of a `WITH` list's item, and returns the place of the item's name.
fn skip_common_head(ahead: &mut Reader<'_>) -> Option<usize> {
    let name = ahead.is_name(0).then(|| ahead.position())?;
    ahead.advance(1);
    if ahead.is(0, Sign::Open) {
        ahead.advance(1);
        while ahead.is_name(0) || ahead.is(0, Sign::Comma) {
            ahead.advance(1);
        }
        if !ahead.is(0, Sign::Close) {
            return None;
        }
        ahead.advance(1);
    }
    if !ahead.is_word(0, Keyword::As) {
        return None;
    }
    ahead.advance(1);
    ahead.skip_words(&[Keyword::Not, Keyword::Materialized]);
    ahead.is(0, Sign::Open).then_some(name)
}

/// Whether the names are the same but for their quotes and their case. Names that differ in these alone are rarely
/// meant to differ.
fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (unquoted(one), unquoted(other));
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    // No character becomes more than three times as long or as short in small letters. A long name is not folded for a short one.
    let is_near = one.len() / 8 <= other.len() && other.len() / 8 <= one.len();
    is_near && one.to_lowercase() == other.to_lowercase()
}

fn unquoted(name: &str) -> &str {
    name.trim_matches(['"', '`', '[', ']'])
}
