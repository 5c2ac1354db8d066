//! The rules for tokens that are data by their place. They become literals before anything is written.
//!
//! [`care`] says by a statement's first word how closely it has to be read. Most statements need no more than [`data`], which
//! knows words that are data anywhere. For the others, [`redact`] gets the statement as a list of tokens: [`placed`] finds
//! strings in double quotes, [`secret`] passwords, [`option`] the values of settings, [`definition`] those in definitions,
//! [`argument`] those of procedures, and [`hide`](hide::hide) makes literals of them.

mod argument;
pub(crate) mod care;
pub(crate) mod data;
mod definition;
mod hide;
mod items;
mod name_list;
pub(crate) mod option;
pub(crate) mod placed;
pub(crate) mod secret;

use hide::hide;

use crate::sql::options::{Dialect, DoubleQuotes, Options};
use crate::sql::scan::token::Token;

/// S59: hides what is data by its place in one statement.
pub(crate) fn redact(statement: &mut [Token<'_>], options: Options) {
    hide_open_bracket(statement);
    hide_strings(statement, options);
    match option::split_settings(statement) {
        Some((settings, inner)) => {
            hide::hide_setting(settings);
            hide_values(inner, options.dialect);
        }
        None => hide_values(statement, options.dialect),
    }
    // What was hidden may have been a word that says what follows it, or the end of a bracket: a second look would find it gone
    // (S63).
    hide_strings(statement, options);
    hide_open_bracket(statement);
}

fn hide_strings(statement: &mut [Token<'_>], options: Options) {
    if options.double_quotes == DoubleQuotes::ByPlace {
        placed::hide_strings(statement, options.dialect);
    }
}

fn hide_values(statement: &mut [Token<'_>], dialect: Dialect) {
    option::hide_attached(statement);
    secret::hide_secrets(statement, dialect);
    if dialect.has_bare_arguments() {
        argument::hide_arguments(statement, dialect);
    }
    option::hide_values(statement, dialect);
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
