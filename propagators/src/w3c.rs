//! W3C Trace Context, <https://www.w3.org/TR/trace-context/>. The SDK reads and writes it.

use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::TraceContextPropagator;

use crate::found::Found;

pub(crate) fn extract(carrier: &dyn Extractor) -> Option<Found> {
    if !is_traceparent(carrier.get("traceparent")?.trim()) {
        return None;
    }
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), carrier);
    let span = context.span().span_context().clone();
    span.is_valid().then_some(Found { span, debug: false })
}

/// The SDK also accepts identifiers that are too short or have a sign. Such a value must not hide another format.
fn is_traceparent(value: &str) -> bool {
    let bytes = value.as_bytes();
    let Some((known, rest)) = bytes.split_at_checked(55) else { return false };
    let shape = known.iter().enumerate().all(|(place, byte)| match place {
        2 | 35 | 52 => *byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    });
    shape && (rest.is_empty() || (rest[0] == b'-' && !known.starts_with(b"00")))
}
