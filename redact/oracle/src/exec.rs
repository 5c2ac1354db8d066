//! `EXEC p bob, @role = reader OUTPUT`: T-SQL takes a name among the arguments for a string.
//!
//! * S56: in front of the procedure's name there may be `@status =` and `PROCEDURE`. `AS`, `BLOCK` and `IMMEDIATE` are no names of
//!   procedures, and what follows them stays; so does everything where no name is. Arguments are separated by commas outside of
//!   round brackets. `@name =` in front of one does not belong to it. An argument that starts with a name, in quotes, square
//!   brackets or neither, is data up to its end.
//! * S57: `DEFAULT` and `NULL` are no names here, nor are `USING` and `INTO`, which other servers have after the name.
//! * S63: data could stand for `@status` and `@name`, as it is shown as `?`, which is a parameter.

use crate::redaction;
use crate::sentence::Sentence;
use crate::token::Token;

/// Hides the arguments in what follows the word `EXEC`.
pub(crate) fn hide_arguments(tokens: &mut [Token]) {
    // The places of the tokens with a meaning; the sentence counts in these.
    let places: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].has_meaning()).collect();
    let Some(mut start) = length_of_name(tokens) else { return };
    let (mut depth, mut at) = (0, start);
    while at < places.len() {
        match tokens[places[at]].key() {
            "(" => depth += 1,
            ")" if depth > 0 => depth -= 1,
            "," if depth == 0 => {
                hide_argument(tokens, &places[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    hide_argument(tokens, &places[start..]);
}

/// How many tokens with a meaning stand before the arguments.
fn length_of_name(tokens: &[Token]) -> Option<usize> {
    let mut sentence = Sentence::of(tokens);
    let first = tokens.iter().find(|token| token.has_meaning());
    if first.is_some_and(is_label) {
        if !sentence.is(1, "=") {
            return None;
        }
        sentence.pass(2);
    }
    sentence.pass(usize::from(sentence.is(0, "PROCEDURE")));
    if !sentence.is_name(0) || sentence.is_any(0, &["AS", "BLOCK", "IMMEDIATE"]) {
        return None;
    }
    sentence.pass(1);
    while sentence.is(0, ".") {
        sentence.pass(1);
        sentence.pass(usize::from(sentence.is_name(0)));
    }
    Some(sentence.at)
}

fn hide_argument(tokens: &mut [Token], places: &[usize]) {
    let has_label = places.len() > 1 && is_label(&tokens[places[0]]) && tokens[places[1]].key() == "=";
    let value = if has_label { &places[2..] } else { places };
    let (Some(first), Some(last)) = (value.first(), value.last()) else { return };
    let is_name = match &tokens[*first] {
        Token::Word { keyword, .. } => !matches!(keyword.as_str(), "DEFAULT" | "NULL" | "USING" | "INTO"),
        Token::QuotedName(_) => true,
        other => other.key() == "[",
    };
    if is_name {
        redaction::hide(&mut tokens[*first..=*last]);
    }
}

fn is_label(token: &Token) -> bool {
    matches!(token, Token::Parameter(_) | Token::Data(_))
}
