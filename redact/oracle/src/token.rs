//! The pieces of a text.

use crate::Dialect::{self, Generic, Mysql, Oracle, Postgres, SqlServer, Sqlite};

/// A piece of the text, which owns the characters that may still be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// White space.
    Space(String),
    /// A comment, with its marks.
    Comment(String),
    /// A keyword, or a name without quotes: as it is written, and in capitals.
    Word { written: String, keyword: String },
    /// A name, with its quotes.
    QuotedName(String),
    /// Data, as it is written. To be shown as `?`.
    Data(String),
    /// A place where the caller's data goes, or a variable. It is shown.
    Parameter(String),
    /// A character of an operator or of punctuation; `::` and MySQL's `\N` are whole.
    Symbol(String),
    /// What follows is not certain. Always the last token. To be shown as `?`.
    Rest,
    /// A part of data that stands for itself with the token before. Not to be shown. The lexer makes none.
    Gone,
}

impl Token {
    /// The keyword in capitals, or the symbol; nothing for all other tokens, so that data is never compared with a word.
    pub(crate) fn key(&self) -> &str {
        match self {
            Token::Word { keyword, .. } => keyword,
            Token::Symbol(symbol) => symbol,
            _ => "",
        }
    }

    /// Whether the server looks at it: white space and comments only separate.
    pub(crate) fn has_meaning(&self) -> bool {
        !matches!(self, Token::Space(_) | Token::Comment(_) | Token::Gone)
    }
}

/// All characters beyond ASCII are letters to the servers.
pub(crate) fn starts_word(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '_' | '\u{80}'..)
}

/// A dollar is a part of words for all servers, though not at their start.
pub(crate) fn continues_word(character: char) -> bool {
    starts_word(character) || matches!(character, '0'..='9' | '$')
}

/// In SQL Server, a name may start with `#` (S14).
pub(crate) fn starts_word_of(character: char, dialect: Dialect) -> bool {
    match dialect {
        // MySQL's names may start with a dollar, if it is no quote (see `dollar`).
        Mysql => starts_word(character) || character == '$',
        SqlServer => starts_word(character) || character == '#',
        Postgres | Sqlite | Oracle | Generic => starts_word(character),
    }
}

/// In SQL Server, `@` belongs to a name too, though not at its start (S14).
pub(crate) fn continues_word_of(character: char, dialect: Dialect) -> bool {
    match dialect {
        SqlServer => continues_word(character) || matches!(character, '#' | '@'),
        Oracle => continues_word(character) || character == '#',
        Postgres | Mysql | Sqlite | Generic => continues_word(character),
    }
}

/// White space beyond ASCII is none to the servers.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}
