//! A table of jobs in a database of its own, and what is recorded of it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::{Duration, Instant};

use db_semconv::messaging::jobs::JOBS_SQL;
use db_semconv::{Telemetry, TelemetryBuilder};
use db_testcontainers::Postgres;
use opentelemetry::trace::{SpanId, SpanKind, Status};

use crate::recorder::{Recorder, Span};

/// A table `jobs`, and a recorder for those who use it.
#[expect(missing_debug_implementations, reason = "a test does not show it")]
pub struct JobTable {
    /// Has what the users of `telemetry` record.
    pub recorder: Recorder,
    /// Of the database.
    pub url: String,
    /// For those who use the table.
    pub telemetry: Telemetry,
    /// Sees and changes the table without telemetry.
    pub plain: tokio_postgres::Client,
}

/// An error of a handler that shows a value.
#[derive(Debug)]
pub struct Refused;

impl JobTable {
    /// Creates the documented table in a new database.
    pub async fn create(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        let recorder = Recorder::new();
        let telemetry = settings(recorder.builder()).build();
        let server = Postgres::start().await.expect("a server");
        let url = server.create_database().await.expect("a database");
        let (plain, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connected");
        tokio::spawn(connection);
        plain.batch_execute(JOBS_SQL).await.expect("the documented table");
        Self { recorder, url, telemetry, plain }
    }

    /// Makes deliveries older than the second in which they are not repeated.
    pub async fn pass_a_second(&self) {
        let sql = "UPDATE jobs SET delivered_at = delivered_at - interval '1 second'";
        self.plain.batch_execute(sql).await.expect("changed");
    }

    /// Waits until the delivery of the only job is older than that second.
    pub async fn wait_a_second(&self) {
        let old = "SELECT delivered_at < statement_timestamp() - interval '1 second' FROM jobs";
        self.poll_until(old, &mut Box::pin(std::future::pending::<()>())).await;
    }

    /// Polls a future until a query returns `true`. The future must not end before.
    pub async fn poll_until<F: Future>(&self, sql: &str, future: &mut Pin<Box<F>>) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.plain.query_one(sql, &[]).await.expect("a row").get::<_, bool>(0) {
            assert!(Instant::now() < deadline, "it is never true: {sql}");
            assert!(futures_util::poll!(&mut *future).is_pending(), "it ended before: {sql}");
        }
    }

    /// Ends a connection, and waits for its end.
    pub async fn terminate(&self, pid: i32) {
        let sql = "SELECT pg_terminate_backend($1, 10000)";
        self.plain.execute(sql, &[&pid]).await.expect("terminated");
    }

    /// How many jobs there are.
    pub async fn jobs(&self) -> i64 {
        self.plain.query_one("SELECT count(*) FROM jobs", &[]).await.expect("a count").get(0)
    }

    /// The columns `traceparent`, `tracestate` and `baggage` of a job.
    pub async fn context(&self, id: i64) -> [Option<String>; 3] {
        let sql = "SELECT traceparent, tracestate, baggage FROM jobs WHERE id = $1";
        let row = self.plain.query_one(sql, &[&id]).await.expect("a job");
        [row.get(0), row.get(1), row.get(2)]
    }

    /// How many measurements each point of a histogram has.
    pub fn counts(&self, name: &str) -> BTreeMap<BTreeMap<String, String>, u64> {
        self.recorder.seconds(name).into_iter().map(|point| (point.attributes, point.count)).collect()
    }

    /// The host and the port of the server.
    pub fn server(&self) -> String {
        let config: tokio_postgres::Config = self.url.parse().expect("a URL");
        let [tokio_postgres::config::Host::Tcp(host)] = config.get_hosts() else {
            panic!("no host: {}", self.url)
        };
        format!("{host}:{}", config.get_ports()[0])
    }

    /// What all spans and points of a destination have.
    pub fn place(&self, destination: &str) -> BTreeMap<String, String> {
        let server = self.server();
        let port = server.rsplit(':').next().expect("a port");
        let place = [
            ("messaging.system", "postgresql"),
            ("messaging.destination.name", destination),
            ("server.address", "127.0.0.1"),
            ("server.port", port),
        ];
        place.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    }

    /// One job was sent and processed by itself: its four spans, and the beginning and the commit of its transaction.
    #[track_caller]
    pub fn assert_one_message(&self, id: i64, begin: &str) {
        let names = ["send jobs", begin, "receive jobs", "process jobs", "settle jobs", "COMMIT"];
        assert_eq!(self.recorder.names(), names);
        let spans = self.recorder.spans();
        let [send, _, receive, process, settle, _] = spans.as_slice() else { unreachable!() };
        let id = id.to_string();
        let id = [("messaging.message.id", id.as_str())];
        self.assert_step(send, &SpanKind::Producer, &id);
        self.assert_step(receive, &SpanKind::Client, &[("messaging.batch.message_count", "1")]);
        self.assert_step(process, &SpanKind::Consumer, &id);
        self.assert_step(settle, &SpanKind::Client, &id);
        let origin = (send.trace, send.id);
        assert!(send.links.is_empty());
        for span in [receive, process, settle] {
            assert_eq!(span.links, [origin], "{}", span.name);
            assert_ne!(span.trace, send.trace, "{}", span.name);
        }
        for span in [send, receive, process] {
            assert_eq!(span.parent, SpanId::INVALID, "{}", span.name);
        }
        assert_eq!((settle.trace, settle.parent), (process.trace, process.id));
        self.recorder.assert_never_seen(&["Xq7"]);
    }

    /// A success of this kind, with just these attributes besides those of each step.
    #[track_caller]
    pub fn assert_step(&self, span: &Span, kind: &SpanKind, attributes: &[(&str, &str)]) {
        let (step, destination) = span.name.split_once(' ').expect("two words");
        assert_eq!((&span.kind, &span.status), (kind, &Status::Unset), "{step}");
        let mut expected = self.place(destination);
        let names = [("messaging.operation.name", step), ("messaging.operation.type", step)];
        let attributes = attributes.iter().chain(&names);
        expected.extend(attributes.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        assert_eq!(span.attributes, expected, "{step}");
    }
}

/// The field `traceparent` of what a sampled span sends.
pub fn traceparent(span: &Span) -> String {
    format!("00-{}-{}-01", span.trace, span.id)
}
