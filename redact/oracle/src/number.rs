//! Numbers, with their signs. S10: a number is data wherever it stands.
//!
//! * S7: a number starts with a digit, or with a point and a digit.
//! * S8: it takes everything with it that could belong to it in some dialect or version: letters, digits, `_`, points, and a sign
//!   after an `e` in front of a digit. So `0x1F`, `1_000`, `1e-5`, `7abc` and `127.0.0.1` are one each. A number that starts
//!   with `0x`, `0b` or `0o` has no exponent: `0x1e-5` are two.
//!   A dollar belongs to it in MySQL and SQLite (`1a$b` is a name in MySQL); in PostgreSQL, a string starts there (`1$a$…$a$`).
//! * S34: where letters of a number touch a string, servers disagree on what string it is: uncertain.
//!
//! * S96: the sign of a currency may stand before it: see `money`.
//!
//! S9: "a sign before a number goes with it". `a-1` is a difference, though, and `-1` in `b = -1` is not.
//! The sign is the number's own
//!
//! * at the start of the text, and after punctuation and operators, but not after a closing bracket;
//! * after data, if it touches both (`99+100` is `??` in the cases of the conventions);
//! * after a keyword that an expression follows;
//! * never after a parameter, a quoted name or any other word.

use crate::Dialect::{Generic, Mysql, Postgres, Sqlite};
use crate::cursor::Cursor;
use crate::lexer::{Lexer, Reading, Uncertain};
use crate::token::{Token, continues_word, is_space};
use crate::{money, uuid};

pub(crate) fn read(lexer: &mut Lexer<'_>) -> Reading {
    let start = lexer.cursor.at;
    let mut cursor = lexer.cursor;
    if cursor.sees(|sign| matches!(sign, '+' | '-')) {
        cursor.pass(1);
        let spaces = cursor.pass_all(is_space);
        if !owns_sign(lexer, spaces) {
            return Ok(None);
        }
    }
    money::pass_sign(&mut cursor, lexer.options.dialect);
    // S97: the digits could be those of a UUID, which has no sign.
    let is_of_uuid = lexer.options.dialect == Generic && uuid::is_here(cursor);
    if !money::starts_number(cursor) || is_of_uuid {
        return Ok(None);
    }
    let digits = cursor.at;
    pass_number(&mut cursor, matches!(lexer.options.dialect, Mysql | Sqlite));
    let has_letters = cursor.since(digits).chars().any(|part| !matches!(part, '0'..='9' | '.' | '_'));
    match (cursor.see(0), lexer.options.dialect) {
        _ if lexer.has_other_setting => {}
        (Some('\''), _) if has_letters => return Err(Uncertain::Disagreement),
        (Some('$'), Generic) => return Err(Uncertain::Disagreement),
        (Some('$'), Postgres) if has_letters => return Err(Uncertain::Disagreement),
        _ => {}
    }
    lexer.cursor = cursor;
    Ok(Some(Token::Data(cursor.since(start))))
}

fn pass_number(cursor: &mut Cursor<'_>, takes_dollar: bool) {
    let has_radix =
        cursor.see(0) == Some('0') && cursor.see(1).is_some_and(|letter| "xXbBoO".contains(letter));
    let mut previous = ' ';
    while let Some(character) = cursor.see(0) {
        let belongs = match character {
            '.' => true,
            '$' => takes_dollar,
            '+' | '-' => {
                !has_radix
                    && matches!(previous, 'e' | 'E')
                    && cursor.see(1).is_some_and(|digit| digit.is_ascii_digit())
            }
            other => continues_word(other),
        };
        if !belongs {
            return;
        }
        previous = character;
        cursor.pass(1);
    }
}

/// Whether a sign here, with so much white space after it, belongs to the number after that.
fn owns_sign(lexer: &Lexer<'_>, spaces: usize) -> bool {
    let touches_number = spaces == 0;
    match lexer.tokens.iter().rfind(|token| token.has_meaning()) {
        None => true,
        Some(Token::Symbol(symbol)) => ![")", "]", "}"].contains(&symbol.as_str()),
        Some(Token::Data(_)) => touches_number && lexer.touching,
        Some(word @ Token::Word { .. }) => expects_value(word.key()),
        Some(_) => false,
    }
}

/// Keywords in front of an expression.
fn expects_value(keyword: &str) -> bool {
    match keyword {
        // Clauses of queries and changes.
        "SELECT" | "WHERE" | "BY" | "HAVING" | "LIMIT" | "OFFSET" | "ON" | "SET" | "VALUES" | "RETURNING" => {
            true
        }
        // Parts of expressions.
        "AND" | "OR" | "NOT" | "BETWEEN" | "IN" | "LIKE" | "CASE" | "WHEN" | "THEN" | "ELSE" => true,
        // Settings, definitions and functions.
        "TO" | "DEFAULT" | "RETURN" | "INTERVAL" | "ALL" | "DISTINCT" => true,
        _ => false,
    }
}
