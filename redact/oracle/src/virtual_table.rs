//! `CREATE VIRTUAL TABLE t USING module(arguments)`.
//!
//! * S103: what is in the brackets is one value, as SQLite hands it over as text. The modules below have columns there: each argument
//!   stays up to its first `=`, and what follows that is a value.

use crate::redaction::{hide, items, places};
use crate::token::Token;

/// Hides the arguments in what follows the word `CREATE`.
pub(crate) fn hide_arguments(tokens: &mut [Token]) {
    let places = places(tokens);
    let key = |place: usize| places.get(place).map_or("", |at| tokens[*at].key());
    if key(0) != "VIRTUAL" || key(1) != "TABLE" {
        return;
    }
    let Some(using) = (2..places.len()).find(|place| key(*place) == "USING") else { return };
    let Some(bracket) = (using..places.len()).find(|place| key(*place) == "(") else { return };
    let has_columns =
        bracket == using + 2 && matches!(key(using + 1), "FTS3" | "FTS4" | "FTS5" | "RTREE" | "RTREE_I32");
    let start = places[bracket] + 1;
    let arguments = items(tokens, start);
    if !has_columns {
        let last = tokens.iter().rposition(|token| token.key() == ")");
        let end = last.filter(|last| *last >= start).unwrap_or(tokens.len());
        return hide(&mut tokens[start..end]);
    }
    for argument in arguments {
        if let Some(sign) = argument.clone().find(|at| tokens[*at].key() == "=") {
            hide(&mut tokens[sign + 1..argument.end]);
        }
    }
}
