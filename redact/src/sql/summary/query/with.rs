//! S72: the names of `WITH` lists, which are no tables.

use super::{Level, Walk};
use crate::sql::scan::keyword::Keyword;
use crate::sql::summary::item::Sign;
use crate::sql::summary::reader::Reader;

/// S73: how many names of `WITH` lists are remembered. Other names count as tables.
const MAXIMUM_NAMES: usize = 64;

/// How many items of a statement may have been looked at ahead when that is done once more. There can be lists in lists.
const MAXIMUM_AHEAD: usize = 65_536;

impl Walk<'_, '_> {
    /// `WITH [RECURSIVE] name … AS (…)`, and not `WITH ORDINALITY` or `WITH CHECK OPTION`.
    pub(crate) fn with(&mut self) {
        let recursive = usize::from(self.reader.is_word(1, Keyword::Recursive) && self.reader.is_name(2));
        let mut ahead = self.reader.clone();
        ahead.advance(1 + recursive);
        self.reader.advance(1);
        if skip_common_head(&mut ahead).is_some() {
            self.reader.advance(recursive);
            self.level.wants_common = true;
            if recursive > 0 {
                self.remember_list();
            }
        }
    }

    /// `WITH RECURSIVE` makes all names of its list known from its start on.
    fn remember_list(&mut self) {
        let mut ahead = self.reader.clone();
        while self.looked_ahead < MAXIMUM_AHEAD {
            let start = ahead.position();
            let Some(name) = skip_common_head(&mut ahead) else { return };
            self.remember(name);
            ahead.skip_group();
            skip_search_and_cycle(&mut ahead);
            self.looked_ahead += ahead.position() - start;
            if !ahead.is(0, Sign::Comma) {
                return;
            }
            ahead.advance(1);
        }
    }

    /// Reads `name (columns) AS [NOT] [MATERIALIZED] (`.
    pub(crate) fn common_name(&mut self) -> bool {
        self.level.wants_common = false;
        let mut ahead = self.reader.clone();
        let Some(name) = skip_common_head(&mut ahead) else { return false };
        *self.reader = ahead;
        // The bracket comes next, and any statement can stand in it.
        self.open(Level { takes_verb: true, defines: Some(name), ..Level::default() });
        true
    }

    pub(crate) fn remember(&mut self, name: usize) {
        if self.names.len() < MAXIMUM_NAMES && !self.is_remembered(name) {
            self.names.push(name);
        }
    }

    pub(crate) fn is_remembered(&self, name: usize) -> bool {
        let name = self.reader.at(name);
        self.names.iter().any(|known| is_same(self.reader.at(*known), name))
    }
}

/// Passes `SEARCH DEPTH FIRST BY a, b SET c` and `CYCLE a, b SET c TO d DEFAULT e USING f`, which can follow an item.
pub(crate) fn skip_search_and_cycle(reader: &mut Reader<'_>) {
    while reader.is_one_of(0, &[Keyword::Search, Keyword::Cycle]) {
        while !reader.is_word(0, Keyword::Set) {
            if !reader.is_name(0) && !reader.is(0, Sign::Comma) {
                return;
            }
            reader.advance(1);
        }
        reader.advance(1);
        reader.skip_within_statement();
        while reader.is_one_of(0, &[Keyword::To, Keyword::Default, Keyword::Using]) {
            reader.advance(1);
            reader.skip_within_statement();
        }
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

/// Returns `true` if the names are the same but for their quotes and their case. Names that differ in these alone are
/// rarely meant to differ.
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
