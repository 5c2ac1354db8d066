//! Secrets, which need no quotes everywhere.
//!
//! * `PASSWORD x`, and any word that ends in `_PASSWORD` (`MASTER_PASSWORD = x`); not behind a point, where it is a column.
//! * In a statement that has said `IDENTIFIED`: what follows `BY`, `AS`, `USING` and `REPLACE`.
//! * In `ATTACH`, which speaks of files: what follows `KEY`.
//!
//! Decisions:
//!
//! * Between such a word and the secret can stand `=`, `:` (of `:=`) and `(`.
//! * The secret goes up to white space, a comment, a comma, a closing bracket or the end of the statement, so that
//!   `hunter2!x-7` goes as a whole.
//! * `IDENTIFIED BY PASSWORD x`, `BY RANDOM PASSWORD` and `BY VALUES x`: that word goes, and so does what follows it.
//! * `SET PASSWORD FOR someone = x`: the word FOR stays; the value is that of a setting.
//! * In queries and changes of data, and in definitions of what has columns (or code about them), `password` is a name, and nothing is a
//!   secret. What is defined is told by the first such word in front of any `PASSWORD`, `IDENTIFIED` or `SET`.

use crate::definition::Kind;
use crate::redaction;
use crate::token::Token;

pub(crate) fn hide(statement: &mut [Token]) {
    if is_about_columns(statement) {
        return;
    }
    let attaches = words(statement).first().is_some_and(|verb| *verb == "ATTACH");
    let (mut expected, mut identified, mut behind_point) = (false, false, false);
    let mut at = 0;
    while at < statement.len() {
        let key = statement[at].key().to_owned();
        if !statement[at].has_meaning() {
            at += 1;
        } else if expected && !matches!(key.as_str(), "=" | ":" | "(") {
            let length = statement[at..].iter().take_while(|token| !ends_secret(token)).count();
            if key != "FOR" {
                redaction::hide(&mut statement[at..at + length]);
            }
            expected = matches!(key.as_str(), "PASSWORD" | "RANDOM" | "VALUES");
            behind_point = false;
            at += length.max(1);
        } else {
            let announces = match key.as_str() {
                "AS" | "BY" | "REPLACE" | "USING" => identified,
                "KEY" => attaches && !identified,
                other => is_password(other),
            };
            expected = expected || (announces && !behind_point);
            identified = identified || key == "IDENTIFIED";
            behind_point = key == ".";
            at += 1;
        }
    }
}

fn is_password(key: &str) -> bool {
    key == "PASSWORD" || key.ends_with("_PASSWORD")
}

fn ends_secret(token: &Token) -> bool {
    !token.has_meaning() || matches!(token.key(), "," | ")")
}

fn words(statement: &[Token]) -> Vec<&str> {
    statement.iter().filter(|token| matches!(token, Token::Word { .. })).map(Token::key).collect()
}

fn is_about_columns(statement: &[Token]) -> bool {
    let words = words(statement);
    let Some((verb, others)) = words.split_first() else { return false };
    match *verb {
        "SELECT" | "WITH" | "VALUES" | "TABLE" => true,
        "INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "MERGE" | "TRUNCATE" => true,
        "EXPLAIN" | "DECLARE" | "PREPARE" | "CALL" => true,
        "CREATE" | "ALTER" | "DROP" | "REFRESH" => {
            for &word in others {
                if is_password(word) || word == "IDENTIFIED" || word == "SET" {
                    return false;
                }
                if let Some(kind) = Kind::of(word) {
                    return matches!(kind, Kind::Table | Kind::Code);
                }
            }
            false
        }
        _ => false,
    }
}
