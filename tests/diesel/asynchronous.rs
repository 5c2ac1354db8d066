//! SQLite in an asynchronous program, by diesel-async.

use db_semconv::Telemetry;
use db_trace_tests::{Recorder, poll_times};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use diesel_trace::{Instrument, SqliteConnection, SyncConnectionWrapper};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use opentelemetry::trace::{FutureExt as _, TraceContextExt as _};

use crate::connection::{only_span, postgres_url_within, sqlite_quietly};
use crate::schema::{self, User, users};

#[tokio::test]
async fn sync_wrapper_transaction_nests_under_the_callers_span() {
    let recorder = Recorder::new();
    let mut connection = SyncConnectionWrapper::new(sqlite_quietly(&recorder));
    let parent = recorder.parent("request");
    async {
        let found: Vec<User> =
            RunQueryDsl::load(users::table.filter(users::name.ne("Xq7Bound")), &mut connection)
                .await
                .expect("rows");
        assert_eq!(found.len(), 3);
        connection
            .transaction::<_, diesel::result::Error, _>(async |connection| {
                RunQueryDsl::execute(diesel::delete(users::table.find(2)), connection).await
            })
            .await
            .expect("committed");
        connection.batch_execute("DELETE FROM posts").await.expect("done");
    }
    .with_context(parent.clone())
    .await;
    assert_eq!(recorder.names(), ["SELECT `users`", "BEGIN", "DELETE `users`", "COMMIT", "DELETE posts"]);
    for span in recorder.spans() {
        assert_eq!(span.parent, parent.span().span_context().span_id(), "{}", span.name);
    }
    let spans = recorder.spans();
    assert_eq!(spans[0].attribute("db.response.returned_rows"), Some("3"));
    assert_eq!(spans[2].attribute("dbtrace.affected_rows"), Some("1"));
    recorder.assert_never_seen(&["Xq7Bound"]);
}

#[tokio::test]
async fn sync_wrapper_stream_is_read_within_the_call() {
    let recorder = Recorder::new();
    let mut connection = SyncConnectionWrapper::new(sqlite_quietly(&recorder));
    let names = RunQueryDsl::load_stream::<String>(users::table.select(users::name), &mut connection)
        .await
        .expect("a stream");
    only_span(
        &recorder,
        "SELECT `users`",
        &[("db.query.text", "SELECT `users`.`name` FROM `users`"), ("db.response.returned_rows", "3")],
    );
    assert_eq!(names.count().await, 3);
}

#[tokio::test]
async fn sync_wrapper_call_runs_on_after_its_future_is_dropped() {
    let recorder = Recorder::new();
    let mut connection = SyncConnectionWrapper::new(sqlite_quietly(&recorder));
    let delete = RunQueryDsl::execute(diesel::delete(users::table.find(2)), &mut connection);
    drop(poll_times(1, delete).await);
    while recorder.spans().is_empty() {
        tokio::task::yield_now().await;
    }
    let left = RunQueryDsl::get_result::<i64>(users::table.count(), &mut connection).await;
    assert_eq!(left, Ok(2));
    assert_eq!(recorder.names(), ["DELETE `users`", "SELECT `users`"]);
    assert!(recorder.spans().iter().all(|span| span.attribute("dbtrace.outcome").is_none()));
}

/// A connection of diesel-async's own, which our instrumentation hears.
async fn heard(instrument: Instrument) -> AsyncPgConnection {
    let url = postgres_url_within().await;
    let mut connection = AsyncPgConnection::establish(&url).await.expect("a connection");
    connection.batch_execute(schema::CREATE).await.expect("tables");
    connection.set_instrumentation(instrument.url(&url));
    connection
}

fn name(id: i32) -> impl for<'a> FnOnce(&'a AsyncPgConnection) -> BoxFuture<'a, QueryResult<String>> {
    move |mut connection| {
        async move {
            let query = users::table.filter(users::id.eq(id)).select(users::name);
            RunQueryDsl::get_result(query, &mut connection).await
        }
        .boxed()
    }
}

#[tokio::test]
async fn instrument_records_an_unwrapped_async_connection() {
    let recorder = Recorder::new();
    let mut connection = heard(Instrument::with(&recorder.telemetry())).await;
    let none: Vec<i32> =
        RunQueryDsl::load(users::table.filter(users::name.eq("Xq7Bound")).select(users::id), &mut connection)
            .await
            .expect("no rows");
    assert!(none.is_empty());
    let text = r#"SELECT "users"."id" FROM "users" WHERE ("users"."name" = $1)"#;
    only_span(&recorder, r#"SELECT "users""#, &[("db.query.text", text)]);
    let twice = diesel::insert_into(users::table).values((users::id.eq(9), users::name.eq("ada")));
    RunQueryDsl::execute(twice, &mut connection).await.expect_err("twice");
    assert_eq!(recorder.spans()[0].attribute("db.response.status_code"), Some("23505"));
    recorder.forget();
    connection
        .transaction::<_, diesel::result::Error, _>(async |connection| {
            connection.batch_execute("DELETE FROM posts").await
        })
        .await
        .expect("committed");
    assert_eq!(recorder.names(), ["BEGIN", "DELETE posts", "COMMIT"]);
    recorder.assert_never_seen(&["Xq7Bound", "(ada)"]);
}

#[tokio::test]
async fn instrument_matches_pipelined_queries_by_their_text() {
    let recorder = Recorder::new();
    let connection = heard(Instrument::with(&recorder.telemetry()).pipelining()).await;
    let (first, second) = futures_util::join!(name(1)(&connection), name(3)(&connection));
    assert_eq!((first.expect("a row"), second.expect("a row")), ("ada".to_owned(), "joan".to_owned()));
    assert_eq!(recorder.names(), [r#"SELECT "users""#; 2]);
    assert!(recorder.spans().iter().all(|span| span.attribute("dbtrace.outcome").is_none()));
}

#[tokio::test]
async fn instrument_cancels_a_dropped_query_at_the_next_one() {
    let recorder = Recorder::new();
    let connection = heard(Instrument::with(&recorder.telemetry())).await;
    assert!(poll_times(1, name(1)(&connection)).await.is_none(), "no server answers at once");
    assert!(recorder.spans().is_empty(), "no event has come yet");
    name(3)(&connection).await.expect("a row");
    let outcomes: Vec<_> =
        recorder.spans().iter().map(|span| span.attributes.get("dbtrace.outcome").cloned()).collect();
    assert_eq!(outcomes, [Some("cancelled".to_owned()), None]);
}

#[tokio::test]
async fn sync_wrapper_pool_has_traced_connections() {
    use diesel_async::pooled_connection::AsyncDieselConnectionManager;
    use diesel_async::pooled_connection::deadpool::Pool;

    let manager = AsyncDieselConnectionManager::<SyncConnectionWrapper<SqliteConnection>>::new(":memory:");
    let pool = Pool::builder(manager).max_size(1).build().expect("a pool");
    let recorder = Recorder::new();
    let mut connection = pool.get().await.expect("a connection");
    let telemetry: Telemetry = recorder.telemetry();
    connection
        .spawn_blocking(move |connection| {
            connection.set_telemetry(&telemetry);
            Ok(())
        })
        .await
        .expect("set");
    connection.batch_execute("SELECT 1 AS pooled").await.expect("done");
    assert_eq!(recorder.names(), ["SELECT"]);
}
