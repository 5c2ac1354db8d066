//! The arguments of T-SQL's `EXEC p bob, @role = reader`, which are strings without quotes where they look like names.

use super::hide::hide;
use crate::sql::scan::token::{Token, TokenKind};

/// Hides them in what follows the verb.
pub(crate) fn hide_arguments(tokens: &mut [Token<'_>]) {
    let Some(start) = arguments(tokens) else { return };
    let (mut depth, mut argument) = (0_usize, start);
    for at in start..tokens.len() {
        if tokens[at].is_symbol("(") {
            depth += 1;
        } else if tokens[at].is_symbol(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && tokens[at].is_symbol(",") {
            hide_argument(&mut tokens[argument..at]);
            argument = at + 1;
        }
    }
    hide_argument(&mut tokens[argument..]);
}

/// Where the arguments start: after the procedure's name, and `@status =` before it. A text, a block or an account that is to be
/// executed has none.
fn arguments(tokens: &[Token<'_>]) -> Option<usize> {
    let mut places = (0..tokens.len()).filter(|at| tokens[*at].is_significant()).peekable();
    if places.next_if(|at| can_be_label(&tokens[*at])).is_some() {
        places.next_if(|at| tokens[*at].is_symbol("="))?;
    }
    places.next_if(|at| tokens[*at].is_word("PROCEDURE"));
    let name = places.next_if(|at| tokens[*at].is_name())?;
    if tokens[name].is_one_of(&["AS", "BLOCK", "IMMEDIATE"]) {
        return None;
    }
    let mut last = name;
    while let Some(dot) = places.next_if(|at| tokens[*at].is_symbol(".")) {
        last = places.next_if(|at| tokens[*at].is_name()).unwrap_or(dot);
    }
    Some(last + 1)
}

/// S56: hides an argument, or its value after `@name =`, if it starts with a name.
fn hide_argument(tokens: &mut [Token<'_>]) {
    let mut places = (0..tokens.len()).filter(|at| tokens[*at].is_significant());
    let Some(mut first) = places.next() else { return };
    if can_be_label(&tokens[first]) && places.next().is_some_and(|at| tokens[at].is_symbol("=")) {
        let Some(value) = places.next() else { return };
        first = value;
    }
    // S57: clauses of other servers' EXECUTE, and what stands for no value.
    let is_name = tokens[first].is_name() && !tokens[first].is_one_of(&["DEFAULT", "INTO", "NULL", "USING"]);
    if is_name || tokens[first].is_symbol("[") {
        hide(&mut tokens[first..]);
    }
}

/// Returns `true` if the token is `@name`. What is shown as `?` is taken for one, too, so that a second look finds the
/// same (S63).
fn can_be_label(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Parameter | TokenKind::Literal)
}
