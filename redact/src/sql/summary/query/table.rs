//! `TABLE a` as a query: short for `SELECT * FROM a`.

use super::{QueryVerb, Sources, Walk};
use crate::sql::scan::keyword::Keyword;
use crate::sql::summary::item::Sign;
use crate::sql::summary::kind::Kind;

impl Walk<'_, '_> {
    /// Returns `true` if the `TABLE` here starts a query by what stands before it. It is no name to any server (S69).
    pub(crate) fn starts_table_query(&self) -> bool {
        let joins =
            |word| matches!(word, Keyword::Union | Keyword::Intersect | Keyword::Except | Keyword::Minus);
        let starts = match self.reader.previous(1) {
            Some(Sign::Open) => true,
            // `INSERT INTO a (b) TABLE c`
            Some(Sign::Close) => self.level.verb == Some(QueryVerb::Insert),
            // `CREATE TABLE a AS TABLE b`
            Some(Sign::Word(Keyword::As)) => self.level.verb.is_none() && self.outer.is_empty(),
            Some(Sign::Word(Keyword::All | Keyword::Distinct)) => {
                matches!(self.reader.previous(2), Some(Sign::Word(word)) if joins(word))
            }
            Some(Sign::Word(word)) => joins(word),
            _ => false,
        };
        starts && self.reader.is_name(1)
    }

    /// Reads it from the word `TABLE` on.
    pub(crate) fn table_query(&mut self) {
        self.summary.add_operation(&[self.reader.text(0)], Kind::Read, self.outer.is_empty());
        self.reader.advance(1);
        self.reader.skip_modifiers(&[Keyword::Only]);
        self.table_name();
        self.level.verb = Some(QueryVerb::Table);
        self.level.takes_verb = false;
        self.level.sources = Sources::Outside;
        self.level.has_sources = true;
    }
}
