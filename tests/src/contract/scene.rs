//! A subject, and what it exports.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::thread;

use db_semconv::TelemetryBuilder;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::Sampler;

use super::subject::{ARGUMENT, Call, LITERAL, PASSWORD, QUOTED, Subject};
use crate::{Recorder, Span};

/// The spans of [`Scene::make_calls`].
pub(super) const CALLS: usize = 4;

/// A subject with a recorder of its own.
///
/// Before it forgets spans and at its end, it searches everything exported for the values that went in, whatever the test
/// has looked at.
pub(super) struct Scene<S: Subject> {
    pub(super) subject: S,
    pub(super) recorder: Recorder,
    hidden: RefCell<Vec<&'static str>>,
}

impl<S: Subject> Scene<S> {
    pub(super) async fn new() -> Self {
        Self::with_recorder(Recorder::new()).await
    }

    pub(super) async fn with_sampler(sampler: Sampler) -> Self {
        Self::with_recorder(Recorder::with_sampler(sampler)).await
    }

    async fn with_recorder(recorder: Recorder) -> Self {
        let hidden = RefCell::new(vec![ARGUMENT, LITERAL, QUOTED, PASSWORD]);
        Self { subject: S::start().await, recorder, hidden }
    }

    /// Connects, and forgets the span of it.
    pub(super) async fn connect(&self) -> S::Connection {
        let connection = self.connect_with(|builder| builder).await;
        self.forget();
        connection
    }

    /// Connects under these settings.
    pub(super) async fn connect_with(
        &self,
        settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder,
    ) -> S::Connection {
        self.subject.connect(&settings(self.recorder.builder()).build()).await
    }

    /// Makes every kind of call. The first comes twice, because a wrapper may know its text from the second time on.
    pub(super) async fn make_calls(&self, connection: &mut S::Connection) {
        S::call(connection, ARGUMENT).await;
        S::call(connection, ARGUMENT).await;
        S::call_by_text(connection, LITERAL).await;
        S::fail(connection).await;
    }

    /// The names of the spans of [`make_calls`](Self::make_calls).
    pub(super) fn names_of_calls(&self) -> [String; CALLS] {
        [S::CALL.operation, S::CALL.operation, S::CALL_BY_TEXT.operation, S::FAILURE.operation]
            .map(|operation| self.subject.span_name(operation))
    }

    /// The spans so far, which are forgotten.
    pub(super) fn take_spans(&self) -> Vec<Span> {
        let spans = self.recorder.spans();
        self.forget();
        spans
    }

    /// The one span so far, which is forgotten.
    #[track_caller]
    pub(super) fn take_span(&self) -> Span {
        let spans = self.take_spans();
        let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
        span.clone()
    }

    /// Forgets the spans so far, after a search for the values that went in.
    pub(super) fn forget(&self) {
        self.recorder.assert_never_seen(&self.hidden.borrow());
        self.recorder.forget();
    }

    /// The number of measured calls.
    pub(super) fn measured(&self) -> u64 {
        self.recorder.durations().iter().map(|point| point.count).sum()
    }

    /// The attributes that every span and every measurement of this operation has.
    pub(super) fn attributes(&self, operation: &str) -> BTreeMap<String, String> {
        let mut attributes =
            vec![("db.system.name", S::SYSTEM.to_owned()), (S::IDENTITY, operation.to_owned())];
        attributes.extend(self.subject.place());
        attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// Compares all of a span with a call that succeeded.
    #[track_caller]
    pub(super) fn assert_success(&self, span: &Span, call: &Call) {
        let mut expected = call.counts.to_vec();
        expected.push(("db.query.text", call.sanitized));
        self.assert_span(span, call.operation, &expected);
        assert_eq!(span.status, Status::Unset);
    }

    /// Compares the name, the kind and all attributes of a span.
    #[track_caller]
    pub(super) fn assert_span(&self, span: &Span, operation: &str, attributes: &[(&str, &str)]) {
        assert_eq!(span.name, self.subject.span_name(operation));
        assert_eq!(span.kind, SpanKind::Client);
        let mut expected = self.attributes(operation);
        expected.extend(attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let mut found = span.attributes.clone();
        let waited = found.remove("dbtrace.pool.wait").is_some();
        assert!(S::IS_POOLED || !waited, "there is no pool to wait for: {span:#?}");
        assert_eq!(found, expected, "of {operation}");
    }

    /// Allows a value to be exported, where the test opts in to that.
    pub(super) fn show(&self, value: &str) {
        self.hidden.borrow_mut().retain(|hidden| *hidden != value);
    }
}

impl<S: Subject> Drop for Scene<S> {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.recorder.assert_never_seen(&self.hidden.borrow());
        }
    }
}
