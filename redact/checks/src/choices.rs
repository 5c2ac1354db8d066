//! Decisions that are read from bytes.

use db_redact::sql::{Dialect, DoubleQuotes, Options};

/// The bytes that are left. After the last one, every choice is the first.
pub(crate) struct Choices<'a>(pub(crate) &'a [u8]);

impl Choices<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `'0'` is 0, so that a file stays readable.
    pub(crate) fn number(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first.wrapping_sub(b'0')
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.number()) % from.len()]
    }

    /// A dialect, and what double quotes are: for the first numbers, what they are by default.
    pub(crate) fn options(&mut self) -> Options {
        const DIALECTS: [Dialect; 6] = [
            Dialect::Postgres,
            Dialect::Mysql,
            Dialect::Sqlite,
            Dialect::Generic,
            Dialect::SqlServer,
            Dialect::Oracle,
        ];
        let number = usize::from(self.number());
        let options = Options::new(DIALECTS[number % 6], 0);
        let double_quotes = match number / 6 % 4 {
            1 => DoubleQuotes::String,
            2 => DoubleQuotes::Identifier,
            3 => DoubleQuotes::ByPlace,
            _ => options.double_quotes,
        };
        Options { double_quotes, ..options }
    }

    /// 0, no limit, for half of the bytes. The others are small, so that short texts are cut, too.
    pub(crate) fn limit(&mut self) -> usize {
        match self.number() {
            number if number < 128 => usize::from(number),
            _ => 0,
        }
    }
}
