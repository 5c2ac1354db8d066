//! Masked names: the engine and the oracle mask the same.

use db_redact::sql::mask_names;

use crate::random::Random;

const PARTS: &[&str] = &[
    "a",
    "z",
    "7",
    "42",
    "123",
    "f00d",
    "8b1f",
    "deadbeef",
    "6f1c2c1e",
    "6a2f3a1d2b3c",
    "-",
    "_",
    "-",
    "_",
    ".",
    " ",
    "\"",
    "?",
    "\u{df}",
    "SELECT",
];
const UUID: [&str; 9] = ["6f1c2c1e", "-", "8b1f", "-", "4b8e", "-", "9a51", "-", "6a2f3a1d2b3c"];

#[test]
fn random_names_are_masked_as_the_oracle_masks_them() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..60_000 {
        let mut text: String = (0..random.below(14)).map(|_| random.pick(PARTS)).collect();
        if random.below(4) == 0 {
            // A UUID, or nearly one.
            text += &UUID.map(|part| if random.below(30) == 0 { random.pick(PARTS) } else { part }).concat();
            text += random.pick(PARTS);
        }
        let masked = mask_names(&text);
        assert_eq!(masked, sql_oracle::mask_names(&text), "{text}");
        assert_eq!(mask_names(&masked), masked, "{text}");
        assert!(!masked.contains("6f1c2c1e") && !masked.contains("123"), "{text}");
    }
}
