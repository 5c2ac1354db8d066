//! The format of OpenTracing's basic tracers. It has no specification: this module follows the table of its fields in
//! OpenTelemetry's other languages,
//! <https://github.com/open-telemetry/opentelemetry-python-contrib/tree/main/propagator/opentelemetry-propagator-ot-trace>.

use std::borrow::Cow;

use opentelemetry::propagation::{Extractor, Injector};

use crate::found::{Decision, Found, hex, hex_64};

pub(crate) const TRACE_ID: &str = "ot-tracer-traceid";
pub(crate) const SPAN_ID: &str = "ot-tracer-spanid";
pub(crate) const SAMPLED: &str = "ot-tracer-sampled";
pub(crate) const BAGGAGE: &str = "ot-baggage-";

pub(crate) fn extract(carrier: &dyn Extractor) -> Option<Found> {
    let trace_id = hex(carrier.get(TRACE_ID)?.trim(), 32)?;
    let span_id = hex_64(carrier.get(SPAN_ID)?.trim())?;
    // Go's tracer wrote a digit.
    let sampled = carrier.get(SAMPLED).map(str::trim).is_some_and(|word| matches!(word, "true" | "1"));
    Found::identity(trace_id, span_id, Decision::sampled(sampled))
}

pub(crate) fn inject(found: &Found, carrier: &mut dyn Injector) {
    // The format's identifiers are numbers of 64 bits, so the high half is lost.
    let trace_id = found.span.trace_id().to_string().split_off(16);
    if !found.has_identity() || hex_64(&trace_id) == Some(0) {
        return;
    }
    carrier.set(TRACE_ID, trace_id);
    carrier.set(SPAN_ID, found.span.span_id().to_string());
    carrier.set(SAMPLED, (found.sampling() != Decision::Deny).to_string());
}

/// The format writes values as they are. A value that no header of HTTP can hold is left out.
pub(crate) fn encoded(value: &str) -> Option<String> {
    let fits = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    fits.then(|| value.to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "the other format has values that it cannot read")]
pub(crate) fn decoded(value: &str) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(value))
}
