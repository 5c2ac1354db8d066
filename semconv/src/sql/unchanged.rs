//! Recognises texts of parameters alone, which are shown as they are.
//!
//! Most bytes can start nothing that has to be hidden; the others are found many at a time, and looked at one by one with
//! what stands around them. It may say no where nothing has to be hidden, and then the pass finds out.

use super::action::IS_WORD_BYTE;
use super::careful::is_data_statement;
use super::keyword::Keyword;
use super::lexer::is_space;
use super::window::{self, WEIGHTS, WIDTH};
use super::{Dialect, DoubleQuotes};

/// Whether nothing in `sql` has to be changed.
pub(super) fn is_surely_unchanged(sql: &str, dialect: Dialect) -> bool {
    let bytes = sql.trim_ascii_end().as_bytes();
    // The end of the last statement starts none.
    let bytes = bytes.strip_suffix(b";").unwrap_or(bytes);
    let is_before_word = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'(';
    let Some(start) = bytes.iter().position(|byte| !is_before_word(byte)) else { return false };
    let length = bytes[start..].iter().position(|byte| !byte.is_ascii_alphabetic());
    let end = start + length.unwrap_or(bytes.len() - start);
    let is_longer = bytes.get(end).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]);
    if end == start || is_longer || !is_data_statement(Keyword::at(bytes, start, end)) {
        return false;
    }
    let text = Text { bytes, dialect };
    // Each window with the byte before it.
    let (mut base, mut done) = (end, end);
    while let Some(window) = bytes[base - 1..].first_chunk() {
        let Some(end) = text.pass(base, odd_bytes(window), done) else { return false };
        (base, done) = (base + WIDTH, end);
    }
    // The last one overlaps with what was looked at; a short text is filled up.
    if let Some(window) = bytes[end - 1..].last_chunk() {
        return text.pass(bytes.len() - WIDTH, odd_bytes(window), base.max(done)).is_some();
    }
    let rest = &bytes[base - 1..];
    let mut padded = [b' '; WIDTH + 1];
    padded[..rest.len()].copy_from_slice(rest);
    text.pass(base, odd_bytes(&padded), done).is_some()
}

/// The bytes behind the first that may start something to hide, or belong to a parameter.
///
/// Written so that the compiler compares all bytes at once: no branch, and no `&&`.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a branch would have each byte looked at alone")]
fn odd_bytes(bytes: &[u8; WIDTH + 1]) -> u64 {
    let mut odd = [0; WIDTH];
    for at in 0..WIDTH {
        let (before, byte) = (bytes[at], bytes[at + 1]);
        let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        // From `(` to `,`, and from `<` to `?`.
        let is_symbol = (byte.wrapping_sub(b'(') < 5) | (byte & 0xfc == b'<') | (byte == b'.');
        // `TRU` and `FA` have these pairs in any case; `be` and `vq` are the only others of letters.
        let may_be_boolean = ((before ^ byte) & 0xdf == 7) & (byte & 0x0b == 1);
        let is_plain = is_letter | is_symbol | (byte == b' ') | (byte == b'_');
        let plain = if is_plain { u8::MAX } else { 0 };
        let boolean = if may_be_boolean { u8::MAX } else { 0 };
        odd[at] = WEIGHTS[at] & (!plain | boolean);
    }
    window::bits(&odd)
}

struct Text<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
}

impl Text<'_> {
    /// Looks at the odd bytes of the window at `base`, from `done` on. Returns the end of what was looked at, or `None`
    /// where something may have to be hidden.
    #[inline]
    fn pass(&self, base: usize, odd: u64, mut done: usize) -> Option<usize> {
        let mut odd = window::from(odd, done.saturating_sub(base));
        while odd != 0 {
            done = self.end_of_odd(base + odd.trailing_zeros() as usize)?;
            odd = window::from(odd, done - base);
        }
        Some(done)
    }

    /// The end of what an odd byte starts, if it is shown.
    fn end_of_odd(&self, at: usize) -> Option<usize> {
        use Dialect::{Generic, Mysql, Postgres, Sqlite};
        let (before, next) = (self.bytes[at - 1], self.byte(at + 1));
        let is_shown = match (self.bytes[at], self.dialect) {
            (b'$', Postgres | Generic) => return self.numbered(at),
            // SQLite's `?1`
            (b'0'..=b'9', Sqlite) if before == b'?' => true,
            // In a name.
            (b'0'..=b'9', _) => before.is_ascii_alphanumeric() || before == b'_',
            (b'"', dialect) if dialect.double_quotes() == DoubleQuotes::Identifier => return self.name(at),
            (b'`', Mysql | Sqlite | Generic) => return self.name(at),
            // With a bracket behind its name, it could go on.
            (b':' | b'@', Sqlite) => {
                let length = self.bytes[at + 1..].iter().take_while(|byte| IS_WORD_BYTE[usize::from(**byte)]);
                self.byte(at + 1 + length.count()) != b'('
            }
            (b'u' | b'U', _) => before | 0x20 != b'r',
            (b'a' | b'A', _) => before | 0x20 != b'f',
            (b'-', _) => next != b'-',
            (b'/', _) => next != b'*',
            (b'#' | b'`', Postgres) => true,
            (byte, _) => {
                is_space(byte)
                    || byte.is_ascii_alphabetic()
                    || matches!(byte, b':' | b'@' | b'!' | b'%' | b'&' | b'^' | b'|' | b'~')
            }
        };
        is_shown.then_some(at + 1)
    }

    /// `$1`, with nothing glued to it.
    fn numbered(&self, at: usize) -> Option<usize> {
        let digits = self.bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + 1 + digits;
        let is_glued = |byte: u8| IS_WORD_BYTE[usize::from(byte)];
        (digits > 0 && !is_glued(self.bytes[at - 1]) && !is_glued(self.byte(end))).then_some(end)
    }

    /// A name in quotes.
    fn name(&self, at: usize) -> Option<usize> {
        let quote = self.bytes[at];
        let length = memchr::memchr2(quote, b'\\', &self.bytes[at + 1..])?;
        let end = at + 1 + length + 1;
        // Two quotes are one to some servers.
        (self.bytes[end - 1] == quote && self.byte(end) != quote).then_some(end)
    }

    /// 0 behind the end.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }
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
            "SELECT a ->> $1, b - c, number / \"it's\" FROM t\n\tWHERE e <= $2",
        ] {
            assert!(is_surely_unchanged(sql, Dialect::Postgres), "{sql}");
        }
    }

    #[test]
    fn each_dialect_has_its_own_parameters() {
        for (dialect, sql) in [
            (Dialect::Mysql, "SELECT `a b` FROM t WHERE c = ? AND d = :name AND e = @f"),
            (Dialect::Sqlite, "SELECT \"a\", `b` FROM t WHERE c = ?1 AND d = :name AND e = @f AND g = ?"),
            (Dialect::Generic, "SELECT \"a\", `b` FROM t WHERE c = $1 AND d = :name AND e = ?"),
        ] {
            assert!(is_surely_unchanged(sql, dialect), "{sql}");
        }
        for (dialect, sql) in [
            (Dialect::Mysql, "SELECT a FROM t WHERE b = ?1"),
            (Dialect::Mysql, "SELECT a FROM t WHERE b = \"c\""),
            (Dialect::Mysql, "SELECT a FROM t # b"),
            (Dialect::Mysql, "SELECT a FROM t WHERE b = $1"),
            (Dialect::Sqlite, "SELECT a FROM t WHERE b = :c(d)"),
            (Dialect::Generic, "SELECT \"a\"\"b\" FROM t"),
        ] {
            assert!(!is_surely_unchanged(sql, dialect), "{sql}");
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
            "SELECT --a",
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
