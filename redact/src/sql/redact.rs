//! Turns tokens that may carry data into literals, before anything is written.

use super::keyword::Keyword;
use super::lexer::{Token, TokenKind};
use super::{Dialect, option, secret};

/// Hides what is data by its place in one statement.
pub(super) fn redact(statement: &mut [Token<'_>], dialect: Dialect) {
    hide_open_bracket(statement);
    secret::hide_secrets(statement);
    option::hide_values(statement, dialect);
    // A value that was hidden may have held the end of a bracket.
    hide_open_bracket(statement);
}

/// Whether a word or a parameter is data by itself: booleans, and words that are not what they seem.
pub(super) fn is_data(kind: TokenKind, text: &str) -> bool {
    match kind {
        TokenKind::Word => matches!(Keyword::of(text), Keyword::True | Keyword::False) || is_deceptive(text),
        TokenKind::Parameter => text.split(['?', ':', '@', '#', '$']).any(is_deceptive),
        _ => false,
    }
}

/// Servers take every character beyond ASCII for a letter, so that `id =\u{a0}1` ends in the name `\u{a0}1`, and
/// `‘x’` is a name. Whoever wrote it meant a value.
fn is_deceptive(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let starts_with_digit = word.chars().next().is_some_and(|first| !first.is_ascii() && first.is_numeric());
    starts_with_digit || word.chars().any(is_not_for_names)
}

/// White space, control characters, punctuation and what looks like quotation marks beyond ASCII. Marks that are letters to
/// Unicode, such as `ʻ`, belong to names in some languages. The ellipsis may be the mark of a text that was cut,
/// the two joiners are needed to spell words in some scripts.
fn is_not_for_names(character: char) -> bool {
    const RANGES: &[std::ops::RangeInclusive<char>] = &[
        '\u{80}'..='\u{bf}',
        '\u{2000}'..='\u{206f}',
        '\u{2329}'..='\u{232a}',
        '\u{275b}'..='\u{2760}',
        '\u{276e}'..='\u{276f}',
        '\u{27e6}'..='\u{27ef}',
        '\u{2e00}'..='\u{2e7f}',
        '\u{3000}'..='\u{3004}',
        '\u{3008}'..='\u{3020}',
        '\u{fe30}'..='\u{fe6b}',
        '\u{feff}'..='\u{ff20}',
        '\u{ff3b}'..='\u{ff40}',
        '\u{ff5b}'..='\u{ff65}',
        '\u{fff9}'..='\u{ffff}',
        '\u{1f676}'..='\u{1f678}',
    ];
    match character {
        '…' | '\u{200c}' | '\u{200d}' | 'ª' | 'µ' | 'º' | '·' => false,
        character => {
            RANGES.iter().any(|range| range.contains(&character))
                || (!character.is_ascii() && character.is_whitespace())
        }
    }
}

/// Hides a square bracket that does not end within its statement, and all that follows it there.
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

/// Makes one literal of all that is significant in `tokens`. A parameter or NULL on its own stays.
pub(super) fn hide(tokens: &mut [Token<'_>]) {
    let Some(first) = tokens.iter().position(Token::is_significant) else { return };
    let last = tokens.iter().rposition(Token::is_significant).unwrap_or(first);
    if first == last && (tokens[first].kind == TokenKind::Parameter || tokens[first].is_word("NULL")) {
        return;
    }
    tokens[first].kind = TokenKind::Literal;
    for token in &mut tokens[first + 1..=last] {
        token.kind = TokenKind::Hidden;
    }
}

/// `PASSWORD`, `MASTER_PASSWORD`, `SOURCE_PASSWORD`, …
pub(super) fn is_password(word: &str) -> bool {
    const PASSWORD: &str = "password";
    let bytes = word.as_bytes();
    let Some(start) = bytes.len().checked_sub(PASSWORD.len()) else { return false };
    bytes[start..].eq_ignore_ascii_case(PASSWORD.as_bytes()) && (start == 0 || bytes[start - 1] == b'_')
}
