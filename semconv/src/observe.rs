//! The flow: a span and a clock around a call, ended exactly once.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use arrayvec::ArrayVec;
use opentelemetry::trace::Status;
use opentelemetry::{Context, KeyValue, time};

use crate::attempts;
use crate::attribute::{
    DB_RESPONSE_RETURNED_ROWS, DB_RESPONSE_STATUS_CODE, DBTRACE_AFFECTED_ROWS, DBTRACE_CONSTRAINT,
    DBTRACE_OUTCOME, ERROR_TYPE,
};
use crate::database::Database;
use crate::label::Label;
use crate::operation::{Class, Describe, Operation, Query};
use crate::outcome::{Failure, Outcome};
use crate::parameters::Parameters;
use crate::parent::Parent;
use crate::settings::Settings;
use crate::signals::{Measurement, Signals};
use crate::span::{ActiveSpan, Nesting};
use crate::sql;

/// The four of a database, the four of a query, code, type and outcome.
const MOST_METRIC_ATTRIBUTES: usize = 11;

impl Database {
    /// Starts to observe a call that begins now.
    ///
    /// `operation` is asked for only where something may record it. An asynchronous client calls this at the first
    /// poll of its own future (inside its `async fn`), so that the span begins when the request goes out.
    #[inline]
    pub fn start<'a>(&'a self, operation: impl Describe<'a>) -> Observation<'a> {
        // Where it is switched off, no function is called.
        match self.0.signals.as_deref() {
            Some(signals) => Observation(self.begin(signals, operation, time::now, Nesting::Leaf)),
            None => Observation::none(),
        }
    }

    /// Starts to observe a call that began before, at `begin`.
    pub(crate) fn start_at<'a>(&'a self, operation: impl Describe<'a>, begin: SystemTime) -> Observation<'a> {
        let signals = self.0.signals.as_deref();
        Observation(signals.and_then(|signals| self.begin(signals, operation, || begin, Nesting::Leaf)))
    }

    /// Starts to observe a call in which other spans can nest: its futures are polled inside
    /// [`Observation::context`].
    pub fn start_nesting<'a>(&'a self, operation: impl Describe<'a>) -> Observation<'a> {
        let signals = self.0.signals.as_deref();
        Observation(signals.and_then(|signals| self.begin(signals, operation, time::now, Nesting::Nesting)))
    }

    /// Whether something may record a call that is made now and begins at once, or soon: what a client asks that cannot
    /// wait for the beginning to find out what the call is.
    pub fn may_record(&self) -> bool {
        let Some(signals) = self.0.signals.as_deref() else { return false };
        signals.may_record(Context::map_current(Parent::of).is_local())
    }

    fn begin<'a>(
        &'a self,
        signals: &Signals,
        operation: impl Describe<'a>,
        clock: impl FnOnce() -> SystemTime,
        nesting: Nesting,
    ) -> Option<Active<'a>> {
        let settings = self.settings();
        let parent = Context::map_current(Parent::of);
        if parent.suppressed {
            return None;
        }
        let traced = signals.look(parent.is_local()) && parent.admits_span(settings);
        if !traced && signals.instruments().is_none() {
            return None;
        }
        let mut operation = operation.describe(traced || settings.filter.is_some());
        // The user's functions run outside of any borrow of the context: they may use it as they like.
        if !settings.admits(&operation) {
            return None;
        }
        let begin = clock();
        let span =
            if traced { ActiveSpan::start(self, signals, &mut operation, begin, nesting) } else { None };
        if span.is_none() && signals.instruments().is_none() {
            return None;
        }
        Some(Active {
            database: Cow::Borrowed(self),
            query: operation.query,
            span,
            parameters: operation.parameters,
            begin,
            rows: None,
            one_row_is_enough: false,
        })
    }
}

impl Settings {
    #[inline]
    fn admits(&self, operation: &Operation<'_>) -> bool {
        let wanted = match operation.class() {
            Class::Statement | Class::Other => true,
            Class::TransactionControl => self.transaction_spans,
            Class::Connect => self.connect_spans,
            Class::HealthCheck => self.health_check_spans,
        };
        wanted && !operation.is_nothing && self.filter.as_ref().is_none_or(|filter| filter(operation))
    }
}

/// A call that is being observed: a span and a clock.
///
/// It ends exactly once: by [`end`](Self::end), or by being dropped, which tells that the caller gave up.
#[derive(Debug)]
#[must_use = "dropping an observation tells that the call was cancelled"]
pub struct Observation<'a>(Option<Active<'a>>);

#[derive(Debug)]
struct Active<'a> {
    database: Cow<'a, Database>,
    query: Cow<'a, Arc<Query>>,
    span: Option<ActiveSpan>,
    parameters: Option<Parameters>,
    begin: SystemTime,
    rows: Option<u64>,
    one_row_is_enough: bool,
}

impl Observation<'_> {
    /// An observation of nothing.
    pub const fn none() -> Self {
        Self(None)
    }

    /// Whether something is recorded, so that an outcome is worth the finding out.
    #[inline]
    pub fn is_active(&self) -> bool {
        self.0.is_some()
    }

    /// The context of the span, for a call that was started to have others nest in it.
    pub fn context(&self) -> Option<&Context> {
        match self.0.as_ref()?.span.as_ref()? {
            ActiveSpan::Nesting(context) => Some(context),
            ActiveSpan::Leaf(_) => None,
        }
    }

    /// Counts rows that the caller has received so far. The end tells their number, also after a cancellation.
    pub fn count_rows(&mut self, rows: u64) {
        if let Some(active) = &mut self.0 {
            active.rows = Some(active.rows.unwrap_or_default() + rows);
        }
    }

    /// For a client that reads one row for a caller who asked for one, and does not look whether there are more: whoever
    /// gives up after exactly one has had what they wanted.
    pub fn one_row_is_enough(&mut self) {
        if let Some(active) = &mut self.0 {
            active.one_row_is_enough = true;
        }
    }

    /// Ends the call.
    pub fn end(mut self, outcome: &Outcome) {
        self.finish(outcome);
    }

    /// Ends the call without consuming the observation; what comes after the first end is ignored.
    pub fn finish(&mut self, outcome: &Outcome) {
        if outcome.failure.as_ref().is_some_and(|failure| self.is_kept(failure)) {
            return;
        }
        // Taken first, so that it ends once whatever a processor does; and not moved on from there.
        if let Some(active) = &mut self.0.take() {
            active.finish(outcome, false);
        }
    }

    /// Whether somebody goes on after the failure, and keeps what is observed.
    #[cold]
    fn is_kept(&mut self, failure: &Failure) -> bool {
        self.is_active() && attempts::keep(failure, || Observation(self.0.take()).into_owned())
    }

    /// Ends the call if the result is a failure, for a call of several steps.
    pub fn check<T, E>(&mut self, result: Result<T, E>, failure: fn(&E) -> Failure) -> Result<T, E> {
        if let (Err(error), true) = (&result, self.is_active()) {
            self.finish(&Outcome::failure(failure(error)));
        }
        result
    }

    /// The same observation, for a stream that outlives the call which made it.
    pub fn into_owned(mut self) -> Observation<'static> {
        Observation(self.0.take().map(|active| Active {
            database: Cow::Owned(active.database.into_owned()),
            query: Cow::Owned(active.query.into_owned()),
            span: active.span,
            parameters: active.parameters,
            begin: active.begin,
            rows: active.rows,
            one_row_is_enough: active.one_row_is_enough,
        }))
    }
}

impl Drop for Observation<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.is_active() {
            self.cancel();
        }
    }
}

impl Observation<'_> {
    /// The one place where a cancellation is told.
    #[cold]
    fn cancel(&mut self) {
        if let Some(active) = &mut self.0.take() {
            let is_enough = active.one_row_is_enough && active.rows == Some(1);
            active.finish(&Outcome::default(), !is_enough);
        }
    }
}

impl Active<'_> {
    #[inline]
    fn finish(&mut self, outcome: &Outcome, cancelled: bool) {
        let end = time::now();
        self.rows = outcome.returned_rows.or(self.rows).filter(|_| self.database.settings().returned_rows);
        self.finish_span(end, outcome, cancelled);
        self.record(end, outcome, cancelled);
    }

    fn finish_span(&mut self, end: SystemTime, outcome: &Outcome, cancelled: bool) {
        let Some(span) = &mut self.span else { return };
        if let Some(rows) = self.rows {
            span.set_attribute(KeyValue::new(DB_RESPONSE_RETURNED_ROWS, count(rows)));
        }
        if let Some(rows) = outcome.affected_rows {
            span.set_attribute(KeyValue::new(DBTRACE_AFFECTED_ROWS, count(rows)));
        }
        if let Some(parameters) = &self.parameters {
            for attribute in parameters.attributes(self.database.settings().query_text_limit) {
                span.set_attribute(attribute);
            }
        }
        if let Some(failure) = &outcome.failure {
            for attribute in failure.attributes() {
                span.set_attribute(attribute);
            }
            if let Some(constraint) = &failure.constraint {
                span.set_attribute(KeyValue::new(DBTRACE_CONSTRAINT, constraint.clone()));
            }
            span.set_status(Status::error(failure.description(self.database.settings())));
        }
        if cancelled {
            span.set_attribute(cancelled_attribute());
        }
        span.end(end);
    }

    fn record(&self, end: SystemTime, outcome: &Outcome, cancelled: bool) {
        let Some(instruments) = self.database.0.signals.as_deref().and_then(Signals::instruments) else {
            return;
        };
        // A clock that was set back in between is no negative duration.
        let duration = end.duration_since(self.begin).unwrap_or_default();
        let measurement = Measurement { seconds: duration.as_secs_f64(), returned_rows: self.rows };
        let database = &self.database.0.attributes;
        // The attributes of a success are those of the database and of the query alone.
        let is_success = outcome.failure.is_none() && !cancelled;
        let binder = instruments.binder.as_ref().filter(|_| is_success);
        if binder.is_some_and(|binder| binder.record(&self.query.bound, database, &measurement)) {
            return;
        }
        let mut attributes = ArrayVec::<KeyValue, MOST_METRIC_ATTRIBUTES>::new();
        database.extend(&mut attributes);
        self.query.for_each_shared_attribute(|attribute| attributes.push(attribute));
        attributes.extend(outcome.failure.iter().flat_map(Failure::attributes));
        attributes.extend(cancelled.then(cancelled_attribute));
        instruments.record(&measurement, &attributes);
        if let Some(binder) = binder {
            binder.bind(&self.query, database, &measurement, &attributes);
        }
    }
}

impl Failure {
    /// What spans and metrics share.
    fn attributes(&self) -> impl Iterator<Item = KeyValue> + '_ {
        let code = self.status_code.clone().map(|code| KeyValue::new(DB_RESPONSE_STATUS_CODE, code));
        code.into_iter().chain([KeyValue::new(ERROR_TYPE, self.error_type.clone())])
    }

    fn description(&self, settings: &Settings) -> Cow<'static, str> {
        match &self.message {
            Some(message) if settings.error_messages => {
                Cow::Owned(sql::truncate(message, settings.query_text_limit).into_owned())
            }
            _ => self.description.clone(),
        }
    }
}

fn cancelled_attribute() -> KeyValue {
    KeyValue::new(DBTRACE_OUTCOME, &Label::Static("cancelled"))
}

/// OpenTelemetry's integers are signed.
pub(crate) fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
