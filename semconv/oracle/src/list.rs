//! `IN (1, 2, 3)` becomes `IN (?)`.

use super::lexer::{Token, TokenKind};

/// Collapses each list behind `IN` that has literals in it, and nothing but literals, parameters and NULL.
///
/// The conventions' rule: "`IN` clauses: collapse to a single `?`", which keeps the number of distinct texts low.
pub(super) fn collapse(tokens: &mut [Token<'_>]) {
    let mut at = 0;
    while at < tokens.len() {
        let is_in = tokens[at].is_word("IN");
        at += 1;
        if !is_in {
            continue;
        }
        let Some(next) = tokens[at..].iter().position(Token::is_significant) else { return };
        at += next;
        if tokens[at].is_symbol("(") {
            at += 1;
            at += collapse_front(&mut tokens[at..]);
        }
    }
}

/// Collapses the list whose bracket was just opened, if it is of the right kind; returns how many tokens were seen.
fn collapse_front(tokens: &mut [Token<'_>]) -> usize {
    let (mut has_literal, mut wants_item) = (false, true);
    for at in 0..tokens.len() {
        let token = &tokens[at];
        match token.kind {
            TokenKind::Space | TokenKind::Comment | TokenKind::Hidden => continue,
            TokenKind::Literal if wants_item => has_literal = true,
            TokenKind::Parameter if wants_item => {}
            TokenKind::Word if wants_item && token.is_word("NULL") => {}
            TokenKind::Symbol if !wants_item && token.text == "," => {}
            TokenKind::Symbol if !wants_item && token.text == ")" => {
                return if has_literal { make_one(&mut tokens[..at]) } else { at };
            }
            TokenKind::Unsure if has_literal => break,
            _ => return at,
        }
        wants_item = !wants_item;
    }
    // The end of the list lies beyond what can be seen.
    if has_literal { make_one(tokens) } else { tokens.len() }
}

fn make_one(tokens: &mut [Token<'_>]) -> usize {
    for token in tokens.iter_mut() {
        token.kind = TokenKind::Hidden;
    }
    if let Some(first) = tokens.first_mut() {
        first.kind = TokenKind::Literal;
    }
    tokens.len()
}
