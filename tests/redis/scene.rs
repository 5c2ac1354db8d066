//! A server, a client of it, and what the client records.

use std::collections::BTreeMap;

use db_semconv::TelemetryBuilder;
use db_testcontainers::Redis;
use db_trace_tests::{Recorder, Span};
use opentelemetry::trace::{SpanKind, Status};
use redis_trace::aio::MultiplexedConnection;
use redis_trace::{Client, Connection};

/// What a test looks at. Tests share the server: each has keys of its own.
pub(crate) struct Scene {
    pub(crate) recorder: Recorder,
    pub(crate) server: Redis,
    pub(crate) client: Client,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        Self::at(Redis::start().await.expect("a server"), settings)
    }

    /// A server that the test may kill.
    pub(crate) async fn own() -> Self {
        Self::at(Redis::start_own().await.expect("a server"), |builder| builder)
    }

    pub(crate) fn at(server: Redis, settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        let recorder = Recorder::new();
        let telemetry = settings(recorder.builder()).build();
        let client = Client::open(server.url()).expect("a URL").telemetry(&telemetry);
        Self { recorder, server, client }
    }

    /// A connection whose making is forgotten.
    pub(crate) fn connection(&self) -> Connection {
        let connection = self.client.get_connection().expect("a connection");
        self.recorder.forget();
        connection
    }

    /// A connection whose making is forgotten.
    pub(crate) async fn multiplexed(&self) -> MultiplexedConnection {
        let connection = self.client.get_multiplexed_async_connection().await.expect("a connection");
        self.recorder.forget();
        connection
    }

    /// A connection of the driver's, for what a test does without the client.
    pub(crate) fn plain(&self) -> redis::Connection {
        self.client.inner().get_connection().expect("a connection")
    }

    /// Where spans of this client say that the server is, as in their names.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.server.host(), self.server.port())
    }

    /// The one span since the last time: a success with just these attributes, besides those of the place.
    #[track_caller]
    pub(crate) fn only(&self, operation: &str, attributes: &[(&str, &str)]) {
        let span = self.only_span();
        self.assert_span(&span, operation, attributes);
        assert_eq!(span.status, Status::Unset);
    }

    /// The one span since the last time: a command of this text.
    #[track_caller]
    pub(crate) fn only_text(&self, operation: &str, text: &str) {
        self.only(operation, &[("db.query.text", text)]);
    }

    /// The one span since the last time: a failure.
    #[track_caller]
    pub(crate) fn only_failure(&self, operation: &str, error_type: &str, attributes: &[(&str, &str)]) {
        let span = self.only_span();
        let mut attributes = attributes.to_vec();
        attributes.push(("error.type", error_type));
        self.assert_span(&span, operation, &attributes);
        assert_eq!(span.status, Status::error(error_type.to_owned()));
    }

    #[track_caller]
    pub(crate) fn only_span(&self) -> Span {
        only_span(&self.recorder)
    }

    /// The name, the kind and all attributes.
    #[track_caller]
    pub(crate) fn assert_span(&self, span: &Span, operation: &str, attributes: &[(&str, &str)]) {
        assert_eq!(span.name, format!("{operation} {}", self.place()));
        assert_eq!(span.kind, SpanKind::Client);
        let port = self.server.port().to_string();
        let mut expected: BTreeMap<_, _> = attributes.iter().copied().collect();
        expected.extend([
            ("db.system.name", "redis"),
            ("db.namespace", "0"),
            ("server.address", self.server.host()),
            ("server.port", &port),
            ("db.operation.name", operation),
        ]);
        assert_eq!(all_attributes(span), expected, "of {operation}");
    }

    /// The operations of the spans so far, which are forgotten.
    pub(crate) fn operations(&self) -> Vec<String> {
        operations(&self.recorder)
    }
}

/// The one span since the last time.
#[track_caller]
pub(crate) fn only_span(recorder: &Recorder) -> Span {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    recorder.forget();
    span.clone()
}

/// The attributes without the times of a transaction, which differ in each run: the contract tests those.
pub(crate) fn all_attributes(span: &Span) -> BTreeMap<&str, &str> {
    let attributes = span.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    attributes.filter(|(key, _)| !key.starts_with("dbtrace.transaction.")).collect()
}

/// The operations of the spans so far, which are forgotten.
pub(crate) fn operations(recorder: &Recorder) -> Vec<String> {
    let spans = recorder.spans();
    recorder.forget();
    spans.iter().map(|span| span.attribute("db.operation.name").unwrap_or_default().to_owned()).collect()
}
