//! The two builds of the service see the same things on a real server; only one of them is seen by OpenTelemetry.

use db_testcontainers::Redis;
use opentelemetry::global;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

#[tokio::test]
async fn traced_redis_program_has_the_results_of_the_plain_one() {
    // The service knows no provider, so it must be the global one. Nothing else runs in this process.
    let spans = InMemorySpanExporter::default();
    global::set_tracer_provider(SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build());
    let server = Redis::start().await.unwrap();
    let url = format!("{}/8", server.url());

    let plain = drop_in_redis_plain::run(&url).await.unwrap();
    assert!(plain.lines().len() > 40, "the service did little: {plain}");
    assert_eq!(spans.get_finished_spans().unwrap(), []);

    let traced = drop_in_redis::run(&url).await.unwrap();
    for (traced, plain) in traced.lines().iter().zip(plain.lines()) {
        assert_eq!(traced, plain);
    }
    assert_eq!(traced.lines().len(), plain.lines().len());
    let count = spans.get_finished_spans().unwrap().len();
    assert!(count > 250, "the service is hardly traced: {count} spans");
}
