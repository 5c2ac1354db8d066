//! A table of jobs in a database of its own, and what is recorded of it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::{Duration, Instant};

use db_semconv::{Telemetry, TelemetryBuilder};
use db_trace_tests::{Recorder, Span};
use opentelemetry::trace::{SpanKind, Status};
use pg_trace::Client;
use pg_trace::queue::{Consumer, JOBS_SQL, Message, Producer, Receive, Received};

use crate::client::{connect_to, database};

pub(crate) struct Scene {
    pub(crate) recorder: Recorder,
    pub(crate) url: String,
    telemetry: Telemetry,
    /// Sees and changes the table without telemetry.
    pub(crate) plain: tokio_postgres::Client,
}

/// An error of a handler that shows a value.
#[derive(Debug)]
pub(crate) struct Refused;

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        let (recorder, url) = (Recorder::new(), database().await);
        let telemetry = settings(recorder.builder()).build();
        let (plain, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connected");
        tokio::spawn(connection);
        plain.batch_execute(JOBS_SQL).await.expect("the documented table");
        Self { recorder, url, telemetry, plain }
    }

    /// A client whose connecting is forgotten, and both sides of the queue.
    pub(crate) async fn sides(&self) -> (Client, Producer, Consumer) {
        let client = self.client().await;
        let (producer, consumer) = (Producer::new(&client, "jobs"), Consumer::new(&client, "jobs"));
        (client, producer, consumer)
    }

    /// A client whose connecting is forgotten.
    pub(crate) async fn client(&self) -> Client {
        let client = connect_to(&self.url, self.telemetry.clone()).await;
        self.recorder.forget();
        client
    }

    /// Makes deliveries older than the second in which they are not repeated.
    pub(crate) async fn pass_a_second(&self) {
        let sql = "UPDATE jobs SET delivered_at = delivered_at - interval '1 second'";
        self.plain.batch_execute(sql).await.expect("changed");
    }

    /// Waits until the delivery of the only job is older than that second.
    pub(crate) async fn wait_a_second(&self) {
        let old = "SELECT delivered_at < statement_timestamp() - interval '1 second' FROM jobs";
        self.poll_until(old, &mut Box::pin(std::future::pending::<()>())).await;
    }

    /// Polls a future until a query returns `true`. The future must not end before.
    pub(crate) async fn poll_until<F: Future>(&self, sql: &str, future: &mut Pin<Box<F>>) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.plain.query_one(sql, &[]).await.expect("a row").get::<_, bool>(0) {
            assert!(Instant::now() < deadline, "it is never true: {sql}");
            assert!(futures_util::poll!(&mut *future).is_pending(), "it ended before: {sql}");
        }
    }

    /// How many jobs there are.
    pub(crate) async fn jobs(&self) -> i64 {
        self.plain.query_one("SELECT count(*) FROM jobs", &[]).await.expect("a count").get(0)
    }

    /// The columns `traceparent`, `tracestate` and `baggage` of a job.
    pub(crate) async fn context(&self, id: i64) -> [Option<String>; 3] {
        let sql = "SELECT traceparent, tracestate, baggage FROM jobs WHERE id = $1";
        let row = self.plain.query_one(sql, &[&id]).await.expect("a job");
        [row.get(0), row.get(1), row.get(2)]
    }

    /// How many measurements each point of a histogram has.
    pub(crate) fn counts(&self, name: &str) -> BTreeMap<BTreeMap<String, String>, u64> {
        self.recorder.seconds(name).into_iter().map(|point| (point.attributes, point.count)).collect()
    }

    /// What all spans and points of a destination have.
    pub(crate) fn place(&self, destination: &str) -> BTreeMap<String, String> {
        let config: pg_trace::Config = self.url.parse().expect("a URL");
        let port = config.get_ports()[0].to_string();
        let place = [
            ("messaging.system", "postgresql"),
            ("messaging.destination.name", destination),
            ("server.address", "127.0.0.1"),
            ("server.port", &port),
        ];
        place.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    }

    /// A success of this kind, with just these attributes besides those of each step.
    #[track_caller]
    pub(crate) fn assert_step(&self, span: &Span, kind: &SpanKind, attributes: &[(&str, &str)]) {
        let (step, destination) = span.name.split_once(' ').expect("two words");
        assert_eq!((&span.kind, &span.status), (kind, &Status::Unset), "{step}");
        let mut expected = self.place(destination);
        let names = [("messaging.operation.name", step), ("messaging.operation.type", step)];
        let attributes = attributes.iter().chain(&names);
        expected.extend(attributes.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        assert_eq!(span.attributes, expected, "{step}");
    }
}

pub(crate) fn traceparent(span: &Span) -> String {
    format!("00-{}-{}-01", span.trace, span.id)
}

/// Receives the one job that is due.
pub(crate) async fn only<'c>(
    consumer: &Consumer,
    client: &'c mut Client,
) -> (pg_trace::Transaction<'c>, Message) {
    let received = consumer.receive(client, &Receive::new().count(10)).await.expect("received");
    let Received { transaction, messages } = received.expect("a job");
    let Ok([message]) = <[Message; 1]>::try_from(messages) else { panic!("not one job") };
    (transaction, message)
}
