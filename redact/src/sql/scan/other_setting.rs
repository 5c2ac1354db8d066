//! A text as another setting of the server would have it read (S31).
//!
//! `standard_conforming_strings = off` in PostgreSQL has a backslash escape the next character in plain strings, and
//! `NO_BACKSLASH_ESCAPES` in MySQL has it do nothing there. A string that ends elsewhere by the other setting is certain only
//! if the whole text makes no sense by that setting.

use super::bytes::{is_word_byte, is_word_start, starts_with_null};
use super::comment;
use super::quoted::{Setting, Style, find_mark, generic_bracket, opening, quoted_length, string_length};
use super::token::TokenKind;
use crate::sql::options::{Dialect, DoubleQuotes, Options};

/// Returns `true` if the text from a string on may end well by the other setting: no quote and no comment stays open, and no
/// backslash stands outside of them. What is not known to fail may end well.
pub(crate) fn may_end_well(text: &str, options: Options) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        match step(rest, options) {
            Step::Passes(length) => rest = &rest[length..],
            Step::Fails => return false,
            Step::Unknown => return true,
        }
    }
    true
}

enum Step {
    Passes(usize),
    Fails,
    Unknown,
}

fn step(rest: &str, Options { dialect, double_quotes, .. }: Options) -> Step {
    let passes = |length: Option<usize>| length.map_or(Step::Fails, Step::Passes);
    let are_names = double_quotes != DoubleQuotes::String;
    if let Some(comment) = comment::scan(rest, dialect) {
        return match comment.kind {
            TokenKind::Comment => Step::Passes(comment.length),
            // PostgreSQL's has no other reason to be unsure.
            _ if rest.starts_with("/*")
                && (dialect == Dialect::Postgres || comment::find_pair(&rest[2..], *b"*/").is_none()) =>
            {
                Step::Fails
            }
            _ => Step::Unknown,
        };
    }
    if let Some(opening) = opening(rest, dialect, are_names) {
        if opening.style == Style::Chosen {
            return Step::Unknown;
        }
        return passes(string_length(rest, opening, dialect, Setting::Other).map(|string| string.length));
    }
    let first = rest.as_bytes()[0];
    match (first, dialect) {
        (b'"', _) | (b'`', Dialect::Mysql | Dialect::Generic) => {
            passes(quoted_length(rest, first, false).map(|name| name.length))
        }
        (b'[', Dialect::Generic) if generic_bracket(rest).is_some() => Step::Unknown,
        (b'$', _) => dollar(rest, dialect),
        (b'\\', Dialect::Mysql) if starts_with_null(rest) => Step::Passes(2),
        (b'\\', _) => Step::Fails,
        // A dollar belongs to a word, and starts something after a number, which in MySQL is a word as well.
        (byte, _) if is_word_byte(byte) => Step::Passes(
            rest.bytes()
                .take_while(|next| {
                    is_word_byte(*next) && (*next != b'$' || is_word_start(byte) || dialect == Dialect::Mysql)
                })
                .count(),
        ),
        _ => Step::Passes(rest.chars().next().map_or(1, char::len_utf8)),
    }
}

/// A dollar that may start a string.
fn dollar(rest: &str, dialect: Dialect) -> Step {
    let tag = rest[1..].bytes().take_while(|byte| is_word_byte(*byte) && *byte != b'$').count();
    if !rest[1 + tag..].starts_with('$') || (dialect != Dialect::Mysql && rest.as_bytes()[1].is_ascii_digit())
    {
        return Step::Passes(1);
    }
    let (mark, body) = rest.split_at(tag + 2);
    match (find_mark(body, mark), dialect) {
        (Some(end), Dialect::Postgres) => Step::Passes(end + 2 * mark.len()),
        (None, Dialect::Postgres) => Step::Fails,
        _ => Step::Unknown,
    }
}
