//! Comments: `-- …`, `# …`, `/* … */`.

use super::bytes::is_space;
use super::token::{Scanned, TokenKind};
use crate::sql::options::Dialect;

/// S21: the comment at the start of `rest`, if there is one.
pub(crate) fn scan(rest: &str, dialect: Dialect) -> Option<Scanned> {
    if rest.starts_with("/*") {
        return Some(block(rest, dialect));
    }
    if rest.starts_with("--") {
        return dashes(rest, dialect);
    }
    match dialect {
        Dialect::Mysql if rest.starts_with('#') => Some(line(rest, b"\n")),
        // An operator in PostgreSQL, a comment in MySQL.
        Dialect::Generic if rest.starts_with('#') => Some(Scanned::unsure(rest)),
        _ => None,
    }
}

fn dashes(rest: &str, dialect: Dialect) -> Option<Scanned> {
    match dialect {
        Dialect::Postgres => Some(line(rest, b"\n\r")),
        Dialect::Sqlite => Some(line(rest, b"\n")),
        Dialect::SqlServer | Dialect::Oracle => Some(line_without_return(rest)),
        Dialect::Mysql => mysql_dashes(rest),
        Dialect::Generic => Some(generic_dashes(rest)),
    }
}

/// MySQL wants white space after the dashes: `1--1` is a sum.
fn mysql_dashes(rest: &str) -> Option<Scanned> {
    let after = &rest[2..];
    match after.bytes().next() {
        None => Some(line(rest, b"\n")),
        Some(byte) if is_space(byte) || byte.is_ascii_control() => Some(line(rest, b"\n")),
        // S35: without the inner comment, the dashes would stand before what follows it, and start a comment there.
        Some(b'#' | b'-') => Some(Scanned::unsure(rest)),
        Some(b'/') if after.starts_with("/*") => Some(Scanned::unsure(rest)),
        Some(_) => None,
    }
}

/// S36: a comment only where it is one in all dialects, or where no dialect could start a string in it.
fn generic_dashes(rest: &str) -> Scanned {
    let found = line(rest, b"\n");
    let comment = rest[..found.length].trim_end_matches('\r');
    let is_certain = comment[2..].bytes().next().is_none_or(is_space) || is_plain(&comment[2..]);
    if is_certain && !comment.contains('\r') { found } else { Scanned::unsure(rest) }
}

/// Up to the end of the line. What a carriage return alone does there depends on the tool that sends the text.
fn line_without_return(rest: &str) -> Scanned {
    let found = line(rest, b"\n");
    let has_return = rest[..found.length].trim_end_matches('\r').contains('\r');
    if has_return { Scanned::unsure(rest) } else { found }
}

/// Up to the end of the line, which stays outside.
#[inline(never)]
fn line(rest: &str, ends: &[u8]) -> Scanned {
    let end = rest.bytes().position(|byte| ends.contains(&byte));
    Scanned::new(TokenKind::Comment, end.unwrap_or(rest.len()))
}

fn block(rest: &str, dialect: Dialect) -> Scanned {
    let length = match dialect {
        Dialect::Postgres | Dialect::SqlServer => nested_length(rest),
        _ => find_pair(&rest[2..], *b"*/").map(|end| end + 4),
    };
    match length {
        Some(length) if is_sure(&rest[2..length - 2], dialect) => Scanned::new(TokenKind::Comment, length),
        _ => Scanned::unsure(rest),
    }
}

/// The comments of PostgreSQL and SQL Server nest.
fn nested_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Returns `true` if all readings of a comment's body agree on where it ends.
///
/// S22: MySQL executes the body of `/*! … */`, and reads hints in `/*+ … */`; there a quote can hide the end.
fn is_sure(body: &str, dialect: Dialect) -> bool {
    let is_code = body.starts_with(['!', '+']) || body.starts_with("M!");
    match dialect {
        Dialect::Postgres | Dialect::Sqlite | Dialect::SqlServer | Dialect::Oracle => true,
        Dialect::Mysql => !is_code || is_balanced(body),
        Dialect::Generic => find_pair(body, *b"/*").is_none() && (!is_code || is_balanced(body)),
    }
}

/// Returns `true` if no dialect could take any of `text` for the start of a string, a quoted name or a comment.
fn is_plain(text: &str) -> bool {
    let is_special = |byte| matches!(byte, b'\'' | b'"' | b'`' | b'[' | b'$' | b'#' | b'\\');
    !text.bytes().any(is_special) && find_pair(text, *b"/*").is_none()
}

/// Returns `true` if no string, quoted name or comment that starts in `text` can go on after it.
pub(crate) fn is_balanced(text: &str) -> bool {
    let counts = [b'\'', b'"', b'`'].map(|quote| count(text, quote));
    // A quote between two of another kind is none.
    let kinds = counts.iter().filter(|count| **count > 0).count();
    kinds <= 1
        && counts.iter().all(|count| count.is_multiple_of(2))
        && !text.bytes().any(|byte| matches!(byte, b'\\' | b'#' | b'$'))
        && find_pair(text, *b"--").is_none()
        && find_pair(text, *b"/*").is_none()
}

#[inline(never)]
fn count(text: &str, byte: u8) -> usize {
    text.bytes().filter(|found| *found == byte).count()
}

/// The place of two bytes, one after the other.
#[inline(never)]
pub(crate) fn find_pair(text: &str, pair: [u8; 2]) -> Option<usize> {
    text.as_bytes().windows(2).position(|bytes| bytes == pair)
}
