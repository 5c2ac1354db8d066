//! What calls record on request: the line that makes them, and the delay of the executor.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use db_trace_tests::{Recorder, Span};
use futures_util::TryStreamExt as _;
use opentelemetry_sdk::trace::Sampler;
use pg_trace::deadpool::{self, Manager, Pool, Runtime};
use pg_trace::{Client, Config, GenericClient, NoTls, TelemetryBuilder};

use crate::client::database;

/// A value that no span may show.
const SECRET: &str = "Xq7Secret";
const PAUSE: Duration = Duration::from_millis(60);

async fn config(recorder: &Recorder, settings: fn(TelemetryBuilder) -> TelemetryBuilder) -> Config {
    let mut config: Config = database().await.parse().expect("a URL");
    config.telemetry(&settings(recorder.builder()).build());
    config
}

async fn connect(recorder: &Recorder, settings: fn(TelemetryBuilder) -> TelemetryBuilder) -> Client {
    let (client, connection) = config(recorder, settings).await.connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    recorder.forget();
    client
}

async fn pooled(recorder: &Recorder) -> deadpool::Client {
    let config = config(recorder, |builder| builder.call_site_threshold(Duration::ZERO)).await;
    let pool = Pool::builder(Manager::new(config, NoTls)).runtime(Runtime::Tokio1).build().expect("a pool");
    let client = pool.get().await.expect("a client");
    recorder.forget();
    client
}

fn call_site(span: &Span) -> Option<(&str, u32)> {
    let line = span.attribute("code.line.number")?.parse().expect("a number");
    Some((span.attribute("code.file.path").expect("a path"), line))
}

/// The spans since the last time are all of the line `line` of this file.
#[track_caller]
fn assert_all_of_line(recorder: &Recorder, line: u32, what: &str) {
    let spans = recorder.spans();
    assert!(!spans.is_empty(), "{what}: no span");
    for span in &spans {
        assert_eq!(call_site(span), Some((file!(), line)), "{what}: {span:#?}");
    }
    recorder.assert_never_seen(&[SECRET]);
    recorder.forget();
}

/// The line of this file that is the call, which a macro cannot know by `line!`.
fn line_of(call: &str) -> u32 {
    let only = |text: &str| text.split_whitespace().collect::<String>();
    let is_call = |line: &str| only(line).contains(&format!("{};", only(call)));
    let lines: Vec<_> = include_str!("on_request.rs").lines().collect();
    let found: Vec<_> =
        (1..).zip(lines).filter(|(_, line)| is_call(line)).map(|(number, _)| number).collect();
    assert_eq!(found.len(), 1, "{call}");
    found[0]
}

/// Makes each call, and compares its spans with the line of the call.
macro_rules! assert_line_of_each {
    ($recorder:expr; $($call:expr;)*) => {
        $({
            drop($call.await);
            assert_all_of_line($recorder, line_of(stringify!($call)), stringify!($call));
        })*
    };
}

#[tokio::test]
async fn each_method_of_a_client_shows_the_line_that_calls_it() {
    let recorder = Recorder::new();
    let mut client = connect(&recorder, |builder| builder.call_site_threshold(Duration::ZERO)).await;
    let (sql, text) = ("SELECT $1::text", format!("SELECT '{SECRET}'"));
    let typed: [(&(dyn pg_trace::types::ToSql + Sync), _); 1] = [(&SECRET, pg_trace::types::Type::TEXT)];
    let copied = "COPY (SELECT 1) TO STDOUT";
    let none: [&str; 0] = [];
    assert_line_of_each!(&recorder;
        client.prepare(sql);
        client.prepare_typed(sql, &[]);
        client.query(sql, &[&SECRET]);
        client.query_one(sql, &[&SECRET]);
        client.query_opt(sql, &[&SECRET]);
        client.query_scalar::<String, _>(sql, &[&SECRET]);
        client.query_one_scalar::<String, _>(sql, &[&SECRET]);
        client.query_opt_scalar::<String, _>(sql, &[&SECRET]);
        client.query_raw(sql, [SECRET]);
        client.query_typed(sql, &typed);
        client.query_typed_one(sql, &typed);
        client.query_typed_opt(sql, &typed);
        client.query_typed_raw("SELECT 1", none.map(|none| (none, pg_trace::types::Type::TEXT)));
        client.execute(sql, &[&SECRET]);
        client.execute_typed(sql, &typed);
        client.execute_raw(sql, [SECRET]);
        client.simple_query(&text);
        client.simple_query_raw(&text);
        client.batch_execute(&text);
        client.copy_out(copied);
    );
    let (line, transaction) = (line!(), client.transaction().await.expect("a transaction"));
    assert_all_of_line(&recorder, line, "transaction");
    assert_line_of_each!(&recorder;
        transaction.query(sql, &[&SECRET]);
        transaction.batch_execute(&text);
        transaction.bind(sql, &[&SECRET]);
        transaction.commit();
    );
    let transaction = client.transaction().await.expect("a transaction");
    recorder.forget();
    assert_line_of_each!(&recorder; transaction.rollback(););
}

#[tokio::test]
async fn client_of_a_pool_shows_the_line_of_the_program() {
    let recorder = Recorder::new();
    let mut client = pooled(&recorder).await;
    assert_line_of_each!(&recorder;
        client.prepare_cached("SELECT 1");
        client.query("SELECT $1::text", &[&SECRET]);
    );
    let (line, transaction) = (line!(), client.transaction().await.expect("a transaction"));
    assert_all_of_line(&recorder, line, "transaction");
    assert_line_of_each!(&recorder; transaction.prepare_cached("SELECT 2"););
}

#[tokio::test]
async fn refused_connect_shows_the_line_of_the_program() {
    let recorder = Recorder::new();
    let mut config: Config = "postgres://me@127.0.0.1:9/shop".parse().expect("a URL");
    config.telemetry(&recorder.builder().call_site_threshold(Duration::from_secs(3600)).build());
    assert_line_of_each!(&recorder; config.connect(NoTls););
}

#[tokio::test]
async fn call_through_a_trait_has_no_line() {
    let recorder = Recorder::new();
    let client = connect(&recorder, |builder| builder.call_site_threshold(Duration::ZERO)).await;
    GenericClient::query(&client, "SELECT 1", &[]).await.expect("rows");
    assert_eq!(call_site(&recorder.span("SELECT")), None);
}

#[tokio::test]
async fn quick_success_has_no_line_and_a_failure_has_one() {
    let recorder = Recorder::new();
    let client = connect(&recorder, |builder| builder.call_site_threshold(Duration::from_secs(3600))).await;
    client.query("SELECT $1::text", &[&SECRET]).await.expect("rows");
    assert_eq!(call_site(&recorder.span("SELECT")), None);
    recorder.forget();
    let line = line!() + 1;
    client.query("SELECT $1::text::int", &[&SECRET]).await.expect_err("no number");
    assert_all_of_line(&recorder, line, "a failure");
    assert!(recorder.durations().iter().all(|duration| !duration.attributes.contains_key("code.file.path")));
}

#[tokio::test]
async fn future_keeps_the_line_that_made_it_and_not_the_one_that_awaits_it() {
    let recorder = Recorder::new();
    let client = connect(&recorder, |builder| builder.call_site_threshold(Duration::ZERO)).await;
    let (call, made) = (client.batch_execute("SELECT 1"), Location::caller().line());
    let done = tokio::time::timeout(Duration::from_secs(60), call);
    done.await.expect("in time").expect("done");
    assert_all_of_line(&recorder, made, "a future");
}

/// A lock of the server's, held by a connection on a thread of its own. A call that wants it waits at the server.
struct Lock {
    release: mpsc::Sender<()>,
    thread: JoinHandle<()>,
}

impl Lock {
    /// Takes the lock, and keeps it until [`release`](Self::release).
    fn take(url: String, key: i64) -> Self {
        let (release, released) = mpsc::channel();
        let (taken, is_taken) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let connected = tokio_postgres::connect(&url, NoTls).await;
                let (client, connection) = connected.expect("a connection");
                tokio::spawn(connection);
                client.execute("SELECT pg_advisory_lock($1)", &[&key]).await.expect("a lock");
                taken.send(()).expect("the test waits");
                released.recv().expect("a release");
                let waiting = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
                let pid: i32 = loop {
                    if let Some(row) = client.query_opt(waiting, &[]).await.expect("at most one") {
                        break row.get(0);
                    }
                };
                client.execute("SELECT pg_advisory_unlock($1)", &[&key]).await.expect("a release");
                let idle = "SELECT FROM pg_stat_activity WHERE pid = $1 AND state = 'idle'";
                while client.query_opt(idle, &[&pid]).await.expect("at most one").is_none() {}
            });
        });
        is_taken.recv().expect("the lock is taken");
        Self { release, thread }
    }

    /// Releases the lock when a call waits for it, and returns after the server has answered the call.
    fn release(self) {
        self.release.send(()).expect("the thread waits");
        self.thread.join().expect("no panic");
    }
}

const LOCKS: &str = "SELECT $1::text FROM (SELECT pg_advisory_xact_lock(7)) AS locked";

/// A client whose connection runs on a thread of its own.
async fn connect_elsewhere(recorder: &Recorder, url: &str) -> Client {
    let mut config: Config = url.parse().expect("a URL");
    config.telemetry(&recorder.builder().executor_delay(true).build());
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async move {
            let (client, connection) = config.connect(NoTls).await.expect("a connection");
            assert!(sender.send(client).is_ok(), "the test waits");
            drop(connection.await);
        });
    });
    let client = receiver.await.expect("a client");
    recorder.forget();
    client
}

fn executor_delay(span: &Span) -> f64 {
    span.attribute("dbtrace.executor_delay").expect("a delay").parse().expect("seconds")
}

/// Calls by each kind of method that sends one request while `meanwhile` runs in the same task, after the request was sent.
async fn delays<F: Future<Output = ()>>(meanwhile: impl Fn(Lock) -> F) -> Vec<(f64, f64)> {
    let (recorder, url) = (Recorder::new(), database().await);
    let client = connect_elsewhere(&recorder, &url).await;
    let statement = client.prepare(LOCKS).await.expect("a statement");
    recorder.forget();
    let run = async |call: Pin<Box<dyn Future<Output = usize> + '_>>| {
        let lock = Lock::take(url.clone(), 7);
        let (rows, ()) = futures_util::join!(call, meanwhile(lock));
        assert_eq!(rows, 1);
    };
    run(Box::pin(async { client.query(&statement, &[&SECRET]).await.expect("rows").len() })).await;
    run(Box::pin(async {
        let rows = client.query_raw(&statement, [SECRET]).await.expect("rows");
        rows.try_collect::<Vec<_>>().await.expect("rows").len()
    }))
    .await;
    let locks = format!("SELECT pg_advisory_xact_lock(7), '{SECRET}'");
    run(Box::pin(async { client.simple_query(&locks).await.map(|_| 1).expect("rows") })).await;
    recorder.assert_never_seen(&[SECRET]);
    let spans = recorder.spans();
    assert_eq!(spans.len(), 3, "{spans:#?}");
    spans.iter().map(|span| (executor_delay(span), span.seconds)).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn busy_executor_shows_as_executor_delay() {
    let delays = delays(|lock| async {
        lock.release();
        // The answer is there, and the only thread of the executor does something else.
        std::thread::sleep(PAUSE);
    });
    for (delay, duration) in delays.await {
        assert!(delay >= PAUSE.as_secs_f64() / 2.0 && delay <= duration, "{delay} s of {duration} s");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn slow_server_shows_no_executor_delay() {
    let delays = delays(|lock| async {
        tokio::time::sleep(PAUSE).await;
        tokio::task::spawn_blocking(|| lock.release()).await.expect("no panic");
    });
    for (delay, duration) in delays.await {
        assert!(
            duration >= PAUSE.as_secs_f64() && delay < PAUSE.as_secs_f64() / 2.0,
            "{delay} s of {duration} s"
        );
    }
}

#[tokio::test]
async fn call_without_a_span_and_call_without_the_request_measure_no_polls() {
    let recorder = Recorder::with_sampler(Sampler::AlwaysOff);
    let client = connect(&recorder, |builder| builder.executor_delay(true)).await;
    assert_eq!(client.query("SELECT 1", &[]).await.expect("rows").len(), 1);
    let recorder = Recorder::new();
    let client = connect(&recorder, |builder| builder).await;
    client.query("SELECT 1", &[]).await.expect("rows");
    assert_eq!(recorder.span("SELECT").attribute("dbtrace.polls"), None);
}
