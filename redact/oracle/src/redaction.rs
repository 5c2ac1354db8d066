//! Tokens to tokens without data: what looks like a name, and is data or may be, becomes data too.
//!
//! * S11: booleans are data (`TRUE`, `FALSE`). S18: `NULL` is not.
//! * S12: a word with a character beyond ASCII that has no place in names is data: servers take every such character
//!   for a letter, so that `id =\u{a0}1` ends in the name `\u{a0}1`, and `‘x’` is a name. The writer meant a value. These
//!   are digits at its start, and anywhere white space, control characters, punctuation and symbols of the blocks below.
//!   The same goes for the name of a parameter, and for each part of it.
//! * S59: then, one statement at a time: brackets that are left open (`bracket`), secrets (`secret`), values of settings (`setting`)
//!   and options (`copy`). After that brackets once more, since what was hidden may have held their end.
//! * In the end, lists after `IN` (`list`).

use crate::Dialect;
use crate::token::Token;
use crate::{bracket, list, secret, setting};

pub(crate) fn without_data(tokens: Vec<Token>, dialect: Dialect) -> Vec<Token> {
    let mut tokens: Vec<Token> = tokens.into_iter().map(classified).collect();
    for statement in tokens.split_mut(|token| token.key() == ";") {
        bracket::hide_open(statement);
        secret::hide(statement);
        setting::hide_values(statement, dialect);
        bracket::hide_open(statement);
    }
    list::collapse(&mut tokens);
    tokens
}

pub(crate) fn classified(token: Token) -> Token {
    match token {
        Token::Word { written, keyword } if is_boolean(&keyword) || is_deceptive(&written) => {
            Token::Data(written)
        }
        Token::Parameter(text) if text.split(['?', ':', '@', '#', '$']).any(is_deceptive) => {
            Token::Data(text)
        }
        other => other,
    }
}

fn is_boolean(keyword: &str) -> bool {
    matches!(keyword, "TRUE" | "FALSE")
}

fn is_deceptive(word: &str) -> bool {
    let starts_with_digit = word.chars().take(1).any(|first| !first.is_ascii() && first.is_numeric());
    starts_with_digit || word.chars().any(is_no_letter)
}

/// The ellipsis is spared, as it ends the texts that are cut, and two joiners, that some scripts need.
fn is_no_letter(character: char) -> bool {
    match character {
        '\0'..='\u{7f}' | '…' | '\u{200c}' | '\u{200d}' | 'ª' | '·' | 'µ' | 'º' => false,
        // The upper half of Latin-1, without its letters.
        '\u{80}'..='\u{bf}' => true,
        // General punctuation; that of Chinese, Japanese and Korean; vertical and small forms.
        '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{fe30}'..='\u{fe6b}' => true,
        // What looks like quotation marks: angle brackets, ornaments (`❝`), mathematical brackets, supplemental punctuation.
        '\u{2329}'..='\u{232a}'
        | '\u{275b}'..='\u{2760}'
        | '\u{276e}'..='\u{276f}'
        | '\u{27e6}'..='\u{27ef}'
        | '\u{2e00}'..='\u{2e7f}'
        | '\u{1f676}'..='\u{1f678}' => true,
        // The byte order mark, full-width digits, signs and brackets, and specials.
        '\u{feff}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}'
        | '\u{fff9}'..='\u{ffff}' => true,
        other => other.is_whitespace(),
    }
}

/// Makes all of it one piece of data, from the first token with a meaning to the last one. A parameter or NULL alone is none.
pub(crate) fn hide(tokens: &mut [Token]) {
    let with_meaning: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].has_meaning()).collect();
    match with_meaning[..] {
        [] => {}
        [only] if matches!(tokens[only], Token::Parameter(_)) || tokens[only].key() == "NULL" => {}
        [first, ..] => {
            let last = with_meaning[with_meaning.len() - 1];
            tokens[first..=last].fill(Token::Gone);
            tokens[first] = Token::Data(String::new());
        }
    }
}
