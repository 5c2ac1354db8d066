//! The formats, their words in `OTEL_PROPAGATORS`, and what each reads and writes.

use opentelemetry::Context;
use opentelemetry::baggage::Baggage;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use crate::found::Found;
use crate::{b3, jaeger, ottrace, prefixed_baggage, w3c};

/// A format in which a trace's identity, or baggage, is written to a carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `tracecontext`: W3C Trace Context, the fields `traceparent` and `tracestate`.
    TraceContext,
    /// `baggage`: W3C Baggage, the field `baggage`. It carries no identity of a trace.
    Baggage,
    /// `b3`: Zipkin's format in the field `b3`. Reads the fields of `b3multi` too.
    B3,
    /// `b3multi`: Zipkin's format in fields that begin with `x-b3-`. Reads the field `b3` too, and prefers it.
    B3Multi,
    /// `jaeger`: the field `uber-trace-id`, and baggage in fields that begin with `uberctx-`.
    Jaeger,
    /// `ottrace`: the fields `ot-tracer-traceid`, `ot-tracer-spanid` and `ot-tracer-sampled`, and baggage in fields that
    /// begin with `ot-baggage-`. The format writes the low 64 bits of a trace's identity only.
    OtTrace,
}

impl Format {
    pub(crate) const ALL: [Format; 6] =
        [Self::TraceContext, Self::Baggage, Self::B3, Self::B3Multi, Self::Jaeger, Self::OtTrace];

    /// Returns the format's word in `OTEL_PROPAGATORS`.
    pub fn name(self) -> &'static str {
        match self {
            Self::TraceContext => "tracecontext",
            Self::Baggage => "baggage",
            Self::B3 => "b3",
            Self::B3Multi => "b3multi",
            Self::Jaeger => "jaeger",
            Self::OtTrace => "ottrace",
        }
    }

    pub(crate) fn carries_identity(self) -> bool {
        self != Self::Baggage
    }

    /// Returns the fields that the format writes under fixed names. Fields of baggage with a prefix are not among them.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::TraceContext => &["traceparent", "tracestate"],
            Self::Baggage => &["baggage"],
            Self::B3 => &[b3::SINGLE],
            Self::B3Multi => &[b3::TRACE_ID, b3::SPAN_ID, b3::SAMPLED, b3::FLAGS],
            Self::Jaeger => &[jaeger::IDENTITY],
            Self::OtTrace => &[ottrace::TRACE_ID, ottrace::SPAN_ID, ottrace::SAMPLED],
        }
    }

    /// Returns `true` if the format reads what the other one writes.
    pub(crate) fn reads(self, other: Self) -> bool {
        let encodings = [Self::B3, Self::B3Multi];
        self == other || (encodings.contains(&self) && encodings.contains(&other))
    }

    /// Returns what the carrier holds, and the format in which it holds it.
    pub(crate) fn extract(self, carrier: &dyn Extractor) -> Option<(Self, Found)> {
        let found = match self {
            Self::TraceContext => w3c::extract(carrier),
            Self::Baggage => None,
            Self::B3 | Self::B3Multi => return b3::extract(carrier),
            Self::Jaeger => jaeger::extract(carrier),
            Self::OtTrace => ottrace::extract(carrier),
        };
        found.map(|found| (self, found))
    }

    /// Adds the format's baggage to what formats before it have found. Their values win.
    pub(crate) fn extract_baggage(self, carrier: &dyn Extractor, baggage: &mut Baggage) {
        match self {
            Self::Baggage => {
                w3c::extract_baggage(carrier, baggage);
            }
            Self::Jaeger => {
                prefixed_baggage::extract(jaeger::BAGGAGE, carrier, baggage, jaeger::decoded);
            }
            Self::OtTrace => {
                prefixed_baggage::extract(ottrace::BAGGAGE, carrier, baggage, ottrace::decoded);
            }
            Self::TraceContext | Self::B3 | Self::B3Multi => {}
        }
    }

    pub(crate) fn inject(self, context: &Context, carrier: &mut dyn Injector) {
        match self {
            Self::TraceContext => TraceContextPropagator::new().inject_context(context, carrier),
            Self::Baggage => w3c::inject_baggage(context, carrier),
            Self::Jaeger => prefixed_baggage::inject(jaeger::BAGGAGE, context, carrier, jaeger::encoded),
            Self::OtTrace => prefixed_baggage::inject(ottrace::BAGGAGE, context, carrier, ottrace::encoded),
            Self::B3 | Self::B3Multi => {}
        }
        if let Some(found) = Found::in_context(context) {
            match self {
                Self::TraceContext | Self::Baggage => {}
                Self::B3 => b3::inject_single(&found, carrier),
                Self::B3Multi => b3::inject_multi(&found, carrier),
                Self::Jaeger => jaeger::inject(&found, carrier),
                Self::OtTrace => ottrace::inject(&found, carrier),
            }
        }
    }
}
