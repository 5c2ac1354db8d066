//! SQLite in an asynchronous program, by diesel-async.

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};
use diesel_trace::{SqliteConnection, SyncConnectionWrapper};
use opentelemetry::trace::{FutureExt as _, TraceContextExt as _};

use crate::connection::sqlite_quietly;
use crate::schema::{User, users};

#[tokio::test]
async fn calls_on_other_threads_are_children_of_the_callers_span() {
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
async fn a_pool_has_traced_connections() {
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
