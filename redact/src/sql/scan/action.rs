//! The action of the pass at a byte, by dialect: a table for each.

use crate::sql::options::{Dialect, DoubleQuotes, Options};

/// Which short cut a byte can start. [`Action::Scan`] has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Action {
    Scan,
    Word,
    Digit,
    String,
    QuotedName,
    /// A name in quotes or a string, which its place decides.
    Placed,
    /// `$1`
    Numbered,
    /// `?` where it is a place for data.
    Placeholder,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Semicolon,
    /// A symbol that is one whatever follows it.
    Symbol,
    Comma,
    Equals,
    Dot,
    Colon,
    Slash,
    /// `+` or `-`
    Plus,
}

pub(crate) type Actions = [Action; 256];

/// By dialect, for each meaning of `"x"`. The rare dialects have none.
static ACTIONS: [[Actions; 4]; 3] =
    [tables(DoubleQuotes::String), tables(DoubleQuotes::Identifier), tables(DoubleQuotes::ByPlace)];

impl Options {
    #[inline]
    pub(crate) fn actions(self) -> &'static Actions {
        &ACTIONS[self.double_quotes as usize % 3][self.dialect as usize % 4]
    }
}

const fn tables(double_quotes: DoubleQuotes) -> [Actions; 4] {
    [
        actions(Dialect::Postgres, double_quotes),
        actions(Dialect::Mysql, double_quotes),
        actions(Dialect::Sqlite, double_quotes),
        actions(Dialect::Generic, double_quotes),
    ]
}

#[allow(clippy::cast_possible_truncation, reason = "the number counts bytes")]
const fn actions(dialect: Dialect, double_quotes: DoubleQuotes) -> Actions {
    let mut actions = [Action::Scan; 256];
    let mut number = 0;
    while number < 256 {
        actions[number] = action(number as u8, dialect, double_quotes);
        number += 1;
    }
    actions
}

const fn action(byte: u8, dialect: Dialect, double_quotes: DoubleQuotes) -> Action {
    use Dialect::{Generic, Mysql, Postgres, Sqlite};
    match (byte, dialect) {
        (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => Action::Word,
        (b'0'..=b'9', _) => Action::Digit,
        (b'\'', _) => Action::String,
        (b'"', _) => match double_quotes {
            DoubleQuotes::Identifier => Action::QuotedName,
            DoubleQuotes::ByPlace => Action::Placed,
            DoubleQuotes::String => Action::Scan,
        },
        (b'`', Mysql | Sqlite | Generic) => Action::QuotedName,
        (b'$', Postgres | Generic) => Action::Numbered,
        (b'?', Mysql | Sqlite | Generic) => Action::Placeholder,
        (b'(', _) => Action::Open,
        (b')', _) => Action::Close,
        (b'[', Postgres | Mysql) => Action::OpenBracket,
        (b']', _) => Action::CloseBracket,
        (b';', _) => Action::Semicolon,
        (b'.', _) => Action::Dot,
        (b':', _) => Action::Colon,
        (b'/', _) => Action::Slash,
        (b'+' | b'-', _) => Action::Plus,
        (b',', _) => Action::Comma,
        (b'=', _) => Action::Equals,
        (b'!' | b'%' | b'&' | b'*' | b'<' | b'>' | b'^' | b'|' | b'~', _)
        | (b'?' | b'`' | b'@' | b'#', Postgres) => Action::Symbol,
        _ => Action::Scan,
    }
}
