//! Items between commas.

use std::ops::Range;

use crate::sql::scan::token::Token;

/// The items that start at `start`, up to the bracket that closes them or to the end, and the place of that.
pub(super) fn items(tokens: &[Token<'_>], start: usize) -> (Vec<Range<usize>>, usize) {
    let (mut depth, mut item, mut items) = (0_usize, start, Vec::new());
    let mut end = tokens.len();
    for (at, token) in tokens.iter().enumerate().skip(start) {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") && depth == 0 {
            end = at;
            break;
        } else if token.is_symbol(")") {
            depth -= 1;
        } else if token.is_symbol(",") && depth == 0 {
            items.push(item..at);
            item = at + 1;
        }
    }
    items.push(item..end);
    (items, end)
}

/// The places of the significant tokens from `start` on.
pub(super) fn significant<'t>(
    tokens: &'t [Token<'_>],
    start: usize,
) -> std::iter::Peekable<impl Iterator<Item = usize> + 't> {
    (start..tokens.len()).filter(|at| tokens[*at].is_significant()).peekable()
}

/// The place of the next significant token from `start` on.
pub(super) fn next_significant(tokens: &[Token<'_>], start: usize) -> Option<usize> {
    significant(tokens, start).next()
}

/// The place after a name with its qualifiers, which `places` go over.
pub(super) fn skip_name(
    tokens: &[Token<'_>],
    places: &mut std::iter::Peekable<impl Iterator<Item = usize>>,
) -> Option<usize> {
    let mut last = places.next_if(|at| tokens[*at].is_name())?;
    while let Some(dot) = places.next_if(|at| tokens[*at].is_symbol(".")) {
        last = places.next_if(|at| tokens[*at].is_name()).unwrap_or(dot);
    }
    Some(last + 1)
}
