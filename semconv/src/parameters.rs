//! The values of query parameters, for users who opted in.

use std::fmt::{self, Debug, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry::{Key, KeyValue};

use crate::attribute::DB_QUERY_PARAMETER;
use crate::sql;

/// The parameters of one call: added while the driver takes them, read when the call ends.
#[derive(Clone, Default)]
pub struct Parameters(Arc<Mutex<Vec<String>>>);

impl Parameters {
    /// Adds the next parameter.
    pub fn push(&self, value: &dyn Debug) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text_form(value));
    }

    pub(crate) fn attributes(&self, limit: usize) -> Vec<KeyValue> {
        let values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        values
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
        let count = self.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        formatter.debug_struct("Parameters").field("count", &count).finish_non_exhaustive()
    }
}

/// A value as a person would write it: Rust's own form for debugging without `Some(…)`, and without the quotes of a
/// string, which are also taken off when the string has escapes in it.
fn text_form(value: &dyn Debug) -> String {
    let mut text = String::new();
    // Writing to a string does not fail, but a user's `Debug` may.
    if write!(text, "{value:?}").is_err() {
        return "?".to_owned();
    }
    let mut bare = text.as_str();
    while let Some(inner) = bare.strip_prefix("Some(").and_then(|inner| inner.strip_suffix(')')) {
        bare = inner;
    }
    if bare == "None" {
        return "NULL".to_owned();
    }
    match bare.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(string) => string.replace("\\\"", "\"").replace("\\'", "'"),
        None => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameter_values_have_their_plain_text() {
        assert_eq!(text_form(&1), "1");
        assert_eq!(text_form(&"it's \"x\""), "it's \"x\"");
        assert_eq!(text_form(&Some("x")), "x");
        assert_eq!(text_form(&Option::<i32>::None), "NULL");
        assert_eq!(text_form(&vec![1, 2]), "[1, 2]");
    }
}
