//! R16: keys without what distinguishes one from another.

use super::output::is_plain;

/// How long a part without a meaning has to be, to be taken for Base64.
const SHORTEST_BASE64: usize = 16;
/// How long a number in hexadecimal digits has to be, not to be taken for a word.
const SHORTEST_HEXADECIMAL: usize = 8;

/// Puts out a key in parts, with one `?` for each part or row of parts that is hidden.
pub(super) fn mask(key: &[u8], mut push: impl FnMut(&str)) {
    let mut rest = key;
    let mut is_hidden = false;
    while !rest.is_empty() {
        let (part, is_shown) = first_part(rest);
        let (part, after) = rest.split_at(part);
        rest = after;
        match str::from_utf8(part) {
            Ok(part) if is_shown => {
                push(part);
                is_hidden = false;
            }
            _ if is_hidden => {}
            _ => {
                push("?");
                is_hidden = true;
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
