//! The flow: a span and a clock around a call, ended exactly once.

use std::borrow::Cow;
use std::mem::{self, ManuallyDrop};
use std::num::NonZeroU64;
use std::sync::Arc;
use std::task;
use std::thread::panicking;
use std::time::SystemTime;

use arrayvec::ArrayVec;
use opentelemetry::trace::{SpanContext, Status};
use opentelemetry::{Context, ContextGuard, Key, KeyValue, time};

use super::attempts;
use super::parent::{Caller, Current, Parent};
use super::span::{ActiveSpan, Attempt, Nesting, Special};
use super::unwinding;
use super::watched::Watched;
use crate::attribute::{
    DB_RESPONSE_RETURNED_ROWS, DB_RESPONSE_STATUS_CODE, DBTRACE_AFFECTED_ROWS, DBTRACE_CONSTRAINT,
    DBTRACE_OUTCOME, ERROR_TYPE,
};
use crate::context;
use crate::on_request::{self, EndedCall, OnRequest, Queued};
use crate::operation::{Describe, Operation};
use crate::outcome::{Failure, Outcome};
use crate::query::{Class, Query};
use crate::session::Session;
use crate::session::transaction::{Membership, Step, TransactionState};
use crate::settings::{Comments, Settings};
use crate::signals::{HasBound as _, Measurement, Signals};
use crate::sql::{Kind, Options};
use crate::strings::Label;

/// The four of a database, the four of a query, code, type and outcome.
const MOST_METRIC_ATTRIBUTES: usize = 11;
type MetricAttributes = ArrayVec<KeyValue, MOST_METRIC_ATTRIBUTES>;

impl Session {
    /// Starts to observe a call that begins now.
    ///
    /// `operation` is described only if something may record it. An asynchronous client calls this at the first
    /// poll of its own future (inside its `async fn`), so that the span begins when the request is sent.
    #[inline]
    pub fn start<'a>(&'a self, operation: impl Describe<'a>) -> Observation<'a> {
        // If it is switched off, no function is called.
        match self.database().signals() {
            Some(signals) => {
                Observation::of(self.begin(signals, operation, time::now, Nesting::Leaf, Current, lend))
            }
            None => Observation::none(),
        }
    }

    /// Like [`start`](Self::start), for a call whose rows outlive it: the observation has a session of its own from the start,
    /// so that it is not moved to get one.
    #[inline]
    pub fn start_owned<'a>(&'a self, operation: impl Describe<'a>) -> Observation<'static> {
        match self.database().signals() {
            Some(signals) => {
                Observation::of(self.begin(signals, operation, time::now, Nesting::Leaf, Current, give))
            }
            None => Observation::none(),
        }
    }

    /// Starts to observe a call that began before, at `begin` in the context `parent`.
    pub(crate) fn start_at<'a>(
        &'a self,
        operation: impl Describe<'a>,
        begin: SystemTime,
        parent: &Context,
    ) -> Observation<'a> {
        // The context is not attached: a drop may come here while the current one is borrowed.
        let signals = self.database().signals();
        Observation::of(
            signals.and_then(|signals| self.begin(signals, operation, || begin, Nesting::Leaf, parent, lend)),
        )
    }

    /// Starts to observe a call in which other spans can nest. Poll its futures inside [`Observation::context`].
    pub fn start_nesting<'a>(&'a self, operation: impl Describe<'a>) -> Observation<'a> {
        let signals = self.database().signals();
        Observation::of(
            signals.and_then(|signals| {
                self.begin(signals, operation, time::now, Nesting::Nesting, Current, lend)
            }),
        )
    }

    /// Returns `true` if a call made now might be recorded: for a client that must describe the call before it starts.
    pub fn may_record(&self) -> bool {
        let Some(signals) = self.database().signals() else { return false };
        context::with_current(Parent::of).is_some_and(|parent| signals.may_record(parent.is_local()))
    }

    fn begin<'a, 'o>(
        &'a self,
        signals: &Signals,
        operation: impl Describe<'a>,
        clock: impl FnOnce() -> SystemTime,
        nesting: Nesting,
        caller: impl Caller,
        hand_over: impl FnOnce(&'a Self, Cow<'a, Arc<Query>>) -> Held<'o>,
    ) -> Option<Active<'o>> {
        let settings = self.database().settings();
        if !caller.is_there() {
            return None;
        }
        let parent = caller.with(Parent::of);
        if parent.suppressed {
            return None;
        }
        let found = signals.look(parent.is_local());
        let traced = found.tracer && parent.admits_span(settings, caller);
        if !traced && !found.instruments && !on_request::is_in_use() {
            return None;
        }
        let mut operation =
            operation.describe(traced || settings.filter.is_some() || on_request::is_recording());
        // The user's functions run outside of any borrow of the context: they may use it as they like.
        if !settings.admits(&operation) {
            return None;
        }
        let begin = clock();
        let on_request = if on_request::is_in_use() {
            OnRequest::begin(self, caller, &mut operation, traced)
        } else {
            None
        };
        let recorded = if cfg!(feature = "testing") {
            on_request.as_deref().and_then(OnRequest::recorded)
        } else {
            None
        };
        let span = if traced || recorded.is_some() {
            let special = Special { nesting, recorded };
            caller.start_span(self, signals, &mut operation, begin, special, Attempt::First)
        } else {
            None
        };
        if span.is_none() && !found.instruments && on_request.is_none() {
            operation.discard();
            return None;
        }
        let transaction = self.connection().transaction.enter(&operation, begin);
        let Operation { query, attributes, .. } = operation;
        if attributes.is_none() {
            // Its drop would be a call.
            mem::forget(attributes);
        }
        let (session, query) = hand_over(self, query);
        Some(Active {
            session,
            query,
            span,
            begin,
            on_request,
            progress: Progress { transaction, ..Progress::default() },
        })
    }
}

/// What an observation holds of its connection and of the statement.
type Held<'o> = (Cow<'o, Session>, Cow<'o, Arc<Query>>);

fn lend<'o>(session: &'o Session, query: Cow<'o, Arc<Query>>) -> Held<'o> {
    (Cow::Borrowed(session), query)
}

fn give(session: &Session, query: Cow<'_, Arc<Query>>) -> Held<'static> {
    (Cow::Owned(session.clone()), Cow::Owned(query.into_owned()))
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
        wanted && !operation.is_nothing && self.filter.as_ref().is_none_or(|filter| filter.admits(operation))
    }
}

/// The observation of a call: a span and a clock.
///
/// It ends exactly once: by [`end`](Self::end), or by being dropped, which records that the caller cancelled the call.
#[derive(Debug)]
#[must_use = "dropping an observation records that the call was cancelled"]
pub struct Observation<'a>(
    /// Dropped by the end alone, so that no adapter has a copy of what a drop does.
    ManuallyDrop<Option<Active<'a>>>,
);

#[derive(Debug)]
struct Active<'a> {
    session: Cow<'a, Session>,
    query: Cow<'a, Arc<Query>>,
    span: Option<ActiveSpan>,
    begin: SystemTime,
    on_request: Option<Box<OnRequest>>,
    progress: Progress,
}

/// A call that ends, also if a processor panics.
struct Ending<'o, 'a>(&'o mut Option<Active<'a>>);

impl Ending<'_, '_> {
    #[inline(always)]
    fn end(self) {
        let Some(active) = self.0 else { return };
        // Most calls have nothing else to drop, which would be a call.
        if active.has_only_a_span() {
            let span = active.span.take();
            mem::forget(self.0.take());
            mem::forget(self);
            drop(span);
        }
    }
}

impl Drop for Ending<'_, '_> {
    fn drop(&mut self) {
        *self.0 = None;
    }
}

/// What is known of a call before it ends.
#[derive(Debug, Default)]
struct Progress {
    returned_rows: RowCount,
    affected_rows: RowCount,
    one_row_is_enough: bool,
    transaction: Membership,
}

/// A number of rows, if something counts them. It takes one word: one more than the number.
#[derive(Clone, Copy, Debug, Default)]
struct RowCount(Option<NonZeroU64>);

impl RowCount {
    fn add(&mut self, rows: u64) {
        self.0 = Some(self.0.unwrap_or(NonZeroU64::MIN).saturating_add(rows));
    }

    fn get(self) -> Option<u64> {
        self.0.map(|one_more| one_more.get() - 1)
    }
}

impl<'a> Observation<'a> {
    /// Returns an observation of nothing, for a call that is not recorded.
    pub const fn none() -> Self {
        Self(ManuallyDrop::new(None))
    }

    #[inline]
    const fn of(active: Option<Active<'a>>) -> Self {
        Self(ManuallyDrop::new(active))
    }

    /// Returns `true` if something is recorded, so that an outcome is worth finding out.
    #[inline]
    pub fn is_active(&self) -> bool {
        self.0.is_some()
    }

    /// Returns what the statement does, if something is recorded.
    #[inline]
    pub fn kind(&self) -> Option<Kind> {
        self.0.as_ref().map(|active| active.query.kind())
    }

    /// Returns the context of the span, if others [can nest in it](Session::start_nesting).
    pub fn context(&self) -> Option<&Context> {
        match self.span()? {
            ActiveSpan::Nesting(context) => Some(context),
            ActiveSpan::Leaf(_) => None,
        }
    }

    /// Returns the identity of the span, to be carried to the server.
    ///
    /// It is `None` if the call has no span. A span that is not sampled has an identity only if others can nest in it.
    pub fn span_context(&self) -> Option<SpanContext> {
        Some(self.span()?.identity())
    }

    /// Returns what the future that sends the call shares with the observation.
    pub(crate) fn queued(&self) -> Option<&Arc<Queued>> {
        self.0.as_ref()?.on_request.as_deref()?.queued()
    }

    /// Returns the identity of the span if it is sampled.
    pub(crate) fn sampled(&self) -> Option<SpanContext> {
        self.span_context().filter(SpanContext::is_sampled)
    }

    /// Returns the setting for comments in SQL texts, if it is on and something is recorded.
    #[inline]
    pub(crate) fn sql_comments(&self) -> Option<&Comments> {
        self.0.as_ref()?.session.database().settings().sql_comments.get()
    }

    /// Returns how a text of the call is read, if something is recorded.
    pub(crate) fn sql_options(&self) -> Option<Options> {
        let database = self.0.as_ref()?.session.database();
        Some(database.settings().shown().options(database.system().dialect()))
    }

    fn span(&self) -> Option<&ActiveSpan> {
        self.0.as_ref()?.span.as_ref()
    }

    /// Makes the span the current one until the guard is dropped, if others can nest in it.
    pub(super) fn nesting(&self) -> Option<ContextGuard> {
        self.context().and_then(|span| context::attach(span.clone()))
    }

    /// Returns `true` if the polls of the call may be [watched](Self::watch).
    #[inline]
    pub(super) fn is_watched(&self) -> bool {
        self.0.as_ref().is_some_and(|active| active.on_request.is_some())
    }

    /// Returns the context to poll the call with: the executor's, or one that watches the task if the user asked for that.
    pub(super) fn watch<'c>(&'c mut self, context: &'c task::Context<'_>) -> task::Context<'c> {
        let on_request = self.0.as_mut().and_then(|active| active.on_request.as_deref_mut());
        let waker = on_request.and_then(|on_request| on_request.waker(context));
        task::Context::from_waker(waker.unwrap_or(context.waker()))
    }

    /// Returns `call`, of which each poll is watched if the user asked for that: for an adapter that polls the call itself.
    pub fn watched<C>(&mut self, call: C) -> Watched<'_, 'a, C> {
        Watched { observation: self, call }
    }

    /// Counts rows that the caller has received so far. They are recorded at the end, also after a cancellation.
    #[inline]
    pub fn count_rows(&mut self, rows: u64) {
        self.progress(|progress| progress.returned_rows.add(rows));
    }

    /// Notes that the caller asks a stream for a row.
    #[inline]
    pub fn row_asked(&mut self) {
        if let Some(on_request) = self.0.as_mut().and_then(|active| active.on_request.as_deref_mut()) {
            on_request.row_asked();
        }
    }

    /// Notes that the caller receives a row of a stream, and counts the row.
    #[inline]
    pub fn row_given(&mut self) {
        if let Some(active) = &mut *self.0 {
            active.progress.returned_rows.add(1);
            if let Some(on_request) = &mut active.on_request {
                on_request.row_given();
            }
        }
    }

    /// Counts rows that the call has changed so far, for a stream that reports them before its end.
    pub fn count_affected_rows(&mut self, rows: u64) {
        self.progress(|progress| progress.affected_rows.add(rows));
    }

    /// Counts a call that is dropped after exactly one row as ended, and not as cancelled.
    ///
    /// It is for a client that reads one row for a caller who asked for one, and does not look for more.
    #[inline]
    pub fn one_row_is_enough(&mut self) {
        self.progress(|progress| progress.one_row_is_enough = true);
    }

    #[inline]
    fn progress(&mut self, change: impl FnOnce(&mut Progress)) {
        if let Some(active) = &mut *self.0 {
            change(&mut active.progress);
        }
    }

    /// Adds an attribute of the adapter's own to the span.
    ///
    /// It is exported as it is: never a value of the caller's, and a name that is not of `db.`.
    pub fn set_attribute(&mut self, attribute: KeyValue) {
        let Some(active) = &mut *self.0 else { return };
        if let Some(span) = &mut active.span {
            span.set_unless_replaced(&active.session.database().settings().attributes, attribute);
        }
    }

    /// Returns the most bytes of the server's message, if the user opted in to messages.
    pub(super) fn message_limit(&self) -> Option<usize> {
        let settings = self.0.as_ref()?.session.database().settings();
        settings.error_messages.then_some(settings.query_text_limit)
    }

    /// What is observed, which this observes no longer.
    #[inline]
    pub(super) fn take(&mut self) -> Self {
        Self::of(self.0.take())
    }

    /// Ends the call.
    #[inline]
    pub fn end(mut self, outcome: Outcome<'_>) {
        self.finish(outcome);
    }

    /// Ends the call without consuming the observation. Everything after the first end is ignored.
    #[inline]
    pub fn finish(&mut self, outcome: Outcome<'_>) {
        self.finish_as(&outcome);
        outcome.discard();
    }

    /// Like [`finish`](Self::finish), for an outcome that other observations share.
    #[inline]
    pub(super) fn finish_as(&mut self, outcome: &Outcome<'_>) {
        if !outcome.failure.as_ref().is_some_and(|failure| self.is_kept(failure)) {
            self.finish_once(outcome, false);
        }
    }

    /// The one place where a call ends, so that its code is here and not in a function of its own.
    #[inline(never)]
    fn finish_once(&mut self, outcome: &Outcome<'_>, cancelled: bool) {
        // Not moved, which would copy it. It ends once whatever a processor does.
        let ending = Ending(&mut self.0);
        if let Some(active) = ending.0 {
            active.finish(outcome, cancelled);
        }
        ending.end();
    }

    /// Returns `true` if the client makes the call again after the failure, and keeps what is observed.
    #[cold]
    fn is_kept(&mut self, failure: &Failure<'_>) -> bool {
        self.is_active() && attempts::keep(failure, || self.take().into_owned())
    }

    /// Ends the call if the result is a failure, for a call of several steps.
    pub fn check<T, E>(&mut self, result: Result<T, E>, failure: fn(&E) -> Failure<'_>) -> Result<T, E> {
        if let (Err(error), true) = (&result, self.is_active()) {
            self.finish(Outcome::failure(failure(error)));
        }
        result
    }

    /// Returns the same observation with a session of its own, for a stream that outlives the call that made it.
    #[inline]
    pub fn into_owned(mut self) -> Observation<'static> {
        Observation::of(self.0.take().map(Active::into_owned))
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
    /// The one place where a cancellation is recorded.
    #[cold]
    fn cancel(&mut self) {
        if let Some(active) = &mut *self.0 {
            let Progress { returned_rows, one_row_is_enough, .. } = active.progress;
            let is_enough = one_row_is_enough && returned_rows.get() == Some(1);
            unwinding::contain_at_end_of_thread(|| self.finish_once(&Outcome::default(), !is_enough));
        }
    }
}

impl Active<'_> {
    fn into_owned(self) -> Active<'static> {
        Active {
            session: Cow::Owned(self.session.into_owned()),
            query: Cow::Owned(self.query.into_owned()),
            span: self.span,
            begin: self.begin,
            on_request: self.on_request,
            progress: self.progress,
        }
    }

    /// Returns `true` if there is nothing to drop but a span.
    #[inline]
    fn has_only_a_span(&self) -> bool {
        matches!((&self.session, &self.query), (Cow::Borrowed(_), Cow::Borrowed(_)))
            && self.on_request.is_none()
    }

    #[inline]
    fn finish(&mut self, outcome: &Outcome<'_>, cancelled: bool) {
        let end = time::now();
        if self.progress.transaction.is_one() || TransactionState::is_changed_by(self.query.kind()) {
            self.follow_transaction(end, outcome.failure.is_none() && !cancelled);
        }
        let rows = outcome.returned_rows.or_else(|| self.progress.returned_rows.get());
        if self.on_request.is_some() {
            self.end_on_request(end, rows, outcome, cancelled);
        }
        self.finish_span(end, rows, outcome, cancelled);
        self.record(end, rows, outcome, cancelled);
    }

    #[cold]
    fn end_on_request(
        &mut self,
        end: SystemTime,
        returned_rows: Option<u64>,
        outcome: &Outcome<'_>,
        cancelled: bool,
    ) {
        let Some(on_request) = self.on_request.take() else { return };
        let (session, query, begin) = (&*self.session, &**self.query, self.begin);
        let affected_rows = outcome.affected_rows.or_else(|| self.progress.affected_rows.get());
        let end = EndedCall { session, query, begin, end, outcome, returned_rows, affected_rows, cancelled };
        on_request.end(&end, self.span.as_mut());
    }

    /// Follows a call in a transaction or at one of its ends, and records what the transaction did if this was its end.
    #[cold]
    fn follow_transaction(&mut self, end: SystemTime, succeeded: bool) {
        let step = Step {
            kind: self.query.kind(),
            begin: self.begin,
            end,
            succeeded,
            continues: self.query.operation.as_ref().is_some_and(|operation| operation.as_str() == "MULTI"),
        };
        let ended = self.session.connection().transaction.follow(self.progress.transaction, step);
        let database = self.session.database();
        let Some(ended) = ended.filter(|_| database.settings().transaction_times) else { return };
        if let Some(span) = &mut self.span {
            for attribute in ended.span_attributes() {
                span.set_unless_replaced(&database.settings().attributes, attribute);
            }
        }
        let Some(instruments) = database.signals().and_then(Signals::instruments) else { return };
        let mut attributes = MetricAttributes::new();
        database.0.attributes.for_each(|attribute| attributes.push(attribute));
        attributes.push(ended.end());
        instruments.record_transaction(ended.duration, &attributes);
    }

    fn finish_span(&mut self, end: SystemTime, rows: Option<u64>, outcome: &Outcome<'_>, cancelled: bool) {
        let Some(span) = &mut self.span else { return };
        let settings = self.session.database().settings();
        let users = &settings.attributes;
        if let Some(rows) = rows
            && settings.returned_rows
        {
            span.set_made(|| KeyValue::new(DB_RESPONSE_RETURNED_ROWS, count(rows)));
        }
        if let Some(rows) = outcome.affected_rows.or_else(|| self.progress.affected_rows.get())
            && !(users.may_be_of_a_call() && users.replace(&Key::from_static_str(DBTRACE_AFFECTED_ROWS)))
        {
            span.set_made(|| KeyValue::new(DBTRACE_AFFECTED_ROWS, count(rows)));
        }
        if outcome.attributes.is_some() | outcome.failure.is_some() | cancelled {
            set_rare(span, settings, outcome, cancelled);
        }
        if panicking() { unwinding::contain_panic(|| span.end(end)) } else { span.end(end) }
    }

    fn record(&self, end: SystemTime, rows: Option<u64>, outcome: &Outcome<'_>, cancelled: bool) {
        let database = self.session.database();
        let Some(signals) = database.signals().filter(|signals| signals.has_instruments()) else { return };
        // What is kept is read without a guard, which is dear to drop.
        let Some(instruments) = signals.kept_instruments() else {
            return self.record_by_replaced(signals, end, rows, outcome, cancelled);
        };
        let measurement = self.measurement(end, rows);
        let database = &database.0.attributes;
        // The attributes of a success are those of the database and of the query alone.
        let is_success = outcome.failure.is_none() && !cancelled;
        let binder = instruments.binder.as_ref().filter(|_| is_success);
        if binder.is_some_and(|binder| binder.record(self.query.bound(), database, &measurement)) {
            return;
        }
        let mut made = MetricAttributes::new();
        let kept = self.query.measured.of(database).filter(|_| is_success);
        let attributes = kept.unwrap_or_else(|| {
            self.fill(&mut made, outcome, cancelled);
            &made
        });
        instruments.record(&measurement, attributes);
        if is_success && kept.is_none() {
            self.query.measured.keep(database, attributes);
        }
        if let Some(binder) = binder {
            binder.bind(&self.query, database, &measurement, attributes);
        }
    }

    /// Records by the instruments of a provider that replaced another. They are not bound.
    #[cold]
    fn record_by_replaced(
        &self,
        signals: &Signals,
        end: SystemTime,
        rows: Option<u64>,
        outcome: &Outcome<'_>,
        cancelled: bool,
    ) {
        let Some(instruments) = signals.instruments() else { return };
        let mut attributes = MetricAttributes::new();
        self.fill(&mut attributes, outcome, cancelled);
        instruments.record(&self.measurement(end, rows), &attributes);
    }

    #[inline]
    fn measurement(&self, end: SystemTime, rows: Option<u64>) -> Measurement {
        // A clock that was set back in between is no negative duration.
        let duration = end.duration_since(self.begin).unwrap_or_default();
        let returned_rows = rows.filter(|_| self.session.database().settings().returned_rows_metric);
        Measurement { seconds: duration.as_secs_f64(), returned_rows }
    }

    #[inline]
    fn fill(&self, attributes: &mut MetricAttributes, outcome: &Outcome<'_>, cancelled: bool) {
        self.session.database().0.attributes.for_each(|attribute| attributes.push(attribute));
        self.query.for_each_shared_attribute(|attribute| attributes.push(attribute));
        if let Some(failure) = &outcome.failure {
            failure.attributes().for_each(|attribute| attributes.push(attribute));
        }
        if cancelled {
            attributes.push(cancelled_attribute());
        }
    }
}

/// Sets what few calls end with, apart from the others so that these ask once.
#[cold]
fn set_rare(span: &mut ActiveSpan, settings: &Settings, outcome: &Outcome<'_>, cancelled: bool) {
    let users = &settings.attributes;
    for attribute in outcome.attributes.iter().flat_map(|own| own.iter()) {
        span.set_unless_replaced(users, attribute.clone());
    }
    if let Some(failure) = &outcome.failure {
        for attribute in failure.attributes() {
            span.set_unless_replaced(users, attribute);
        }
        if let Some(constraint) = &failure.constraint {
            let constraint = constraint.clone().into_owned();
            span.set_unless_replaced(users, KeyValue::new(DBTRACE_CONSTRAINT, constraint));
        }
        span.set_status(Status::error(failure.shown(settings)));
    }
    if cancelled {
        span.set_unless_replaced(users, cancelled_attribute());
    }
}

impl Failure<'_> {
    /// What spans and metrics share.
    fn attributes(&self) -> impl Iterator<Item = KeyValue> + '_ {
        let code = self.status_code.clone().map(|code| KeyValue::new(DB_RESPONSE_STATUS_CODE, code));
        code.into_iter().chain([KeyValue::new(ERROR_TYPE, self.error_type.clone())])
    }

    /// The status description: the server's message for a user who opted in, else what carries no data.
    pub(crate) fn shown(&self, settings: &Settings) -> Cow<'static, str> {
        match settings.error_messages.then(|| self.message(settings.query_text_limit)).flatten() {
            Some(message) => Cow::Owned(message.into_owned()),
            None => self.description.clone(),
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
