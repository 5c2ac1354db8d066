//! `CREATE TRIGGER … EXECUTE FUNCTION f(ada, 7)`.
//!
//! * S102: each argument of the function is data: PostgreSQL takes a name there for a string. S58: a parameter or NULL stays.

use crate::redaction::{hide, items, places};
use crate::token::Token;

/// Whether the word here starts the call of a trigger's function. Such a call is no call of a procedure (S56).
pub(crate) fn is_call(tokens: &[Token], at: usize) -> bool {
    let mut following = tokens[at..].iter().filter(|token| token.has_meaning());
    following.next().is_some_and(|word| word.key() == "EXECUTE")
        && following.next().is_some_and(|word| matches!(word.key(), "FUNCTION" | "PROCEDURE"))
}

/// Hides the arguments in what follows the word `CREATE`.
pub(crate) fn hide_arguments(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        if is_call(tokens, at)
            && let Some(start) = arguments_start(&tokens[at..])
        {
            for argument in items(tokens, at + start) {
                hide(&mut tokens[argument]);
            }
        }
    }
}

/// Where the arguments start, if a name and brackets follow the two words.
fn arguments_start(tokens: &[Token]) -> Option<usize> {
    let rest = places(tokens).into_iter().skip(2);
    for at in rest {
        match &tokens[at] {
            Token::Word { .. } | Token::QuotedName(_) => {}
            point if point.key() == "." => {}
            bracket => return (bracket.key() == "(").then_some(at + 1),
        }
    }
    None
}
