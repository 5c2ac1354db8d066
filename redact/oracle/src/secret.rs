//! Secrets, which need no quotes everywhere.
//!
//! * S42: `PASSWORD x` and `PASSWD x`, and what follows `=` or `:` after any word that ends in one of them (`MASTER_PASSWORD = x`);
//!   not after a point, where it is a column, and not after `ON`, `TABLE` and `COLUMN`, where it is a name.
//! * S43: in a statement that has said `IDENTIFIED`: what follows `BY`, `AS`, `USING` and `REPLACE`, and in Oracle's `ADMINISTER` also
//!   `SET`. In `GRANT`, the passwords of further users can follow after commas, except in MySQL.
//! * S44: in `ATTACH`, which speaks of files: what follows `KEY` and `ENCRYPTION_KEY`, and `USING`, `NEW` and `CONFIRM` as in S45; also a
//!   name that stands alone between `ATTACH [DATABASE]` and `AS`.
//! * S45: in `CONNECT`: what follows `USING`, `NEW` and `CONFIRM`; what follows a slash.
//! * S46: between such a word and the secret can stand `=`, `:` (of `:=`) and `(`. The secret goes up to white space, a comment, a
//!   comma, a closing bracket or the end of the statement, so that `hunter2!x-7` goes as a whole.
//! * S47: `IDENTIFIED BY PASSWORD x`, `BY RANDOM PASSWORD` and `BY VALUES x`: that word goes, and so does what follows it. So do
//!   all words that could announce a secret: `PASSWORD IDENTIFIED BY x`.
//! * S48: `SET PASSWORD FOR someone = x`: the word FOR stays; the value is that of a setting.
//! * S49: in queries and changes of data, `password` is a name, and nothing is a secret.
//! * S50: in definitions of what has columns (or code about them), `password` is a name, and what follows `IDENTIFIED BY` is the only
//!   secret: Oracle's encrypted columns have one. The first such word in front of any `PASSWORD`, `IDENTIFIED` or `SET` says what is
//!   defined.
//! * The kind of the statement is its verb (`verb`).

use crate::Dialect::{self, Mysql};
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

pub(crate) fn hide(statement: &mut [Token], dialect: Dialect) {
    let verb_at = verb::find(statement);
    let verb = verb_at.map_or("", |verb| statement[verb].key()).to_owned();
    let secrets = secrets(statement);
    if secrets == Secrets::Nothing {
        return;
    }
    if let Some(verb_at) = verb_at.filter(|_| verb == "ATTACH") {
        hide_file(&mut statement[verb_at + 1..]);
    }
    // The last two words or signs, nothing for everything else, and whether a secret of `IDENTIFIED` has just gone.
    let (mut last, mut last_but_one, mut after_identified) = (String::new(), String::new(), false);
    let (mut expected, mut identified) = (false, false);
    let mut at = 0;
    while at < statement.len() {
        let key = statement[at].key().to_owned();
        if !statement[at].has_meaning() {
            at += 1;
            continue;
        }
        let mut length = 1;
        let is_secret = expected && !matches!(key.as_str(), "=" | ":" | "(");
        if is_secret {
            length = statement[at..].iter().take_while(|token| !ends_secret(token)).count();
            if key != "FOR" {
                redaction::hide(&mut statement[at..at + length]);
            }
            expected = announces_next(&key, &verb);
            after_identified = identified && !expected;
            length = length.max(1);
        } else {
            let is_name = matches!(last.as_str(), "." | "ON" | "TABLE" | "COLUMN");
            let is_named = matches!(key.as_str(), "=" | ":") && is_password(&last);
            let was_name = matches!(last_but_one.as_str(), "." | "ON" | "TABLE" | "COLUMN");
            let is_role = match key.as_str() {
                "AS" | "BY" | "REPLACE" | "USING" => true,
                "SET" => verb == "ADMINISTER",
                _ => false,
            };
            let announces = match key.as_str() {
                "BY" if secrets == Secrets::BehindIdentifiedBy => last == "IDENTIFIED",
                _ if secrets == Secrets::BehindIdentifiedBy => false,
                "PASSWORD" | "PASSWD" => !is_name,
                "=" | ":" if is_named => !was_name,
                "/" => verb == "CONNECT",
                "," => after_identified && verb == "GRANT" && dialect != Mysql,
                "USING" | "NEW" | "CONFIRM" if matches!(verb.as_str(), "CONNECT" | "ATTACH") => true,
                "KEY" | "ENCRYPTION_KEY" => verb == "ATTACH",
                "SECRET" => verb == "ADMINISTER",
                _ => is_role && identified,
            };
            let announces = announces && last != ".";
            expected = expected || announces;
            after_identified = false;
        }
        identified = identified || key == "IDENTIFIED";
        last_but_one = if is_secret { String::new() } else { last };
        // What is hidden says nothing of what follows it.
        last = if is_secret && key != "IDENTIFIED" { String::new() } else { key };
        at += length;
    }
}

/// Whether what stands in place of a secret could announce one, too.
fn announces_next(key: &str, verb: &str) -> bool {
    match key {
        "PASSWORD" | "PASSWD" | "USING" | "REPLACE" => true,
        "AS" | "BY" | "ENCRYPTED" | "HASH" | "HASHED" | "IMMEDIATELY" | "IS" | "NEW" | "OLD" => true,
        "RANDOM" | "TO" | "UNENCRYPTED" | "VALUES" | "WITH" => true,
        "SET" => verb == "ADMINISTER",
        _ => false,
    }
}

/// Hides a name that stands alone between `ATTACH [DATABASE]` and `AS`.
fn hide_file(tokens: &mut [Token]) {
    let places = redaction::places(tokens);
    let key = |place: usize| places.get(place).map_or("", |at| tokens[*at].key());
    let file = usize::from(key(0) == "DATABASE" && key(1) != "AS");
    let Some(at) = places.get(file).copied() else { return };
    if matches!(tokens[at], Token::Word { .. } | Token::QuotedName(_)) && key(file + 1) == "AS" {
        redaction::hide(&mut tokens[at..=at]);
    }
}

fn is_password(key: &str) -> bool {
    key.ends_with("PASSWORD") || key.ends_with("PASSWD")
}

fn ends_secret(token: &Token) -> bool {
    !token.has_meaning() || matches!(token.key(), "," | ")")
}

fn secrets(statement: &[Token]) -> Secrets {
    let Some(verb) = verb::find(statement) else { return Secrets::All };
    match statement[verb].key() {
        "SELECT" | "WITH" | "VALUES" | "TABLE" => Secrets::Nothing,
        "FROM" => Secrets::Nothing,
        "INSERT" | "REPLACE" | "UPSERT" | "UPDATE" | "DELETE" | "MERGE" | "TRUNCATE" => Secrets::Nothing,
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
