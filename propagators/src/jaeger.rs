//! Jaeger's format, <https://www.jaegertracing.io/docs/1.22/client-libraries/#propagation-format>.

use std::borrow::Cow;

use opentelemetry::propagation::{Extractor, Injector};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::found::{Decision, Found, hex, hex_64};

pub(crate) const IDENTITY: &str = "uber-trace-id";
pub(crate) const BAGGAGE: &str = "uberctx-";

/// No client writes more: two identifiers of a span, one of a trace, the flags, and colons of three bytes each.
const LONGEST: usize = 128;
const SAMPLED: u128 = 1;
const DEBUG: u128 = 2;
/// Everything but the unreserved characters of a URL.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Reads `{trace}:{span}:{parent}:{flags}`. The parent is deprecated and ignored.
pub(crate) fn extract(carrier: &dyn Extractor) -> Option<Found> {
    let value = carrier.get(IDENTITY)?.trim();
    if value.len() > LONGEST {
        return None;
    }
    // Jaeger's own clients encode the value for HTTP, colons included.
    let value = percent_decode_str(value).decode_utf8().ok()?;
    let mut fields = value.split(':');
    let (trace_id, span_id) = (fields.next()?, fields.next()?);
    let (_parent, flags) = (fields.next()?, fields.next()?);
    if fields.next().is_some() {
        return None;
    }
    let flags = hex(flags, 2)?;
    let decision = match (flags & DEBUG != 0, flags & SAMPLED != 0) {
        (true, _) => Decision::Debug,
        (false, sampled) => Decision::sampled(sampled),
    };
    Found::identity(hex(trace_id, 32)?, hex_64(span_id)?, decision)
}

pub(crate) fn inject(found: &Found, carrier: &mut dyn Injector) {
    if !found.has_identity() {
        return;
    }
    let flags = match found.sampling() {
        Decision::Deny => 0,
        Decision::Accept => SAMPLED,
        Decision::Debug => SAMPLED | DEBUG,
    };
    let value = format!("{}:{}:0:{flags:02x}", found.span.trace_id(), found.span.span_id());
    carrier.set(IDENTITY, value);
}

#[expect(clippy::unnecessary_wraps, reason = "the other format has values that it cannot write")]
pub(crate) fn encoded(value: &str) -> Option<String> {
    Some(utf8_percent_encode(value, ESCAPED).to_string())
}

pub(crate) fn decoded(value: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(value).decode_utf8().ok()
}
