//! The two builds of the program see the same things; only one of them is seen by OpenTelemetry.

use db_testcontainers::{Postgres, Redis};
use opentelemetry::global;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

#[tokio::test]
async fn traced_deadpool_program_has_the_results_of_the_plain_one() {
    // The program knows no provider, so it must be the global one. Nothing else runs in this process.
    let spans = InMemorySpanExporter::default();
    global::set_tracer_provider(SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build());
    let postgres = Postgres::start().await.unwrap();
    let postgres = postgres.create_database().await.unwrap();
    let redis = Redis::start().await.unwrap();

    let plain = drop_in_deadpool_plain::run_on_postgres(&postgres).await;
    let plain = [plain, drop_in_deadpool_plain::run_on_redis(redis.url()).await];
    assert_eq!(spans.get_finished_spans().unwrap(), []);
    let traced = drop_in_deadpool::run_on_postgres(&postgres).await;
    let traced = [traced, drop_in_deadpool::run_on_redis(redis.url()).await];
    for (traced, plain) in traced.iter().zip(&plain) {
        assert!(plain.len() > 25, "the program did little: {plain:#?}");
        for (traced, plain) in traced.iter().zip(plain) {
            assert_eq!(traced, plain);
        }
        assert_eq!(traced.len(), plain.len());
    }
    let count = spans.get_finished_spans().unwrap().len();
    assert!(count > 60, "the program is hardly traced: {count} spans");
}
