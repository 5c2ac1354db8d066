//! Statements in which the place of a word decides whether it is data: `SET x TO value`, `CREATE USER x PASSWORD y`.
//!
//! They are read once more from their start, as a list of tokens that can be looked at from all sides. This costs several
//! times what the pass costs, in time and in memory, both still linear. A statement is known to be of this kind at its
//! first word, behind `EXPLAIN` at the verb, or at the word that announces a secret, or, for a square bracket that stays
//! open, at its end: in each case the statement is read twice at most.

use super::keyword::Keyword;
use super::lexer::{Token, TokenKind, is_space};
use super::option;
use super::pass::{Doubt, Pass, StatementKind};
use super::redact;

impl StatementKind {
    /// By the first word. `None` for what has to be read carefully.
    fn of(word: Keyword) -> Option<Self> {
        Some(match word {
            Keyword::Select
            | Keyword::Insert
            | Keyword::Update
            | Keyword::Delete
            | Keyword::With
            | Keyword::Merge
            | Keyword::Replace
            | Keyword::Values => Self::Query,
            Keyword::Explain => Self::Explained,
            Keyword::Declare | Keyword::Prepare | Keyword::Table | Keyword::Truncate | Keyword::Call => {
                Self::Data
            }
            Keyword::Set
            | Keyword::Pragma
            | Keyword::Copy
            | Keyword::Alter
            | Keyword::Create
            | Keyword::Attach
            | Keyword::Connect
            | Keyword::Exec
            | Keyword::Execute => return None,
            _ => Self::Watched,
        })
    }

    /// Whether a word could show that the statement has to be read carefully.
    #[inline]
    pub(super) fn is_watched(self) -> bool {
        matches!(self, Self::Unknown | Self::Watched | Self::Explained)
    }
}

/// Whether a statement that starts with the word has no secrets and options.
pub(super) fn is_data_statement(word: Keyword) -> bool {
    matches!(StatementKind::of(word), Some(StatementKind::Query | StatementKind::Data))
}

/// The place of the word that says what a statement is: the first one, but the verb behind `EXPLAIN` where there is one.
pub(super) fn verb(statement: &[Token<'_>]) -> Option<usize> {
    let first = statement.iter().position(|token| token.kind == TokenKind::Word)?;
    let is_verb = |token: &Token<'_>| {
        let kind = StatementKind::of(Keyword::of(token.text));
        token.kind == TokenKind::Word
            && !matches!(kind, Some(StatementKind::Watched | StatementKind::Explained))
    };
    if !statement[first].is_word("EXPLAIN") {
        return Some(first);
    }
    let behind = statement[first..].iter().position(is_verb);
    Some(first + behind.unwrap_or(0))
}

impl Pass<'_, '_> {
    /// Takes note of the word from `start` to here, unless the statement is a plain one. `true` if
    /// the statement has to be read carefully.
    #[inline]
    pub(super) fn begins_carefully(&mut self, keyword: Keyword, start: usize) -> bool {
        self.statement.kind.is_watched() && self.watches(keyword, start)
    }

    fn watches(&mut self, keyword: Keyword, start: usize) -> bool {
        match (self.statement.kind, StatementKind::of(keyword)) {
            (StatementKind::Unknown | StatementKind::Explained, None) => return true,
            (StatementKind::Unknown, Some(kind)) => self.statement.kind = kind,
            (StatementKind::Explained, Some(StatementKind::Query | StatementKind::Data)) => {
                self.statement.kind = StatementKind::Data;
            }
            _ => {}
        }
        matches!(self.statement.kind, StatementKind::Watched | StatementKind::Explained)
            && (keyword == Keyword::Identified || redact::is_password(&self.sql[start..self.at]))
    }

    /// Reads all of the statement that the pass is in.
    #[cold]
    #[inline(never)]
    pub(super) fn read_carefully(&mut self) -> Result<(), Doubt> {
        self.rewind();
        let start = self.at;
        let mut tokens = Vec::new();
        while self.at < self.sql.len() {
            let (start, left) = (self.at, self.left);
            let kind = self.next()?;
            let token = Token { kind, text: &self.sql[start..self.at] };
            if token.is_symbol(";") {
                (self.at, self.left) = (start, left);
                break;
            }
            tokens.push(token);
        }
        let data_follows = option::reads_data(&tokens);
        redact::redact(&mut tokens, self.options.dialect);
        let mut position = start;
        for token in tokens {
            let end = position + token.text.len();
            self.accept(token.kind, position, end);
            position = end;
        }
        self.statement.kind = StatementKind::Careful;
        self.statement.brackets = 0;
        if data_follows && self.at < self.sql.len() {
            self.hide_data()?;
        }
        // The short cuts know nothing of comments; what follows one is the semicolon.
        if self.output.is_behind_comment() && self.at < self.stop { self.scan() } else { Ok(()) }
    }
    /// Behind the semicolon here, the rows of a dump may follow, which end as they like.
    fn hide_data(&mut self) -> Result<(), Doubt> {
        let semicolon = self.at;
        let kind = self.next()?;
        self.accept(kind, semicolon, self.at);
        let rest = self.at;
        if self.sql.as_bytes()[rest..].iter().all(|byte| is_space(*byte)) {
            return Ok(());
        }
        let kind = self.give_up()?;
        self.accept(kind, rest, self.at);
        Ok(())
    }
}
