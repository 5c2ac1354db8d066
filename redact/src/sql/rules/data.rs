//! Words and parameters that are data by themselves, wherever they stand.

use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::number::is_currency;
use crate::sql::scan::token::TokenKind;

/// Returns `true` if a word or a parameter is data by itself: booleans (S11), and words that are not what they seem (S12).
pub(crate) fn is_data(kind: TokenKind, keyword: Keyword, text: &str) -> bool {
    match kind {
        TokenKind::Word => matches!(keyword, Keyword::True | Keyword::False) || is_deceptive(text),
        TokenKind::Parameter => text.split(['?', ':', '@', '#', '$']).any(is_deceptive),
        _ => false,
    }
}

/// Servers take every character beyond ASCII for a letter, so that `id =\u{a0}1` ends in the name `\u{a0}1`, and
/// `‘x’` is a name. Its author meant a value.
#[inline(never)]
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
#[inline(never)]
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
            is_currency(character)
                || RANGES.iter().any(|range| range.contains(&character))
                || (!character.is_ascii() && character.is_whitespace())
        }
    }
}
