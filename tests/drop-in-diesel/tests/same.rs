//! The two builds of the program see the same things; only one of them is seen by OpenTelemetry.

use db_testcontainers::Postgres;
use opentelemetry::global;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

#[test]
fn traced_and_plain_see_the_same() {
    // The program knows no provider, so it must be the global one. Nothing else runs in this process.
    let spans = InMemorySpanExporter::default();
    global::set_tracer_provider(SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build());
    let (first, second) = databases();

    let plain = [drop_in_diesel_plain::run_on_sqlite(), drop_in_diesel_plain::run_on_postgres(&first)];
    assert_eq!(spans.get_finished_spans().unwrap(), []);
    let traced = [drop_in_diesel::run_on_sqlite(), drop_in_diesel::run_on_postgres(&second)];
    for (traced, plain) in traced.into_iter().zip(plain) {
        let (traced, plain) = (traced.unwrap(), plain.unwrap());
        assert!(plain.len() > 20, "the program did little: {plain:#?}");
        assert_eq!(traced, plain);
    }
    let count = spans.get_finished_spans().unwrap().len();
    assert!(count > 100, "the program is hardly traced: {count} spans");
}

/// Two that are empty, on the server that the tests share.
fn databases() -> (String, String) {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let server = Postgres::start().await.expect("a server");
        let first = server.create_database().await.expect("a database");
        let second = server.create_database().await.expect("a database");
        (first, second)
    })
}
