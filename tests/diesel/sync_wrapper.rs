//! SQLite in an asynchronous program, by diesel-async's wrapper of a blocking connection.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db_semconv::Telemetry;
use db_trace_tests::{Recorder, poll_times};
use diesel::prelude::*;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, PoolableConnection as _};
use diesel_async::sync_connection_wrapper::SpawnBlocking;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};
use diesel_trace::{SqliteConnection, SyncConnectionWrapper};
use futures_executor::block_on;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use opentelemetry::trace::{FutureExt as _, TraceContextExt as _};
use tokio::sync::Notify;

use crate::connection::{only_span, sqlite_quietly};
use crate::schema::{User, users};

fn connect(recorder: &Recorder) -> SyncConnectionWrapper<SqliteConnection> {
    SyncConnectionWrapper::new(sqlite_quietly(recorder))
}

#[tokio::test]
async fn sync_wrapper_transaction_nests_under_the_callers_span() {
    let recorder = Recorder::new();
    let mut connection = connect(&recorder);
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
    let mut connection = connect(&recorder);
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
async fn sync_wrapper_pool_has_traced_connections() {
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

#[tokio::test]
async fn sync_wrapper_query_nests_under_the_span_of_its_first_poll() {
    let recorder = Recorder::new();
    let mut connection = connect(&recorder);
    let (created, polled) = (recorder.parent("created"), recorder.parent("polled"));
    let attached = created.clone().attach();
    let delete = RunQueryDsl::execute(diesel::delete(users::table.find(2)), &mut connection);
    drop(attached);
    assert_eq!(delete.with_context(polled.clone()).await, Ok(1));
    let count = RunQueryDsl::get_result::<i64>(users::table.count(), &mut connection);
    assert_eq!(count.with_context(polled.clone()).await, Ok(2));
    connection.batch_execute("DELETE FROM posts").with_context(polled.clone()).await.expect("done");
    let renamed = connection.spawn_blocking(|connection| {
        diesel::RunQueryDsl::execute(
            diesel::update(users::table.find(1)).set(users::name.eq("Xq7Name")),
            connection,
        )
    });
    assert_eq!(renamed.with_context(polled.clone()).await, Ok(1));
    assert_eq!(recorder.names(), ["DELETE `users`", "SELECT `users`", "DELETE posts", "UPDATE `users`"]);
    for span in recorder.spans() {
        assert_eq!(span.parent, polled.span().span_context().span_id(), "{}", span.name);
    }
    recorder.assert_never_seen(&["Xq7Name"]);
}

#[tokio::test]
async fn sync_wrapper_call_without_a_poll_starts_at_the_next_call_in_the_context_of_its_making() {
    let recorder = Recorder::new();
    let mut connection = connect(&recorder);
    let created = recorder.parent("created");
    let attached = created.clone().attach();
    let delete = RunQueryDsl::execute(diesel::delete(users::table.find(2)), &mut connection);
    drop(attached);
    let count = RunQueryDsl::get_result::<i64>(users::table.count(), &mut connection);
    // Two threads race for the connection, as with diesel-async: the count is 2 or 3.
    count.await.expect("a count");
    assert_eq!(delete.await, Ok(1));
    let spans = recorder.spans();
    let delete = spans.iter().find(|span| span.name == "DELETE `users`").expect("a span");
    assert_eq!(delete.parent, created.span().span_context().span_id());
}

#[tokio::test]
async fn sync_wrapper_immediate_and_exclusive_transactions_are_traced() {
    let recorder = Recorder::new();
    let mut connection = connect(&recorder);
    let parent = recorder.parent("request");
    async {
        let deleted = connection.immediate_transaction::<_, diesel::result::Error, _>(async |connection| {
            RunQueryDsl::execute(diesel::delete(users::table.find(2)), connection).await
        });
        assert_eq!(deleted.await, Ok(1));
        let failed = connection.exclusive_transaction::<(), diesel::result::Error, _>(async |connection| {
            let added = (users::id.eq(9), users::name.eq("Xq7Name"));
            RunQueryDsl::execute(diesel::insert_into(users::table).values(added), connection).await?;
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert_eq!(failed.await, Err(diesel::result::Error::RollbackTransaction));
    }
    .with_context(parent.clone())
    .await;
    let committed = ["BEGIN", "DELETE `users`", "COMMIT"];
    let rolled_back = ["BEGIN", "INSERT `users`", "ROLLBACK"];
    assert_eq!(recorder.names(), [committed, rolled_back].concat());
    recorder.assert_never_seen(&["Xq7Name"]);
    let parent = parent.span().span_context().span_id();
    assert!(recorder.spans().iter().all(|span| span.parent == parent));
    assert_eq!(RunQueryDsl::get_result::<i64>(users::table.count(), &mut connection).await, Ok(2));
}

/// Takes a fraction of a second, and leaves a table with a row.
const SLOW: &str = "CREATE TABLE slow (n INTEGER); INSERT INTO slow WITH RECURSIVE c (n) AS \
                    (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500000) SELECT count(*) FROM c";

/// What the same program finds with each of the two types.
macro_rules! probes {
    ($module:ident: $connection:ty) => {
        mod $module {
            use super::*;

            async fn connect() -> $connection {
                <$connection>::establish(":memory:").await.expect("a connection")
            }

            /// A connection whose query was dropped after its first poll.
            async fn after_a_dropped_query() -> $connection {
                let mut connection = connect().await;
                assert!(poll_times(1, connection.batch_execute(SLOW)).await.is_none(), "it is slow");
                connection
            }

            /// Whether the connection is free at once, and the result of a transaction.
            pub(super) async fn dropped_query() -> (bool, QueryResult<usize>) {
                let mut connection = after_a_dropped_query().await;
                let is_free = catch_unwind(AssertUnwindSafe(|| {
                    connection.transaction_state();
                }));
                let deleted = connection.transaction(async |connection| {
                    diesel_async::RunQueryDsl::execute(diesel::sql_query("DELETE FROM slow"), connection)
                        .await
                });
                (is_free.is_ok(), deleted.await)
            }

            /// The message of the panic, if there is one.
            pub(super) fn dropped_query_on_one_thread() -> Option<String> {
                let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
                let drops =
                    AssertUnwindSafe(|| runtime.block_on(async { drop(after_a_dropped_query().await) }));
                let panic = catch_unwind(drops).err()?;
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                text.or_else(|| panic.downcast_ref::<String>().cloned())
            }

            /// Whether the connection is then broken.
            pub(super) async fn query_dropped_in_a_transaction() -> bool {
                let mut connection = connect().await;
                let begun = Notify::new();
                let transaction =
                    connection.transaction::<(), diesel::result::Error, _>(async |connection| {
                        begun.notify_one();
                        connection.batch_execute(SLOW).await
                    });
                tokio::select! {
                    biased;
                    _ = transaction => panic!("it is slow"),
                    () = begun.notified() => {}
                }
                connection.is_broken()
            }

            /// Whether a pool of one hands out the connection again.
            pub(super) async fn query_dropped_in_a_pool() -> QueryResult<()> {
                let manager = AsyncDieselConnectionManager::<$connection>::new(":memory:");
                let pool = Pool::builder(manager).max_size(1).build().expect("a pool");
                let mut connection = pool.get().await.expect("a connection");
                assert!(poll_times(1, connection.batch_execute(SLOW)).await.is_none(), "it is slow");
                drop(connection);
                pool.get().await.expect("a connection").batch_execute("DELETE FROM slow").await
            }

            pub(super) fn no_runtime() -> QueryResult<usize> {
                let connection = diesel::Connection::establish(":memory:").expect("a connection");
                let mut connection = <$connection>::new(connection);
                block_on(connection.batch_execute("CREATE TABLE rows (n INTEGER)"))?;
                let insert = diesel::sql_query("INSERT INTO rows VALUES (1), (2)");
                block_on(diesel_async::RunQueryDsl::execute(insert, &mut connection))
            }

            /// Two calls whose futures are not polled, and the rows that a third one deletes.
            pub(super) async fn futures_without_a_poll() -> QueryResult<usize> {
                let mut connection = connect().await;
                connection.batch_execute("CREATE TABLE rows (n INTEGER)").await?;
                for _ in 0..2 {
                    let insert = diesel::sql_query("INSERT INTO rows VALUES (1)");
                    drop(diesel_async::RunQueryDsl::execute(insert, &mut connection));
                }
                let delete = diesel::sql_query("DELETE FROM rows");
                diesel_async::RunQueryDsl::execute(delete, &mut connection).await
            }

            /// The answer of a call that is polled when its connection is gone, runtime included.
            pub(super) fn call_without_its_connection() -> QueryResult<usize> {
                let connection = diesel::Connection::establish(":memory:").expect("a connection");
                let mut connection = <$connection>::new(connection);
                let create = diesel::sql_query("CREATE TABLE rows (n INTEGER)");
                let created = diesel_async::RunQueryDsl::execute(create, &mut connection);
                drop(connection);
                block_on(created)
            }
        }
    };
}

probes!(bare: diesel_async::sync_connection_wrapper::SyncConnectionWrapper<diesel::SqliteConnection>);
probes!(traced: SyncConnectionWrapper<SqliteConnection>);

#[tokio::test(flavor = "multi_thread")]
async fn sync_wrapper_dropped_query_is_awaited_as_by_diesel_async() {
    let bare = bare::dropped_query().await;
    assert_eq!(bare, (true, Ok(1)));
    assert_eq!(traced::dropped_query().await, bare);
}

#[test]
fn sync_wrapper_dropped_query_on_one_thread_panics_as_with_diesel_async() {
    let bare = bare::dropped_query_on_one_thread();
    assert!(bare.is_some(), "diesel-async blocks in place");
    assert_eq!(traced::dropped_query_on_one_thread(), bare);
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_wrapper_query_dropped_in_a_transaction_breaks_the_connection_as_with_diesel_async() {
    let bare = bare::query_dropped_in_a_transaction().await;
    assert!(bare);
    assert_eq!(traced::query_dropped_in_a_transaction().await, bare);
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_wrapper_query_dropped_in_a_pool_leaves_the_connection_as_with_diesel_async() {
    let bare = bare::query_dropped_in_a_pool().await;
    assert_eq!(bare, Ok(()));
    assert_eq!(traced::query_dropped_in_a_pool().await, bare);
}

#[test]
fn sync_wrapper_without_a_runtime_runs_queries_as_with_diesel_async() {
    let bare = bare::no_runtime();
    assert_eq!(bare, Ok(2));
    assert_eq!(traced::no_runtime(), bare);
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_wrapper_future_without_a_poll_runs_its_query_as_with_diesel_async() {
    let bare = bare::futures_without_a_poll().await;
    assert_eq!(bare, Ok(2));
    assert_eq!(traced::futures_without_a_poll().await, bare);
}

#[test]
fn sync_wrapper_future_outlives_its_connection_as_with_diesel_async() {
    let bare = bare::call_without_its_connection();
    assert_eq!(traced::call_without_its_connection(), bare);
}

#[test]
fn sync_wrapper_future_without_a_poll_survives_a_panic_on_one_thread() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let recorder = Recorder::new();
    let mut connection = runtime.block_on(async { connect(&recorder) });
    let panicking = AssertUnwindSafe(|| {
        runtime.block_on(async {
            let _deletes = RunQueryDsl::execute(diesel::delete(users::table), &mut connection);
            panic!("in the program");
        });
    });
    // A second panic in the drop of the future would abort the process.
    assert!(catch_unwind(panicking).is_err());
    assert!(recorder.spans().is_empty());
}

/// A spawner of the program's own, which runs each task where it is polled.
struct InPlace(Arc<AtomicUsize>);

impl SpawnBlocking for InPlace {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn Error + Send + Sync + 'static>>>
    where
        R: Send + 'static,
    {
        self.0.fetch_add(1, Ordering::Relaxed);
        async { Ok(task()) }.boxed()
    }

    fn get_runtime() -> Self {
        Self(Arc::default())
    }
}

#[tokio::test]
async fn sync_wrapper_spawner_of_the_program_runs_the_queries() {
    let recorder = Recorder::new();
    let tasks = Arc::<AtomicUsize>::default();
    let spawner = InPlace(Arc::clone(&tasks));
    let mut connection =
        SyncConnectionWrapper::<SqliteConnection, InPlace>::with_runtime(sqlite_quietly(&recorder), spawner);
    let parent = recorder.parent("request");
    connection.batch_execute("DELETE FROM posts").with_context(parent.clone()).await.expect("done");
    assert_eq!(AtomicUsize::load(&tasks, Ordering::Relaxed), 1);
    assert_eq!(recorder.spans()[0].parent, parent.span().span_context().span_id());
}
