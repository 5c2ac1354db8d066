//! Cutting a text to a number of bytes.

use std::borrow::Cow;

use super::options::LOOKAHEAD;

/// What stands for the part that was cut off. It counts towards the limit.
const ELLIPSIS: &str = "…";

/// Cuts `text` to at most `limit` bytes, on a character's boundary, ending in `…` (S62). A limit of 0 is none.
///
/// This hides nothing: it is for texts that are meant to be sent as they are. A limit that is too small for the
/// ellipsis (1 or 2) leaves nothing of a text that is longer.
///
/// ```
/// use db_redact::sql::truncate;
///
/// assert_eq!(truncate("SELECT 1", 8), "SELECT 1");
/// assert_eq!(truncate("SELECT 10", 8), "SELEC…");
/// ```
#[must_use]
pub fn truncate(text: &str, limit: usize) -> Cow<'_, str> {
    if limit == 0 || text.len() <= limit {
        return Cow::Borrowed(text);
    }
    match limit.checked_sub(ELLIPSIS.len()) {
        Some(room) => Cow::Owned([head(text, room), ELLIPSIS].concat()),
        None => Cow::Borrowed(""),
    }
}

/// Like [`truncate`], for a text that is already known to lack its end when `is_cut` is set.
pub(super) fn shorten(text: &mut String, is_cut: bool, limit: usize) {
    let length = text.len() + if is_cut { ELLIPSIS.len() } else { 0 };
    if limit == 0 || length <= limit {
        text.push_str(if is_cut { ELLIPSIS } else { "" });
        return;
    }
    let room = limit.checked_sub(ELLIPSIS.len());
    text.truncate(head(text, room.unwrap_or(0)).len());
    text.push_str(if room.is_some() { ELLIPSIS } else { "" });
}

/// The part of the input that is read (S60), and `true` if more follows. An answer depends on nothing else of the input.
pub(super) fn read(sql: &str, limit: usize) -> (&str, bool) {
    let read = if limit == 0 { sql } else { head(sql, limit.saturating_add(LOOKAHEAD)) };
    (read, read.len() < sql.len())
}

/// The longest beginning of `text` of at most `bytes` bytes.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    // `str::floor_char_boundary` needs Rust 1.91.
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
