//! Durations and rows of what only diesel-async has.

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::{StreamExt as _, TryStreamExt as _};

use crate::scene::on_both;
use crate::schema::users;

const ROWS: &str = "db.response.returned_rows";

on_both! {
    async fn cancelled_stream_is_measured_with_the_rows_so_far(recorder, connection) {
        let some = users::table.select(users::id).load_stream::<i32>(connection).await.expect("a stream");
        some.take(2).try_collect::<Vec<_>>().await.expect("rows");
        let durations = recorder.durations();
        let mut cancelled = durations.iter().filter(|point| {
            point.attributes.get("dbtrace.outcome").is_some_and(|outcome| outcome == "cancelled")
        });
        let point = cancelled.next().expect("it is measured");
        assert_eq!((point.count, cancelled.next().is_none()), (1, true));
        let summary = &point.attributes["db.query.summary"];
        assert_eq!(summary.replace(['"', '`'], ""), "SELECT users");
        let rows = recorder.spans().iter().rev().find_map(|span| span.attribute(ROWS).map(str::to_owned));
        assert_eq!(rows.as_deref(), Some("2"));
    }
}
