//! Values of settings, which need no quotes.
//!
//! The kind of the statement is its verb (`verb`). S58: a parameter or NULL stays, if it is the only value.
//!
//! * S51: `SET a = …`, `SET a TO …`, `SET TIME ZONE …`: everything after the first of these signs is one value, further settings
//!   included. So is everything from the first `[` on. `DEFAULT` stays, if it is the only value. `SET @a = …` and `SET @a := …` give
//!   a variable an expression, which goes up to the next comma outside of brackets; it stays, and the next setting follows.
//! * S100: the settings of `SET STATEMENT a = … FOR …` and `EXPLAIN PLAN SET a = … FOR …` go up to the first `FOR` outside of brackets:
//!   everything after the first `=` is one value.
//! * S44: `VACUUM INTO …`: everything after the `INTO` is one value.
//! * S52: `PRAGMA a = …`, `PRAGMA a(…)`: everything after the first of these signs; up to the last closing bracket.
//! * S53: `CREATE` and `ALTER`: see `setting_of_definition`.
//! * `COPY`: see `copy`. `EXEC`, `EXECUTE` and calls without them: see `exec`. Triggers, virtual tables and initial values: see
//!   `trigger`, `virtual_table` and `initial`.
//! * S55: `CREATE SECRET`, maybe with `OR REPLACE`, `PERSISTENT`, `TEMPORARY` or `TEMP` before `SECRET`: like `PRAGMA`.

use crate::Dialect;
use crate::copy;
use crate::definition::kind_word;
use crate::redaction::{hide, places};
use crate::token::Token;
use crate::verb;
use crate::{initial, setting_of_definition, trigger, virtual_table};

pub(crate) fn hide_values(statement: &mut [Token], dialect: Dialect) {
    let Some(verb) = verb::find(statement) else { return };
    let key = statement[verb].key().to_owned();
    let rest = &mut statement[verb + 1..];
    match key.as_str() {
        "SET" => hide_set(rest),
        "PRAGMA" => hide_pragma(rest),
        "VACUUM" => {
            if let Some(into) = rest.iter().position(|token| token.key() == "INTO") {
                hide(&mut rest[into + 1..]);
            }
        }
        "CREATE" if creates_secret(rest) => hide_pragma(rest),
        "CREATE" | "ALTER" => {
            setting_of_definition::hide(rest, &key, dialect);
            initial::hide_values(rest, &key, dialect);
            if key == "CREATE" {
                virtual_table::hide_arguments(rest);
            }
            if key == "CREATE" && is_trigger(rest) {
                trigger::hide_arguments(rest);
            }
        }
        "COPY" => copy::hide_options(rest),
        _ => {}
    }
}

/// Whether what follows the word `CREATE` defines a trigger.
pub(crate) fn is_trigger(tokens: &[Token]) -> bool {
    matches!(kind_word(tokens), "TRIGGER" | "EVENT")
}

/// Like [`hide`], and DEFAULT stays, if it is all of the value.
pub(crate) fn hide_value(tokens: &mut [Token]) {
    match places(tokens)[..] {
        [only] if tokens[only].key() == "DEFAULT" => {}
        _ => hide(tokens),
    }
}

/// Where the `FOR` stands, with which `SET STATEMENT … FOR` or `EXPLAIN PLAN SET … FOR` introduces another statement.
pub(crate) fn end_of_set_statement(statement: &[Token]) -> Option<usize> {
    let words: Vec<&str> =
        statement.iter().filter(|token| token.has_meaning()).take(3).map(Token::key).collect();
    if !words.starts_with(&["SET", "STATEMENT"]) && !words.starts_with(&["EXPLAIN", "PLAN", "SET"]) {
        return None;
    }
    let sign = statement.iter().position(|token| token.key() == "=")?;
    let mut depth = 0_usize;
    for (at, token) in statement.iter().enumerate().skip(sign) {
        match token.key() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "FOR" if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// Hides the values of what stands before that `FOR`.
pub(crate) fn hide_before_for(tokens: &mut [Token]) {
    if let Some(sign) = tokens.iter().position(|token| token.key() == "=") {
        hide_value(&mut tokens[sign + 1..]);
    }
}

fn hide_set(tokens: &mut [Token]) {
    let mut start = 0;
    while let Some(expression) = variable(&tokens[start..]) {
        start += expression;
        let Some(comma) = comma(&tokens[start..]) else { return };
        start += comma + 1;
    }
    let mut behind_time = false;
    for at in start..tokens.len() {
        match (behind_time, tokens[at].key()) {
            (_, "=" | "TO") | (true, "ZONE") => return hide_value(&mut tokens[at + 1..]),
            (_, "[") => return hide(&mut tokens[at..]),
            _ => {}
        }
        if tokens[at].has_meaning() {
            behind_time = tokens[at].key() == "TIME";
        }
    }
}

/// Where the expression starts, if the tokens start with a variable of the user's and a sign.
fn variable(tokens: &[Token]) -> Option<usize> {
    let places = places(tokens);
    match tokens.get(*places.first()?)? {
        Token::Parameter(name) if name.starts_with('@') && !name.starts_with("@@") => {}
        _ => return None,
    }
    let key = |place: usize| places.get(place).map_or("", |at| tokens[*at].key());
    let sign = match (key(1), key(2)) {
        ("=", _) => 1,
        (":", "=") => 2,
        _ => return None,
    };
    Some(places[sign] + 1)
}

fn comma(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.key() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "," if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
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
