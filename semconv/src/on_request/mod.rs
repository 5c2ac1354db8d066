//! Requests: what a call records in addition to its span and its measurement.
//!
//! A call asks [whether there are requests](is_in_use) in this process, and holds one word for its own. Everything else is here,
//! in a file for each request.

mod call_end;
mod call_site;
mod executor_delay;
mod in_flight;
mod queued;
mod recently;
#[cfg_attr(not(feature = "testing"), path = "unrecorded.rs")]
pub(crate) mod recorded;
mod repetition;
mod slow_calls;
mod stream_times;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{self, Waker};
use std::time::{Duration, SystemTime};

use opentelemetry::{Context, KeyValue};

pub use self::call_end::CallEnd;
use self::call_site::CallSite;
use self::executor_delay::ExecutorDelay;
use self::in_flight::InFlight;
pub(crate) use self::queued::Queued;
use self::recently::Recently;
use self::recorded::Recorded;
pub(crate) use self::recorded::{RecordedRef, is_recording};
use self::repetition::Repetitions;
use self::stream_times::StreamTimes;
use crate::annotation::Annotation;
use crate::attribute::DBTRACE_QUEUED_BEHIND_CANCELLED;
use crate::call::ActiveSpan;
use crate::call::parent::Caller;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::parameters::Parameters;
use crate::query::Query;
use crate::session::Session;
use crate::settings::Settings;

/// `true` after a telemetry with requests, an annotation or a recording was made.
static IN_USE: AtomicBool = AtomicBool::new(false);

/// Returns `true` if calls of this process may have requests.
#[inline]
pub(crate) fn is_in_use() -> bool {
    IN_USE.load(Ordering::Relaxed)
}

/// Notes that calls of this process may have requests, from now on.
pub(crate) fn use_it() {
    IN_USE.store(true, Ordering::Relaxed);
}

/// What the calls of a telemetry have in common.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    slow_calls: Recently,
    repeated: Recently,
    /// 64 KiB, for users who ask for it.
    repetitions: OnceLock<Repetitions>,
}

/// The requests of one call.
#[derive(Debug)]
pub(crate) struct OnRequest {
    parameters: Option<Parameters>,
    stream_times: Option<StreamTimes>,
    queued: Option<Arc<Queued>>,
    pool_wait: Option<Duration>,
    call_site: Option<CallSite>,
    executor_delay: Option<ExecutorDelay>,
    recorded: Option<Recorded>,
    /// The number of a repeated call.
    repetition: Option<u64>,
    /// Counts down when the call has ended.
    _in_flight: Option<InFlight>,
}

/// A call that ends.
pub(crate) struct EndedCall<'e> {
    pub(crate) session: &'e Session,
    pub(crate) query: &'e Query,
    pub(crate) begin: SystemTime,
    pub(crate) end: SystemTime,
    pub(crate) outcome: &'e Outcome<'e>,
    pub(crate) returned_rows: Option<u64>,
    pub(crate) affected_rows: Option<u64>,
    pub(crate) cancelled: bool,
}

impl OnRequest {
    /// Begins what the settings request for a call on this connection, before its span starts. It has
    /// one unless `traced` is `false` or the sampler drops it.
    #[cold]
    #[inline(never)]
    pub(crate) fn begin(
        session: &Session,
        caller: impl Caller,
        operation: &mut Operation<'_>,
        traced: bool,
    ) -> Option<Box<Self>> {
        let settings = session.database().settings();
        let parent = caller.with(Context::clone);
        Annotation::annotate(&parent, operation);
        let recorded = Recorded::of(&parent, session, operation, traced);
        if !settings.requests_something() && recorded.is_none() {
            return None;
        }
        let call_site = CallSite::of(operation, session);
        let threshold = settings.repetition_threshold.filter(|_| operation.query.runs());
        let repetition = threshold
            .zip(operation.query.name())
            .and_then(|(threshold, name)| repetition::follow(session, &parent, name, threshold, call_site));
        Some(Box::new(Self {
            parameters: operation.parameters.take(),
            stream_times: settings.stream_times.then(StreamTimes::default),
            queued: settings.queued_behind_cancelled.then(Arc::default),
            pool_wait: session.connection().pool_wait.peek(),
            call_site,
            executor_delay: (settings.executor_delay && traced).then(ExecutorDelay::default),
            repetition,
            recorded,
            _in_flight: settings.in_flight_metric.then(|| InFlight::begin(session)).flatten(),
        }))
    }

    /// Returns the recording of a test that the call is made in.
    #[inline]
    pub(crate) fn recorded(&self) -> Option<RecordedRef<'_>> {
        self.recorded.as_ref().map(Recorded::as_ref)
    }

    /// Returns the waker that the call is polled with, if it is not the executor's own.
    #[cold]
    #[inline(never)]
    pub(crate) fn waker(&mut self, context: &task::Context<'_>) -> Option<&Waker> {
        self.executor_delay.as_mut().map(|delay| delay.begin_poll(context))
    }

    /// The caller asks the stream for a row.
    #[cold]
    pub(crate) fn row_asked(&mut self) {
        self.stream_times.iter_mut().for_each(StreamTimes::row_asked);
    }

    /// The caller receives a row of the stream.
    #[cold]
    pub(crate) fn row_given(&mut self) {
        self.stream_times.iter_mut().for_each(StreamTimes::row_given);
        self.queued.iter().for_each(|queued| queued.look());
    }

    /// Returns what the future that sends the call shares with it.
    pub(crate) fn queued(&self) -> Option<&Arc<Queued>> {
        self.queued.as_ref()
    }

    /// Ends with the call, before its span ends.
    #[cold]
    #[inline(never)]
    pub(crate) fn end(&self, end: &EndedCall<'_>, mut span: Option<&mut ActiveSpan>) {
        let settings = end.session.database().settings();
        let users = settings.on_end.as_ref().map(|on_end| on_end.see(CallEnd::new(end))).unwrap_or_default();
        if let Some(span) = &mut span {
            for attribute in users {
                span.set_attribute(attribute);
            }
            self.for_each_attribute(end, settings, |attribute| {
                span.set_unless_replaced(&settings.attributes, attribute);
            });
        }
        // Also without a span: the next call waits for one that was cancelled.
        let queued = self.queued.as_ref().and_then(|queued| queued.end(end));
        if let (Some(queued), Some(span)) = (queued, &mut span) {
            let attribute = KeyValue::new(DBTRACE_QUEUED_BEHIND_CANCELLED, queued.as_secs_f64());
            span.set_unless_replaced(&settings.attributes, attribute);
        }
        if let Some(threshold) = settings.slow_call_threshold {
            slow_calls::report(end, threshold, self, span.as_deref());
        }
    }
}

impl OnRequest {
    fn for_each_attribute(&self, end: &EndedCall<'_>, settings: &Settings, mut each: impl FnMut(KeyValue)) {
        if let Some(parameters) = &self.parameters {
            parameters.attributes(settings.query_text_limit).into_iter().for_each(&mut each);
        }
        if let Some(times) = &self.stream_times {
            times.attributes(end).for_each(&mut each);
        }
        if let Some(delay) = &self.executor_delay {
            delay.attributes().for_each(&mut each);
        }
        if let Some(number) = self.repetition {
            each(repetition::attribute(number));
        }
        let threshold = settings.call_site_threshold;
        if let Some(call_site) = self.call_site
            && threshold.is_some_and(|threshold| end.outcome.failure.is_some() || end.duration() >= threshold)
        {
            call_site.attributes().into_iter().for_each(each);
        }
    }
}

impl EndedCall<'_> {
    /// A clock that was set back in between is no negative duration.
    fn duration(&self) -> Duration {
        self.end.duration_since(self.begin).unwrap_or_default()
    }
}

impl Settings {
    /// Returns `true` if calls record something on request.
    pub(crate) fn requests_something(&self) -> bool {
        self.query_parameters
            || self.stream_times
            || self.queued_behind_cancelled
            || self.executor_delay
            || self.slow_call_threshold.is_some()
            || self.call_site_threshold.is_some()
            || self.repetition_threshold.is_some()
            || self.in_flight_metric
            || self.on_end.is_some()
    }
}
