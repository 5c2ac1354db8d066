//! Secrets, which need no quotes everywhere.
//!
//! * S42: `PASSWORD x`, and any word that ends in `_PASSWORD` (`MASTER_PASSWORD = x`); not after a point, where it is a column.
//! * S43: in a statement that has said `IDENTIFIED`: what follows `BY`, `AS`, `USING` and `REPLACE`, and in Oracle's `ADMINISTER` also
//!   `SET`.
//! * S44: in `ATTACH`, which speaks of files: what follows `KEY` and `ENCRYPTION_KEY`.
//! * S45: in DB2's `CONNECT`: what follows `USING`, `NEW` and `CONFIRM`, if it has not said `IDENTIFIED`.
//! * S46: between such a word and the secret can stand `=`, `:` (of `:=`) and `(`. The secret goes up to white space, a comment, a
//!   comma, a closing bracket or the end of the statement, so that `hunter2!x-7` goes as a whole.
//! * S47: `IDENTIFIED BY PASSWORD x`, `BY RANDOM PASSWORD` and `BY VALUES x`: that word goes, and so does what follows it. So do the
//!   words around `IDENTIFIED` where a secret could be: `IDENTIFIED WITH sha256_password BY x`, `PASSWORD IDENTIFIED BY x`.
//! * S48: `SET PASSWORD FOR someone = x`: the word FOR stays; the value is that of a setting.
//! * S49: in queries and changes of data, `password` is a name, and nothing is a secret.
//! * S50: in definitions of what has columns (or code about them), `password` is a name, and what follows `IDENTIFIED BY` is the only
//!   secret: Oracle's encrypted columns have one. The first such word in front of any `PASSWORD`, `IDENTIFIED` or `SET` says what is
//!   defined.
//! * The kind of the statement is its verb (`verb`).

use crate::definition::Object;
use crate::redaction;
use crate::token::Token;
use crate::verb;

/// Which secrets a statement can have.
#[derive(PartialEq)]
enum Secrets {
    Nothing,
    BehindIdentifiedBy,
    All,
}

pub(crate) fn hide(statement: &mut [Token]) {
    let secrets = secrets(statement);
    if secrets == Secrets::Nothing {
        return;
    }
    let verb = verb::find(statement).map_or("", |verb| statement[verb].key()).to_owned();
    let (mut expected, mut identified, mut behind_point) = (false, false, false);
    let mut behind_identified = false;
    let mut at = 0;
    while at < statement.len() {
        let key = statement[at].key().to_owned();
        let is_role = match key.as_str() {
            "AS" | "BY" | "REPLACE" | "USING" => true,
            "SET" => verb == "ADMINISTER",
            _ => false,
        };
        if !statement[at].has_meaning() {
            at += 1;
        } else if expected && !matches!(key.as_str(), "=" | ":" | "(") {
            let length = statement[at..].iter().take_while(|token| !ends_secret(token)).count();
            if key != "FOR" {
                redaction::hide(&mut statement[at..at + length]);
            }
            expected = matches!(key.as_str(), "PASSWORD" | "RANDOM" | "VALUES") || (is_role && identified);
            behind_identified = key == "IDENTIFIED";
            identified = identified || behind_identified;
            behind_point = false;
            at += length.max(1);
        } else {
            let announces = match key.as_str() {
                "BY" if secrets == Secrets::BehindIdentifiedBy => behind_identified,
                _ if secrets == Secrets::BehindIdentifiedBy => false,
                _ if is_role && (identified || verb != "CONNECT") => identified,
                "USING" | "NEW" | "CONFIRM" => verb == "CONNECT" && !identified,
                "KEY" | "ENCRYPTION_KEY" => verb == "ATTACH" && !identified,
                other => is_password(other),
            };
            expected = expected || (announces && !behind_point);
            behind_identified = key == "IDENTIFIED";
            identified = identified || behind_identified;
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

fn secrets(statement: &[Token]) -> Secrets {
    let Some(verb) = verb::find(statement) else { return Secrets::All };
    match statement[verb].key() {
        "SELECT" | "WITH" | "VALUES" | "TABLE" => Secrets::Nothing,
        "INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "MERGE" | "TRUNCATE" => Secrets::Nothing,
        "DECLARE" | "PREPARE" | "CALL" => Secrets::Nothing,
        "CREATE" | "ALTER" | "DROP" | "REFRESH" if defines_columns(&statement[verb + 1..]) => {
            Secrets::BehindIdentifiedBy
        }
        _ => Secrets::All,
    }
}

fn defines_columns(tokens: &[Token]) -> bool {
    for word in tokens.iter().filter(|token| matches!(token, Token::Word { .. })) {
        let key = word.key();
        if is_password(key) || key == "IDENTIFIED" || key == "SET" {
            return false;
        }
        if let Some(kind) = Object::of(key) {
            return matches!(kind, Object::Table | Object::Code);
        }
    }
    false
}
