//! The values of query parameters, for users who opted in.

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use opentelemetry::{Key, KeyValue};

use crate::attribute::DB_QUERY_PARAMETER;
use crate::sql;
use crate::strings::Bounded;

/// The parameters of one call: added while the driver takes them, read when the call ends.
///
/// [`Database::parameters`](crate::Database::parameters) makes them.
#[derive(Clone)]
pub struct Parameters(Arc<Values>);

/// In one allocation, so that each call moves one word for it.
struct Values {
    texts: Mutex<Vec<String>>,
    /// The most bytes of a value; 0 is no limit.
    limit: usize,
}

impl Parameters {
    pub(crate) fn new(limit: usize) -> Self {
        Self(Arc::new(Values { texts: Mutex::default(), limit }))
    }

    fn texts(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the next parameter. Of a value that is longer than the limit of texts, no more is formatted than is kept.
    pub fn push(&self, value: &dyn Debug) {
        self.push_inside(&[], value);
    }

    /// Adds the next parameter, which is inside one of these variants of an enum. The enum's `Null` is SQL's.
    pub fn push_inside(&self, variants: &[&str], value: &dyn Debug) {
        let text = text_form(value, variants, self.0.limit);
        self.texts().push(text);
    }

    pub(crate) fn attributes(&self, limit: usize) -> Vec<KeyValue> {
        self.texts()
            .iter()
            .enumerate()
            .map(|(index, value)| {
                let key = Key::from(format!("{DB_QUERY_PARAMETER}.{index}"));
                KeyValue::new(key, sql::truncate(value, limit).into_owned())
            })
            .collect()
    }
}

/// Without the values, which are users' data.
impl Debug for Parameters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Parameters").field("count", &self.texts().len()).finish_non_exhaustive()
    }
}

/// Room for what is around a value, and is not kept.
const MOST_AROUND: usize = 64;

/// A value as a person would write it: Rust's own form for debugging without `Some(…)`, and without the quotes of a
/// string, which are also taken off when the string has escapes in it.
fn text_form(value: &dyn Debug, variants: &[&str], limit: usize) -> String {
    // The quotes in a string have a backslash each, which is not kept.
    let most = if limit == 0 { 0 } else { limit.saturating_mul(2).saturating_add(MOST_AROUND) };
    // A user's `Debug` may fail.
    let Ok(written) = Bounded::written(most, |text| write!(text, "{value:?}")) else {
        return "?".to_owned();
    };
    let end = |inner| if written.is_cut { Some(inner) } else { str::strip_suffix(inner, ')') };
    let inside = |text| {
        let inside = |name: &str| end(str::strip_prefix(text, name)?.strip_prefix('(')?);
        inside("Some").or_else(|| variants.iter().find_map(|variant| inside(variant)))
    };
    let mut bare = written.text.as_str();
    while let Some(inner) = inside(bare) {
        bare = inner;
    }
    if bare == "None" || (bare == "Null" && !variants.is_empty()) {
        return "NULL".to_owned();
    }
    let string = bare.strip_prefix('"');
    let string = if written.is_cut { string } else { string.and_then(|inner| inner.strip_suffix('"')) };
    match string {
        Some(string) => sql::truncate(&string.replace("\\\"", "\"").replace("\\'", "'"), limit).into_owned(),
        None => sql::truncate(bare, limit).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &dyn Debug) -> String {
        text_form(value, &[], 0)
    }

    #[test]
    fn parameter_values_have_their_plain_text() {
        assert_eq!(text(&1), "1");
        assert_eq!(text(&"it's \"x\""), "it's \"x\"");
        assert_eq!(text(&Some("x")), "x");
        assert_eq!(text(&Option::<i32>::None), "NULL");
        assert_eq!(text(&vec![1, 2]), "[1, 2]");
    }

    #[test]
    fn parameter_inside_a_variant_has_its_plain_text() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "only its form for debugging counts")]
        enum Moved {
            String(&'static str),
            I32(i32),
            Null,
        }

        let text = |value: &dyn Debug| text_form(value, &["String", "I32"], 0);
        assert_eq!(text(&Moved::String("it's (x)")), "it's (x)");
        assert_eq!(text(&Moved::I32(-7)), "-7");
        assert_eq!(text(&Moved::Null), "NULL");
        assert_eq!(text(&Some("I32(7)")), "I32(7)");
        assert_eq!(text_form(&Moved::Null, &[], 0), "Null");
    }

    #[test]
    fn long_parameter_is_written_up_to_its_limit() {
        let long = "ü\"".repeat(1_000_000);
        assert_eq!(text_form(&long, &[], 10), "ü\"ü\"…");
        assert_eq!(text_form(&Some(&long), &[], 10), "ü\"ü\"…");
        assert_eq!(text_form(&vec![7_u8; 1_000_000], &[], 10), "[7, 7, …");
        assert_eq!(text_form(&Some(Some("0123456789")), &[], 10), "0123456789");
        assert_eq!(text_form(&"0123456789x", &[], 10), "0123456…");
    }

    #[test]
    fn writing_of_a_long_parameter_stops_at_its_limit() {
        /// Counts what its writer takes.
        struct Endless(std::cell::Cell<usize>);
        impl Debug for Endless {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                for _ in 0..1_000_000 {
                    self.0.set(self.0.get() + 1);
                    formatter.write_str("x")?;
                }
                Ok(())
            }
        }

        let endless = Endless(std::cell::Cell::new(0));
        assert_eq!(text_form(&endless, &[], 10), "xxxxxxx…");
        assert!(endless.0.get() < 100, "{} bytes", endless.0.get());
    }
}
