//! Recognises texts of parameters alone, which are shown as they are.
//!
//! It looks for bytes that could start something to hide, many at a time, by what stands before each. It may say no where
//! nothing has to be hidden, and then the pass finds out.

use super::Dialect;
use super::action::IS_WORD_BYTE;
use super::careful::is_data_statement;
use super::keyword::Keyword;

const WIDTH: usize = 32;

/// Whether nothing in `sql` has to be changed. Only for PostgreSQL, whose parameters are told by two bytes.
pub(super) fn is_surely_unchanged(sql: &str, dialect: Dialect) -> bool {
    if dialect != Dialect::Postgres {
        return false;
    }
    let bytes = sql.trim_ascii_end().as_bytes();
    // The end of the last statement starts none.
    let bytes = bytes.strip_suffix(b";").unwrap_or(bytes);
    let is_before_word = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'(';
    let Some(start) = bytes.iter().position(|byte| !is_before_word(byte)) else { return false };
    let length = bytes[start..].iter().position(|byte| !byte.is_ascii_alphabetic());
    let end = start + length.unwrap_or(bytes.len() - start);
    let is_longer = bytes.get(end).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]);
    if is_longer || !is_data_statement(Keyword::at(bytes, start, end)) {
        return false;
    }
    // Each byte with the one before it; the word has more than one.
    let mut rest = &bytes[end - 1..];
    let mut quotes = 0_usize;
    while let Some((before, here)) = rest.first_chunk::<WIDTH>().zip(rest[1..].first_chunk::<WIDTH>()) {
        if is_suspicious(before, here) {
            return false;
        }
        quotes += quotes_in(here);
        rest = &rest[WIDTH..];
    }
    // There is room for at least one space behind the text.
    let mut padded = [b' '; WIDTH + 2];
    padded[..rest.len()].copy_from_slice(rest);
    let (Some(before), Some(here)) = (padded.first_chunk(), padded[1..].first_chunk()) else { return false };
    !is_suspicious(before, here) && (quotes + quotes_in(here)).is_multiple_of(2)
}

/// Quotes of names come in pairs, and what stands between them is looked at like all else.
#[inline]
fn quotes_in(bytes: &[u8; WIDTH]) -> usize {
    bytes.iter().map(|byte| u8::from(*byte == b'"')).sum::<u8>().into()
}

/// Written so that the compiler compares all bytes at once: no branch, and no `&&`.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a branch would have each byte looked at alone")]
fn is_suspicious(before: &[u8; WIDTH], here: &[u8; WIDTH]) -> bool {
    let mut found = 0_u8;
    for (before, here) in before.iter().zip(here) {
        let (before, here) = (*before, *here);
        let is_digit = here.wrapping_sub(b'0') < 10;
        let is_behind_digit = before.wrapping_sub(b'0') < 10;
        let is_behind_dollar = before == b'$';
        // Not in a name, nor `$1`.
        let starts_number = is_digit & (before < b'A') & !is_behind_digit & !is_behind_dollar;
        // `$1abc`
        let is_glued = is_behind_digit & ((here >= b'A') | (here == b'$'));
        let is_odd_dollar = is_behind_dollar & !is_digit;
        // Control characters but for white space, `[`, `\`, `]`, `^`, `` ` ``, and `{` to the end.
        let is_control = (here < b' ') & (here.wrapping_sub(b'\t') > 4);
        let is_odd = (here.wrapping_sub(b'[') < 6) & (here != b'_');
        let is_high = here > b'z';
        // `-` and `/`
        let may_start_comment = (here | 2) == b'/';
        let is_mark = (here == b'\'') | (here == b';');
        // `TRUE` and `FALSE`
        let (small_before, small) = (before | 0x20, here | 0x20);
        let is_boolean =
            ((small_before == b'r') & (small == b'u')) | ((small_before == b'f') & (small == b'a'));
        found |= u8::from(
            starts_number
                | is_glued
                | is_odd_dollar
                | is_control
                | is_odd
                | is_high
                | may_start_comment
                | is_mark
                | is_boolean,
        );
    }
    found != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_parameters_are_recognised() {
        for sql in [
            "SELECT a, b FROM t1 WHERE c = $1 AND d IN ($2, $3)",
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING id;\n",
            "  (SELECT \"a b\".c FROM \"a b\" LIMIT $10)",
            "WITH x AS (SELECT a FROM b) DELETE FROM c USING x WHERE d = $1::text",
        ] {
            assert!(is_surely_unchanged(sql, Dialect::Postgres), "{sql}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for sql in [
            "",
            "BEGIN",
            "SET a = b",
            "SELECT",
            "SELECT a; SELECT b",
            "SELECT 1",
            "SELECT a1, 1",
            "SELECT .5",
            "SELECT -a",
            "SELECT 'a'",
            "SELECT $a$b$a$",
            "SELECT $1a",
            "SELECT $",
            "SELECT true",
            "SELECT a -- b",
            "SELECT a /* b */",
            "SELECT \"a",
            "SELECT a[1",
            "SELECT ä",
            "SELECT \u{7f}",
            "SELECT \0",
            "SELECTED",
            "SELECT0",
        ] {
            let is_plain = sql == "SELECT";
            assert_eq!(is_surely_unchanged(sql, Dialect::Postgres), is_plain, "{sql}");
            let longer = format!("{sql} {}", "a, ".repeat(WIDTH));
            assert!(is_plain || !is_surely_unchanged(&longer, Dialect::Postgres), "{sql}");
        }
    }
}
