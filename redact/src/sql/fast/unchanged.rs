//! Recognises texts of parameters alone, which are shown as they are.
//!
//! Most bytes can start nothing that has to be hidden; the others are found many at a time. Numbers and names of parameters
//! and quoted names are sets of bits, too; what is left is looked at one by one with what stands around it. It may say no
//! where nothing has to be hidden, and then the pass finds out.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

mod stretch;

#[cfg(test)]
mod tests;

use crate::sql::options::{Dialect, DoubleQuotes};
use crate::sql::rules::care::is_data_statement;
use crate::sql::scan::bytes::IS_WORD_BYTE;
use crate::sql::scan::bytes::is_space;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::parameter;
use crate::sql::scan::uuid;
use crate::sql::scan::vector::{self, Register, Task, WIDTH};
use stretch::{Stretch, after, ends_of_runs, prefix_xor};

/// Returns `true` if nothing in `sql` has to be changed.
pub(crate) fn is_surely_unchanged(sql: &str, dialect: Dialect) -> bool {
    let bytes = sql.as_bytes();
    let is_before_word = |byte: &u8| is_space(*byte) || *byte == b'(';
    let Some(start) = bytes.iter().position(|byte| !is_before_word(byte)) else { return false };
    let rest = |quote| Rest { bytes, dialect, start: start + 1, signs: DialectBytes::of(dialect, quote) };
    if dialect.is_rare() || (dialect == Dialect::Generic && may_announce_data(bytes)) {
        return false;
    }
    let are_names = dialect.double_quotes() == DoubleQuotes::Identifier;
    let hides_nothing = vector::run(rest(if are_names { b'"' } else { b'`' }));
    hides_nothing && starts_data_statement(bytes, start)
}

/// S56, S99: returns `true` if `EXEC` or `FORMAT` may be in the text.
fn may_announce_data(bytes: &[u8]) -> bool {
    let holds = |word: &[u8], start: Option<usize>| {
        start
            .and_then(|start| bytes.get(start..start + word.len()))
            .is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    memchr::memchr2_iter(b'x', b'X', bytes).any(|at| holds(b"EXEC", at.checked_sub(1)))
        || memchr::memchr2_iter(b'm', b'M', bytes).any(|at| holds(b"FORMAT", at.checked_sub(3)))
}

fn starts_data_statement(bytes: &[u8], start: usize) -> bool {
    let length = bytes[start..].iter().take_while(|byte| IS_WORD_BYTE[usize::from(**byte)]).count();
    length > 0 && is_data_statement(Keyword::at(bytes, start, start + length))
}

/// What follows the first byte of the first word.
#[derive(Clone, Copy)]
struct Rest<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    start: usize,
    signs: DialectBytes,
}

/// Bytes that mean something else in each dialect.
#[derive(Clone, Copy)]
struct DialectBytes {
    /// What starts a parameter with a number.
    introducer: u8,
    /// `true` if it starts nothing else, and has to be followed by a number, with nothing glued to it.
    is_strict: bool,
    /// What names are quoted with. With two kinds of quotes in one text, it is not recognised.
    quote: u8,
    /// `true` if `:x` and `@x` are parameters, that go on in a bracket.
    are_named: bool,
}

impl DialectBytes {
    fn of(dialect: Dialect, quote: u8) -> Self {
        let introducer = match dialect {
            Dialect::Postgres | Dialect::Generic => b'$',
            Dialect::Sqlite => b'?',
            // There are none. A number after it belongs to a name.
            Dialect::Mysql | Dialect::SqlServer | Dialect::Oracle => b'_',
        };
        Self { introducer, is_strict: introducer == b'$', quote, are_named: dialect == Dialect::Sqlite }
    }
}

impl Task for Rest<'_> {
    type Result = bool;

    #[inline(always)]
    fn run<R: Register>(self) -> bool {
        let mut padded = [b' '; WIDTH + 1];
        let text = if self.bytes.len() > WIDTH {
            self.bytes
        } else {
            padded[..self.bytes.len()].copy_from_slice(self.bytes);
            &padded
        };
        let last = text.len() - (WIDTH + 1);
        let mut open_name = 0;
        let mut base = self.start;
        while base < self.bytes.len() {
            // The last window overlaps with the one before.
            let start = last.min(base - 1);
            let Some(bytes) = text[start..].first_chunk() else { return false };
            let stretch = Stretch { bytes, skipped: base - 1 - start };
            let odd = stretch.odd_bytes::<R>();
            if odd != 0 {
                let Some(odd) = self.explain::<R>(stretch, odd, &mut open_name, base) else { return false };
                if !self.are_shown(odd, base) {
                    return false;
                }
            }
            base += WIDTH;
        }
        open_name == 0
    }
}

impl Rest<'_> {
    /// Explains odd bytes as parts of parameters and of names in quotes. Returns the odd bytes that are neither, and `None` if
    /// something may have to be hidden. All bits of `open_name` are set while a name in quotes is open.
    ///
    /// Sets have a bit for each byte; here the first byte stands on the left. In PostgreSQL, `x=$12,"y 7"` has
    ///
    /// ```text
    /// text             x = $ 1 2 , " y   7 "
    /// words            1 . . 1 1 . . . . . .      without what is in quotes
    /// digits           . . . 1 1 . . . . . .      so is the 7
    /// introducers      . . 1 . . . . . . . .
    /// after words      . 1 . . 1 1 . . . . .      words << 1
    /// start numbers    . . . 1 . . . . . . .      introducers << 1
    /// ```
    ///
    /// A digit is explained if it is after a byte of a word (it belongs to a name or goes on with a number) or starts the
    /// number of a parameter. A digit that is neither starts a literal: nothing is certain then.
    #[inline(always)]
    fn explain<R: Register>(
        self,
        stretch: Stretch<'_>,
        odd: u64,
        open_name: &mut u64,
        base: usize,
    ) -> Option<u64> {
        let DialectBytes { introducer, is_strict, quote, are_named } = self.signs;
        // Most texts with literals have strings.
        if *open_name == 0 && stretch.has_string_alone::<R>(quote) {
            return None;
        }
        let [words, digits, introducers, quotes] = stretch.sets::<R>(introducer, quote);
        let before = stretch.bytes[stretch.skipped];
        let is_before_shown = *open_name == 0;
        let shown = self.outside_quotes::<R>(stretch, quotes, open_name)?;
        let (words, digits, introducers) = (words & shown, digits & shown, introducers & shown);
        let mut odd = odd & shown & !(introducers | digits);
        let after_words = after(words, IS_WORD_BYTE[usize::from(before)]);
        let start_numbers = after(introducers, before == introducer && is_before_shown);
        let mut wrong = digits & !(after_words | start_numbers);
        if is_strict {
            let (ends, goes_on) = ends_of_runs(digits, start_numbers);
            wrong |= start_numbers & !digits | introducers & after_words | ends & (words | introducers);
            if (goes_on || introducers >> 63 == 1) && !self.ends_number(base + WIDTH, goes_on) {
                return None;
            }
            if self.dialect == Dialect::Generic && self.may_be_amounts(start_numbers, base) {
                return None;
            }
        }
        if are_named && odd != 0 {
            let [names, open_brackets] = stretch.names_and_open_brackets::<R>();
            let names = names & shown;
            let (ends, goes_on) = ends_of_runs(words, after(names, false));
            wrong |= ends & open_brackets;
            if (goes_on || names >> 63 == 1) && !self.ends_name(base + WIDTH) {
                return None;
            }
            odd &= !names;
        }
        (wrong == 0).then_some(odd)
    }

    /// Returns the bytes that are neither quotes nor in quotes.
    ///
    /// ```text
    /// text                          a " b c " d "
    /// quotes                        . 1 . . 1 . 1
    /// an odd number of quotes       . 1 1 1 . . 1      a name and the quote before it
    /// neither those nor quotes      1 . . . . 1 .      the last name goes on in the next 64 bytes
    /// ```
    #[inline(always)]
    fn outside_quotes<R: Register>(
        self,
        stretch: Stretch<'_>,
        quotes: u64,
        open_name: &mut u64,
    ) -> Option<u64> {
        if quotes | *open_name == 0 {
            return Some(u64::MAX);
        }
        let quote = self.signs.quote;
        let before = stretch.bytes[stretch.skipped];
        let names = prefix_xor(quotes) ^ *open_name;
        *open_name = if names >> 63 == 1 { u64::MAX } else { 0 };
        // To some servers, two quotes are one, and a backslash is more than that.
        let may_go_on = quotes & after(quotes, before == quote) | names & stretch.backslashes::<R>();
        (may_go_on == 0).then_some(!(names | quotes))
    }

    /// S96: returns `true` if one of the numbers that start in the window at `base` may be an amount of money.
    fn may_be_amounts(self, mut start_numbers: u64, base: usize) -> bool {
        while start_numbers != 0 {
            let number = &self.bytes[base + start_numbers.trailing_zeros() as usize..];
            let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits > 2 || number.get(digits) == Some(&b'.') {
                return true;
            }
            start_numbers &= start_numbers - 1;
        }
        false
    }

    /// Returns `true` if the number of a parameter ends before something that is not glued to it.
    fn ends_number(&self, at: usize, has_digits: bool) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_glued = rest.get(digits).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]);
        (has_digits || digits > 0) && !is_glued
    }

    /// Returns `true` if the name of a parameter does not go on in a bracket.
    fn ends_name(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let letters = rest.iter().take_while(|byte| IS_WORD_BYTE[usize::from(**byte)]).count();
        rest.get(letters) != Some(&b'(')
    }

    #[inline(always)]
    fn are_shown(self, mut odd: u64, base: usize) -> bool {
        while odd != 0 {
            if !is_shown(self.bytes, base + odd.trailing_zeros() as usize, self.dialect) {
                return false;
            }
            odd &= odd - 1;
        }
        true
    }
}

/// Returns `true` if an odd byte that is in no quotes starts nothing to hide.
fn is_shown(bytes: &[u8], at: usize, dialect: Dialect) -> bool {
    // 0 after the end.
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    match (byte(at), dialect) {
        (b'u' | b'U', _) => !ends_with_word(bytes, at + 2, b"true"),
        (b'a' | b'A', _) => !ends_with_word(bytes, at + 4, b"false"),
        (b'-', _) => byte(at + 1) != b'-' && !uuid::may_be_within(bytes, at, dialect),
        (b'/', _) => byte(at + 1) != b'*',
        (b'@', Dialect::Generic) => !parameter::is_stage(&bytes[at..]),
        (b'#' | b'`', Dialect::Postgres) => true,
        // The end of the last statement starts none.
        (b';', _) => bytes[at + 1..].iter().all(|byte| is_space(*byte)),
        (byte, _) => {
            byte.is_ascii_alphabetic()
                || matches!(byte, b':' | b'@' | b'!' | b'%' | b'&' | b'^' | b'|' | b'~')
        }
    }
}

/// Returns `true` if a word that ends at `end` ends with this one.
fn ends_with_word(bytes: &[u8], end: usize, word: &[u8]) -> bool {
    let goes_on = bytes.get(end).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]);
    let start = end.saturating_sub(word.len());
    !goes_on && bytes.get(start..end).is_some_and(|bytes| bytes.eq_ignore_ascii_case(word))
}
