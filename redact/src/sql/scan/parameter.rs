//! Places for data: `$1`, `?`, `?1`, `:x`, `@x`, `@@x`, `#x`, `$x`; and what else starts with these characters.

use super::bytes::{is_word_byte, word_length};
use super::quoted;
use super::token::{Scanned, TokenKind};
use crate::sql::options::Dialect;

/// S16: the parameter at the start of `rest`, if there is one.
pub(crate) fn scan(rest: &str, dialect: Dialect) -> Option<Scanned> {
    match (rest.bytes().next()?, dialect) {
        (b'$', Dialect::Mysql) => quoted::mysql_dollar_quoted(rest),
        (b'$', Dialect::Sqlite) => Some(tcl_name(rest).unwrap_or_else(|| Scanned::unsure(rest))),
        (b'$', _) => Some(dollar(rest, dialect)),
        // A cast, not a name.
        (b':', _) if rest.starts_with("::") => Some(Scanned::new(TokenKind::Symbol, 2)),
        // Operators in PostgreSQL.
        (_, Dialect::Postgres) => None,
        (b'?', Dialect::Sqlite) => Some(Scanned::new(TokenKind::Parameter, 1 + digits(&rest[1..]))),
        (b'?', _) => Some(Scanned::new(TokenKind::Parameter, 1)),
        (b':' | b'@' | b'#', Dialect::Sqlite) => tcl_name(rest),
        (b':', _) => named(rest, 1, dialect),
        (b'@', _) => named(rest, if rest.starts_with("@@") { 2 } else { 1 }, dialect),
        _ => None,
    }
}

fn named(rest: &str, prefix: usize, dialect: Dialect) -> Option<Scanned> {
    let length = word_length(&rest[prefix..], dialect);
    (length > 0).then(|| Scanned::new(TokenKind::Parameter, prefix + length))
}

/// SQLite's `:name`, where the name may be a number or a name of Tcl: `$space::name(index)`. Whatever stands in the brackets
/// belongs to it, even a quote: S39.
fn tcl_name(rest: &str) -> Option<Scanned> {
    let word_length = |at: usize| rest[at..].bytes().take_while(|byte| is_word_byte(*byte)).count();
    let (mut end, mut letters) = (1, 0);
    loop {
        let length = word_length(end);
        letters += length;
        end += length;
        if !rest[end..].starts_with("::") {
            break;
        }
        end += 2;
    }
    if letters == 0 {
        return None;
    }
    let has_index = rest[end..].starts_with('(');
    Some(if has_index { Scanned::unsure(rest) } else { Scanned::new(TokenKind::Parameter, end) })
}

/// `$1`, `$tag$ … $tag$`, and `$x` if the dialect is not known.
fn dollar(rest: &str, dialect: Dialect) -> Scanned {
    if rest[1..].starts_with(|first: char| first.is_ascii_digit()) {
        return numbered(rest, dialect);
    }
    if let Some(string) = quoted::dollar_quoted(rest) {
        return string;
    }
    match dialect {
        Dialect::Generic => named(rest, 1, dialect).unwrap_or_else(|| Scanned::unsure(rest)),
        _ => Scanned::unsure(rest),
    }
}

/// S17: `$1`; but `$1abc` is no parameter, and hidden.
fn numbered(rest: &str, dialect: Dialect) -> Scanned {
    let end = 1 + digits(&rest[1..]);
    let glued = rest[end..].bytes().take_while(|byte| is_word_byte(*byte) && *byte != b'$').count();
    let runs_into_a_string = match rest[end + glued..].bytes().next() {
        Some(b'$') => glued > 0 || dialect == Dialect::Generic,
        Some(b'\'') => glued > 0,
        _ => false,
    };
    if runs_into_a_string {
        return Scanned::unsure(rest);
    }
    Scanned::new(if glued == 0 { TokenKind::Parameter } else { TokenKind::Literal }, end + glued)
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}
