//! Texts that are written up to a limit, because what they show may be of any size.

use std::fmt::{self, Write};

/// What was written of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bounded {
    /// A few bytes more than the limit if the text was cut, so that it shows that it was.
    pub(crate) text: String,
    /// `true` if the writing was stopped at the limit.
    pub(crate) is_cut: bool,
    limit: usize,
}

impl Bounded {
    /// Returns what `write` writes up to `limit` bytes; 0 is no limit. At the limit the writer gets an error, so that it stops.
    /// The result is an error if the writer failed before.
    pub(crate) fn written(
        limit: usize,
        write: impl FnOnce(&mut dyn Write) -> fmt::Result,
    ) -> Result<Self, fmt::Error> {
        let mut bounded = Self { text: String::new(), is_cut: false, limit };
        let result = write(&mut bounded);
        if bounded.is_cut { Ok(bounded) } else { result.map(|()| bounded) }
    }
}

impl Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.is_cut {
            return Err(fmt::Error);
        }
        let room = self.limit.saturating_sub(self.text.len());
        if self.limit == 0 || part.len() <= room {
            self.text.push_str(part);
            return Ok(());
        }
        let end = (room + 1..part.len()).find(|end| part.is_char_boundary(*end)).unwrap_or(part.len());
        self.text.push_str(&part[..end]);
        self.is_cut = true;
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(limit: usize, parts: &[&str]) -> (String, bool) {
        let bounded = Bounded::written(limit, |text| parts.iter().try_for_each(|part| text.write_str(part)));
        bounded.map(|bounded| (bounded.text, bounded.is_cut)).expect("no other failure")
    }

    #[test]
    fn text_is_written_up_to_one_character_more_than_its_limit() {
        assert_eq!(written(4, &["ab", "cd"]), ("abcd".to_owned(), false));
        assert_eq!(written(4, &["ab", "cdefgh", "i"]), ("abcde".to_owned(), true));
        assert_eq!(written(3, &["ab", "üü"]), ("abü".to_owned(), true));
        assert_eq!(written(2, &["ab", "ü"]), ("abü".to_owned(), true));
        assert_eq!(written(0, &["abcd", "efgh"]), ("abcdefgh".to_owned(), false));
    }

    #[test]
    fn writer_that_fails_by_itself_is_an_error() {
        assert!(Bounded::written(4, |_| Err(fmt::Error)).is_err());
    }
}
