//! Numbers, with their signs, and with whatever is glued to them.

use super::bytes::{is_word_byte, space_length};
use super::keyword::Keyword;
use super::token::{Scanned, TokenKind};
use super::uuid;
use crate::sql::options::Dialect;

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
pub(crate) fn scan(rest: &str, dialect: Dialect, left: Left) -> Option<Scanned> {
    let sign = sign_length(rest, left);
    if uuid::scan(&rest[sign..], dialect).is_some() {
        return None;
    }
    let before = sign + currency_length(&rest[sign..], dialect);
    let number = &rest[before..];
    let length = number_length(number, dialect)?;
    if runs_into_a_string(&number[..length], &number[length..], dialect) {
        return Some(Scanned::unsure(rest));
    }
    Some(Scanned::new(TokenKind::Literal, before + length))
}

/// S9: how many bytes the sign and the space after it take, 0 when they are not the number's own.
///
/// "A sign before a number goes with it": `-1`, but not that of `a-1`. `99+100` is `??` in the test cases of the
/// conventions, so a sign that touches the number goes with it after a literal too.
fn sign_length(rest: &str, left: Left) -> usize {
    if !rest.starts_with(['+', '-']) {
        return 0;
    }
    let space = space_length(&rest[1..]);
    let has_no_left_side = match left {
        Left::Nothing => true,
        Left::Literal => space == 0,
        Left::Word(word) => word.is_before_expression(),
        Left::Value => false,
    };
    if has_no_left_side { 1 + space } else { 0 }
}

/// S96: how many bytes the sign of a currency and the space after it take, 0 if there is none before a number.
fn currency_length(text: &str, dialect: Dialect) -> usize {
    if !dialect.has_bare_arguments() {
        return 0;
    }
    let Some(sign) = text.chars().next().filter(|sign| *sign == '$' || is_currency(*sign)) else { return 0 };
    let sign_length = sign.len_utf8();
    if sign == '$' && dialect == Dialect::Generic {
        return if is_parameter(&text[1..]) { 0 } else { sign_length };
    }
    sign_length + space_length(&text[sign_length..])
}

/// Returns `true` if it is not the number of an amount after a dollar: it has two digits at most, or is no number.
pub(crate) fn is_parameter(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match digits {
        0 => !matches!(text.as_bytes(), [b'.', b'0'..=b'9', ..]),
        1 | 2 => text.as_bytes().get(digits) != Some(&b'.'),
        _ => false,
    }
}

/// Returns `true` if it is one of Unicode's signs of currencies beyond ASCII.
pub(crate) fn is_currency(character: char) -> bool {
    matches!(
        character,
        '\u{a2}'..='\u{a5}'
            | '\u{58f}'
            | '\u{60b}'
            | '\u{7fe}'..='\u{7ff}'
            | '\u{9f2}'..='\u{9f3}'
            | '\u{9fb}'
            | '\u{af1}'
            | '\u{bf9}'
            | '\u{e3f}'
            | '\u{17db}'
            | '\u{20a0}'..='\u{20cf}'
            | '\u{a838}'
            | '\u{fdfc}'
            | '\u{fe69}'
            | '\u{ff04}'
            | '\u{ffe0}'..='\u{ffe1}'
            | '\u{ffe5}'..='\u{ffe6}'
    )
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
        Some(b'$') => dialect == Dialect::Generic || (dialect == Dialect::Postgres && !is_clean),
        Some(b'\'') => !is_clean,
        _ => false,
    }
}
