//! Whatever stands in quotes: strings in each of their notations, and names.

use super::bytes::{is_word_byte, is_word_start, space_length, word_length};
use super::comment::{self, is_balanced};
use super::keyword::Keyword;
use super::token::{Scanned, TokenKind};
use crate::sql::options::{Dialect, DoubleQuotes};

/// The string or quoted name at the start of `rest`, if there is one.
pub(crate) fn scan(rest: &str, dialect: Dialect, double_quotes: DoubleQuotes) -> Option<Scanned> {
    let are_names = double_quotes != DoubleQuotes::String;
    match (rest.bytes().next()?, dialect) {
        (b'"', _) if double_quotes == DoubleQuotes::ByPlace => Some(placed(rest, 0, dialect)),
        (b'"', _) if are_names => Some(name(rest, 0, b'"', dialect)),
        (b'"', _) => Some(string(rest, Opening { prefix: 0, style: Style::Plain }, dialect)),
        // An operator in PostgreSQL.
        (b'`', Dialect::Mysql | Dialect::Sqlite | Dialect::Generic) => Some(name(rest, 0, b'`', dialect)),
        (b'[', Dialect::Sqlite) => Some(bracketed(rest)),
        (b'[', Dialect::SqlServer) => Some(name(rest, 0, b']', dialect)),
        (b'[', Dialect::Generic) => generic_bracket(rest),
        (b'u' | b'U', Dialect::Postgres | Dialect::Generic) if are_names && rest[1..].starts_with("&\"") => {
            match double_quotes {
                DoubleQuotes::ByPlace => Some(placed(rest, 2, dialect)),
                _ => Some(name(rest, 2, b'"', dialect)),
            }
        }
        _ => opening(rest, dialect, are_names).map(|opening| string(rest, opening, dialect)),
    }
}

/// What a backslash means in a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Whatever the dialect's default is.
    Plain,
    /// It escapes the next character: PostgreSQL's `E'…'`.
    Escape,
    /// It never escapes a quote: PostgreSQL's `U&'…'`.
    Unicode,
    /// Oracle's `q'[…]'` ends at a mark of the writer's choice.
    Chosen,
}

/// Which setting of the server a text is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Default,
    /// It is the other way round with backslashes in plain strings: `standard_conforming_strings = off`, `NO_BACKSLASH_ESCAPES`.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    /// The number of bytes that stand before the quote.
    prefix: usize,
    pub(super) style: Style,
}

/// S2: the prefix of a string, where a string starts here.
pub(super) fn opening(rest: &str, dialect: Dialect, are_names: bool) -> Option<Opening> {
    use Dialect::{Generic, Mysql, Oracle, Postgres, SqlServer};
    let prefix = if rest.starts_with('\'') { 0 } else { prefix_length(rest, dialect) };
    let quote = rest[prefix..].bytes().next()?;
    if quote != b'\'' && (quote != b'"' || are_names) {
        return None;
    }
    let style = match (rest[..prefix].to_ascii_lowercase().as_str(), dialect) {
        ("e", Postgres) => Style::Escape,
        ("u&", Postgres) => Style::Unicode,
        ("q" | "nq", Generic) => Style::Chosen,
        ("q" | "nq", Oracle) if quote == b'\'' => Style::Chosen,
        // What these mean to an unknown system, either reading of backslashes shows (S31).
        ("e" | "u&", Generic)
        | ("" | "x", _)
        | ("b" | "n", Postgres | Mysql | Generic | SqlServer | Oracle) => Style::Plain,
        (introducer, Mysql | Generic) if introducer.starts_with('_') => Style::Plain,
        _ => return None,
    };
    Some(Opening { prefix, style })
}

fn prefix_length(rest: &str, dialect: Dialect) -> usize {
    if rest.starts_with("u&") || rest.starts_with("U&") { 2 } else { word_length(rest, dialect) }
}

/// S1: a string, which is data. S28: without an end, it hides the rest.
fn string(rest: &str, opening: Opening, dialect: Dialect) -> Scanned {
    let Some(quoted) = string_length(rest, opening, dialect, Setting::Default) else {
        return Scanned::unsure(rest);
    };
    let after = &rest[quoted.length..];
    // S31: the other setting would change where the string ends.
    let depends_on_setting =
        quoted.has_escaped_quote && opening.style == Style::Plain && dialect.has_backslash_setting();
    let has_stray_word = has_stray_word(after, dialect);
    // S36: what `q'…'` is, an unknown system does not say.
    let is_foreign = opening.style == Style::Chosen && dialect == Dialect::Generic;
    if is_foreign || (depends_on_setting && has_stray_word) || is_glued(after, dialect) {
        return Scanned::unsure(rest);
    }
    Scanned {
        kind: TokenKind::Literal,
        length: quoted.length,
        doubtful: depends_on_setting || has_stray_word,
        depends_on_setting,
    }
}

/// The whole of a string; `None` if it does not end.
pub(super) fn string_length(
    rest: &str,
    opening: Opening,
    dialect: Dialect,
    setting: Setting,
) -> Option<Quoted> {
    let quote = *rest.as_bytes().get(opening.prefix)?;
    if opening.style == Style::Chosen && dialect == Dialect::Oracle {
        let length = opening.prefix + chosen_length(&rest[opening.prefix..])?;
        return Some(Quoted { length, has_escaped_quote: false });
    }
    // S3: what a backslash does.
    let escapes = match opening.style {
        Style::Plain => (dialect == Dialect::Mysql) != (setting == Setting::Other),
        Style::Escape => true,
        Style::Unicode | Style::Chosen => false,
    };
    let mut whole = Quoted { length: opening.prefix, has_escaped_quote: false };
    loop {
        let part = quoted_length(&rest[whole.length..], quote, escapes)?;
        whole.length += part.length;
        whole.has_escaped_quote |= part.has_escaped_quote;
        match continuation(&rest[whole.length..]) {
            Some(gap) if dialect == Dialect::Postgres && quote == b'\'' => whole.length += gap,
            _ => return Some(whole),
        }
    }
}

/// S95: how long Oracle's `'[…]'` after a `q` is. `None` if it does not end, or if there is no such mark.
fn chosen_length(text: &str) -> Option<usize> {
    let mark = text[1..].chars().next().filter(|mark| !mark.is_whitespace() && *mark != '\'')?;
    let closing = match mark {
        '[' => ']',
        '{' => '}',
        '(' => ')',
        '<' => '>',
        other => other,
    };
    let start = 1 + mark.len_utf8();
    let ends = |(at, _): &(usize, &str)| text[start + at + closing.len_utf8()..].starts_with('\'');
    let (end, _) = text[start..].match_indices(closing).find(ends)?;
    Some(start + end + closing.len_utf8() + 1)
}

/// S4: how many bytes lie before the next part of a PostgreSQL string, which goes on after a line break, with the meaning
/// of its first part's prefix.
fn continuation(after: &str) -> Option<usize> {
    let mut gap = 0;
    loop {
        gap += space_length(&after[gap..]);
        match comment::scan(&after[gap..], Dialect::Postgres) {
            Some(comment) if after[gap..].starts_with("--") => gap += comment.length,
            _ => break,
        }
    }
    let goes_on =
        after[..gap].bytes().any(|byte| matches!(byte, b'\n' | b'\r')) && after[gap..].starts_with('\'');
    goes_on.then_some(gap)
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Quoted {
    pub(super) length: usize,
    /// A quote follows an odd number of backslashes.
    has_escaped_quote: bool,
}

/// How long the quoted text at the start of `text` is, `None` if it does not end.
pub(super) fn quoted_length(text: &str, quote: u8, escapes: bool) -> Option<Quoted> {
    let bytes = text.as_bytes();
    let (mut start, mut has_escaped_quote) = (1, false);
    loop {
        let content = &bytes[start..];
        let at = memchr::memchr(quote, content)?;
        let backslashes = content[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        let is_escaped = backslashes % 2 == 1;
        has_escaped_quote |= is_escaped;
        start += at + 1;
        if !(is_escaped && escapes) {
            if bytes.get(start) != Some(&quote) {
                return Some(Quoted { length: start, has_escaped_quote });
            }
            start += 1;
        }
    }
}

/// S5: `$tag$ … $tag$` at the start of `rest`; `None` if the dollar starts something else.
pub(crate) fn dollar_quoted(rest: &str) -> Option<Scanned> {
    let tag = &rest[1..];
    let length = tag.bytes().take_while(|byte| is_word_byte(*byte) && *byte != b'$').count();
    if !tag[length..].starts_with('$')
        || !tag.bytes().next().is_some_and(|byte| byte == b'$' || is_word_start(byte))
    {
        return None;
    }
    let (mark, body) = rest.split_at(length + 2);
    let Some(end) = find_mark(body, mark) else {
        return Some(Scanned::unsure(rest));
    };
    let length = end + 2 * mark.len();
    let after = &rest[length..];
    if is_glued(after, Dialect::Postgres) {
        return Some(Scanned::unsure(rest));
    }
    let doubtful = has_stray_word(after, Dialect::Postgres);
    Some(Scanned { doubtful, ..Scanned::new(TokenKind::Literal, length) })
}

/// S6: like [`dollar_quoted`], in MySQL. A server before 9.0 takes `$tag$` for a name and the body for code, so that the end is
/// certain only if nothing in the body starts what could go on after it.
pub(crate) fn mysql_dollar_quoted(rest: &str) -> Option<Scanned> {
    let length = rest[1..].bytes().take_while(|byte| is_word_byte(*byte) && *byte != b'$').count();
    if !rest[1 + length..].starts_with('$') {
        return None;
    }
    let (mark, body) = rest.split_at(length + 2);
    let Some(end) = find_mark(body, mark).filter(|end| is_balanced(&body[..*end])) else {
        return Some(Scanned::unsure(rest));
    };
    let length = end + 2 * mark.len();
    let after = &rest[length..];
    if is_glued(after, Dialect::Mysql) {
        return Some(Scanned::unsure(rest));
    }
    let doubtful = has_stray_word(after, Dialect::Mysql);
    Some(Scanned { doubtful, ..Scanned::new(TokenKind::Literal, length) })
}

/// Finds `$tag$` in `body`. A tag has no dollar in it, so no byte is compared twice; the search for any text that memchr
/// has would take 15 kB of each program.
pub(super) fn find_mark(body: &str, mark: &str) -> Option<usize> {
    let starts = |at: &usize| body.as_bytes()[*at..].starts_with(mark.as_bytes());
    memchr::memchr_iter(b'$', body.as_bytes()).find(starts)
}

/// S30: a string that runs straight into a word or another quote was not quoted with care: `'O'Brien'`.
fn is_glued(after: &str, dialect: Dialect) -> bool {
    after.bytes().next().is_some_and(|byte| {
        is_word_byte(byte)
            || matches!(byte, b'\'' | b'"' | b'`' | b'\\')
            || (byte == b'#' && dialect == Dialect::SqlServer)
    })
}

/// S32: a word that does not go with a string: the string may have been meant to go on.
fn has_stray_word(after: &str, dialect: Dialect) -> bool {
    let rest = &after[space_length(after)..];
    let word = &rest[..word_length(rest, dialect)];
    !word.is_empty() && !Keyword::of(word).is_after_string()
}

/// S14: a name in quotes, in which a backslash means nothing.
fn name(rest: &str, prefix: usize, quote: u8, dialect: Dialect) -> Scanned {
    match quoted_length(&rest[prefix..], quote, false) {
        // MySQL would read a string, and end it elsewhere.
        Some(quoted) if dialect == Dialect::Generic && quoted.has_escaped_quote => Scanned::unsure(rest),
        Some(quoted) => Scanned::new(TokenKind::QuotedName, prefix + quoted.length),
        None => Scanned::unsure(rest),
    }
}

/// S98: a name or a string, which its place decides. Neither would touch a word.
fn placed(rest: &str, prefix: usize, dialect: Dialect) -> Scanned {
    let found = name(rest, prefix, b'"', dialect);
    if is_glued(&rest[found.length..], dialect) { Scanned::unsure(rest) } else { found }
}

/// SQLite's `[name]`.
fn bracketed(rest: &str) -> Scanned {
    match rest.find(']') {
        Some(end) => Scanned::new(TokenKind::QuotedName, end + 1),
        None => Scanned::unsure(rest),
    }
}

/// S37: either a name or an index. Its content is read as code, where both readings agree on what follows the bracket.
pub(super) fn generic_bracket(rest: &str) -> Option<Scanned> {
    let is_sure = rest[1..]
        .bytes()
        .position(|byte| matches!(byte, b'[' | b']'))
        .is_some_and(|end| is_balanced(&rest[1..=end]));
    (!is_sure).then(|| Scanned::unsure(rest))
}
