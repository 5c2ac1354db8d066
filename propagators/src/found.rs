//! The part of a carrier that is about a trace: its identity and the decision to sample it.

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};

use crate::Format;

/// An identity with its decision, or a decision alone: then both identifiers are invalid.
///
/// The SDK starts a new trace under a parent without identifiers, and its parent-based sampler follows the decision.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) span: SpanContext,
    /// B3 and Jaeger ask the backends to keep such a trace at any price.
    pub(crate) debug: bool,
}

impl Found {
    /// Returns `None` if an identifier is zero, which is invalid in each format.
    pub(crate) fn identity(trace_id: u128, span_id: u64, decision: Decision) -> Option<Self> {
        (trace_id != 0 && span_id != 0)
            .then(|| Self::with(TraceId::from(trace_id), SpanId::from(span_id), decision))
    }

    pub(crate) fn decision(decision: Decision) -> Self {
        Self::with(TraceId::INVALID, SpanId::INVALID, decision)
    }

    fn with(trace_id: TraceId, span_id: SpanId, decision: Decision) -> Self {
        let flags = TraceFlags::default().with_sampled(decision != Decision::Deny);
        let span = SpanContext::new(trace_id, span_id, flags, true, TraceState::NONE);
        Self { span, debug: decision == Decision::Debug }
    }

    /// Returns what a format has to write for the context.
    pub(crate) fn in_context(context: &Context) -> Option<Self> {
        let span = context.span().span_context().clone();
        let debug = context.get::<Origin>().is_some_and(|origin| origin.is_debug(span.trace_id()));
        // A decision alone is passed on if no span of this process took its place.
        (span.is_valid() || span.is_remote()).then_some(Self { span, debug })
    }

    pub(crate) fn has_identity(&self) -> bool {
        self.span.is_valid()
    }

    pub(crate) fn sampling(&self) -> Decision {
        match (self.debug, self.span.is_sampled()) {
            (true, _) => Decision::Debug,
            (false, true) => Decision::Accept,
            (false, false) => Decision::Deny,
        }
    }

    pub(crate) fn into_context(self, context: &Context, format: Format) -> Context {
        let origin = Origin { format, trace_id: self.span.trace_id(), debug: self.debug };
        context.with_remote_span_context(self.span).with_value(origin)
    }
}

/// B3's sampling states. OpenTelemetry has no "decide yourself": an absent state is [`Decision::Deny`], as in its other
/// languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Deny,
    Accept,
    Debug,
}

impl Decision {
    pub(crate) fn sampled(sampled: bool) -> Self {
        if sampled { Self::Accept } else { Self::Deny }
    }
}

/// What the context remembers of the carrier that it came from. The spans under it inherit it.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) format: Format,
    trace_id: TraceId,
    debug: bool,
}

impl Origin {
    /// Returns `true` for the trace that came with the flag, and for the one that a flag without identity started.
    fn is_debug(&self, trace_id: TraceId) -> bool {
        self.debug && (self.trace_id == trace_id || self.trace_id == TraceId::INVALID)
    }
}

/// Reads one to `most` hexadecimal digits. The parsers of std and of the API also accept a sign.
pub(crate) fn hex(text: &str, most: usize) -> Option<u128> {
    let digits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits { u128::from_str_radix(text, 16).ok() } else { None }
}

/// Reads one to 16 hexadecimal digits.
pub(crate) fn hex_64(text: &str) -> Option<u64> {
    hex(text, 16).and_then(|value| u64::try_from(value).ok())
}
