//! The caller's baggage as a field next to a payload, in the form of the W3C.

use opentelemetry::baggage::{Baggage, KeyValueMetadata};

/// The field with the baggage: `name=value` pairs, with a comma between them.
pub const BAGGAGE: &str = "baggage";

/// The most bytes that are read and written, as the W3C asks a platform to pass on.
const LONGEST: usize = 8_192;
/// The most entries, as the W3C asks.
const MOST_ENTRIES: usize = 64;

/// Writes the field. Returns `None` if there is no baggage, or too much.
pub(super) fn write(baggage: &Baggage) -> Option<String> {
    let written = baggage.to_string();
    (1..=LONGEST).contains(&written.len()).then_some(written)
}

/// Reads the field of a message that any program wrote. What is no entry is left out.
pub(super) fn read(field: &str) -> Baggage {
    if field.len() > LONGEST {
        return Baggage::new();
    }
    let entries = field.split(',').take(MOST_ENTRIES).filter_map(|entry| {
        let (pair, metadata) = entry.split_once(';').unwrap_or((entry, ""));
        let (name, value) = pair.split_once('=')?;
        let value = decoded(value.trim())?;
        Some(KeyValueMetadata::new(name.trim().to_owned(), value, metadata.trim()))
    });
    entries.collect()
}

/// Decodes a value. Returns `None` if it is no UTF-8 after that. A `%` without two digits stays, as in a URL.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, length) = match (first, after) {
            (b'%', [high, low, ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, 3),
                _ => (b'%', 1),
            },
            _ => (*first, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    // A hexadecimal digit is less than 16.
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baggage_that_is_written_is_read_alike() {
        let mut baggage = Baggage::new();
        baggage.insert("tenant", "\u{1F980} a=b,c;d%20 \"e\"");
        baggage.insert_with_metadata("user", "7", "secret;ttl=1");
        let read = read(&write(&baggage).expect("a field"));
        assert_eq!(read.len(), 2);
        for (name, value) in &baggage {
            assert_eq!(read.get_with_metadata(name), Some(value));
        }
    }

    #[test]
    fn part_of_baggage_that_is_no_entry_is_left_out() {
        let baggage = read(" a = 1 ,,b,c=%ff,=2,d=%4x;p,e=%41%");
        let mut entries: Vec<_> =
            baggage.iter().map(|(name, (value, _))| (name.as_str(), value.as_str())).collect();
        entries.sort_unstable();
        assert_eq!(entries, [("a", "1"), ("d", "%4x"), ("e", "A%")]);
        assert!(read("").is_empty());
    }

    #[test]
    fn baggage_beyond_the_limits_is_left_out() {
        assert!(read(&format!("a={}", "1".repeat(LONGEST))).is_empty());
        let many: Vec<_> = (0..100).map(|number| format!("n{number}=1")).collect();
        assert_eq!(read(&many.join(",")).len(), MOST_ENTRIES);
        let mut long = Baggage::new();
        long.insert("a", "\u{1F980}".repeat(1_500));
        assert_eq!((long.len(), write(&long)), (1, None), "each byte of the value has three in the field");
        assert_eq!(write(&Baggage::new()), None);
    }
}
