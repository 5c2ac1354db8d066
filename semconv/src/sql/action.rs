//! What the pass does at a byte, by dialect: a table for each.

use super::Dialect;

/// Which short cut a byte can start. [`Action::Scan`] has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Action {
    Scan,
    Space,
    Word,
    Digit,
    String,
    QuotedName,
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
    Dot,
    Colon,
    Slash,
    /// `+` or `-`
    Plus,
}

pub(super) type Actions = [Action; 256];

static POSTGRES: Actions = actions(Dialect::Postgres);
static MYSQL: Actions = actions(Dialect::Mysql);
static SQLITE: Actions = actions(Dialect::Sqlite);
static GENERIC: Actions = actions(Dialect::Generic);

impl Dialect {
    pub(super) fn actions(self) -> &'static Actions {
        match self {
            Self::Postgres => &POSTGRES,
            Self::Mysql => &MYSQL,
            Self::Sqlite => &SQLITE,
            Self::Generic => &GENERIC,
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the number counts bytes")]
const fn actions(dialect: Dialect) -> Actions {
    let mut actions = [Action::Scan; 256];
    let mut number = 0;
    while number < 256 {
        actions[number] = action(number as u8, dialect);
        number += 1;
    }
    actions
}

const fn action(byte: u8, dialect: Dialect) -> Action {
    use Dialect::{Generic, Mysql, Postgres, Sqlite};
    match (byte, dialect) {
        (b' ' | b'\t'..=b'\r', _) => Action::Space,
        (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => Action::Word,
        (b'0'..=b'9', _) => Action::Digit,
        (b'\'', _) => Action::String,
        (b'"', Postgres | Sqlite | Generic) | (b'`', Mysql | Sqlite | Generic) => Action::QuotedName,
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
        (b'!' | b'%' | b'&' | b'*' | b',' | b'<'..=b'>' | b'^' | b'{'..=b'~', _)
        | (b'?' | b'`' | b'@' | b'#', Postgres) => Action::Symbol,
        _ => Action::Scan,
    }
}

/// The bytes of words, digits and `$` included.
pub(super) static IS_WORD_BYTE: [bool; 256] = word_bytes();

#[allow(clippy::cast_possible_truncation, reason = "the number counts bytes")]
const fn word_bytes() -> [bool; 256] {
    let mut are = [false; 256];
    let mut number = 0;
    while number < 256 {
        are[number] =
            matches!(number as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | 0x80..=0xff);
        number += 1;
    }
    are
}
