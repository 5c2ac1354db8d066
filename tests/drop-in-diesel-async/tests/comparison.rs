//! The two builds of the program see the same things; only one of them is seen by OpenTelemetry.

use db_testcontainers::{MariaDb, Postgres};
use drop_in_diesel_async as traced;
use drop_in_diesel_async_plain as plain;
use opentelemetry::global;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traced_diesel_async_program_has_the_results_of_the_plain_one() {
    // The program knows no provider, so it must be the global one. Nothing else runs in this process.
    let spans = InMemorySpanExporter::default();
    global::set_tracer_provider(SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build());
    let (postgres, mysql) =
        (Postgres::start().await.expect("a server"), MariaDb::start().await.expect("a server"));

    let plain = [
        plain::run_on_sqlite().await,
        plain::run_on_postgres(&postgres.create_database().await.expect("a database")).await,
        plain::run_on_mysql(&mysql.create_database().await.expect("a database")).await,
    ];
    assert_eq!(spans.get_finished_spans().unwrap(), []);
    let traced = [
        traced::run_on_sqlite().await,
        traced::run_on_postgres(&postgres.create_database().await.expect("a database")).await,
        traced::run_on_mysql(&mysql.create_database().await.expect("a database")).await,
    ];
    for (traced, plain) in traced.into_iter().zip(plain) {
        let (traced, plain) = (traced.unwrap(), plain.unwrap());
        assert!(plain.len() > 20, "the program did little: {plain:#?}");
        assert_eq!(traced, plain);
    }
    let count = spans.get_finished_spans().unwrap().len();
    assert!(count > 150, "the program is hardly traced: {count} spans");
}
