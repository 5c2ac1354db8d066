//! What is recorded is the telemetry's choice.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};

use crate::scene::{mariadb_with, postgres_with, take_names, take_only};
use crate::schema::users;

#[tokio::test]
async fn transaction_spans_can_be_left_out() {
    let recorder = Recorder::new();
    let telemetry = recorder.builder().transaction_spans(false).build();
    macro_rules! ask {
        ($connection:expr) => {{
            let connection = $connection;
            recorder.forget();
            connection
                .transaction::<_, diesel::result::Error, _>(async |connection| {
                    users::table.select(users::id).load::<i32>(connection).await
                })
                .await
                .expect("rows");
            assert_eq!(take_names(&recorder), ["SELECT users"]);
        }};
    }
    ask!(&mut postgres_with(&telemetry).await);
    ask!(&mut mariadb_with(&telemetry).await);
}

#[tokio::test]
async fn query_parameters_are_shown_except_for_the_inner_connection() {
    let recorder = Recorder::new();
    let telemetry = recorder.builder().query_parameters(true).build();
    macro_rules! ask {
        ($connection:expr) => {{
            let connection = $connection;
            recorder.forget();
            // The text of this one is known from the first time; its values are not.
            for id in ["1", "2"] {
                let query = users::table.filter(users::id.eq(id.parse::<i32>().expect("a number"))).limit(7);
                query.select(users::id).load::<i32>(connection).await.expect("rows");
                let span = take_only(&recorder);
                let values = [0, 1, 2].map(|index| span.attribute(&format!("db.query.parameter.{index}")));
                assert_eq!(values, [Some(id), Some("7"), None]);
            }
            users::table
                .filter(users::name.eq("Xq7Bound"))
                .count()
                .get_result::<i64>(connection.inner_mut())
                .await
                .expect("a row");
            recorder.assert_never_seen(&["Xq7Bound"]);
        }};
    }
    ask!(&mut postgres_with(&telemetry).await);
    ask!(&mut mariadb_with(&telemetry).await);
}

/// A query that counts how often its text or its values are built.
#[derive(Clone, Copy)]
struct Counting<'a>(&'a AtomicUsize);

impl QueryId for Counting<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<B: Backend> QueryFragment<B> for Counting<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, B>) -> QueryResult<()> {
        self.0.fetch_add(1, Relaxed);
        pass.unsafe_to_cache_prepared();
        pass.push_sql("SELECT 1");
        Ok(())
    }
}

#[tokio::test]
async fn unrecorded_query_builds_no_second_text() {
    let [traced, plain, recorded] = [const { AtomicUsize::new(0) }; 3];
    let connection = &mut postgres_with(&Telemetry::disabled()).await;
    Counting(&traced).execute(connection).await.expect("done");
    Counting(&plain).execute(connection.inner_mut()).await.expect("done");
    let plain = plain.into_inner();
    assert_eq!(traced.into_inner(), plain);
    connection.set_telemetry(&Recorder::new().telemetry());
    Counting(&recorded).execute(connection).await.expect("done");
    assert_eq!(recorded.into_inner(), plain + 1, "one text is built");
}

#[tokio::test]
async fn text_without_a_statement_is_a_health_check() {
    for wanted in [false, true] {
        let recorder = Recorder::new();
        let telemetry = recorder.builder().health_check_spans(wanted).build();
        let mut connection = postgres_with(&telemetry).await;
        recorder.forget();
        for text in ["", " ;", "/* ping */"] {
            connection.batch_execute(text).await.expect("done");
        }
        assert_eq!(recorder.names(), vec!["PING"; if wanted { 3 } else { 0 }]);
    }
}
