//! Strings in quotes.
//!
//! * S1: a string ends at the next quote of its kind that is neither doubled nor escaped.
//! * S2: in front of it can stand: `x` (all dialects), `b` and `n` (not SQLite), `e` and `u&` (PostgreSQL), `_utf8` and other
//!   character sets (MySQL), in any case. Any other word there is a token of its own. An unknown server may know them all, and
//!   Oracle's `q'[it's]'` too, of which no end is certain (S36).
//! * S95: Oracle's `q'[it's]'` ends at the closing bracket and a quote; with any other mark, at the same one and a quote. White space
//!   and a quote are no marks: uncertain.
//! * S3: a backslash escapes the next character after `e`, and in MySQL in every string. Nowhere else.
//! * S4: PostgreSQL joins `'a'`, white space with a line break in it (and `--` comments), and `'b'`; the prefix is that of the first.
//! * S30: a string that touches a word, a digit, another quote or a backslash after it was not quoted with care: uncertain
//!   (`'O'Brien'`).
//! * S31: a quote after a backslash ends a string or does not, by a setting of the server (`standard_conforming_strings`,
//!   `NO_BACKSLASH_ESCAPES`). Where the notation leaves that to the setting, the string is doubtful: see `second_reading`. In an
//!   unknown server every notation does, and the first reading takes a backslash for a character like others. SQLite, SQL Server and
//!   Oracle have no such setting.
//! * S32: a string followed by a word that cannot be there may have been meant to go on (`'O' Brien'`): doubtful.
//!   Both doubts at once: uncertain.

use crate::Dialect::{Generic, Mysql, Oracle, Postgres, SqlServer, Sqlite};
use crate::cursor::Cursor;
use crate::lexer::{Lexer, Uncertain, pass_word};
use crate::token::{Token, is_space, starts_word_of};
use crate::{Dialect, DoubleQuotes};

/// Who says what a backslash does in the string.
#[derive(Clone, Copy, PartialEq)]
enum Backslash {
    /// The prefix: it escapes.
    Escapes,
    /// The prefix: it does not.
    IsPlain,
    /// The server's setting.
    Depends,
}

/// The string here, if there is one, and whether it is doubtful.
pub(crate) fn read(lexer: &mut Lexer<'_>) -> Result<Option<(Token, bool)>, Uncertain> {
    let (start, dialect) = (lexer.cursor.at, lexer.options.dialect);
    let mut cursor = lexer.cursor;
    if cursor.reads("u&") || cursor.reads("U&") {
        cursor.pass(2);
    } else {
        pass_word(&mut cursor, dialect);
    }
    let prefix = cursor.since(start).to_ascii_lowercase();
    match cursor.see(0) {
        Some('\'') => {}
        Some('"') if lexer.options.double_quotes == DoubleQuotes::String => {}
        _ => return Ok(None),
    }
    if dialect == Oracle && matches!(prefix.as_str(), "q" | "nq") && cursor.see(0) == Some('\'') {
        pass_quote_of_choice(&mut cursor)?;
        return finish(lexer, start, cursor, false).map(Some);
    }
    let backslash = match (prefix.as_str(), dialect) {
        ("" | "x", _) | ("b" | "n", Postgres | Mysql | SqlServer | Oracle | Generic) => Backslash::Depends,
        ("e", Postgres) => Backslash::Escapes,
        ("u&", Postgres) => Backslash::IsPlain,
        ("e" | "u&", Generic) => Backslash::Depends,
        ("q" | "nq", Generic) => return Err(Uncertain::Disagreement),
        (word, Mysql | Generic) if word.starts_with('_') => Backslash::Depends,
        (_, Postgres | Mysql | Sqlite | SqlServer | Oracle | Generic) => return Ok(None),
    };
    let escapes_by_default = dialect == Mysql;
    let escapes = match (backslash, dialect) {
        (Backslash::Escapes, _) => true,
        (Backslash::IsPlain, _) => false,
        (Backslash::Depends, Sqlite | SqlServer | Oracle) => false,
        (Backslash::Depends, Postgres | Mysql | Generic) => escapes_by_default != lexer.has_other_setting,
    };

    let mut has_escaped_quote = pass_quotes(&mut cursor, escapes)?;
    let is_joined = dialect == Postgres && cursor.characters[cursor.at - 1] == '\'';
    while is_joined && let Some(next) = next_part(cursor) {
        cursor = next;
        has_escaped_quote |= pass_quotes(&mut cursor, escapes)?;
    }

    let ends_elsewhere = match dialect {
        Postgres | Mysql | Generic => has_escaped_quote && backslash == Backslash::Depends,
        Sqlite | SqlServer | Oracle => false,
    };
    finish(lexer, start, cursor, ends_elsewhere).map(Some)
}

/// The string that ends at the cursor.
fn finish(
    lexer: &mut Lexer<'_>,
    start: usize,
    cursor: Cursor<'_>,
    ends_elsewhere: bool,
) -> Result<(Token, bool), Uncertain> {
    let dialect = lexer.options.dialect;
    let at = lexer.cursor.at;
    let token = Token::Data(cursor.since(start));
    if lexer.has_other_setting {
        lexer.cursor.pass(cursor.at - at);
        return Ok((token, false));
    }
    let goes_on = has_stray_word(cursor, dialect);
    if touches(cursor, dialect) || (ends_elsewhere && goes_on) {
        return Err(Uncertain::Disagreement);
    }
    lexer.cursor.pass(cursor.at - at);
    if ends_elsewhere && lexer.ends_elsewhere.is_none() {
        lexer.ends_elsewhere = Some(start);
    }
    Ok((token, ends_elsewhere || goes_on))
}

/// Moves from the opening quote of a quote of choice past the closing one.
fn pass_quote_of_choice(cursor: &mut Cursor<'_>) -> Result<(), Uncertain> {
    cursor.pass(1);
    let end = match cursor.see(0).ok_or(Uncertain::Open)? {
        '[' => ']',
        '{' => '}',
        '(' => ')',
        '<' => '>',
        mark if is_space(mark) || mark == '\'' => return Err(Uncertain::Unknown),
        mark => mark,
    };
    cursor.pass(1);
    while cursor.see(0) != Some(end) || cursor.see(1) != Some('\'') {
        cursor.see(0).ok_or(Uncertain::Open)?;
        cursor.pass(1);
    }
    cursor.pass(2);
    Ok(())
}

/// Whether the data is a quote of choice with a quote in it.
pub(crate) fn has_quote_of_choice(data: &str) -> bool {
    data.to_ascii_lowercase().trim_start_matches('n').starts_with("q'") && data.matches('\'').count() > 2
}

/// Moves from an opening quote past its closing one. Returns `true` if a quote in between, or the closing one, stood after a
/// backslash that did not itself stand after one.
pub(crate) fn pass_quotes(cursor: &mut Cursor<'_>, backslash_escapes: bool) -> Result<bool, Uncertain> {
    let quote = cursor.see(0).ok_or(Uncertain::Open)?;
    cursor.pass(1);
    let (mut backslashes, mut has_escaped_quote) = (0, false);
    loop {
        let character = cursor.see(0).ok_or(Uncertain::Open)?;
        cursor.pass(1);
        if character == '\\' {
            backslashes += 1;
            continue;
        }
        let is_escaped = backslashes % 2 == 1;
        backslashes = 0;
        if character != quote {
            continue;
        }
        has_escaped_quote |= is_escaped;
        if is_escaped && backslash_escapes {
            continue;
        }
        if cursor.see(0) != Some(quote) {
            return Ok(has_escaped_quote);
        }
        cursor.pass(1);
    }
}

/// Where a string of PostgreSQL goes on, if it does.
fn next_part(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let start = cursor.at;
    loop {
        cursor.pass_all(is_space);
        if !cursor.reads("--") {
            break;
        }
        crate::comment::pass_line(&mut cursor, &['\n', '\r']);
    }
    let has_line_break = cursor.since(start).contains(['\n', '\r']);
    (has_line_break && cursor.see(0) == Some('\'')).then_some(cursor)
}

/// Whether what comes next touches the end of a string in a way that no server allows, or that is most likely a mistake.
pub(crate) fn touches(cursor: Cursor<'_>, dialect: Dialect) -> bool {
    cursor.sees(|next| {
        starts_word_of(next, dialect) || matches!(next, '0'..='9' | '$' | '\'' | '"' | '`' | '\\')
    })
}

/// Returns `true` if a word comes next that no grammar has after a string.
pub(crate) fn has_stray_word(mut cursor: Cursor<'_>, dialect: Dialect) -> bool {
    cursor.pass_all(is_space);
    let start = cursor.at;
    pass_word(&mut cursor, dialect);
    cursor.at > start && !follows_string(&cursor.since(start).to_ascii_uppercase())
}

fn follows_string(keyword: &str) -> bool {
    match keyword {
        // Within an expression.
        "AND" | "OR" | "NOT" | "IS" | "IN" | "LIKE" | "ILIKE" | "GLOB" | "REGEXP" | "SIMILAR" | "BETWEEN"
        | "ESCAPE" | "UESCAPE" | "COLLATE" | "AT" | "NULL" | "DAY"
        // CASE.
        | "WHEN" | "THEN" | "ELSE" | "END"
        // After an item of a list, or a condition.
        | "AS" | "ASC" | "DESC" | "FROM" | "WHERE" | "GROUP" | "HAVING" | "ORDER" | "LIMIT" | "OFFSET"
        | "FOR" | "ON" | "USING" | "UNION" | "INTERSECT" | "EXCEPT" | "RETURNING" | "INTO" | "SET"
        | "VALUES" | "WITH" | "TO"
        // In definitions.
        | "CHECK" | "COMMENT" | "CONSTRAINT" | "DEFAULT" | "LANGUAGE" | "REQUIRE" | "VALID"
        // Of files: COPY, LOAD DATA.
        | "CSV" | "HEADER" | "DELIMITER" | "QUOTE" | "ENCLOSED" | "LINES" => true,
        _ => false,
    }
}
