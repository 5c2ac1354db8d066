//! The modes of `db.query.text`, the words that select them, and what is shown of a text.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::sql::{Dialect, DoubleQuotes, Options, mask_names};

/// The choice of what `db.query.text` shows.
///
/// It is read from its word and written as its word: `sanitized`, `parameterized`, `raw` or `off`.
///
/// ```
/// # use db_semconv::QueryText;
/// assert_eq!("Raw".parse(), Ok(QueryText::Raw));
/// assert_eq!(QueryText::Sanitized.to_string(), "sanitized");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryText {
    /// The text with every literal replaced by `?`, also in statements that have parameters.
    #[default]
    Sanitized,
    /// As the conventions recommend: a text with parameters is kept, any other text is sanitized.
    ///
    /// In this mode a literal in a text with parameters leaves the process.
    Parameterized,
    /// The text as it is, with all its values.
    Raw,
    /// No text. Summaries are still recorded.
    Off,
}

/// What is shown of a text. No other setting matters to its analysis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    pub(crate) query_text: QueryText,
    /// The most bytes; 0 is no limit.
    pub(crate) limit: usize,
    /// `true` if the operation and the collection are taken from the text.
    pub(crate) operation_names: bool,
    /// `true` if what distinguishes one of many names is hidden in the summary and the collection.
    pub(crate) masked_names: bool,
    /// What `"x"` is, if a server's setting is known.
    pub(crate) double_quotes: Option<DoubleQuotes>,
}

impl Shown {
    /// Returns how a text of the dialect is read.
    #[inline]
    pub(crate) fn options(self, dialect: Dialect) -> Options {
        let options = Options::new(dialect, self.limit);
        match self.double_quotes {
            Some(double_quotes) if dialect.has_double_quotes_setting() => {
                Options { double_quotes, ..options }
            }
            _ => options,
        }
    }

    /// Returns a summary, or a name in it, as it is shown.
    pub(crate) fn name(self, name: &str) -> Cow<'_, str> {
        if self.masked_names { mask_names(name) } else { Cow::Borrowed(name) }
    }
}

/// The error of [`QueryText::from_str`]: the text is none of the four words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownQueryText(());

impl QueryText {
    pub(super) const WORDS: &str = "sanitized, parameterized, raw or off";

    fn word(self) -> &'static str {
        match self {
            Self::Sanitized => "sanitized",
            Self::Parameterized => "parameterized",
            Self::Raw => "raw",
            Self::Off => "off",
        }
    }
}

impl fmt::Display for QueryText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}

/// Reads the word in upper or lower case.
impl FromStr for QueryText {
    type Err = UnknownQueryText;

    fn from_str(word: &str) -> Result<Self, UnknownQueryText> {
        [Self::Sanitized, Self::Parameterized, Self::Raw, Self::Off]
            .into_iter()
            .find(|mode| mode.word().eq_ignore_ascii_case(word))
            .ok_or(UnknownQueryText(()))
    }
}

impl fmt::Display for UnknownQueryText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the mode of db.query.text is not {}", QueryText::WORDS)
    }
}

impl std::error::Error for UnknownQueryText {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_text_mode_is_written_as_the_word_it_is_read_from() {
        for (word, mode) in [
            ("sanitized", QueryText::Sanitized),
            ("parameterized", QueryText::Parameterized),
            ("raw", QueryText::Raw),
            ("off", QueryText::Off),
        ] {
            assert_eq!(word.parse(), Ok(mode));
            assert_eq!(word.to_uppercase().parse(), Ok(mode));
            assert_eq!(mode.to_string(), word);
        }
    }

    #[test]
    fn query_text_mode_error_lists_the_words() {
        let error = "everything".parse::<QueryText>().expect_err("it is no mode");
        assert_eq!(
            error.to_string(),
            "the mode of db.query.text is not sanitized, parameterized, raw or off"
        );
    }
}
