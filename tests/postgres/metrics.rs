//! The duration and the rows, as the conventions want them.

use db_trace_tests::Recorder;
use opentelemetry_sdk::trace::Sampler;

use crate::client::{connect, connect_quietly};

#[tokio::test]
async fn a_duration_is_recorded_once_for_each_span_with_its_attributes() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client.query("SELECT 'secret-value' FROM pg_class LIMIT 3", &[]).await.expect("rows");
    client.query("SELECT 1 FROM nowhere", &[]).await.expect_err("no such table");
    let span = recorder.span("SELECT pg_class");
    let durations = recorder.durations();
    let by_summary = |summary: &str| {
        let mut points = durations.iter().filter(|point| point.attributes["db.query.summary"] == summary);
        let point = points.next().expect("a point").clone();
        assert!(points.next().is_none());
        point
    };
    let mut expected = span.attributes.clone();
    expected.remove("db.query.text");
    expected.remove("db.response.returned_rows");
    let success = by_summary("SELECT pg_class");
    assert_eq!(success.attributes, expected);
    assert_eq!(success.count, 1);
    assert!((success.sum - span.seconds).abs() < 1e-9, "the span's own clock readings");
    assert_eq!(success.bounds, [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0]);
    let failure = by_summary("SELECT nowhere");
    assert_eq!(failure.attributes["error.type"], "42P01");
    assert_eq!(failure.attributes["db.response.status_code"], "42P01");
    assert_eq!(by_summary("CONNECT").count, 1);
    let rows = recorder.returned_rows();
    assert_eq!(rows.len(), 1);
    assert!((rows[0].sum - 3.0).abs() < f64::EPSILON);
    recorder.assert_never_seen(&["secret-value"]);
}

#[tokio::test]
async fn unsampled_and_cancelled_calls_are_measured_too() {
    let recorder = Recorder::with_sampler(Sampler::AlwaysOff);
    let client = connect(recorder.telemetry()).await;
    client.query("SELECT 1 FROM pg_class LIMIT 1", &[]).await.expect("rows");
    db_trace_tests::poll_times(1, client.query("SELECT 1 FROM pg_type", &[])).await;
    assert!(recorder.spans().is_empty());
    let durations = recorder.durations();
    let outcome_of = |summary: &str| {
        let point = durations.iter().find(|point| point.attributes["db.query.summary"] == summary);
        point.expect("a point").attributes.get("dbtrace.outcome").cloned()
    };
    assert_eq!(outcome_of("SELECT pg_class"), None);
    assert_eq!(outcome_of("SELECT pg_type").as_deref(), Some("cancelled"));
}
