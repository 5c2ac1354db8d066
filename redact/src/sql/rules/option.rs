//! The values of settings and options, which need no quotes: `SET x TO value`, `COPY … (FORMAT value)`, `PRAGMA x = value`.

use super::hide::{hide, hide_setting};
use super::items::{items, significant};
use super::{care, definition};
use crate::sql::options::Dialect;
use crate::sql::scan::bytes::{is_word_byte, is_word_start};
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::{Token, TokenKind};

/// Hides them in one statement.
pub(super) fn hide_values(statement: &mut [Token<'_>], dialect: Dialect) {
    let Some(verb) = care::verb(statement) else { return };
    let (verb, rest) = statement[verb..].split_at_mut(1);
    let verb = &verb[0];
    if verb.is_word(Keyword::Set) {
        hide_assigned(rest);
    } else if verb.is_word(Keyword::Pragma) {
        hide_pragma(rest);
    } else if verb.is_word(Keyword::Copy) {
        hide_copy_options(rest);
    } else if verb.is_word(Keyword::Vacuum) {
        hide_after_into(rest);
    } else if verb.is_one_of(&[Keyword::Alter, Keyword::Create]) {
        definition::hide_values(verb.is_word(Keyword::Create), rest, dialect);
    }
}

/// Returns `true` if it is a `COPY … FROM STDIN`, after which a dump has its rows (S40).
pub(crate) fn reads_data(statement: &[Token<'_>]) -> bool {
    let words = statement.iter().filter(|token| token.is_significant());
    let mut pairs = words.clone().zip(words.skip(1));
    care::verb(statement).is_some_and(|verb| statement[verb].is_word(Keyword::Copy))
        && pairs.any(|(first, second)| first.is_word(Keyword::From) && second.is_spelled("STDIN"))
}

/// S99: the place after the `FORMAT name` of an `INSERT` and white space, where rows follow that are no tokens.
pub(crate) fn rows_after_format(statement: &[Token<'_>], dialect: Dialect) -> Option<usize> {
    let verb = care::verb(statement)?;
    if dialect != Dialect::Generic || !statement[verb].is_word(Keyword::Insert) {
        return None;
    }
    let (mut depth, mut is_after_format, mut is_after_row) = (0_usize, false, false);
    for (at, token) in statement.iter().enumerate().skip(verb + 1) {
        if is_after_format && token.is_significant() {
            if is_any_word(token) && !token.is_spelled(NO_FORMATS) {
                let space = statement[at + 1..].iter().take_while(|token| token.kind == TokenKind::Space);
                return Some(at + 1 + space.count());
            }
            is_after_format = false;
        }
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is_word(Keyword::Format) && !is_after_row {
            is_after_format = true;
        }
        is_after_row = token.is_spelled("ROW") || (is_after_row && !token.is_significant());
    }
    None
}

/// Returns `true` if it is a word, or was one before it was found to be data (S11, S12).
fn is_any_word(token: &Token<'_>) -> bool {
    let starts = token.text.bytes().next().is_some_and(is_word_start);
    token.kind == TokenKind::Word
        || (token.kind == TokenKind::Literal && starts && token.text.bytes().all(is_word_byte))
}

/// S99: what can follow a column of the name `format`.
const NO_FORMATS: &str = "AND AS ASC BETWEEN DESC FROM IN IS LIKE LIMIT NOT OR ORDER UNION WHERE";

/// S100: the values of `SET STATEMENT a = b FOR …` and `EXPLAIN PLAN SET a = b FOR …`, and the statement after that.
pub(super) fn split_settings<'s, 't>(
    statement: &'s mut [Token<'t>],
) -> Option<(&'s mut [Token<'t>], &'s mut [Token<'t>])> {
    let mut first = statement.iter().filter(|token| token.is_significant());
    let (one, two, three) = (first.next()?, first.next()?, first.next());
    let is_set = one.is_word(Keyword::Set) && two.is_spelled("STATEMENT");
    let is_plan = one.is_word(Keyword::Explain)
        && two.is_word(Keyword::Plan)
        && three.is_some_and(|three| three.is_word(Keyword::Set));
    if !is_set && !is_plan {
        return None;
    }
    let sign = statement.iter().position(|token| token.is_symbol("="))?;
    let mut depth = 0_usize;
    let end = statement.iter().enumerate().skip(sign).find_map(|(at, token)| {
        if token.is_symbol("(") || token.is_symbol("[") {
            depth += 1;
        } else if token.is_symbol(")") || token.is_symbol("]") {
            depth = depth.saturating_sub(1);
        }
        (depth == 0 && token.is_word(Keyword::For)).then_some(at)
    })?;
    let (settings, inner) = statement.split_at_mut(end);
    Some((&mut settings[sign + 1..], &mut inner[1..]))
}

/// S51, `SET a = 1, b = 2`: everything that follows the first sign of a value. A variable of the user's has an expression.
fn hide_assigned(tokens: &mut [Token<'_>]) {
    let mut start = 0;
    while let Some(end) = end_of_variable(&tokens[start..]) {
        start += end;
    }
    let mut is_after_time = false;
    for at in start..tokens.len() {
        let token = tokens[at];
        if token.is_symbol("=")
            || token.is_word(Keyword::To)
            || (is_after_time && token.is_word(Keyword::Zone))
        {
            return hide_setting(&mut tokens[at + 1..]);
        }
        // An index is not plain enough to look for its end.
        if token.is_symbol("[") {
            return hide(&mut tokens[at..]);
        }
        if token.is_significant() {
            is_after_time = token.is_word(Keyword::Time);
        }
    }
}

/// The place after `@x = expression,` or `@x := expression`, if there is one here.
fn end_of_variable(tokens: &[Token<'_>]) -> Option<usize> {
    let mut places = significant(tokens, 0);
    places.next_if(|at| is_variable(&tokens[*at]))?;
    places.next_if(|at| tokens[*at].is_symbol(":"));
    let sign = places.next_if(|at| tokens[*at].is_symbol("="))?;
    let mut depth = 0_usize;
    let comma = tokens[sign..].iter().position(|token| {
        if token.is_symbol("(") || token.is_symbol("[") {
            depth += 1;
        } else if token.is_symbol(")") || token.is_symbol("]") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_symbol(",")
    });
    Some(comma.map_or(tokens.len(), |comma| sign + comma + 1))
}

/// Returns `true` if it is a variable of the user's, `@x`.
fn is_variable(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Parameter && token.text.starts_with('@') && !token.text.starts_with("@@")
}

/// S52, `PRAGMA x = value` and `PRAGMA x(value)`.
pub(super) fn hide_pragma(tokens: &mut [Token<'_>]) {
    let Some(sign) = tokens.iter().position(|token| token.is_symbol("=") || token.is_symbol("(")) else {
        return;
    };
    let end = if tokens[sign].is_symbol("(") {
        tokens.iter().rposition(|token| token.is_symbol(")"))
    } else {
        None
    };
    let end = end.filter(|end| *end > sign).unwrap_or(tokens.len());
    hide(&mut tokens[sign + 1..end]);
}

/// S44, `ATTACH DATABASE file AS x`: a name alone is a string to SQLite.
pub(super) fn hide_attached(statement: &mut [Token<'_>]) {
    let Some(verb) = care::verb(statement).filter(|verb| statement[*verb].is_word(Keyword::Attach)) else {
        return;
    };
    let mut places = significant(statement, verb + 1);
    let (Some(mut file), Some(mut next)) = (places.next(), places.next()) else { return };
    if statement[file].is_word(Keyword::Database) && !statement[next].is_word(Keyword::As) {
        let Some(after) = places.next() else { return };
        (file, next) = (next, after);
    }
    drop(places);
    if statement[file].is_name() && statement[next].is_word(Keyword::As) {
        hide(&mut statement[file..next]);
    }
}

/// S44, `VACUUM INTO file`
fn hide_after_into(tokens: &mut [Token<'_>]) {
    if let Some(into) = tokens.iter().position(|token| token.is_word(Keyword::Into)) {
        hide(&mut tokens[into + 1..]);
    }
}

/// S54, `COPY t FROM STDIN WITH (FORMAT csv, QUOTE '"')`: in the list after the file, the first word of each item stays.
fn hide_copy_options(tokens: &mut [Token<'_>]) {
    let Some(start) = copy_options(tokens) else { return };
    for item in items(tokens, start).0 {
        hide_option(&mut tokens[item]);
    }
}

fn hide_option(item: &mut [Token<'_>]) {
    match item.iter().position(Token::is_significant) {
        Some(name) if item[name].kind == TokenKind::Word => hide(&mut item[name + 1..]),
        _ => hide(item),
    }
}

/// Where the option list of a `COPY` starts: after the first bracket that follows FROM or TO outside of brackets.
fn copy_options(tokens: &[Token<'_>]) -> Option<usize> {
    let (mut depth, mut is_after_direction) = (0_usize, false);
    for (at, token) in tokens.iter().enumerate() {
        if token.is_symbol("(") {
            if is_after_direction {
                let first = tokens[at + 1..].iter().find(|token| token.is_significant());
                let is_query = first.is_some_and(|first| {
                    first.is_one_of(&[Keyword::Select, Keyword::Table, Keyword::Values, Keyword::With])
                });
                return (!is_query).then_some(at + 1);
            }
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is_one_of(&[Keyword::From, Keyword::To]) {
            is_after_direction = true;
        } else if is_after_direction && token.is_word(Keyword::Where) {
            return None;
        }
    }
    None
}
