//! Rows that come one by one.

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::{StreamExt as _, TryStreamExt as _};
use opentelemetry::trace::Status;

use crate::scene::{on_both, take_only};
use crate::schema::users;

const ROWS: &str = "db.response.returned_rows";
const OUTCOME: &str = "dbtrace.outcome";

on_both! {
    async fn drained_stream_ends_its_span(recorder, connection) {
        let mut names = users::table.select(users::name).load_stream::<String>(connection).await.expect("a stream");
        for _ in 0..3 {
            assert!(recorder.spans().is_empty(), "there are rows yet");
            names.try_next().await.expect("a row").expect("one of three");
        }
        assert!(names.try_next().await.expect("the end").is_none());
        let span = take_only(recorder);
        assert_eq!((span.attribute(ROWS), span.attribute(OUTCOME)), (Some("3"), None));
        assert_eq!(span.status, Status::Unset);
    }

    async fn dropped_stream_is_cancelled_with_the_rows_so_far(recorder, connection) {
        let names = users::table.select(users::name).load_stream::<String>(connection).await.expect("a stream");
        let some: Vec<String> = names.take(2).try_collect().await.expect("rows");
        assert_eq!(some.len(), 2);
        let span = take_only(recorder);
        assert_eq!((span.attribute(ROWS), span.attribute(OUTCOME)), (Some("2"), Some("cancelled")));
        assert_eq!(span.status, Status::Unset);
    }

    async fn stream_dropped_before_its_first_row_is_cancelled(recorder, connection) {
        drop(users::table.select(users::name).load_stream::<String>(connection).await.expect("a stream"));
        let span = take_only(recorder);
        assert_eq!((span.attribute(ROWS), span.attribute(OUTCOME)), (Some("0"), Some("cancelled")));
        assert_eq!(users::table.count().get_result::<i64>(connection).await.expect("a row"), 3);
    }

    async fn row_that_does_not_deserialize_cancels_its_stream(recorder, connection) {
        let ages = users::table.select(diesel::dsl::sql::<diesel::sql_types::Integer>("age")).order(users::id);
        ages.load::<i32>(connection).await.expect_err("the second is null");
        let span = take_only(recorder);
        // The stream was dropped there.
        assert_eq!((span.attribute(ROWS), span.attribute(OUTCOME)), (Some("2"), Some("cancelled")));
    }
}

#[tokio::test]
async fn postgres_stream_outlives_the_borrow_of_its_connection() {
    let recorder = Recorder::new();
    let connection = &mut crate::scene::postgres(&recorder).await;
    let names = users::table.select(users::name).load_stream::<String>(connection).await.expect("a stream");
    let count: i64 = users::table.count().get_result(connection).await.expect("a row");
    assert_eq!((names.count().await, count), (3, 3));
}

#[tokio::test]
async fn postgres_stream_that_fails_is_a_failure() {
    let recorder = Recorder::new();
    let connection = &mut crate::scene::postgres(&recorder).await;
    let quotients = diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT 1 / (2 - generate_series(1, 2))");
    let rows: Vec<QueryResult<i32>> =
        quotients.load_stream::<i32>(connection).await.expect("a stream").collect().await;
    assert!(matches!(rows[..], [Ok(1), Err(_)]), "{rows:?}");
    let span = take_only(&recorder);
    assert_eq!(span.attribute(ROWS), Some("1"));
    assert_eq!((span.attribute("error.type"), span.attribute(OUTCOME)), (Some("_OTHER"), None));
}
