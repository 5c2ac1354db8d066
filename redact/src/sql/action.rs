//! What the pass does at a byte, by dialect: a table for each.

use super::{Dialect, DoubleQuotes, Options};

/// Which short cut a byte can start. [`Action::Scan`] has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Action {
    Scan,
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
    Comma,
    Equals,
    Dot,
    Colon,
    Slash,
    /// `+` or `-`
    Plus,
}

pub(super) type Actions = [Action; 256];

/// By dialect, for either meaning of `"x"`.
static ACTIONS: [[Actions; 4]; 2] = [tables(DoubleQuotes::Identifier), tables(DoubleQuotes::String)];

impl Options {
    #[inline]
    pub(super) fn actions(self) -> &'static Actions {
        let tables = &ACTIONS[usize::from(self.double_quotes == DoubleQuotes::String)];
        &tables[self.dialect as usize % 4]
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

/// Defines tables that say of each byte whether it is one of a kind.
macro_rules! kinds_of_bytes {
    ($($(#[$docs:meta])* $name:ident: $pattern:pat,)*) => {
        $($(#[$docs])*
        pub(super) static $name: [bool; 256] = {
            let mut are = [false; 256];
            let mut number = 0;
            while number < 256 {
                #[allow(clippy::cast_possible_truncation, reason = "the number counts bytes")]
                let byte = number as u8;
                are[number] = matches!(byte, $pattern);
                number += 1;
            }
            are
        };)*
    };
}

kinds_of_bytes! {
    /// The bytes of words, digits and `$` included.
    IS_WORD_BYTE: b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | 0x80..=0xff,
    /// Behind letters, what makes the token no plain word.
    GOES_ON: b'\'' | b'"' | b'&' | b'$' | 0x80..=0xff,
}
