//! Numbers, with their signs and with whatever is glued to them.

use super::bytes::{is_word_byte, space_length};
use super::keyword::Keyword;
use super::token::{Scanned, TokenKind};
use crate::sql::options::Dialect;

/// What stands before a sign decides whether the sign belongs to the number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before {
    /// The last significant token.
    pub(crate) token: Left,
    /// `true` if nothing stands between it and the sign.
    pub(crate) is_adjacent: bool,
}

/// What the last significant token can be to a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// An operator, or the start of the text: no left side.
    Nothing,
    Literal,
    Word(Keyword),
    /// A closing bracket, a quoted name, a parameter: a left side.
    Value,
}

/// S10: the number at the start of `rest`, if there is one, wherever that is.
pub(crate) fn scan(rest: &str, dialect: Dialect, before: Before) -> Option<Scanned> {
    let sign = sign_length(rest, before);
    let number = &rest[sign..];
    let length = number_length(number, dialect)?;
    if runs_into_a_string(&number[..length], &number[length..], dialect) {
        return Some(Scanned::unsure(rest));
    }
    Some(Scanned::new(TokenKind::Literal, sign + length))
}

/// S9: how many bytes the sign and the space after it take, 0 when they are not the number's own.
///
/// "A sign before a number goes with it": `-1`, but not that of `a-1`. `99+100` is `??` in the test cases of the
/// conventions, so a sign that touches the number goes with it after a literal too.
fn sign_length(rest: &str, before: Before) -> usize {
    if !rest.starts_with(['+', '-']) {
        return 0;
    }
    let space = space_length(&rest[1..]);
    let has_no_left_side = match before.token {
        Left::Nothing => true,
        Left::Literal => space == 0,
        // `INTERVAL -1 DAY` and `a -1` look the same. The sign goes.
        Left::Word(word) => word.is_before_expression() || (space == 0 && !before.is_adjacent),
        Left::Value => false,
    };
    if has_no_left_side { 1 + space } else { 0 }
}

/// S7, S8: how many bytes the number takes, with everything that could be a part of it in some dialect: `1_000`, `0x1F`,
/// `1e-5`, `1abc`, `127.0.0.1`.
fn number_length(text: &str, dialect: Dialect) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = is_digit(0) || (text.starts_with('.') && is_digit(1));
    if !starts {
        return None;
    }
    let has_exponent = !matches!(bytes, [b'0', b'x' | b'X' | b'b' | b'B' | b'o' | b'O', ..]);
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        let continues = match byte {
            b'.' => true,
            b'+' | b'-' => has_exponent && matches!(bytes[at - 1], b'e' | b'E') && is_digit(at + 1),
            // `1$a$…$a$` is a number and a string in PostgreSQL.
            b'$' => matches!(dialect, Dialect::Mysql | Dialect::Sqlite),
            byte => is_word_byte(*byte),
        };
        if !continues {
            break;
        }
        at += 1;
    }
    Some(at)
}

/// S34: servers disagree on where the number of `1e'…'` ends, and so on what kind of string follows.
fn runs_into_a_string(number: &str, rest: &str, dialect: Dialect) -> bool {
    let is_clean = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_'));
    match rest.bytes().next() {
        Some(b'$') => dialect == Dialect::Generic || !is_clean,
        Some(b'\'') => !is_clean,
        _ => false,
    }
}
