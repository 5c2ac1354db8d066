//! Values of settings, which need no quotes.
//!
//! The kind of the statement is its verb (`verb`). S58: a parameter or NULL stays, if it is the only value.
//!
//! * S51: `SET a = …`, `SET a TO …`, `SET TIME ZONE …`: everything after the first of these signs is one value, further settings
//!   included. So is everything from the first `[` on.
//! * S52: `PRAGMA a = …`, `PRAGMA a(…)`: everything after the first of these signs; up to the last closing bracket.
//! * S53: `CREATE` and `ALTER`: everything after `SET a =` and `SET a TO`, where nothing but names and points stands in between.
//! * `COPY`: see `copy`. `EXEC` and `EXECUTE`, where the dialect is not known: see `exec`.
//! * S55: `CREATE SECRET`, maybe with `OR REPLACE`, `PERSISTENT`, `TEMPORARY` or `TEMP` before `SECRET`: like `PRAGMA`.

use crate::Dialect;
use crate::copy;
use crate::exec;
use crate::redaction::hide;
use crate::token::Token;
use crate::verb;

pub(crate) fn hide_values(statement: &mut [Token], dialect: Dialect) {
    let Some(verb) = verb::find(statement) else { return };
    let rest = verb + 1;
    match statement[verb].key() {
        "SET" => hide_set(&mut statement[rest..]),
        "PRAGMA" => hide_pragma(&mut statement[rest..]),
        "EXEC" | "EXECUTE" if dialect == Dialect::Generic => exec::hide_arguments(&mut statement[rest..]),
        "CREATE" if creates_secret(&statement[rest..]) => hide_pragma(&mut statement[rest..]),
        "CREATE" | "ALTER" => hide_clause(&mut statement[rest..]),
        "COPY" => copy::hide_options(&mut statement[rest..]),
        _ => {}
    }
}

fn hide_set(tokens: &mut [Token]) {
    let mut behind_time = false;
    for at in 0..tokens.len() {
        match (behind_time, tokens[at].key()) {
            (_, "=" | "TO") | (true, "ZONE") => return hide(&mut tokens[at + 1..]),
            (_, "[") => return hide(&mut tokens[at..]),
            _ => {}
        }
        if tokens[at].has_meaning() {
            behind_time = tokens[at].key() == "TIME";
        }
    }
}

fn hide_pragma(tokens: &mut [Token]) {
    let keys: Vec<&str> = tokens.iter().map(Token::key).collect();
    let Some(sign) = keys.iter().position(|key| matches!(*key, "=" | "(")) else { return };
    let last_bracket = keys.iter().rposition(|key| *key == ")");
    match last_bracket {
        Some(end) if keys[sign] == "(" && end > sign => hide(&mut tokens[sign + 1..end]),
        _ => hide(&mut tokens[sign + 1..]),
    }
}

fn creates_secret(tokens: &[Token]) -> bool {
    for token in tokens.iter().filter(|token| token.has_meaning()) {
        match token.key() {
            "OR" | "REPLACE" | "PERSISTENT" | "TEMPORARY" | "TEMP" => {}
            other => return other == "SECRET",
        }
    }
    false
}

fn hide_clause(tokens: &mut [Token]) {
    let mut names_setting = false;
    for at in 0..tokens.len() {
        match (&tokens[at], tokens[at].key()) {
            (_, "SET") => names_setting = true,
            (_, "=" | "TO") if names_setting => return hide(&mut tokens[at + 1..]),
            (Token::Word { .. } | Token::QuotedName(_), _) | (_, ".") => {}
            (other, _) if !other.has_meaning() => {}
            _ => names_setting = false,
        }
    }
}
