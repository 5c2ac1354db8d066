//! The care that a statement needs, by its first word.

use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::{Token, TokenKind};

/// How closely a statement has to be read, so that nothing in it is shown by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// The statement has had no word so far.
    Undecided,
    /// It may have a secret, which some word would announce.
    Watched,
    /// It has said `EXPLAIN`, and no verb after that so far. It may have a secret, too.
    Explained,
    /// It has data, and an open bracket at most. The summary walks over it as a query.
    Query,
    /// Like a query, but the summary reads it another way.
    Data,
    /// The place of a word decides whether that is data: the whole statement is read as a list of tokens.
    Full,
}

impl Care {
    /// What a statement needs that starts with this word. A word that is not listed may announce a secret.
    pub(crate) fn of(word: Keyword) -> Self {
        match word {
            Keyword::Select
            | Keyword::Insert
            | Keyword::Update
            | Keyword::Delete
            | Keyword::With
            | Keyword::Merge
            | Keyword::Replace
            | Keyword::Upsert
            | Keyword::Values => Self::Query,
            Keyword::Explain => Self::Explained,
            Keyword::Declare
            | Keyword::From
            | Keyword::Prepare
            | Keyword::Table
            | Keyword::Truncate
            | Keyword::Call => Self::Data,
            Keyword::Set
            | Keyword::Pragma
            | Keyword::Copy
            | Keyword::Alter
            | Keyword::Create
            | Keyword::Attach
            | Keyword::Connect
            | Keyword::Exec
            | Keyword::Execute
            | Keyword::Vacuum => Self::Full,
            _ => Self::Watched,
        }
    }

    /// Returns `true` if a word could show that the statement has to be read with full care.
    #[inline]
    pub(crate) fn is_watched(self) -> bool {
        matches!(self, Self::Undecided | Self::Watched | Self::Explained)
    }
}

/// S49: returns `true` if a statement that starts with the word has no secrets and no options.
pub(crate) fn is_data_statement(word: Keyword) -> bool {
    matches!(Care::of(word), Care::Query | Care::Data)
}

/// S41: the place of the word that says what a statement is: its first word, or the verb after `EXPLAIN` if there is one.
pub(crate) fn verb(statement: &[Token<'_>]) -> Option<usize> {
    let first = statement.iter().position(|token| token.kind == TokenKind::Word)?;
    let is_verb = |token: &Token<'_>| {
        let care = || Care::of(token.keyword);
        token.kind == TokenKind::Word && !matches!(care(), Care::Watched | Care::Explained)
    };
    if !statement[first].is_word(Keyword::Explain) {
        return Some(first);
    }
    let after = statement[first..].iter().position(is_verb);
    Some(first + after.unwrap_or(0))
}
