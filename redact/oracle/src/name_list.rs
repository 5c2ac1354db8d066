//! The lists in which a name follows a comma (S98): tables after `FROM`, and the items of `WITH`.
//!
//! Each item before it has to be of the plain form: `t`, `s.t AS u`, `(…) u (…)`; `x (…) AS NOT MATERIALIZED (…)`.

use crate::token::Token;

/// Which list, and where it starts.
#[derive(Clone, Copy)]
pub(crate) enum NameList {
    Tables(usize),
    Common(usize),
}

/// A token outside of brackets, or a pair of brackets with all in it.
#[derive(Clone, Copy, PartialEq)]
enum Piece<'t> {
    Name(&'t str),
    Sign(&'t str),
    Brackets,
}

impl NameList {
    /// Whether a name of the list has to follow the tokens.
    pub(crate) fn wants_name(self, tokens: &[Token]) -> bool {
        let start = match self {
            NameList::Tables(start) | NameList::Common(start) => start,
        };
        let Some(pieces) = pieces(&tokens[start..]) else { return false };
        let mut items: Vec<&[Piece<'_>]> = pieces.split(|piece| *piece == Piece::Sign(",")).collect();
        let last = items.pop().unwrap_or_default();
        match self {
            NameList::Tables(_) => last.is_empty() && items.into_iter().all(is_table),
            NameList::Common(_) => without_recursive(last).is_empty() && items.into_iter().all(is_common),
        }
    }
}

/// Nothing if square brackets or one without its pair are among the tokens.
fn pieces(tokens: &[Token]) -> Option<Vec<Piece<'_>>> {
    let (mut pieces, mut depth) = (Vec::new(), 0_usize);
    for token in tokens {
        match token.key() {
            "(" if depth == 0 => pieces.push(Piece::Brackets),
            "[" | "]" if depth == 0 => return None,
            _ => {}
        }
        match token.key() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.checked_sub(1)?,
            key if depth == 0 => pieces.push(match token {
                Token::Word { .. } | Token::QuotedName(_) => Piece::Name(key),
                _ => Piece::Sign(key),
            }),
            _ => {}
        }
    }
    (depth == 0).then_some(pieces)
}

/// `s.t (…) AS u (…)`, and brackets in place of `s.t`.
fn is_table(item: &[Piece<'_>]) -> bool {
    let [Piece::Name(_) | Piece::Brackets, rest @ ..] = item else { return false };
    let mut rest = rest;
    loop {
        rest = match rest {
            [Piece::Brackets, rest @ ..] | [Piece::Sign("."), Piece::Name(_), rest @ ..] => rest,
            _ => break,
        };
    }
    rest = match rest {
        [Piece::Name("AS"), Piece::Name(_), rest @ ..] => rest,
        [Piece::Name("AS")] => return false,
        [Piece::Name(_), rest @ ..] => rest,
        [] => return true,
        _ => return false,
    };
    rest.iter().all(|piece| *piece == Piece::Brackets)
}

/// `RECURSIVE x (…) AS NOT MATERIALIZED (…)`
fn is_common(item: &[Piece<'_>]) -> bool {
    let [Piece::Name(_), rest @ ..] = without_recursive(item) else { return false };
    let rest = skip(rest, |piece| piece == Piece::Brackets);
    let [Piece::Name("AS"), rest @ ..] = rest else { return false };
    skip(rest, |piece| matches!(piece, Piece::Name("NOT" | "MATERIALIZED"))) == [Piece::Brackets]
}

fn without_recursive<'i, 't>(item: &'i [Piece<'t>]) -> &'i [Piece<'t>] {
    skip(item, |piece| piece == Piece::Name("RECURSIVE"))
}

fn skip<'i, 't>(pieces: &'i [Piece<'t>], is_skipped: impl Fn(Piece<'t>) -> bool) -> &'i [Piece<'t>] {
    let count = pieces.iter().take_while(|piece| is_skipped(**piece)).count();
    &pieces[count..]
}
