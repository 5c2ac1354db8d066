//! The formats, without a process of their own.

mod baggage;
mod combinations;
mod malformed;
mod selection;
mod vectors;

use std::collections::HashMap;

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};

/// A carrier as HTTP has it: names in any case.
type Carrier = HashMap<String, String>;

fn carrier(fields: &[(&str, &str)]) -> Carrier {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn context(trace_id: u128, span_id: u64, sampled: bool) -> Context {
    let flags = TraceFlags::default().with_sampled(sampled);
    let span =
        SpanContext::new(TraceId::from(trace_id), SpanId::from(span_id), flags, true, TraceState::NONE);
    Context::new().with_remote_span_context(span)
}

fn identity(context: &Context) -> (TraceId, SpanId, bool) {
    let span = context.span().span_context().clone();
    (span.trace_id(), span.span_id(), span.is_sampled())
}

/// Numbers that look random and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("it is below a usize")
    }

    /// Returns identifiers that are not zero, now and then with leading zeros.
    fn identity(&mut self) -> (u128, u64, bool) {
        let shift = self.below(64);
        let trace_id = (u128::from(self.next()) << 64 | u128::from(self.next())) >> shift;
        ((trace_id | 1), (self.next() >> shift) | 1, self.next().is_multiple_of(2))
    }
}
