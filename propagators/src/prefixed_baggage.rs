//! Baggage with a field for each entry: a prefix and the entry's key.

use std::borrow::Cow;

use opentelemetry::Context;
use opentelemetry::baggage::{Baggage, BaggageExt};
use opentelemetry::propagation::{Extractor, Injector};

/// As many fields are read. A [`Baggage`] holds no more.
const MOST: usize = 64;

/// Adds the entries of a carrier. Keys are in lower case, because HTTP does not preserve their case.
pub(crate) fn extract(
    prefix: &str,
    carrier: &dyn Extractor,
    baggage: &mut Baggage,
    decoded: fn(&str) -> Option<Cow<'_, str>>,
) {
    let fields = carrier.keys().into_iter().filter_map(|field| Some((field, key(field, prefix)?)));
    for (field, key) in fields.take(MOST) {
        let key = key.to_ascii_lowercase();
        if baggage.get(&key).is_some() {
            continue;
        }
        if let Some(value) = carrier.get(field).and_then(decoded) {
            // The baggage refuses keys that are no tokens, and entries above its limits.
            baggage.insert(key, value.into_owned());
        }
    }
}

pub(crate) fn inject(
    prefix: &str,
    context: &Context,
    carrier: &mut dyn Injector,
    encoded: fn(&str) -> Option<String>,
) {
    for (key, (value, _)) in context.baggage() {
        if let Some(value) = encoded(value.as_str()) {
            carrier.set(&format!("{prefix}{key}"), value);
        }
    }
}

/// Returns what follows the prefix. A name of an environment variable has `_` in place of `-`.
fn key<'a>(field: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, key) = field.split_at_checked(prefix.len())?;
    let same = start
        .bytes()
        .zip(prefix.bytes())
        .all(|(byte, expected)| byte.eq_ignore_ascii_case(&expected) || (byte, expected) == (b'_', b'-'));
    (same && !key.is_empty()).then_some(key)
}
