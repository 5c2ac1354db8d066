//! W3C Trace Context, <https://www.w3.org/TR/trace-context/>, and Baggage, <https://www.w3.org/TR/baggage/>. The SDK reads
//! and writes them.

use opentelemetry::Context;
use opentelemetry::baggage::{Baggage, BaggageExt};
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What the SDK leaves as it is in the properties of an entry, and what ends the entry or the header there.
const UNWRITABLE: &AsciiSet = &CONTROLS.add(b'%').add(b',');

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

/// Adds the entries of a carrier. Those that are there win.
pub(crate) fn extract_baggage(carrier: &dyn Extractor, baggage: &mut Baggage) {
    let context = BaggagePropagator::new().extract_with_context(&Context::new(), carrier);
    for (key, (value, metadata)) in context.baggage() {
        if baggage.get(key).is_none() {
            baggage.insert_with_metadata(key.clone(), value.clone(), metadata.clone());
        }
    }
}

/// The SDK decodes `%41` and does not encode `%`, so a value with `%41` in it would arrive as another one.
pub(crate) fn inject_baggage(context: &Context, carrier: &mut dyn Injector) {
    let readable = context.baggage().iter().all(|(key, (value, metadata))| {
        let metadata = metadata.as_str();
        !key.as_str().contains('%') && !value.as_str().contains('%') && escaped(metadata) == metadata
    });
    if readable {
        return BaggagePropagator::new().inject_context(context, carrier);
    }
    let mut baggage = Baggage::new();
    for (key, (value, metadata)) in context.baggage() {
        let percent = |text: &str| text.replace('%', "%25");
        baggage.insert_with_metadata(
            percent(key.as_str()),
            percent(value.as_str()),
            escaped(metadata.as_str()),
        );
    }
    BaggagePropagator::new().inject_context(&Context::new().with_baggage(baggage), carrier);
}

fn escaped(metadata: &str) -> String {
    utf8_percent_encode(metadata, UNWRITABLE).to_string()
}
