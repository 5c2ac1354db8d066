//! Writes redacted tokens.

use super::lexer::{Token, TokenKind};

/// The text with `?` for each literal and without comments; white space outside of both is kept.
pub(super) fn render(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut is_behind_comment = false;
    for token in tokens {
        let piece = match token.kind {
            TokenKind::Comment => {
                is_behind_comment = true;
                continue;
            }
            TokenKind::Hidden => continue,
            TokenKind::Literal | TokenKind::Unsure => "?",
            _ => token.text,
        };
        if is_behind_comment && would_merge(&text, piece) {
            text.push(' ');
        }
        is_behind_comment = false;
        text.push_str(piece);
    }
    text
}

/// A comment separates like white space does: `a/**/b` is not `ab`, and `-/**/-` would even start a comment.
fn would_merge(before: &str, after: &str) -> bool {
    // The vertical tab is white space to the servers, and not to the standard library.
    let is_space = |character: char| character.is_ascii_whitespace() || character == '\u{b}';
    match (before.chars().next_back(), after.chars().next()) {
        (Some(last), Some(first)) => {
            !is_space(last)
                && !is_space(first)
                && !matches!(last, '(' | ')' | ',' | ';')
                && !matches!(first, ')' | ',' | ';')
        }
        _ => false,
    }
}
