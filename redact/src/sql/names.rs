//! S94: names without what distinguishes one of many from another.

use std::borrow::Cow;

/// How long a number has to be. A shorter one is a version or a part of a word.
const SHORTEST_NUMBER: usize = 3;
/// A text of hexadecimal digits counts as a number, and not as a word, from this length.
const SHORTEST_HEXADECIMAL: usize = 8;
/// The groups of a UUID after the first one, which has 8 digits.
const UUID: [usize; 4] = [4, 4, 4, 12];

/// Replaces numbers, hexadecimal numbers and UUIDs in a summary or a name by `?` (S94).
///
/// It is for programs with a table or a schema for each tenant or day, whose summaries would be without end. A number has three
/// digits or more, a hexadecimal number eight or more with a decimal one among them. The groups of a UUID have `-` or `_`
/// between them.
///
/// A name that is a part of a summary is masked as it is in the summary. Masking twice changes nothing more. Nothing is
/// allocated for a text that stays as it is.
///
/// ```
/// use db_redact::sql::mask_names;
///
/// assert_eq!(mask_names("SELECT tenant_6f1c2c1e.orders_2026_01"), "SELECT tenant_?.orders_?_01");
/// assert_eq!(mask_names("SELECT orders2"), "SELECT orders2");
/// ```
#[must_use]
pub fn mask_names(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    // Everything before `copied` is in `masked`.
    let (mut copied, mut at) = (0, 0);
    while let Some(rest) = text.as_bytes().get(at..).filter(|rest| !rest.is_empty()) {
        match Run::first(rest) {
            Run::Hidden(length) => {
                masked.push_str(&text[copied..at]);
                masked.push('?');
                at += length;
                copied = at;
            }
            Run::Shown(length) => at += length,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

/// Some bytes, by their number. Where one ends, a character ends: what is hidden is ASCII.
enum Run {
    Shown(usize),
    Hidden(usize),
}

impl Run {
    fn first(text: &[u8]) -> Self {
        let hexadecimal = length(text, u8::is_ascii_hexdigit);
        let digits = &text[..hexadecimal];
        if hexadecimal >= SHORTEST_HEXADECIMAL {
            if let Some(uuid) = rest_of_uuid(&text[hexadecimal..]) {
                return Self::Hidden(hexadecimal + uuid);
            }
            if digits.iter().any(u8::is_ascii_digit) {
                return Self::Hidden(hexadecimal);
            }
        }
        match (hexadecimal, length(digits, u8::is_ascii_digit)) {
            (0, _) => Self::Shown(length(text, |byte| !byte.is_ascii_hexdigit())),
            (_, 0) => Self::Shown(length(digits, u8::is_ascii_alphabetic)),
            (_, number) if number >= SHORTEST_NUMBER => Self::Hidden(number),
            (_, number) => Self::Shown(number),
        }
    }
}

/// The length of a UUID's groups after the first.
fn rest_of_uuid(mut text: &[u8]) -> Option<usize> {
    let mut rest = 0;
    let (separator, _) = text.split_first().filter(|(first, _)| matches!(first, b'-' | b'_'))?;
    for group in UUID {
        text = text.strip_prefix(std::slice::from_ref(separator))?;
        if length(text, u8::is_ascii_hexdigit) < group {
            return None;
        }
        text = &text[group..];
        rest += 1 + group;
    }
    // A last group that is longer is of something else.
    (length(text, u8::is_ascii_hexdigit) == 0).then_some(rest)
}

fn length(text: &[u8], belongs: impl Fn(&u8) -> bool) -> usize {
    text.iter().take_while(|byte| belongs(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_in_a_name_is_masked_from_three_digits_on() {
        for (name, masked) in [
            ("orders_2026_01", "orders_?_01"),
            ("t12", "t12"),
            ("t123", "t?"),
            ("123456789", "?"),
            ("fee12.fee123", "fee12.fee?"),
            ("größe123", "größe?"),
            ("", ""),
        ] {
            assert_eq!(mask_names(name), masked);
        }
    }

    #[test]
    fn hexadecimal_number_is_masked_from_eight_digits_on_if_one_is_decimal() {
        for (name, masked) in [
            ("tmp_a11a0a11b11a11a9", "tmp_?"),
            ("t_6F1C2C1E", "t_?"),
            ("t_6f1c2c", "t_6f1c2c"),
            ("t_deadbeef", "t_deadbeef"),
            ("facade_deadbee7z", "facade_?z"),
        ] {
            assert_eq!(mask_names(name), masked);
        }
    }

    #[test]
    fn uuid_is_masked_whole_with_either_separator() {
        let uuid = "abcdefab-8b1f-4b8e-9a51-6a2f3a1d2b3c";
        for uuid in [uuid.to_owned(), uuid.replace('-', "_"), uuid.to_uppercase()] {
            assert_eq!(mask_names(&format!("SELECT \"t_{uuid}\".orders")), "SELECT \"t_?\".orders");
        }
        assert_eq!(mask_names("abcdefab-8b1f_4b8e"), "abcdefab-8b1f_4b8e");
        assert_eq!(mask_names(&format!("{uuid}a")), "abcdefab-8b1f-4b8e-9a51-?");
    }

    #[test]
    fn name_without_a_number_is_borrowed() {
        assert!(matches!(mask_names("SELECT orders INSERT items"), Cow::Borrowed(_)));
    }

    #[test]
    fn masking_twice_changes_nothing_more_and_makes_nothing_longer() {
        let parts = ["a", "1", "22", "333", "-", "_", "f00d", "8b1f", ".", "?", "é", " ", "deadbeef"];
        let mut state = 7_u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text += parts[(state >> 16) as usize % parts.len()];
            }
            let masked = mask_names(&text);
            assert!(masked.len() <= text.len());
            assert_eq!(mask_names(&masked), masked, "{text}");
        }
    }
}
