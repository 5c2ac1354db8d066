//! Strings in quotes.
//!
//! * S1: a string ends at the next quote of its kind that is neither doubled nor escaped.
//! * S2: in front of it can stand: `x` (all dialects), `b` and `n` (not SQLite), `e` and `u&` (PostgreSQL), `_utf8` and other
//!   character sets (MySQL), in any case. Any other word there is a token of its own. An unknown server may know them all, and
//!   Oracle's `q'[it's]'` too, of which no end is certain (S36).
//! * S3: a backslash escapes the next character after `e`, and in MySQL in every string. Nowhere else.
//! * S4: PostgreSQL joins `'a'`, white space with a line break in it (and `--` comments), and `'b'`; the prefix is that of the first.
//! * S30: a string that touches a word, a digit, another quote or a backslash after it was not quoted with care: uncertain
//!   (`'O'Brien'`).
//! * S31: a quote after a backslash ends a string or does not, by a setting of the server (`standard_conforming_strings`,
//!   `NO_BACKSLASH_ESCAPES`). Where the notation leaves that to the setting, the string is doubtful. An unknown server: uncertain,
//!   in every notation (S36). SQLite has no such setting.
//! * S32: a string followed by a word that cannot be there may have been meant to go on (`'O' Brien'`): doubtful.
//!   Both doubts at once: uncertain.

use crate::Dialect::{Generic, Mysql, Postgres, Sqlite};
use crate::cursor::Cursor;
use crate::lexer::{Lexer, Uncertain, pass_word};
use crate::token::{Token, continues_word, is_space};
use crate::{Dialect, DoubleQuotes};

/// Who says what a backslash does in the string.
#[derive(PartialEq)]
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
    let backslash = match (prefix.as_str(), dialect) {
        ("" | "x", _) | ("b" | "n", Postgres | Mysql | Generic) => Backslash::Depends,
        ("e", Postgres | Generic) => Backslash::Escapes,
        ("u&", Postgres | Generic) => Backslash::IsPlain,
        ("q" | "nq", Generic) => return Err(Uncertain),
        (word, Mysql | Generic) if word.starts_with('_') => Backslash::Depends,
        (_, Postgres | Mysql | Sqlite | Generic) => return Ok(None),
    };
    let escapes = match dialect {
        Mysql => backslash != Backslash::IsPlain,
        Postgres | Sqlite | Generic => backslash == Backslash::Escapes,
    };

    let mut has_escaped_quote = pass_quotes(&mut cursor, escapes)?;
    let is_joined = dialect == Postgres && cursor.characters[cursor.at - 1] == '\'';
    while is_joined && let Some(next) = next_part(cursor) {
        cursor = next;
        has_escaped_quote |= pass_quotes(&mut cursor, escapes)?;
    }

    let ends_elsewhere = match dialect {
        Postgres | Mysql => has_escaped_quote && backslash == Backslash::Depends,
        Sqlite => false,
        Generic if has_escaped_quote => return Err(Uncertain),
        Generic => false,
    };
    let goes_on = has_stray_word(cursor, dialect);
    if touches(cursor) || (ends_elsewhere && goes_on) {
        return Err(Uncertain);
    }
    lexer.cursor = cursor;
    Ok(Some((Token::Data(cursor.since(start)), ends_elsewhere || goes_on)))
}

/// Moves from an opening quote behind its closing one. Tells whether a quote in between, or the closing one, stood behind a
/// backslash that was not itself behind one.
pub(crate) fn pass_quotes(cursor: &mut Cursor<'_>, backslash_escapes: bool) -> Result<bool, Uncertain> {
    let quote = cursor.see(0).ok_or(Uncertain)?;
    cursor.pass(1);
    let (mut backslashes, mut has_escaped_quote) = (0, false);
    loop {
        let character = cursor.see(0).ok_or(Uncertain)?;
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
pub(crate) fn touches(cursor: Cursor<'_>) -> bool {
    cursor.sees(|next| continues_word(next) || matches!(next, '\'' | '"' | '`' | '\\'))
}

/// Whether a word comes next that no grammar has behind a string.
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
        // Behind an item of a list, or a condition.
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
