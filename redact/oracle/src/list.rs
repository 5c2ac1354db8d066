//! S24: a list of values after `IN` is one `?`, so that texts do not differ by the number of values alone.
//!
//! * S25: a list is collapsed if all of its items are data, parameters or NULL, and at least one is data. White space and
//!   comments within its brackets go with it.
//! * S26: a list of which the end is not certain, or not there, goes up to the end of the text.

use crate::token::Token;

pub(crate) fn collapse(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        if follows_in(&tokens[..at])
            && let Some(length) = list_length(&tokens[at..])
        {
            tokens[at..at + length].fill(Token::Gone);
            tokens[at] = Token::Data(String::new());
        }
    }
}

/// Whether the last tokens are `IN (`.
fn follows_in(tokens: &[Token]) -> bool {
    let mut before = tokens.iter().rev();
    before.next().is_some_and(|last| last.key() == "(")
        && before.find(|token| token.has_meaning()).is_some_and(|word| word.key() == "IN")
}

/// How many tokens stand before the closing bracket, if it is a list to be collapsed.
fn list_length(tokens: &[Token]) -> Option<usize> {
    let (mut has_data, mut expects_item) = (false, true);
    for (at, token) in tokens.iter().enumerate() {
        if !token.has_meaning() {
            continue;
        }
        match token {
            Token::Rest if has_data => return Some(tokens.len()),
            Token::Data(_) if expects_item => has_data = true,
            Token::Parameter(_) if expects_item => {}
            word if expects_item && word.key() == "NULL" => {}
            comma if !expects_item && comma.key() == "," => {}
            end if !expects_item && end.key() == ")" => return has_data.then_some(at),
            _ => return None,
        }
        expects_item = !expects_item;
    }
    has_data.then_some(tokens.len())
}
