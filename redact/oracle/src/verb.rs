//! S41: the verb of a statement, which says where data needs no quotes in it.
//!
//! * It is the first word.
//! * After `EXPLAIN`, it is the first word of those below, whatever stands between them; without one, it is `EXPLAIN` itself.

use crate::token::Token;

/// The place of the verb among the tokens of a statement.
pub(crate) fn find(statement: &[Token]) -> Option<usize> {
    let first = statement.iter().position(|token| matches!(token, Token::Word { .. }))?;
    if statement[first].key() != "EXPLAIN" {
        return Some(first);
    }
    let explained = (first..statement.len()).find(|at| can_be_explained(statement[*at].key()));
    Some(explained.unwrap_or(first))
}

/// Not all servers explain all of these.
fn can_be_explained(key: &str) -> bool {
    match key {
        "SELECT" | "WITH" | "VALUES" | "TABLE" | "FROM" => true,
        "INSERT" | "REPLACE" | "UPSERT" | "UPDATE" | "DELETE" | "MERGE" | "TRUNCATE" => true,
        "DECLARE" | "PREPARE" | "CALL" => true,
        "SET" | "PRAGMA" | "COPY" | "ALTER" | "CREATE" | "ATTACH" => true,
        "CONNECT" | "EXEC" | "EXECUTE" | "VACUUM" => true,
        _ => false,
    }
}
