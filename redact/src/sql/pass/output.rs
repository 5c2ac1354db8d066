//! Writes the redacted text, and nothing until something has to be changed.

use crate::sql::scan::bytes::is_space;

/// A text in the making. Up to `copied`, the input has been dealt with; what lies between there and the place that is
/// being read is shown as it is, and copied with the next change.
#[derive(Debug)]
pub(super) struct Output<'a, 'm> {
    sql: &'a str,
    text: &'m mut String,
    copied: usize,
    /// The last thing read was a comment.
    is_after_comment: bool,
}

/// A state to go back to. Never taken after a comment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    length: usize,
    copied: usize,
}

impl<'a, 'm> Output<'a, 'm> {
    pub(super) fn new(sql: &'a str, text: &'m mut String) -> Self {
        text.clear();
        Self { sql, text, copied: 0, is_after_comment: false }
    }

    pub(super) fn is_after_comment(&self) -> bool {
        self.is_after_comment
    }

    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark { length: self.text.len(), copied: self.copied }
    }

    pub(super) fn rewind(&mut self, mark: Mark) {
        self.text.truncate(mark.length);
        self.copied = mark.copied;
        self.is_after_comment = false;
    }

    /// Writes `?` for `start..end`.
    #[inline]
    pub(super) fn replace(&mut self, start: usize, end: usize) {
        self.remove(start, end);
        self.text.push('?');
    }

    /// Writes nothing for `start..end`. The first change makes room for all that can follow.
    pub(super) fn remove(&mut self, start: usize, end: usize) {
        if self.text.is_empty() {
            self.text.reserve(self.sql.len() + 1 - (end - start));
        }
        self.text.push_str(&self.sql[self.copied..start]);
        self.copied = end;
    }

    /// S20: a comment leaves nothing.
    pub(super) fn remove_comment(&mut self, start: usize, end: usize) {
        self.remove(start, end);
        self.is_after_comment = true;
    }

    /// To be called before anything that is shown and starts with `first`.
    ///
    /// S23: a comment separates like white space does: `a/**/b` is not `ab`, and `-/**/-` would even start a comment.
    #[inline]
    pub(super) fn separate(&mut self, first: u8) {
        if std::mem::take(&mut self.is_after_comment) && self.would_merge(first) {
            self.text.push(' ');
        }
    }

    fn would_merge(&self, first: u8) -> bool {
        self.text.bytes().next_back().is_some_and(|last| {
            !is_space(last)
                && !is_space(first)
                && !matches!(last, b'(' | b')' | b',' | b';')
                && !matches!(first, b')' | b',' | b';')
        })
    }

    /// Writes `text`, which stands for the input up to `end`.
    pub(super) fn write(&mut self, text: &str, end: usize) {
        self.text.push_str(text);
        self.copied = end;
    }

    /// How much has been written.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
    }

    /// Writes the rest. `false` if the text is that of the input, and nothing was written.
    pub(super) fn finish(self) -> bool {
        if self.copied == 0 {
            return false;
        }
        self.text.push_str(&self.sql[self.copied..]);
        true
    }
}
