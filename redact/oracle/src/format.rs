//! S99: `INSERT INTO t FORMAT CSV 1,Ada`: in an unknown system, everything after the name of the format is rows.
//!
//! The `FORMAT` is the statement's own: it stands after the verb, in no brackets, and a word follows it that could be a name. Where
//! `format` is a column, an operator or a clause follows.

use crate::redaction::classified;
use crate::token::Token;
use crate::verb;

/// Whether rows may follow these tokens, whose last one is the name of a format.
pub(crate) fn reads_rows(tokens: &[Token]) -> bool {
    if !matches!(tokens.last(), Some(Token::Word { .. })) {
        return false;
    }
    let Some(statement) = tokens.rsplit(|token| token.key() == ";").next() else { return false };
    let statement: Vec<Token> = statement.iter().cloned().map(classified).collect();
    let Some(verb) = verb::find(&statement).filter(|verb| statement[*verb].key() == "INSERT") else {
        return false;
    };
    let keys: Vec<&str> =
        statement[verb + 1..].iter().filter(|token| token.has_meaning()).map(Token::key).collect();
    let count = |keys: &[&str], bracket: [&str; 2]| keys.iter().filter(|key| bracket.contains(key)).count();
    match keys[..] {
        // Hive's describe the rows of files.
        [.., "ROW", "FORMAT", _] => false,
        [ref before @ .., "FORMAT", name] if !follows_column(name) => {
            count(before, ["(", "["]) <= count(before, [")", "]"])
        }
        _ => false,
    }
}

fn follows_column(keyword: &str) -> bool {
    match keyword {
        "AND" | "BETWEEN" | "IN" | "IS" | "LIKE" | "NOT" | "OR" => true,
        "AS" | "ASC" | "DESC" | "FROM" | "LIMIT" | "ORDER" | "UNION" | "WHERE" => true,
        _ => false,
    }
}
