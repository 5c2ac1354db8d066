//! R16: keys without what distinguishes one from another.

use super::output::is_plain;

/// A part without a meaning counts as Base64 from this length.
const SHORTEST_BASE64: usize = 16;
/// A text of hexadecimal digits counts as a number, and not as a word, from this length.
const SHORTEST_HEXADECIMAL: usize = 8;

/// Puts out a key in parts, with one `?` for each part or row of parts that is hidden. If the key `is_cut`, more of its last
/// segment follows.
pub(super) fn mask(key: &[u8], is_cut: bool, push: &mut dyn FnMut(&str)) {
    let mut masked = Masked { push, is_hidden: false };
    for (segment, end) in segments(key) {
        masked.segment(segment, is_cut && end.is_empty());
        masked.show(end);
    }
}

/// Puts out the first segment of a key in the same way, and one `?` for everything after it.
pub(super) fn mask_after_first_segment(key: &[u8], is_cut: bool, push: &mut dyn FnMut(&str)) {
    let mut masked = Masked { push, is_hidden: false };
    let Some((segment, end)) = segments(key).next() else { return };
    let is_cut = is_cut && end.is_empty();
    match hash_tag(segment) {
        Some((before, after)) if !is_cut && !has_address(segment) => {
            masked.segment(before, false);
            masked.hide();
            masked.segment(after, false);
        }
        _ => masked.segment(segment, is_cut),
    }
    masked.show(end);
    if segment.len() + end.len() < key.len() {
        masked.hide();
    }
}

/// The segments of a key, each with the `:` after it, which the last one has not.
fn segments(key: &[u8]) -> impl Iterator<Item = (&[u8], &'static str)> {
    let mut rest = Some(key).filter(|key| !key.is_empty());
    std::iter::from_fn(move || {
        let key = rest?;
        let Some(end) = segment_end(key) else {
            rest = None;
            return Some((key, ""));
        };
        rest = Some(&key[end + 1..]).filter(|rest| !rest.is_empty());
        Some((&key[..end], ":"))
    })
}

/// Where the `:` after the first segment is. A colon in the authority of a URL, as in `//ada:hunter2@host/`, ends none.
fn segment_end(key: &[u8]) -> Option<usize> {
    let authority = match key.strip_prefix(b"//") {
        Some(rest) => "//".len() + length(rest, |byte| byte != b'/'),
        None => 0,
    };
    key[authority..].iter().position(|byte| *byte == b':').map(|end| authority + end)
}

/// What is before and after the text of a hash tag, which the servers hash instead of the key: what is in the first `{…}`.
fn hash_tag(segment: &[u8]) -> Option<(&[u8], &[u8])> {
    let open = segment.iter().position(|byte| *byte == b'{')? + 1;
    let tag = segment[open..].iter().position(|byte| *byte == b'}').filter(|length| *length > 0)?;
    Some((&segment[..open], &segment[open + tag..]))
}

/// Returns `true` if a mail address or `user@host` may be in it, as it is or percent-encoded.
fn has_address(segment: &[u8]) -> bool {
    segment.contains(&b'@') || segment.windows(3).any(|bytes| bytes == b"%40")
}

/// What is put out of a key.
struct Masked<'p> {
    push: &'p mut dyn FnMut(&str),
    is_hidden: bool,
}

impl Masked<'_> {
    fn show(&mut self, text: &str) {
        if !text.is_empty() {
            (self.push)(text);
            self.is_hidden = false;
        }
    }

    fn hide(&mut self) {
        if !self.is_hidden {
            (self.push)("?");
            self.is_hidden = true;
        }
    }

    /// What follows in a segment that is cut may show what the beginning is.
    fn segment(&mut self, segment: &[u8], is_cut: bool) {
        if is_cut || has_address(segment) {
            return self.hide();
        }
        let mut rest = segment;
        while !rest.is_empty() {
            let (part, is_shown) = first_part(rest);
            let (part, after) = rest.split_at(part);
            rest = after;
            match str::from_utf8(part) {
                Ok(part) if is_shown => self.show(part),
                _ => self.hide(),
            }
        }
    }
}

/// The length of the first part, and whether it is shown.
fn first_part(key: &[u8]) -> (usize, bool) {
    let Some(first) = key.first() else { return (0, true) };
    if !is_plain(*first) {
        return (length(key, |byte| !is_plain(byte)), false);
    }
    if !is_base64(*first) {
        return (length(key, |byte| is_plain(byte) && !is_base64(byte)), true);
    }
    let run = length(key, is_base64);
    if is_token(&key[..run]) {
        return (run, false);
    }
    let alphanumeric = length(key, |byte| byte.is_ascii_alphanumeric());
    if is_uuid(&key[..run.min(36)]) && run == 36 {
        (run, false)
    } else if alphanumeric == 0 {
        (length(key, |byte| is_base64(byte) && !byte.is_ascii_alphanumeric()), true)
    } else {
        word_part(&key[..alphanumeric])
    }
}

/// The same for letters and digits without anything between them.
fn word_part(word: &[u8]) -> (usize, bool) {
    let is_number = word.len() >= SHORTEST_HEXADECIMAL
        && word.iter().all(u8::is_ascii_hexdigit)
        && word.iter().any(u8::is_ascii_digit);
    if is_number || (word.len() >= SHORTEST_BASE64 && Classes::of(word).count() >= 2) {
        return (word.len(), false);
    }
    match length(word, |byte| byte.is_ascii_digit()) {
        0 => (length(word, |byte| byte.is_ascii_alphabetic()), true),
        digits => (digits, false),
    }
}

/// Returns `true` if it is likely to be Base64, in the alphabet for URLs or in the other.
fn is_token(run: &[u8]) -> bool {
    run.len() >= SHORTEST_BASE64 && Classes::of(run).count() == 3
}

/// Returns `true` if it is `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Which classes of letters and digits there are.
struct Classes {
    has_capital: bool,
    has_small: bool,
    has_digit: bool,
}

impl Classes {
    fn of(text: &[u8]) -> Self {
        Self {
            has_capital: text.iter().any(u8::is_ascii_uppercase),
            has_small: text.iter().any(u8::is_ascii_lowercase),
            has_digit: text.iter().any(u8::is_ascii_digit),
        }
    }

    fn count(&self) -> u8 {
        u8::from(self.has_capital) + u8::from(self.has_small) + u8::from(self.has_digit)
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-' | b'=')
}

fn length(text: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|byte| belongs(**byte)).count()
}
