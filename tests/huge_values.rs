//! Values that are huge are not copied: a traced call asks for the memory that the driver asks for, and little more.

use db_semconv::TelemetryBuilder;
use db_testcontainers::{Postgres, Redis};
use db_trace_benches::allocations::{Allocations, Counting};
use db_trace_tests::{Recorder, Span};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_trace::SqliteConnection;
use opentelemetry::trace::Status;
use redis_trace::RedisResult;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MEGABYTE: usize = 1_000_000;

/// The most bytes that tracing may ask for next to a value of at least a megabyte.
const LITTLE: usize = 100_000;

/// The fewest bytes that the current thread asks for in one of two calls: a driver's buffer grows in the first. The drivers' tasks
/// run on the same thread.
macro_rules! bytes_of {
    ($call:expr) => {{
        let mut fewest = usize::MAX;
        for _ in 0..2 {
            let before = Allocations::so_far().bytes;
            let _ = $call;
            fewest = fewest.min(Allocations::so_far().bytes - before);
        }
        fewest
    }};
}

#[track_caller]
fn assert_little_more(what: &str, traced: usize, plain: usize, size: usize) {
    println!("{what}: {traced} bytes, {plain} without tracing");
    assert!(plain >= size, "{what}: the driver asks for the value: {plain}");
    assert!(traced < plain + LITTLE, "{what}: {traced} bytes, {plain} without tracing");
}

/// The status description of the last span.
fn description(recorder: &Recorder) -> String {
    match recorder.spans().pop().map(|span| span.status) {
        Some(Status::Error { description }) => description.into_owned(),
        other => panic!("no failure: {other:?}"),
    }
}

fn last(recorder: &Recorder) -> Span {
    recorder.spans().pop().expect("a span")
}

async fn postgres(
    recorder: &Recorder,
    settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder,
) -> pg_trace::Client {
    let url = Postgres::start().await.expect("a server").create_database().await.expect("a database");
    let mut config: pg_trace::Config = url.parse().expect("a URL");
    config.telemetry(&settings(recorder.builder()).build());
    let (client, connection) = config.connect(pg_trace::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

const HUGE_FAILURE: &str = "DO $$ BEGIN RAISE EXCEPTION '%', repeat('zulu', 12500000); END $$";

#[tokio::test]
async fn huge_message_of_postgres_is_not_copied() {
    for messages in [false, true] {
        let recorder = Recorder::new();
        let client = postgres(&recorder, |builder| builder.error_messages(messages)).await;
        let plain = bytes_of!(client.inner().batch_execute(HUGE_FAILURE).await.expect_err("raised"));
        let traced = bytes_of!(client.batch_execute(HUGE_FAILURE).await.expect_err("raised"));
        assert_little_more("message of PostgreSQL", traced, plain, 50 * MEGABYTE);
        let description = description(&recorder);
        if messages {
            assert!(description.starts_with("ERROR: zuluzulu") && description.ends_with('…'));
            assert_eq!(description.len(), 1_024);
        } else {
            assert_eq!(description, "P0001 raise_exception");
            recorder.assert_never_seen(&["zulu"]);
        }
    }
}

#[tokio::test]
async fn huge_parameter_is_written_up_to_the_limit() {
    let recorder = Recorder::new();
    let client = postgres(&recorder, |builder| builder.query_parameters(true)).await;
    let (text, bytes) = ("zulu".repeat(25 * MEGABYTE / 2), vec![7_u8; 20 * MEGABYTE]);
    let select = "SELECT length($1::text)";
    let plain = bytes_of!(client.inner().query(select, &[&text]).await.expect("a row"));
    let traced = bytes_of!(client.query(select, &[&text]).await.expect("a row"));
    assert_little_more("text", traced, plain, 0);
    let shown = last(&recorder).attributes["db.query.parameter.0"].clone();
    assert_eq!((shown.len(), shown.starts_with("zuluzulu"), shown.ends_with('…')), (1_024, true, true));

    let select = "SELECT length($1::bytea)";
    let plain = bytes_of!(client.inner().query(select, &[&bytes]).await.expect("a row"));
    let traced = bytes_of!(client.query(select, &[&bytes]).await.expect("a row"));
    assert_little_more("bytea", traced, plain, 0);
    let shown = last(&recorder).attributes["db.query.parameter.0"].clone();
    assert_eq!((shown.len(), shown.starts_with("[7, 7, 7"), shown.ends_with('…')), (1_024, true, true));
}

#[test]
fn huge_parameter_of_diesel_is_written_up_to_the_limit() {
    diesel::define_sql_function! { fn length(text: Text) -> diesel::sql_types::Integer; }
    let recorder = Recorder::new();
    let text = "zulu".repeat(25 * MEGABYTE / 2);
    let bytes = |parameters| {
        let telemetry = recorder.builder().query_parameters(parameters).build();
        let mut connection = SqliteConnection::establish_with(":memory:", &telemetry).expect("a database");
        let select = || diesel::select(length(text.as_str()));
        let bytes = bytes_of!(select().get_result::<i32>(&mut connection).expect("a row"));
        (bytes, last(&recorder).attributes.get("db.query.parameter.0").cloned())
    };
    let ((plain, hidden), (traced, shown)) = (bytes(false), bytes(true));
    assert_eq!(hidden, None);
    assert_little_more("text of diesel", traced, plain, 0);
    let shown = shown.expect("a parameter");
    assert_eq!((shown.len(), shown.starts_with("zuluzulu"), shown.ends_with('…')), (1_024, true, true));
}

#[tokio::test]
async fn huge_error_of_redis_is_not_copied() -> RedisResult<()> {
    const SCRIPT: &str = "return redis.error_reply('WRONGTYPE ' .. string.rep('zulu', 250000))";
    let server = Redis::start().await.expect("a server");
    for messages in [false, true] {
        let recorder = Recorder::new();
        let telemetry = recorder.builder().error_messages(messages).build();
        let client = redis_trace::Client::open(server.url())?.telemetry(&telemetry);
        let eval = redis_trace::cmd("EVAL").arg(SCRIPT).arg(0).clone();
        let mut connection = client.get_connection()?;
        let mut driver = client.inner().get_connection()?;
        let plain = bytes_of!(eval.exec(&mut driver).expect_err("an error"));
        let traced = bytes_of!(eval.exec(&mut connection).expect_err("an error"));
        assert_little_more("error of Redis", traced, plain, MEGABYTE);
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut driver = client.inner().get_multiplexed_async_connection().await?;
        let plain = bytes_of!(eval.exec_async(&mut driver).await.expect_err("an error"));
        let traced = bytes_of!(eval.exec_async(&mut connection).await.expect_err("an error"));
        assert_little_more("asynchronous error of Redis", traced, plain, MEGABYTE);
        let description = description(&recorder);
        if messages {
            assert!(description.contains("zuluzulu") && description.ends_with('…'), "{description}");
            assert_eq!(description.len(), 1_024);
        } else {
            assert_eq!(description, "WRONGTYPE");
            recorder.assert_never_seen(&["zulu"]);
        }
    }
    Ok(())
}

#[tokio::test]
async fn huge_answers_and_commands_of_a_failing_pipeline_are_not_copied() -> RedisResult<()> {
    let server = Redis::start().await.expect("a server");
    let recorder = Recorder::new();
    let client = redis_trace::Client::open(server.url())?.telemetry(&recorder.telemetry());
    let mut connection = client.get_multiplexed_async_connection().await?;
    let mut driver = client.inner().get_multiplexed_async_connection().await?;
    let (key, value) = ("huge_values", "z".repeat(50 * MEGABYTE));
    let () = redis_trace::cmd("SET").arg(key).arg(&value).query_async(&mut driver).await?;
    let large_answer = redis_trace::pipe().get(key).lpush(key, 1).clone();
    let large_command = redis_trace::pipe().set(key, &value).lpush(key, 1).clone();
    for (what, pipeline) in [("answer", large_answer), ("command", large_command)] {
        for is_atomic in [false, true] {
            for is_ignoring in [false, true] {
                let mut pipeline = pipeline.clone();
                if is_atomic {
                    pipeline.atomic();
                }
                if is_ignoring {
                    pipeline.ignore_errors();
                }
                let plain = bytes_of!(pipeline.exec_async(&mut driver).await);
                let traced = bytes_of!(pipeline.exec_async(&mut connection).await);
                let what =
                    format!("pipeline with a huge {what}, atomic: {is_atomic}, ignoring: {is_ignoring}");
                assert_little_more(&what, traced, plain, 50 * MEGABYTE);
                let error_type = last(&recorder).attributes.get("error.type").cloned();
                let expected = (!is_ignoring).then(|| "WRONGTYPE".to_owned());
                assert_eq!(error_type, expected, "{what}");
            }
        }
    }
    let () = redis_trace::cmd("DEL").arg(key).query_async(&mut driver).await?;
    Ok(())
}
