//! Statements in which the place of a word decides whether it is data: `SET x TO value`, `CREATE USER x PASSWORD y`.
//!
//! They are read once more from their start, as a list of tokens that can be looked at from all sides. This costs several
//! times what the pass costs, in time and in memory, both still linear. A statement is known to be of this kind at its
//! first word, after `EXPLAIN` at the verb, or at the word that announces a secret, or, for a square bracket that stays
//! open, at its end: in each case the statement is read twice at most.

use super::{Doubt, Pass};
use crate::sql::rules::care::Care;
use crate::sql::rules::option;
use crate::sql::rules::{self, secret};
use crate::sql::scan::bytes::is_space;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::Token;

/// Most statements of this kind have no more.
const FEW_TOKENS: usize = 64;

impl Pass<'_, '_> {
    /// Takes note of the word from `start` to here, unless the statement is a plain one. `true` if
    /// the statement has to be read carefully.
    #[inline]
    pub(super) fn begins_carefully(&mut self, keyword: Keyword, start: usize) -> bool {
        self.statement.care.is_watched() && self.watches(keyword, start)
    }

    fn watches(&mut self, keyword: Keyword, start: usize) -> bool {
        match (self.statement.care, Care::of(keyword)) {
            (Care::Undecided | Care::Explained, Care::Full) => return true,
            (Care::Undecided, care) => self.statement.care = care,
            (Care::Explained, Care::Query | Care::Data) => self.statement.care = Care::Data,
            _ => {}
        }
        matches!(self.statement.care, Care::Watched | Care::Explained)
            && (keyword == Keyword::Identified || secret::may_announce(&self.sql[start..self.at]))
    }

    /// Reads all of the statement that the pass is in.
    #[cold]
    #[inline(never)]
    pub(super) fn read_carefully(&mut self) -> Result<(), Doubt> {
        self.rewind();
        let start = self.at;
        let mut tokens = Vec::with_capacity(FEW_TOKENS);
        while self.at < self.sql.len() {
            let (start, left) = (self.at, self.left);
            let kind = self.next()?;
            let text = &self.sql[start..self.at];
            let token = Token { kind, keyword: self.last_keyword(kind), text };
            if token.is_symbol(";") {
                (self.at, self.left) = (start, left);
                break;
            }
            tokens.push(token);
        }
        if let Some(rows) = option::rows_after_format(&tokens, self.options.dialect) {
            tokens.truncate(rows);
            self.at = start + tokens.iter().map(|token| token.text.len()).sum::<usize>();
            if !self.is_blank_from(self.at) {
                let rest = self.at;
                let kind = self.give_up()?;
                tokens.push(Token::new(kind, &self.sql[rest..self.at]));
            }
            rules::redact(&mut tokens, self.options);
            self.accept_all(start, &tokens);
            return Ok(());
        }
        let data_follows = option::reads_data(&tokens);
        rules::redact(&mut tokens, self.options);
        self.accept_all(start, &tokens);
        self.statement.care = Care::Full;
        self.statement.brackets = 0;
        if data_follows && self.at < self.sql.len() {
            self.hide_data()?;
        }
        // The short cuts know nothing of comments; what follows one is the semicolon.
        if self.output.is_after_comment() && self.at < self.stop { self.scan() } else { Ok(()) }
    }

    /// Writes the tokens that stand from `start` on.
    fn accept_all(&mut self, start: usize, tokens: &[Token<'_>]) {
        let mut position = start;
        for token in tokens {
            let end = position + token.text.len();
            self.accept(token.kind, token.keyword, position, end);
            position = end;
        }
    }

    /// After the semicolon here, the rows of a dump may follow, which end as they like.
    fn hide_data(&mut self) -> Result<(), Doubt> {
        let semicolon = self.at;
        let kind = self.next()?;
        self.accept(kind, Keyword::Other, semicolon, self.at);
        if !self.is_blank_from(self.at) {
            let rest = self.at;
            let kind = self.give_up()?;
            self.accept(kind, Keyword::Other, rest, self.at);
        }
        Ok(())
    }

    fn is_blank_from(&self, place: usize) -> bool {
        self.sql.as_bytes()[place..].iter().all(|byte| is_space(*byte))
    }
}
