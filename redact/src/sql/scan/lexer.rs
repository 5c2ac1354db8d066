//! Reads one token, as the server of the dialect does.
//!
//! This is the whole of each dialect's rules. The pass has short cuts for what is most common, and asks here for everything
//! else.

use super::bytes::{space_length, starts_with_null, word_length};
use super::number::Left;
use super::token::{Scanned, TokenKind};
use super::{comment, number, parameter, quoted, uuid};
use crate::sql::options::{Dialect, Options};

/// The token at the start of `rest`, which is not empty. The order matters: a comment starts with what else is an
/// operator, a string with what else is a word.
pub(crate) fn scan(rest: &str, options: Options, at_start: bool, left: Left) -> Scanned {
    let Options { dialect, double_quotes, .. } = options;
    space(rest, at_start)
        .or_else(|| comment::scan(rest, dialect))
        .or_else(|| uuid::scan(rest, dialect))
        .or_else(|| number::scan(rest, dialect, left))
        .or_else(|| quoted::scan(rest, dialect, double_quotes))
        .or_else(|| parameter::scan(rest, dialect))
        .or_else(|| word(rest, dialect))
        .unwrap_or_else(|| symbol(rest, dialect))
}

/// S19: white space, and the byte order mark that some editors leave at the start of a file.
fn space(rest: &str, at_start: bool) -> Option<Scanned> {
    let mark = if at_start && rest.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let length = mark + space_length(&rest[mark..]);
    (length > 0).then(|| Scanned::new(TokenKind::Space, length))
}

fn word(rest: &str, dialect: Dialect) -> Option<Scanned> {
    let length = word_length(rest, dialect);
    (length > 0).then(|| Scanned::new(TokenKind::Word, length))
}

/// Operators are taken character by character. That is enough, as all of them are shown.
fn symbol(rest: &str, dialect: Dialect) -> Scanned {
    // S18: MySQL's way to write NULL in some of its file formats.
    if dialect == Dialect::Mysql && starts_with_null(rest) {
        return Scanned::new(TokenKind::Symbol, 2);
    }
    match rest.bytes().next() {
        // It is a part of Oracle's names, and nothing by itself.
        Some(b'#') if dialect == Dialect::Oracle => Scanned::unsure(rest),
        Some(byte) if byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'$' | b'\'') => {
            Scanned::new(TokenKind::Symbol, 1)
        }
        // S29: a control character, or one that means nothing to the server out here.
        _ => Scanned::unsure(rest),
    }
}
