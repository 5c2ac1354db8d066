//! `COPY t FROM STDIN WITH (FORMAT csv, FORCE_QUOTE (a, b), QUOTE '"')`.
//!
//! * S54: the options are the first brackets after the `FROM` or `TO` that stands in no brackets itself; after a `WHERE`, there are
//!   none. Of each option, the first word stays, and the rest of it is one value. An option that starts with no word is a value
//!   as a whole. Brackets with a query are no options, and none follow them.
//! * S40: after the semicolon of a `COPY … FROM STDIN`, nothing is certain, unless it is white space alone. A dump has its rows
//!   there.

use crate::redaction::{classified, hide, items};
use crate::token::Token;
use crate::verb;

/// Whether data may follow these tokens, whose last one is a semicolon.
pub(crate) fn reads_data(tokens: &[Token]) -> bool {
    let Some((end, before)) = tokens.split_last() else { return false };
    if end.key() != ";" {
        return false;
    }
    let Some(statement) = before.rsplit(|token| token.key() == ";").next() else { return false };
    let statement: Vec<Token> = statement.iter().cloned().map(classified).collect();
    let is_copy = verb::find(&statement).is_some_and(|verb| statement[verb].key() == "COPY");
    let keys: Vec<&str> = statement.iter().filter(|token| token.has_meaning()).map(Token::key).collect();
    is_copy && keys.windows(2).any(|pair| pair == ["FROM", "STDIN"])
}

/// Hides the values of the options in what follows the word `COPY`.
pub(crate) fn hide_options(tokens: &mut [Token]) {
    let Some(start) = options_start(tokens) else { return };
    for option in items(tokens, start) {
        hide_option(&mut tokens[option]);
    }
}

fn hide_option(tokens: &mut [Token]) {
    let Some(first) = tokens.iter().position(Token::has_meaning) else { return };
    let has_word = matches!(tokens[first], Token::Word { .. });
    hide(&mut tokens[first + usize::from(has_word)..]);
}

fn options_start(tokens: &[Token]) -> Option<usize> {
    let (mut depth, mut has_file) = (0_usize, false);
    for (at, token) in tokens.iter().enumerate() {
        match token.key() {
            "(" if has_file => return (!has_query(&tokens[at..])).then_some(at + 1),
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "FROM" | "TO" if depth == 0 => has_file = true,
            "WHERE" if has_file => return None,
            _ => {}
        }
    }
    None
}

/// Whether a query stands in the brackets that start here.
fn has_query(tokens: &[Token]) -> bool {
    let mut words = tokens.iter().filter(|token| token.has_meaning()).skip(1);
    words.next().is_some_and(|word| matches!(word.key(), "SELECT" | "TABLE" | "VALUES" | "WITH"))
}
