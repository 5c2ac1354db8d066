//! Requests: what a call records in addition to its span and its measurement.
//!
//! A call asks once whether there is a request ([`Settings::has_requests`](crate::settings::Settings::has_requests)), and holds
//! one word for the answer. Everything else is here, in a file for each request.

mod slow_calls;
mod stream_times;

use std::time::{Duration, SystemTime};

pub(crate) use self::slow_calls::SlowCalls;
use self::stream_times::StreamTimes;
use crate::call::ActiveSpan;
use crate::outcome::Outcome;
use crate::parameters::Parameters;
use crate::query::Query;
use crate::session::Session;
use crate::settings::Settings;

/// The requests of one call.
#[derive(Debug)]
pub(crate) struct OnRequest {
    parameters: Option<Parameters>,
    stream_times: Option<StreamTimes>,
    pool_wait: Option<Duration>,
}

/// A call that ends.
pub(crate) struct EndedCall<'e> {
    pub(crate) session: &'e Session,
    pub(crate) query: &'e Query,
    pub(crate) begin: SystemTime,
    pub(crate) end: SystemTime,
    pub(crate) outcome: &'e Outcome<'e>,
    pub(crate) cancelled: bool,
}

impl OnRequest {
    /// Begins what the settings request for a call on this connection, before its span starts.
    #[cold]
    pub(crate) fn begin(
        session: &Session,
        settings: &Settings,
        parameters: &mut Option<Parameters>,
    ) -> Option<Box<Self>> {
        settings.requests_something().then(|| {
            Box::new(Self {
                parameters: parameters.take(),
                stream_times: settings.stream_times.then(StreamTimes::default),
                pool_wait: session.connection().pool_wait.peek(),
            })
        })
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
    }

    /// Ends with the call, before its span ends.
    #[cold]
    pub(crate) fn end(&self, end: &EndedCall<'_>, mut span: Option<&mut ActiveSpan>) {
        let settings = end.session.database().settings();
        if let (Some(parameters), Some(span)) = (&self.parameters, &mut span) {
            for attribute in parameters.attributes(settings.query_text_limit) {
                span.set_unless_replaced(&settings.attributes, attribute);
            }
        }
        if let (Some(times), Some(span)) = (&self.stream_times, &mut span) {
            for attribute in times.attributes(end) {
                span.set_unless_replaced(&settings.attributes, attribute);
            }
        }
        if let Some(threshold) = settings.slow_call_threshold {
            slow_calls::report(end, threshold, self.pool_wait, span.as_deref());
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
        self.query_parameters || self.stream_times || self.slow_call_threshold.is_some()
    }
}
