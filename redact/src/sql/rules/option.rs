//! The values of settings and options, which need no quotes: `SET x TO value`, `COPY … (FORMAT value)`, `PRAGMA x = value`.

use super::argument::hide_arguments;
use super::care;
use super::hide::hide;
use crate::sql::options::Dialect;
use crate::sql::scan::token::{Token, TokenKind};

/// Hides them in one statement.
pub(crate) fn hide_values(statement: &mut [Token<'_>], dialect: Dialect) {
    let Some(verb) = care::verb(statement) else { return };
    let (verb, rest) = statement[verb..].split_at_mut(1);
    let verb = &verb[0];
    if verb.is_word("SET") {
        hide_assigned(rest);
    } else if verb.is_word("PRAGMA") {
        hide_pragma(rest);
    } else if verb.is_word("COPY") {
        hide_copy_options(rest);
    } else if verb.is_one_of(&["EXEC", "EXECUTE"]) && dialect == Dialect::Generic {
        hide_arguments(rest);
    } else if verb.is_word("CREATE") && is_secret(rest) {
        hide_pragma(rest);
    } else if verb.is_one_of(&["ALTER", "CREATE"]) {
        hide_clause(rest);
    }
}

/// Returns `true` if it is a `COPY … FROM STDIN`, after which a dump has its rows (S40).
pub(crate) fn reads_data(statement: &[Token<'_>]) -> bool {
    let words = statement.iter().filter(|token| token.is_significant());
    let mut pairs = words.clone().zip(words.skip(1));
    care::verb(statement).is_some_and(|verb| statement[verb].is_word("COPY"))
        && pairs.any(|(first, second)| first.is_word("FROM") && second.is_word("STDIN"))
}

/// S51, `SET a = 1, b = 2`: everything that follows the first sign of a value.
fn hide_assigned(tokens: &mut [Token<'_>]) {
    let mut after_time = false;
    for at in 0..tokens.len() {
        let token = &tokens[at];
        if token.is_symbol("=") || token.is_word("TO") || (after_time && token.is_word("ZONE")) {
            return hide(&mut tokens[at + 1..]);
        }
        // An index is not plain enough to look for its end.
        if token.is_symbol("[") {
            return hide(&mut tokens[at..]);
        }
        if token.is_significant() {
            after_time = token.is_word("TIME");
        }
    }
}

/// S52, `PRAGMA x = value` and `PRAGMA x(value)`.
fn hide_pragma(tokens: &mut [Token<'_>]) {
    let Some(sign) = tokens.iter().position(|token| token.is_symbol("=") || token.is_symbol("(")) else {
        return;
    };
    let end = if tokens[sign].is_symbol("(") {
        tokens.iter().rposition(|token| token.is_symbol(")"))
    } else {
        None
    };
    let end = end.filter(|end| *end > sign).unwrap_or(tokens.len());
    hide(&mut tokens[sign + 1..end]);
}

/// S55, `CREATE OR REPLACE SECRET s (TYPE t, KEY value)`, whose list is hidden as a whole.
fn is_secret(tokens: &[Token<'_>]) -> bool {
    const BEFORE: &[&str] = &["OR", "REPLACE", "PERSISTENT", "TEMPORARY", "TEMP"];
    let mut significant = tokens.iter().filter(|token| token.is_significant());
    significant.find(|token| !token.is_one_of(BEFORE)).is_some_and(|token| token.is_word("SECRET"))
}

/// S53, `SET x TO value` as a part of `ALTER ROLE`, `ALTER DATABASE`, `ALTER SYSTEM`, `CREATE FUNCTION`.
fn hide_clause(tokens: &mut [Token<'_>]) {
    let mut is_naming = false;
    for at in 0..tokens.len() {
        let token = &tokens[at];
        if token.is_word("SET") {
            is_naming = true;
        } else if is_naming && (token.is_symbol("=") || token.is_word("TO")) {
            return hide(&mut tokens[at + 1..]);
        } else if token.is_significant() && !token.is_name() && !token.is_symbol(".") {
            is_naming = false;
        }
    }
}

/// S54, `COPY t FROM STDIN WITH (FORMAT csv, QUOTE '"')`: in the list after the file, the first word of each item stays.
fn hide_copy_options(tokens: &mut [Token<'_>]) {
    let Some(start) = copy_options(tokens) else { return };
    let (mut depth, mut item, mut at) = (0_usize, start, start);
    while at < tokens.len() {
        let token = &tokens[at];
        let is_end = depth == 0 && (token.is_symbol(")") || token.is_symbol(","));
        if is_end {
            hide_option(&mut tokens[item..at]);
            item = at + 1;
            if tokens[at].is_symbol(")") {
                return;
            }
        } else if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth -= 1;
        }
        at += 1;
    }
    hide_option(&mut tokens[item..]);
}

fn hide_option(item: &mut [Token<'_>]) {
    match item.iter().position(Token::is_significant) {
        Some(name) if item[name].kind == TokenKind::Word => hide(&mut item[name + 1..]),
        _ => hide(item),
    }
}

/// Where the option list of a `COPY` starts: after the first bracket that follows FROM or TO outside of brackets.
fn copy_options(tokens: &[Token<'_>]) -> Option<usize> {
    let (mut depth, mut is_after_direction) = (0_usize, false);
    for (at, token) in tokens.iter().enumerate() {
        if token.is_symbol("(") {
            if is_after_direction {
                return Some(at + 1);
            }
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is_one_of(&["FROM", "TO"]) {
            is_after_direction = true;
        } else if is_after_direction && token.is_word("WHERE") {
            return None;
        }
    }
    None
}
