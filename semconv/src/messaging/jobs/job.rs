//! A job that is sent.

use std::fmt;
use std::time::SystemTime;

use crate::messaging::{SpanContext, TraceFields};

/// A job to be sent: a payload, and what you set besides it. A text is a job that may run at once.
///
/// Its `Debug` does not show the payload.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use db_semconv::messaging::jobs::Job;
///
/// let tomorrow = SystemTime::now() + Duration::from_secs(86_400);
/// let job = Job::new("cat.png").run_at(tomorrow);
/// ```
#[derive(Clone)]
pub struct Job<'a> {
    #[doc(hidden)]
    pub payload: &'a str,
    #[doc(hidden)]
    pub run_at: Option<SystemTime>,
    #[doc(hidden)]
    pub traceparent: Option<&'a str>,
    #[doc(hidden)]
    pub tracestate: Option<&'a str>,
    #[doc(hidden)]
    pub baggage: Option<&'a str>,
}

impl<'a> Job<'a> {
    /// Returns a job that may run at once.
    pub fn new(payload: &'a str) -> Self {
        Self { payload, run_at: None, traceparent: None, tracestate: None, baggage: None }
    }

    /// Sets the time before which the job is not delivered. Default: the server's time when the job is sent.
    #[must_use]
    pub fn run_at(self, run_at: SystemTime) -> Self {
        Self { run_at: Some(run_at), ..self }
    }

    /// Sets the context that the job carries, in the form of the W3C. Default: that of the `send` span.
    #[must_use]
    pub fn traceparent(self, traceparent: &'a str) -> Self {
        Self { traceparent: Some(traceparent), ..self }
    }

    /// Sets the state that belongs to the [`traceparent`](Self::traceparent).
    #[must_use]
    pub fn tracestate(self, tracestate: &'a str) -> Self {
        Self { tracestate: Some(tracestate), ..self }
    }

    /// Sets the baggage that the job carries, in the form of the W3C. Default: none, or the caller's if the producer
    /// asks for it.
    #[must_use]
    pub fn baggage(self, baggage: &'a str) -> Self {
        Self { baggage: Some(baggage), ..self }
    }

    /// Returns the span that the caller gave the job, if it is the identity of one.
    pub(super) fn origin(&self) -> Option<SpanContext> {
        TraceFields::read(self.traceparent?.as_bytes(), self.tracestate.map(str::as_bytes))
    }
}

impl<'a> From<&'a str> for Job<'a> {
    fn from(payload: &'a str) -> Self {
        Self::new(payload)
    }
}

impl<'a> From<&'a String> for Job<'a> {
    fn from(payload: &'a String) -> Self {
        Self::new(payload)
    }
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Job")
            .field("run_at", &self.run_at)
            .field("traceparent", &self.traceparent)
            .finish_non_exhaustive()
    }
}
