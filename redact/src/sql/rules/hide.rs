//! Makes literals of tokens.

use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::{Token, TokenKind};

/// Makes one literal of everything that is significant in `tokens`. S58: a parameter or NULL on its own stays.
pub(super) fn hide(tokens: &mut [Token<'_>]) {
    let Some(first) = tokens.iter().position(Token::is_significant) else { return };
    let last = tokens.iter().rposition(Token::is_significant).unwrap_or(first);
    if first == last && (tokens[first].kind == TokenKind::Parameter || tokens[first].is_word(Keyword::Null)) {
        return;
    }
    tokens[first].turn_into(TokenKind::Literal);
    for token in &mut tokens[first + 1..=last] {
        token.turn_into(TokenKind::Hidden);
    }
}

/// Makes one literal of the value of a setting. S51: `DEFAULT` on its own stays.
pub(super) fn hide_setting(tokens: &mut [Token<'_>]) {
    let mut significant = tokens.iter().filter(|token| token.is_significant());
    let is_default = significant.next().is_some_and(|first| first.is_word(Keyword::Default));
    if is_default && significant.next().is_none() {
        return;
    }
    hide(tokens);
}
