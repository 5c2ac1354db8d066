//! Calls to real servers in the destructor of a thread-local, where OpenTelemetry's context is gone. A panic there aborts the
//! process, so each test is a process of its own.

use std::cell::RefCell;
use std::process::Command;

use db_testcontainers::{Postgres, Redis};
use db_trace_tests::Recorder;
use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::prelude::*;
use diesel_trace::{PgConnection, SqliteConnection};
use futures_util::FutureExt as _;
use opentelemetry::Context;
use pg_trace::{NoTls, Telemetry};
use redis_trace::Commands as _;
use redis_trace::queue::{Consumer, Producer, Receive};
use tokio::runtime::Runtime;

const CHILD: &str = "DBTRACE_TEST_CHILD";

/// Runs `test` in a process of its own, and fails if the process fails or is aborted.
#[track_caller]
fn alone(test: impl FnOnce()) {
    if std::env::var_os(CHILD).is_some() {
        return test();
    }
    let thread = std::thread::current();
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", thread.name().expect("a test has a name"), "--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .expect("it starts");
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}: {stdout}\n{stderr}", output.status);
    assert!(stdout.contains("1 passed"), "it ran no test: {stdout}");
}

/// Does something when it is dropped.
struct AtEnd(Option<Box<dyn FnOnce()>>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        if let Some(action) = self.0.take() {
            action();
        }
    }
}

thread_local! {
    static KEPT: RefCell<AtEnd> = const { RefCell::new(AtEnd(None)) };
}

/// Prepares something on a thread that uses the context after `KEPT`, so that the context ends first. What it returns runs in
/// the destructor of `KEPT`.
fn at_end_of_a_thread(prepare: impl FnOnce() -> Box<dyn FnOnce()> + Send) {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            KEPT.with(|kept| kept.borrow_mut().0 = None);
            drop(Context::current());
            let action = prepare();
            KEPT.with(|kept| kept.borrow_mut().0 = Some(action));
        });
        thread.join().expect("no panic");
    });
}

/// Runs `test` with providers and without.
fn with_each_telemetry(test: impl Fn(&Telemetry)) {
    let recorder = Recorder::new();
    for telemetry in [recorder.telemetry(), Telemetry::builder().build(), Telemetry::disabled()] {
        test(&telemetry);
    }
    recorder.assert_never_seen(&["Xq7hidden"]);
}

#[test]
fn blocking_redis_calls_at_the_end_of_a_thread_reach_the_server() {
    alone(|| {
        let server = Runtime::new().expect("a runtime").block_on(Redis::start_own()).expect("a server");
        with_each_telemetry(|telemetry| {
            let client = redis_trace::Client::open(server.url()).expect("a URL").telemetry(telemetry);
            at_end_of_a_thread(|| {
                let mut connection = client.get_connection().expect("a connection");
                let () = connection.set("lock", "Xq7hidden").expect("set");
                let client = client.clone();
                Box::new(move || {
                    assert_eq!(connection.del("lock"), Ok(1));
                    let mut another = client.get_connection().expect("a connection");
                    let script = redis_trace::Script::new("return redis.call('INCR', KEYS[1])");
                    assert!(script.key("ended").invoke::<i64>(&mut another).is_ok());
                    let mut pipeline = redis_trace::pipe();
                    let answers: Vec<i64> =
                        pipeline.incr("ended", 1).incr("ended", 1).query(&mut another).expect("answers");
                    assert_eq!(answers[0] + 1, answers[1]);
                })
            });
            let mut connection = client.get_connection().expect("a connection");
            let exists: bool = connection.exists("lock").expect("an answer");
            let ended: i64 = connection.get("ended").expect("an answer");
            assert!(!exists && ended > 0 && ended % 3 == 0, "{exists} {ended}");
        });
    });
}

#[test]
fn redis_messages_at_the_end_of_a_thread_are_sent_and_processed() {
    alone(|| {
        let server = Runtime::new().expect("a runtime").block_on(Redis::start_own()).expect("a server");
        with_each_telemetry(|telemetry| {
            let client = redis_trace::Client::open(server.url()).expect("a URL").telemetry(telemetry);
            let mut plain = client.get_connection().expect("a connection");
            let _: redis_trace::RedisResult<()> = plain.xgroup_create_mkstream("ended", "group", "0");
            at_end_of_a_thread(|| {
                let mut connection = client.get_connection().expect("a connection");
                let producer = Producer::new(&connection, "ended");
                let consumer = Consumer::new(&connection, "ended", "group", "consumer");
                Box::new(move || {
                    producer.send(&mut connection, &[("job", "Xq7hidden")]).expect("sent");
                    let messages = consumer.receive(&mut connection, &Receive::new()).expect("received");
                    consumer.process(&mut connection, &messages[0], || Ok::<_, ()>(())).expect("processed");
                })
            });
            let pending: Vec<redis_trace::Value> =
                redis_trace::cmd("XPENDING").arg("ended").arg("group").query(&mut plain).expect("a summary");
            assert_eq!(pending[0], redis_trace::Value::Int(0));
            let length: u64 = plain.xlen("ended").expect("a length");
            assert!(length > 0);
        });
    });
}

#[test]
fn diesel_calls_at_the_end_of_a_thread_are_made() {
    alone(|| {
        let postgres = Runtime::new().expect("a runtime").block_on(Postgres::start_own()).expect("a server");
        let url = postgres.url();
        with_each_telemetry(|telemetry| {
            let telemetry = telemetry.clone();
            at_end_of_a_thread(|| {
                let mut sqlite =
                    SqliteConnection::establish_with(":memory:", &telemetry).expect("a connection");
                let mut postgres = PgConnection::establish_with(url, &telemetry).expect("a connection");
                diesel::sql_query("SELECT 1").execute(&mut sqlite).expect("done");
                let url = url.to_owned();
                Box::new(move || {
                    diesel::sql_query("SELECT 'Xq7hidden'").execute(&mut sqlite).expect("done");
                    diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("1"))
                        .get_result::<i32>(&mut postgres)
                        .expect("a row");
                    postgres
                        .transaction(|postgres| diesel::sql_query("SELECT 1").execute(postgres))
                        .expect("done");
                    AnsiTransactionManager::begin_transaction(&mut sqlite).expect("begun");
                    drop(sqlite);
                    drop(PgConnection::establish_with(&url, &telemetry).expect("a connection"));
                })
            });
        });
    });
}

#[test]
fn tokio_postgres_work_that_is_kept_until_the_end_of_a_thread_ends() {
    alone(|| {
        let runtime = Runtime::new().expect("a runtime");
        let postgres = runtime.block_on(Postgres::start_own()).expect("a server");
        with_each_telemetry(|telemetry| {
            let mut config: pg_trace::Config = postgres.url().parse().expect("a URL");
            let (client, connection) =
                runtime.block_on(config.telemetry(telemetry).connect(NoTls)).expect("a connection");
            runtime.spawn(connection);
            let handle = runtime.handle().clone();
            at_end_of_a_thread(move || {
                let client: &'static mut pg_trace::Client = Box::leak(Box::new(client));
                let rows =
                    handle.block_on(client.query_raw("SELECT 'Xq7hidden'", Vec::<i32>::new())).expect("rows");
                let transaction = handle.block_on(client.transaction()).expect("begun");
                Box::new(move || {
                    // A future is polled and given up, then the rest is dropped.
                    assert!(transaction.query("SELECT pg_sleep(0.01)", &[]).now_or_never().is_none());
                    drop((rows, transaction));
                })
            });
        });
    });
}
