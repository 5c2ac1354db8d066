//! From the request for a connection to the connection.

use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use opentelemetry::{Context, time};

use super::clock::between;
use super::lease::Lease;
use super::telemetry::{PoolInner, PoolTelemetry};
use crate::context;
use crate::name::operation::ACQUIRE;
use crate::outcome::{Failure, Outcome};
use crate::query::Class;
use crate::session::Session;
use crate::signals::Observable as _;

/// A request for a connection. A request that is dropped before its end was cancelled.
#[derive(Debug)]
#[must_use = "dropping it records that the request was cancelled"]
pub struct Acquire<'a> {
    pool: &'a PoolTelemetry,
    place: &'static Location<'static>,
    /// `None` if nothing is recorded, and after the end.
    begin: Option<Begin>,
}

#[derive(Debug)]
struct Begin {
    time: SystemTime,
    /// The context of the request, if the request may become a span. It may be dropped in another context.
    context: Option<Context>,
}

impl<'a> Acquire<'a> {
    pub(super) fn begin(pool: &'a PoolTelemetry, place: &'static Location<'static>) -> Self {
        let begin = pool.0.is_active().then(|| {
            pool.0.warn_of_held();
            let threshold = pool.0.settings().pool_acquire_threshold;
            Begin {
                time: time::now(),
                context: threshold.and_then(|_| context::with_current(Context::clone)),
            }
        });
        Self { pool, place, begin }
    }

    /// Ends the request with a connection, whose session is `connection`. Drop the lease when the connection is given back.
    pub fn obtained(mut self, connection: &Session) -> Lease {
        let Some(begin) = self.begin.take() else { return Lease::none() };
        let end = time::now();
        let wait = between(begin.time, end);
        self.pool.0.record(|instruments, attributes| {
            instruments.wait_time.record(wait.as_secs_f64(), attributes);
        });
        self.pool.0.span(begin, wait, Some(Outcome::success()));
        connection.connection().pool_wait.put(wait);
        Lease::begin(Arc::clone(&self.pool.0), connection.clone(), self.place, end)
    }

    /// Ends the request without a connection, because the time was over.
    pub fn timed_out(mut self) {
        if self.begin.is_some() {
            self.pool.0.record(|instruments, attributes| instruments.timeouts.add(1, attributes));
        }
        self.over(Some(Outcome::failure(Failure::class("timeout"))));
    }

    /// Ends the request without a connection, for another reason.
    pub fn failed(mut self, failure: Failure<'_>) {
        self.over(Some(Outcome::failure(failure)));
    }

    fn over(&mut self, outcome: Option<Outcome<'_>>) {
        if let Some(begin) = self.begin.take() {
            let wait = between(begin.time, time::now());
            self.pool.0.span(begin, wait, outcome);
        }
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        self.over(None);
    }
}

impl PoolInner {
    /// A span of a wait that was long enough. No outcome is a cancellation.
    fn span(&self, begin: Begin, wait: Duration, outcome: Option<Outcome<'_>>) {
        let threshold = self.settings().pool_acquire_threshold;
        let (Some(context), true) = (begin.context, threshold.is_some_and(|threshold| wait >= threshold))
        else {
            return;
        };
        let operation = || self.session.control(ACQUIRE, Class::Other);
        let observation = self.session.start_at(operation, begin.time, &context);
        if let Some(outcome) = outcome {
            observation.end(outcome);
        }
    }
}

/// A connection that is being made. If it is dropped before its end, no connection was made.
#[derive(Debug)]
#[must_use = "dropping it records that no connection was made"]
pub struct Creation<'a> {
    pool: &'a PoolInner,
    begin: Option<SystemTime>,
}

impl<'a> Creation<'a> {
    pub(super) fn begin(pool: &'a PoolInner) -> Self {
        Self { pool, begin: pool.is_active().then(time::now) }
    }

    /// Records that the connection was made.
    pub fn end(self) {
        let Some(begin) = self.begin else { return };
        let seconds = between(begin, time::now()).as_secs_f64();
        self.pool.record(|instruments, attributes| instruments.create_time.record(seconds, attributes));
    }
}
