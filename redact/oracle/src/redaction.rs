//! Tokens to tokens without data: what looks like a name, and is data or may be, becomes data too.
//!
//! * S11: booleans are data (`TRUE`, `FALSE`). S18: `NULL` is not.
//! * S12: a word with a character beyond ASCII that has no place in names is data: servers take every such character
//!   for a letter, so that `id =\u{a0}1` ends in the name `\u{a0}1`, and `‘x’` is a name. The writer meant a value. These
//!   are digits at its start, and anywhere white space, control characters, punctuation, signs of currencies (`money`) and
//!   symbols of the blocks below.
//!   The same goes for the name of a parameter, and for each part of it.
//! * S15, S98: so is `"x"` where the place decides, and no name is expected (`place`).
//! * S59: then, one statement at a time: brackets that are left open (`bracket`), secrets (`secret`), values of settings (`setting`)
//!   and options (`copy`). After that brackets once more, since what was hidden may have held their end.
//! * S100: what follows `SET STATEMENT … FOR` and `EXPLAIN PLAN SET … FOR` is a statement of its own.
//! * In the end, lists after `IN` (`list`).

use std::ops::Range;

use crate::token::Token;
use crate::{Dialect, DoubleQuotes, Options, bracket, exec, list, money, place, secret, setting};

pub(crate) fn without_data(tokens: Vec<Token>, options: Options) -> Vec<Token> {
    let mut tokens: Vec<Token> = tokens.into_iter().map(classified).collect();
    for statement in tokens.split_mut(|token| token.key() == ";") {
        bracket::hide_open(statement);
        // Once more in the end: what was hidden may have been a word that says what follows it.
        hide_strings(statement, options);
        hide_values(statement, options.dialect);
        hide_strings(statement, options);
        bracket::hide_open(statement);
    }
    list::collapse(&mut tokens);
    tokens
}

fn hide_strings(statement: &mut [Token], options: Options) {
    if options.double_quotes == DoubleQuotes::ByPlace {
        place::hide_strings(statement, options.dialect);
    }
}

fn hide_values(statement: &mut [Token], dialect: Dialect) {
    if let Some(end) = setting::end_of_set_statement(statement) {
        let (settings, inner) = statement.split_at_mut(end);
        setting::hide_before_for(settings);
        return hide_values_of_one(&mut inner[1..], dialect);
    }
    hide_values_of_one(statement, dialect);
}

fn hide_values_of_one(statement: &mut [Token], dialect: Dialect) {
    secret::hide(statement, dialect);
    exec::hide_arguments(statement, dialect);
    setting::hide_values(statement, dialect);
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
        other => other.is_whitespace() || money::is_currency(other),
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

/// The places of the tokens with a meaning.
pub(crate) fn places(tokens: &[Token]) -> Vec<usize> {
    (0..tokens.len()).filter(|at| tokens[*at].has_meaning()).collect()
}

/// The items of a list in round brackets, whose opening bracket stands before `start`: up to the closing one, or to the end.
pub(crate) fn items(tokens: &[Token], start: usize) -> Vec<Range<usize>> {
    let (mut depth, mut items, mut item) = (0, Vec::new(), start);
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match (depth, token.key()) {
            (0, ")") => {
                items.push(item..at);
                return items;
            }
            (0, ",") => {
                items.push(item..at);
                item = at + 1;
            }
            (_, "(") => depth += 1,
            (_, ")") => depth -= 1,
            _ => {}
        }
    }
    items.push(item..tokens.len());
    items
}
