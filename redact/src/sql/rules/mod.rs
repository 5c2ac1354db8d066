//! What is data by its place, and becomes a literal before anything is written.
//!
//! [`care`] says by a statement's first word how closely it has to be read. Most statements need no more than [`data`], which
//! knows words that are data anywhere. For the others, [`redact`] gets the statement as a list of tokens: [`secret`] finds
//! passwords, [`option`] the values of settings, [`argument`] those of procedures, and [`hide`](hide::hide) makes literals of
//! them.

mod argument;
pub(crate) mod care;
pub(crate) mod data;
mod hide;
pub(crate) mod option;
pub(crate) mod secret;

use hide::hide;

use crate::sql::options::Dialect;
use crate::sql::scan::token::Token;

/// S59: hides what is data by its place in one statement.
pub(crate) fn redact(statement: &mut [Token<'_>], dialect: Dialect) {
    hide_open_bracket(statement);
    secret::hide_secrets(statement);
    option::hide_values(statement, dialect);
    // A value that was hidden may have held the end of a bracket.
    hide_open_bracket(statement);
}

/// S38: hides a square bracket that does not end within its statement, and everything that follows it there.
fn hide_open_bracket(statement: &mut [Token<'_>]) {
    let (mut depth, mut outermost) = (0_usize, 0);
    for (at, token) in statement.iter().enumerate() {
        if token.is_symbol("[") {
            outermost = if depth == 0 { at } else { outermost };
            depth += 1;
        } else if token.is_symbol("]") {
            depth = depth.saturating_sub(1);
        }
    }
    if depth > 0 {
        hide(&mut statement[outermost..]);
    }
}
