//! Places for data: `$1`, `?`, `?1`, `:x`, `@x`, `@@x`, `#x`, `$x`; and what else starts with these characters.

use super::bytes::{is_space, is_word_byte, is_word_start, word_length};
use super::quoted;
use super::token::{Scanned, TokenKind};
use crate::sql::options::Dialect;

/// S16: the parameter at the start of `rest`, if there is one.
pub(crate) fn scan(rest: &str, dialect: Dialect) -> Option<Scanned> {
    match (rest.bytes().next()?, dialect) {
        (b'$', Dialect::Mysql) => quoted::mysql_dollar_quoted(rest),
        (b'$', Dialect::Sqlite) => Some(tcl_name(rest).unwrap_or_else(|| Scanned::unsure(rest))),
        (b'$', Dialect::Postgres | Dialect::Generic) => Some(dollar(rest, dialect)),
        // `$action`, `$partition`
        (b'$', Dialect::SqlServer) => Some(named(rest, 1, dialect).unwrap_or_else(|| Scanned::unsure(rest))),
        (b'$', Dialect::Oracle) => Some(Scanned::unsure(rest)),
        // A cast, not a name.
        (b':', _) if rest.starts_with("::") => Some(Scanned::new(TokenKind::Symbol, 2)),
        // Operators in PostgreSQL, a link in Oracle.
        (_, Dialect::Postgres) | (b'@', Dialect::Oracle) => None,
        (b'?', Dialect::Sqlite) => Some(Scanned::new(TokenKind::Parameter, 1 + digits(&rest[1..]))),
        (b'?', _) => Some(Scanned::new(TokenKind::Parameter, 1)),
        (b':' | b'@' | b'#', Dialect::Sqlite) => tcl_name(rest),
        (b':', Dialect::Oracle) if digits(&rest[1..]) > 0 => Some(numbered(rest, dialect)),
        (b':', _) => named(rest, 1, dialect),
        (b'@', Dialect::Generic) if is_stage(rest.as_bytes()) => {
            Some(Scanned::new(TokenKind::Literal, stage_length(rest)))
        }
        (b'@', _) => named(rest, if rest.starts_with("@@") { 2 } else { 1 }, dialect),
        _ => None,
    }
}

/// S108: returns `true` if the `@` starts the path of a stage: `@~/x`, `@%t/x`, `@s/x`.
pub(crate) fn is_stage(rest: &[u8]) -> bool {
    let name = rest[1..].iter().take_while(|byte| is_word_byte(**byte) || **byte == b'.').count();
    let after = &rest[1 + name..];
    match after {
        [b'~' | b'%', ..] => name == 0,
        [b'/', next, ..] => {
            is_word_start(rest.get(1).copied().unwrap_or(0)) && !is_space(*next) && *next != b'*'
        }
        _ => false,
    }
}

/// A path ends before what it would need quotes for.
fn stage_length(rest: &str) -> usize {
    let ends = |byte: u8| is_space(byte) || matches!(byte, b',' | b')' | b']' | b';' | b'\'' | b'"' | b'`');
    rest.bytes().position(ends).unwrap_or(rest.len())
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

/// `$1`, `$?`, `$tag$ … $tag$`, and `$x` if the dialect is not known.
fn dollar(rest: &str, dialect: Dialect) -> Scanned {
    if rest.starts_with("$?") {
        return Scanned::new(TokenKind::Parameter, 2);
    }
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
    let is_glued = |byte: &u8| match byte {
        b'$' => false,
        b'#' => dialect == Dialect::Oracle,
        byte => is_word_byte(*byte),
    };
    let glued = rest[end..].bytes().take_while(is_glued).count();
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
