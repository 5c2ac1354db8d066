//! Calls that wait for a call of the same connection that was dropped: each says for how long.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use db_testcontainers::Postgres;
use db_trace_tests::{Proxy, Recorder, Span, poll_times};
use futures_util::future::{Either, join, select};
use futures_util::{StreamExt as _, TryStreamExt as _};
use opentelemetry::trace::FutureExt as _;
use opentelemetry_sdk::trace::Sampler;
use pg_trace::deadpool::{Manager, Pool, Runtime};
use pg_trace::types::Type;
use pg_trace::{Client, Config, Error, NoTls};

use crate::client::{connect_to, database};
use crate::session_context::scene::unsampled;

const QUEUED: &str = "dbtrace.queued_behind_cancelled";
const SECRET: &str = "Xq7Secret";
/// Waits for the lock of the scene.
const WAIT: &str = "SELECT pg_advisory_xact_lock(7), 'Xq7Secret'";
/// Returns more rows than the server keeps back, and waits in the last one.
const ROWS_AND_WAIT: &str = "SELECT CASE WHEN i = 3000 THEN pg_advisory_xact_lock(7)::text ELSE repeat('Xq7Secret', 9) END \
                             FROM generate_series(1, 3000) AS i";
/// How long the lock is held after a call was queued.
const HELD: Duration = Duration::from_millis(150);

/// A client whose calls wait for a lock, and another one that holds the lock.
struct Scene {
    recorder: Recorder,
    client: Arc<Client>,
    process: i32,
    holder: Client,
}

impl Scene {
    async fn new() -> Self {
        Self::with(Recorder::new(), true).await
    }

    async fn with(recorder: Recorder, is_on: bool) -> Self {
        let url = database().await;
        let client = connect_to(&url, recorder.builder().queued_behind_cancelled(is_on).build()).await;
        let holder = connect_to(&url, Recorder::new().telemetry()).await;
        holder.batch_execute("SELECT pg_advisory_lock(7)").await.expect("the lock");
        let process = process_of(&client).await;
        recorder.forget();
        Self { recorder, client: Arc::new(client), process, holder }
    }

    /// Polls a call until the server waits in it, and drops it.
    async fn abandon<F: Future>(&self, call: F) {
        drop(until_it_waits(&self.holder, self.process, call).await);
    }

    /// Releases the lock after a while, and returns when it was about to be released.
    async fn release(&self) -> Instant {
        self.holder.query_one("SELECT pg_sleep($1)", &[&HELD.as_secs_f64()]).await.expect("a row");
        let at = Instant::now();
        self.holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("released");
        at
    }

    /// Makes a call that is queued until the lock is released, and returns its result and the least time that it was queued.
    async fn queued<T>(&self, call: impl Future<Output = T>) -> (T, Duration) {
        self.recorder.forget();
        let begin = Instant::now();
        let (result, released) = join(call, self.release()).await;
        (result, released - begin)
    }

    /// The seconds that the span says, if it says them.
    fn seconds(&self, name: &str) -> Option<f64> {
        self.recorder.assert_never_seen(&[SECRET]);
        seconds(&self.recorder.span(name))
    }
}

fn seconds(span: &Span) -> Option<f64> {
    span.attribute(QUEUED).map(|seconds| seconds.parse().expect("seconds"))
}

async fn process_of(client: &Client) -> i32 {
    client.inner().query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0)
}

/// Polls a call until the server waits in it for a lock, and returns it.
async fn until_it_waits<F: Future>(
    watcher: &Client,
    process: i32,
    call: F,
) -> impl Future<Output = F::Output> {
    let waits = async {
        let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'advisory'";
        while watcher.query_opt(sql, &[&process]).await.expect("the view").is_none() {}
    };
    match select(Box::pin(call), Box::pin(waits)).await {
        Either::Left(_) => panic!("the call does not wait"),
        Either::Right(((), call)) => call,
    }
}

/// Checks what a span says: no less than the lock was held, and no more than the rest of the call leaves.
fn assert_queued(span: &Span, at_least: Duration, rest: Duration) {
    let queued = seconds(span).unwrap_or_else(|| panic!("it was queued: {span:#?}"));
    let (least, most) = (at_least.as_secs_f64(), span.seconds - rest.as_secs_f64());
    assert!((least..=most).contains(&queued), "{queued} s is not in {least}..={most}: {span:#?}");
}

/// One test for each way to drop a call.
macro_rules! abandoned {
    ($($test:ident: |$client:ident| $call:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            let scene = Scene::new().await;
            let $client = &scene.client;
            scene.abandon(async { let _: Result<(), Error> = async { $call; Ok(()) }.await; }).await;
            let (row, at_least) = scene.queued($client.query_one("SELECT 1", &[])).await;
            assert_eq!(row.expect("a row").get::<_, i32>(0), 1);
            assert_queued(&scene.recorder.span("SELECT"), at_least, Duration::ZERO);
            $client.query_one("SELECT 2", &[]).await.expect("a row");
            assert_eq!(seconds(scene.recorder.spans().last().expect("a span")), None, "the work has ended");
            scene.recorder.assert_never_seen(&[SECRET]);
        }
    )*};
}

abandoned! {
    call_behind_a_dropped_query_says_how_long_it_waited: |client| client.query(WAIT, &[]).await?;
    call_behind_a_dropped_execute_says_how_long_it_waited: |client| client.execute(WAIT, &[]).await?;
    call_behind_a_dropped_typed_query_says_how_long_it_waited: |client| client.query_typed(WAIT, &[]).await?;
    call_behind_a_dropped_simple_query_says_how_long_it_waited: |client| client.batch_execute(WAIT).await?;
    call_behind_a_dropped_statement_says_how_long_it_waited: |client| {
        let statement = client.prepare(WAIT).await?;
        client.query_opt(&statement, &[]).await?
    };
    call_behind_a_dropped_opening_of_a_stream_says_how_long_it_waited: |client| client.query_raw(WAIT, [] as [i32; 0]).await?;
    call_behind_a_dropped_row_stream_says_how_long_it_waited: |client| {
        client.query_raw(ROWS_AND_WAIT, [] as [i32; 0]).await?.try_collect::<Vec<_>>().await?
    };
    call_behind_a_dropped_stream_of_messages_says_how_long_it_waited: |client| {
        client.simple_query_raw(ROWS_AND_WAIT).await?.try_collect::<Vec<_>>().await?
    };
    call_behind_a_dropped_copy_out_says_how_long_it_waited: |client| {
        client.copy_out(&format!("COPY ({ROWS_AND_WAIT}) TO STDOUT")).await?.try_collect::<Vec<Bytes>>().await?
    };
}

/// One test for each way to be queued. Calls of 400 ms count 200 ms at most: the answer to what is ahead may be read late.
macro_rules! queued {
    ($($test:ident: $name:literal, $own:literal, |$client:ident| $call:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            let scene = Scene::new().await;
            let $client = &scene.client;
            scene.abandon($client.query(WAIT, &[])).await;
            let call = async { let result: Result<(), Error> = async { $call; Ok(()) }.await; result };
            let (result, at_least) = scene.queued(call).await;
            result.expect("it ran to its end");
            assert_queued(&scene.recorder.span($name), at_least, Duration::from_millis($own));
            scene.recorder.assert_never_seen(&[SECRET]);
        }
    )*};
}

queued! {
    queued_query_does_not_count_its_own_time: "SELECT", 200, |client| client.query("SELECT pg_sleep(0.4), 'Xq7Secret'", &[]).await?;
    queued_typed_query_does_not_count_its_own_time: "SELECT", 200, |client| {
        client.query_typed("SELECT pg_sleep(0.4), $1", &[(&SECRET, Type::TEXT)]).await?
    };
    queued_simple_query_does_not_count_its_own_time: "SELECT", 200, |client| client.simple_query("SELECT pg_sleep(0.4)").await?;
    queued_row_stream_does_not_count_its_own_time: "SELECT", 200, |client| {
        client.query_raw("SELECT pg_sleep(0.4)", [] as [i32; 0]).await?.try_collect::<Vec<_>>().await?
    };
    queued_stream_of_messages_does_not_count_what_comes_after_its_first_row: "SELECT generate_series", 200, |client| {
        let sql = "SELECT i, repeat('x', 100), CASE WHEN i = 1000 THEN pg_sleep(0.4)::text END FROM generate_series(1, 1000) i";
        client.simple_query_raw(sql).await?.try_collect::<Vec<_>>().await?
    };
    queued_copy_out_says_how_long_it_waited: "COPY SELECT", 0, |client| {
        client.copy_out("COPY (SELECT 1) TO STDOUT").await?.try_collect::<Vec<Bytes>>().await?
    };
    queued_prepare_says_how_long_it_waited: "PREPARE SELECT", 0, |client| client.prepare("SELECT 'Xq7Secret'").await?;
}

#[tokio::test]
async fn call_says_nothing_without_a_dropped_call_and_after_one_that_has_ended() {
    let scene = Scene::new().await;
    scene.client.query_one("SELECT 1 FROM pg_class LIMIT 1", &[]).await.expect("a row");
    assert_eq!(scene.seconds("SELECT pg_class"), None);
    scene.abandon(scene.client.query(WAIT, &[])).await;
    scene.release().await;
    // The driver's client has the answers to all that was sent before.
    scene.client.inner().batch_execute("").await.expect("answered");
    scene.client.query_one("SELECT 1", &[]).await.expect("a row");
    assert_eq!(seconds(scene.recorder.spans().last().expect("a span")), None);
}

#[tokio::test]
async fn call_says_nothing_after_a_stream_that_was_dropped_after_its_last_row() {
    let scene = Scene::new().await;
    for _ in 0..20 {
        let rows = scene.client.query_raw("SELECT 'Xq7Secret'", [] as [i32; 0]).await.expect("rows");
        let mut rows = Box::pin(rows);
        rows.next().await.expect("a row").expect("a row");
        drop(rows);
        scene.recorder.forget();
        scene.client.query_one("SELECT 1", &[]).await.expect("a row");
        assert_eq!(scene.seconds("SELECT"), None);
    }
}

#[tokio::test]
async fn call_says_nothing_without_the_setting() {
    let scene = Scene::with(Recorder::new(), false).await;
    scene.abandon(scene.client.query(WAIT, &[])).await;
    let (row, _) = scene.queued(scene.client.query_one("SELECT 1", &[])).await;
    row.expect("a row");
    assert_eq!(scene.seconds("SELECT"), None);
}

#[tokio::test]
async fn queued_call_that_fails_has_its_own_error_and_says_how_long_it_waited() {
    let scene = Scene::new().await;
    scene.abandon(scene.client.query(WAIT, &[])).await;
    let (result, at_least) = scene.queued(scene.client.query("SELECT 1 / 0, 'Xq7Secret'", &[])).await;
    assert_eq!(result.expect_err("a division").code().map(pg_trace::error::SqlState::code), Some("22012"));
    let span = scene.recorder.span("SELECT");
    assert_eq!(span.attribute("error.type"), Some("22012"));
    assert_queued(&span, at_least, Duration::ZERO);
}

#[tokio::test]
async fn calls_that_are_queued_together_say_each_its_own_time() {
    let scene = Scene::new().await;
    let client = &scene.client;
    scene.abandon(client.query(WAIT, &[])).await;
    scene.recorder.forget();
    let begin = Instant::now();
    let later = async {
        scene.holder.query_one("SELECT pg_sleep(0.1)", &[]).await.expect("a row");
        let begin = Instant::now();
        (client.query_one("SELECT 2 FROM pg_class LIMIT 1", &[]).await, begin)
    };
    let released = async {
        scene.holder.query_one("SELECT pg_sleep(0.2)", &[]).await.expect("a row");
        scene.release().await
    };
    let first = client.query_one("SELECT 1 FROM pg_am LIMIT 1", &[]);
    let ((first, (second, late)), released) = join(join(first, later), released).await;
    assert_eq!(first.expect("a row").get::<_, i32>(0), 1);
    assert_eq!(second.expect("a row").get::<_, i32>(0), 2);
    let (early, later) = (scene.recorder.span("SELECT pg_am"), scene.recorder.span("SELECT pg_class"));
    assert_queued(&early, released - begin, Duration::ZERO);
    assert_queued(&later, released - late, Duration::ZERO);
    assert!(seconds(&early) > seconds(&later), "{early:#?}, {later:#?}");
}

#[tokio::test]
async fn call_of_another_task_says_how_long_it_waited_for_a_dropped_one() {
    let scene = Scene::new().await;
    scene.abandon(scene.client.query(WAIT, &[])).await;
    let client = Arc::clone(&scene.client);
    let task = tokio::spawn(async move { client.query_one("SELECT 1", &[]).await });
    let (row, at_least) = scene.queued(task).await;
    row.expect("no panic").expect("a row");
    // The task may begin a little later.
    let at_least = at_least.min(HELD);
    assert_queued(&scene.recorder.span("SELECT"), at_least, Duration::ZERO);
}

#[tokio::test]
async fn call_behind_a_call_that_goes_on_says_nothing() {
    let scene = Scene::new().await;
    let going_on = until_it_waits(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
    let (((going_on, row), _), ()) = join(
        scene.queued(join(going_on, scene.client.query_one("SELECT 1 FROM pg_class LIMIT 1", &[]))),
        async {},
    )
    .await;
    going_on.expect("rows");
    row.expect("a row");
    assert_eq!(scene.seconds("SELECT pg_class"), None);
}

#[tokio::test]
async fn call_that_is_dropped_while_it_is_queued_says_how_long_and_is_waited_for_too() {
    let scene = Scene::new().await;
    let client = &scene.client;
    scene.abandon(client.query(WAIT, &[])).await;
    scene.recorder.forget();
    let slept = scene.holder.query_one("SELECT pg_sleep(0.1)", &[]);
    match select(Box::pin(client.query("SELECT 1 FROM pg_am LIMIT 1", &[])), Box::pin(slept)).await {
        Either::Left(_) => panic!("the lock is held"),
        Either::Right((slept, call)) => {
            slept.expect("a row");
            drop(call);
        }
    }
    let dropped = scene.recorder.span("SELECT pg_am");
    assert_eq!(dropped.attribute("dbtrace.outcome"), Some("cancelled"));
    assert_queued(&dropped, Duration::from_millis(100), Duration::ZERO);
    let (row, at_least) = scene.queued(client.query_one("SELECT 1 FROM pg_class LIMIT 1", &[])).await;
    row.expect("a row");
    assert_queued(&scene.recorder.span("SELECT pg_class"), at_least, Duration::ZERO);
}

#[tokio::test]
async fn calls_of_a_transaction_say_how_long_they_waited_and_it_commits() {
    let mut scene = Scene::new().await;
    scene.client.batch_execute("CREATE TABLE t (id int)").await.expect("a table");
    let (process, recorder, holder) = (scene.process, &scene.recorder, &scene.holder);
    let client = Arc::get_mut(&mut scene.client).expect("one owner");
    let transaction = client.transaction().await.expect("begun");
    transaction.execute("INSERT INTO t VALUES (1)", &[]).await.expect("inserted");
    drop(until_it_waits(holder, process, transaction.query(WAIT, &[])).await);
    recorder.forget();
    let begin = Instant::now();
    let released = async {
        holder.query_one("SELECT pg_sleep(0.1)", &[]).await.expect("a row");
        let at = Instant::now();
        holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("released");
        at
    };
    let (committed, released) = join(transaction.commit(), released).await;
    committed.expect("committed");
    assert_queued(&recorder.span("COMMIT"), released - begin, Duration::ZERO);
    let count: i64 = client.query_one("SELECT count(*) FROM t", &[]).await.expect("a row").get(0);
    assert_eq!(count, 1);
    recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn call_behind_the_rollback_of_a_dropped_transaction_says_how_long_it_waited() {
    let mut scene = Scene::new().await;
    scene.client.batch_execute("CREATE TABLE t (id int)").await.expect("a table");
    let (process, holder) = (scene.process, &scene.holder);
    let client = Arc::get_mut(&mut scene.client).expect("one owner");
    let call = async {
        let transaction = client.transaction().await?;
        transaction.execute("INSERT INTO t VALUES (1)", &[]).await?;
        transaction.query(WAIT, &[]).await
    };
    drop(until_it_waits(holder, process, call).await);
    let (row, at_least) = scene.queued(scene.client.query_one("SELECT count(*) FROM t", &[])).await;
    assert_eq!(row.expect("a row").get::<_, i64>(0), 0);
    assert_queued(&scene.recorder.span("SELECT t"), at_least, Duration::ZERO);
}

#[tokio::test]
async fn beginning_of_a_transaction_that_is_dropped_while_it_is_queued_leaves_the_client_usable() {
    let mut scene = Scene::new().await;
    scene.abandon(scene.client.query(WAIT, &[])).await;
    let client = Arc::get_mut(&mut scene.client).expect("one owner");
    assert!(poll_times(1, client.transaction()).await.is_none());
    let (row, at_least) = scene.queued(scene.client.query_one("SELECT 1", &[])).await;
    row.expect("a row");
    assert_queued(&scene.recorder.span("SELECT"), at_least, Duration::ZERO);
    let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state = 'idle'";
    assert!(scene.holder.query_opt(sql, &[&scene.process]).await.expect("the view").is_some());
}

#[tokio::test]
async fn sampled_call_says_how_long_it_waited_for_one_that_was_not_sampled() {
    let sampler = Sampler::ParentBased(Box::new(Sampler::AlwaysOn));
    let scene = Scene::with(Recorder::with_sampler(sampler), true).await;
    scene.abandon(scene.client.query(WAIT, &[]).with_context(unsampled())).await;
    let streaming = async {
        let rows = scene.client.query_raw(ROWS_AND_WAIT, [] as [i32; 0]).await.expect("rows");
        rows.try_collect::<Vec<_>>().await
    };
    assert!(poll_times(1, streaming.with_context(unsampled())).await.is_none());
    let (row, at_least) = scene.queued(scene.client.query_one("SELECT 1", &[])).await;
    row.expect("a row");
    assert_queued(&scene.recorder.span("SELECT"), at_least, Duration::ZERO);
    for point in scene.recorder.durations() {
        assert!(!point.attributes.contains_key(QUEUED), "{point:?}");
    }
}

#[tokio::test]
async fn next_user_of_a_pooled_connection_says_how_long_it_waited_for_a_dropped_query() {
    let url = database().await;
    let recorder = Recorder::new();
    let mut config: Config = url.parse().expect("a URL");
    config.telemetry(&recorder.builder().queued_behind_cancelled(true).build());
    let pool = Pool::builder(Manager::new(config, NoTls)).max_size(1).runtime(Runtime::Tokio1).build();
    let pool = pool.expect("a pool");
    let holder = connect_to(&url, Recorder::new().telemetry()).await;
    for wait in [WAIT, ROWS_AND_WAIT] {
        holder.batch_execute("SELECT pg_advisory_lock(7)").await.expect("the lock");
        let process = process_of(&pool.get().await.expect("a connection")).await;
        // A handler that times out drops its query, and so its connection.
        let handler = async {
            let client = pool.get().await.expect("a connection");
            let rows = client.query_raw(wait, [] as [i32; 0]).await.expect("rows");
            rows.try_collect::<Vec<_>>().await
        };
        drop(until_it_waits(&holder, process, handler).await);
        recorder.forget();
        let next = async {
            let client = pool.get().await.expect("a connection");
            let begin = Instant::now();
            (client.query_one("SELECT 1", &[]).await, begin)
        };
        let released = async {
            holder.query_one("SELECT pg_sleep(0.15)", &[]).await.expect("a row");
            let at = Instant::now();
            holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("released");
            at
        };
        let ((row, begin), released) = join(next, released).await;
        row.expect("a row");
        assert_queued(&recorder.span("SELECT"), released - begin, Duration::ZERO);
        recorder.assert_never_seen(&[SECRET]);
    }
}

#[tokio::test]
async fn stream_that_has_ended_in_the_pool_before_its_next_user_is_not_mentioned() {
    let url = database().await;
    let recorder = Recorder::new();
    let mut config: Config = url.parse().expect("a URL");
    config.telemetry(&recorder.builder().queued_behind_cancelled(true).build());
    let pool = Pool::builder(Manager::new(config, NoTls)).max_size(1).runtime(Runtime::Tokio1).build();
    let pool = pool.expect("a pool");
    let client = pool.get().await.expect("a connection");
    let mut rows =
        Box::pin(client.simple_query_raw("SELECT pg_sleep(0.1), 'Xq7Secret'").await.expect("rows"));
    assert!(poll_times(1, rows.next()).await.is_none());
    drop((rows, client));
    let client = pool.get().await.expect("a connection");
    client.inner().batch_execute("").await.expect("answered");
    recorder.forget();
    client.query_one("SELECT 1", &[]).await.expect("a row");
    assert_eq!(seconds(&recorder.span("SELECT")), None);
    recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn queued_calls_that_are_dropped_at_each_await_change_no_result() {
    let scene = Scene::new().await;
    let client = &scene.client;
    scene.abandon(client.query(WAIT, &[])).await;
    // All of them are queued, so none gets further than its first poll.
    for number in 0..50 {
        assert!(poll_times(1, client.query_one("SELECT $1::int", &[&number])).await.is_none());
    }
    let (row, _) = scene.queued(client.query_one("SELECT 7", &[])).await;
    assert_eq!(row.expect("a row").get::<_, i32>(0), 7);
    for number in 0..200 {
        let call =
            async { client.query_one("SELECT $1::int", &[&number]).await.map(|row| row.get::<_, i32>(0)) };
        let polls = usize::try_from(number % 5).expect("small");
        if let Some(result) = poll_times(polls, call).await {
            assert_eq!(result.expect("a row"), number);
        }
        let rows = client.query("SELECT $1::int", &[&number]).await.expect("rows");
        assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i32>>(), [number]);
    }
}

#[tokio::test]
async fn calls_take_no_round_trip_more_behind_a_dropped_call() {
    let mut trips = Vec::new();
    for is_on in [false, true] {
        let server = Postgres::start().await.expect("a server");
        let url = server.create_database().await.expect("a database");
        let address = format!("{}:{}", server.host(), server.port());
        let proxy = Proxy::start(address.clone()).await;
        let recorder = Recorder::new();
        let through = url.replace(&address, &proxy.address().to_string());
        let client = connect_to(&through, recorder.builder().queued_behind_cancelled(is_on).build()).await;
        let statement = client.prepare("SELECT 'Xq7Secret'").await.expect("a statement");
        client.query_one(&statement, &[]).await.expect("a row");
        let before = proxy.round_trips();
        for _ in 0..10 {
            let mut rows = Box::pin(client.query_raw(&statement, [] as [i32; 0]).await.expect("rows"));
            rows.next().await.expect("a row").expect("a row");
            drop(rows);
            client.query_one(&statement, &[]).await.expect("a row");
        }
        trips.push(proxy.round_trips() - before);
    }
    assert_eq!(trips, [20, 20]);
}
