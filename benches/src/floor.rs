//! The least that a span costs: the same span and measurement, written by hand with the SDK for the one call that is made.
//!
//! It knows the SDK's types, its attributes are constants, and it reads the clock twice. What a traced call costs beyond
//! this is the price of not writing it by hand.

use std::time::SystemTime;

use opentelemetry::metrics::{Histogram, MeterProvider as _};
use opentelemetry::trace::{Span as _, SpanBuilder, SpanKind, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue, time};
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, Span};

use crate::mode::{EXTRA, Mode, meters};

/// A tracer, an instrument if measurements are made, and what they record.
#[derive(Debug)]
pub struct Floor<const SHARED: usize> {
    tracer: SdkTracer,
    duration: Option<Histogram<f64>>,
    span_name: &'static str,
    /// The attributes of spans and measurements. Made again for each call, which takes less than to clone them.
    shared: fn() -> [KeyValue; SHARED],
}

impl<const SHARED: usize> Floor<SHARED> {
    /// For calls in `mode` that are all the same, whose spans go to `tracers`.
    pub fn new(
        mode: Mode,
        tracers: &SdkTracerProvider,
        span_name: &'static str,
        shared: fn() -> [KeyValue; SHARED],
    ) -> Self {
        let duration = (mode == Mode::FloorMeasured).then(|| {
            meters()
                .meter("by-hand")
                .f64_histogram("db.client.operation.duration")
                .with_unit("s")
                .with_boundaries(vec![0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0])
                .build()
        });
        Self { tracer: tracers.tracer("by-hand"), duration, span_name, shared }
    }

    /// Starts a span with the text of the call.
    pub fn start(&self, text: impl Into<opentelemetry::Value>) -> Started {
        let begin = time::now();
        let mut attributes = Vec::with_capacity(SHARED + EXTRA.len() + 2);
        attributes.extend((self.shared)());
        attributes.extend(EXTRA.map(|(key, value)| KeyValue::new(key, value)));
        attributes.push(KeyValue::new("db.query.text", text));
        let mut builder = SpanBuilder::from_name(self.span_name);
        builder.span_kind = Some(SpanKind::Client);
        builder.start_time = Some(begin);
        builder.attributes = Some(attributes);
        Started {
            span: Context::map_current(|parent| self.tracer.build_with_context(builder, parent)),
            begin,
        }
    }

    /// Ends it.
    pub fn end(&self, mut started: Started, rows: Option<i64>) {
        let end = time::now();
        if let Some(rows) = rows {
            started.span.set_attribute(KeyValue::new("db.response.returned_rows", rows));
        }
        started.span.end_with_timestamp(end);
        if let Some(duration) = &self.duration {
            let elapsed = end.duration_since(started.begin).unwrap_or_default();
            duration.record(elapsed.as_secs_f64(), &(self.shared)());
        }
    }
}

/// A call that goes on.
#[derive(Debug)]
pub struct Started {
    span: Span,
    begin: SystemTime,
}
