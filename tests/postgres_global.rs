//! The global providers: a process of its own, since there is one of each.

use std::time::{Duration, Instant};

use db_testcontainers::Postgres;
use db_trace_tests::Recorder;
use opentelemetry::global;
use pg_trace::{Client, Config, NoTls, QueryText, Telemetry};

async fn connect(url: &str) -> Client {
    let (client, connection) = pg_trace::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// One test, in the order of an application's life: connect first, install the providers later.
#[tokio::test]
async fn client_connected_before_the_global_providers_records_once_they_are_set() {
    let postgres = Postgres::start().await.expect("a server");
    let client = connect(postgres.url()).await;
    client.query("SELECT 'too early'", &[]).await.expect("a row");
    // Another one calls so often that it no longer looks for a provider at each call.
    let mut config: Config = postgres.url().parse().expect("a URL");
    let (busy, connection) =
        config.telemetry(&Telemetry::builder().build()).connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    for _ in 0..300 {
        busy.batch_execute("").await.expect("done");
    }

    let recorder = Recorder::new();
    global::set_tracer_provider(recorder.tracer_provider().clone());
    client.query("SELECT 1 FROM pg_class LIMIT 1", &[]).await.expect("a row");
    assert_eq!(recorder.names(), ["SELECT pg_class"], "the first call finds the tracer");
    assert!(recorder.durations().is_empty(), "there is no meter provider yet");

    global::set_meter_provider(recorder.meter_provider().clone());
    client.query("SELECT 1 FROM pg_type LIMIT 1", &[]).await.expect("a row");
    assert_eq!(recorder.names(), ["SELECT pg_class", "SELECT pg_type"]);
    let durations = recorder.durations();
    assert_eq!(durations.len(), 1);
    assert_eq!(durations[0].attributes["db.query.summary"], "SELECT pg_type");

    // The busy one finds them within a few seconds, and at once from inside a span.
    recorder.forget();
    let begin = Instant::now();
    while recorder.spans().is_empty() {
        busy.query("SELECT 1 FROM pg_namespace LIMIT 1", &[]).await.expect("a row");
        assert!(begin.elapsed() < Duration::from_secs(5), "it looks about once in a second");
    }

    // A process-wide default is for the clients that are connected from now on.
    recorder.forget();
    Telemetry::builder().query_text(QueryText::Off).connect_spans(false).build().set_global();
    let quiet = connect(postgres.url()).await;
    quiet.query("SELECT 1 FROM pg_proc LIMIT 1", &[]).await.expect("a row");
    client.query("SELECT 1 FROM pg_type LIMIT 1", &[]).await.expect("a row");
    assert_eq!(recorder.names(), ["SELECT pg_proc", "SELECT pg_type"]);
    assert_eq!(recorder.span("SELECT pg_proc").attribute("db.query.text"), None);
    assert_eq!(
        recorder.span("SELECT pg_type").attribute("db.query.text"),
        Some("SELECT ? FROM pg_type LIMIT ?")
    );
    recorder.assert_never_seen(&["too early"]);
}
