//! Durations and rows, measured with what the span tells.

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use futures_util::{StreamExt as _, TryStreamExt as _};
use opentelemetry_sdk::trace::Sampler;

use crate::scene::{on_both, postgres};
use crate::schema::users;

on_both! {
    async fn durations_are_measured_with_what_the_span_tells(recorder, connection) {
        for _ in 0..2 {
            users::table.select(users::id).load::<i32>(connection).await.expect("rows");
        }
        let some = users::table.select(users::id).load_stream::<i32>(connection).await.expect("a stream");
        some.take(2).try_collect::<Vec<_>>().await.expect("rows");
        connection.batch_execute("SELECT nothing").await.expect_err("no column");
        let points: Vec<_> = recorder
            .durations()
            .into_iter()
            .filter(|point| !["CONNECT", ""].contains(&point.attributes["db.query.summary"].as_str()))
            .filter(|point| point.attributes["db.query.summary"].starts_with("SELECT"))
            .collect();
        let of = |key: &str, value: &str| {
            points.iter().find(|point| point.attributes.get(key).is_some_and(|found| found == value)).expect("measured")
        };
        assert_eq!(of("dbtrace.outcome", "cancelled").count, 1);
        assert_eq!(of("error.type", "_OTHER").count, 1);
        let whole = points
            .iter()
            .find(|point| !point.attributes.contains_key("dbtrace.outcome") && !point.attributes.contains_key("error.type"))
            .expect("measured");
        assert_eq!(whole.count, 2);
        let rows: f64 = recorder
            .returned_rows()
            .iter()
            .filter(|point| point.attributes["db.query.summary"].contains("users"))
            .map(|point| point.sum)
            .sum();
        assert!((rows - 8.0).abs() < 0.1, "3 + 3 + 2 rows: {rows}");
    }
}

#[tokio::test]
async fn what_is_not_sampled_is_measured() {
    let recorder = Recorder::with_sampler(Sampler::AlwaysOff);
    let connection = &mut postgres(&recorder).await;
    users::table.select(users::id).load::<i32>(connection).await.expect("rows");
    assert!(recorder.spans().is_empty());
    let summary = r#"SELECT "users""#;
    assert!(recorder.durations().iter().any(|point| point.attributes["db.query.summary"] == summary));
}
