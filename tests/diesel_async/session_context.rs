//! The context of calls in the session of PostgreSQL, as the server sees it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db_testcontainers::Postgres;
use db_trace_tests::{Proxy, Recorder, Span, poll_times};
use diesel::connection::InstrumentationEvent;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_query;
use diesel::sql_types::Text;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, bb8, deadpool, mobc};
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};
use diesel_trace::{AsyncPgConnection, SessionContext, Target, Telemetry};
use futures_util::future::join_all;
use futures_util::{FutureExt as _, TryStreamExt as _};
use opentelemetry::Context;
use opentelemetry::trace::{
    FutureExt as _, SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
};
use tokio_postgres::NoTls;

use crate::scene::{postgres_url, take_only};

const CONFIGURED: &str = "shop";
const SECRET: &str = "Xq7Secret";

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = Text)]
    seen: String,
}

fn telemetry(recorder: &Recorder, setting: SessionContext) -> Telemetry {
    recorder.builder().session_context(setting).build()
}

async fn url() -> String {
    format!("{}?application_name={CONFIGURED}", postgres_url().await)
}

/// A connection whose establishing is forgotten.
async fn connect(recorder: &Recorder, setting: SessionContext) -> AsyncPgConnection {
    let connection = AsyncPgConnection::establish_with(&url().await, &telemetry(recorder, setting)).await;
    recorder.forget();
    connection.expect("a connection")
}

fn unsampled() -> Context {
    let flags = TraceFlags::NOT_SAMPLED;
    let parent = SpanContext::new(TraceId::from(7), SpanId::from(9), flags, true, TraceState::NONE);
    Context::new().with_remote_span_context(parent)
}

fn traceparent(span: &Span) -> String {
    format!("00-{}-{}-01", span.trace, span.id)
}

/// A query that diesel-async caches.
macro_rules! cached {
    ($setting:literal) => {
        diesel::select(coalesce(current_setting($setting, true), ""))
    };
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn current_setting(name: Text, missing_ok: diesel::sql_types::Bool) -> diesel::sql_types::Nullable<Text>;
    fn coalesce(one: diesel::sql_types::Nullable<Text>, other: Text) -> Text;
}

async fn name(connection: &mut AsyncPgConnection) -> String {
    cached!("application_name").get_result(connection).await.expect("a row")
}

async fn untraced_name(connection: &mut AsyncPgConnection) -> String {
    name(connection).with_context(unsampled()).await
}

async fn context(connection: &mut AsyncPgConnection) -> String {
    cached!("pg_tracing.trace_context").get_result(connection).await.expect("a row")
}

#[tokio::test]
async fn each_method_runs_under_the_traceparent_of_its_own_span() {
    let recorder = Recorder::new();
    let connection = &mut connect(&recorder, SessionContext::ApplicationName).await;
    for _ in 0..3 {
        assert_eq!(name(connection).await, traceparent(&take_only(&recorder)), "a cached query");
    }
    let text = "SELECT current_setting('application_name') AS seen WHERE $1 = 'Xq7Secret'";
    let seen: Seen = sql_query(text).bind::<Text, _>(SECRET).get_result(connection).await.expect("a row");
    assert_eq!(seen.seen, traceparent(&take_only(&recorder)), "sql_query");
    let rows = sql_query(text).bind::<Text, _>(SECRET).load_stream::<Seen>(connection).await.expect("rows");
    let rows: Vec<Seen> = rows.try_collect().await.expect("rows");
    assert_eq!(rows[0].seen, traceparent(&take_only(&recorder)), "load_stream");
    for text in [
        "CREATE TEMPORARY TABLE one AS SELECT current_setting('application_name') AS seen",
        "CREATE TEMPORARY TABLE two AS SELECT current_setting('application_name') AS seen",
        "CREATE TEMPORARY TABLE three AS SELECT current_setting('application_name') AS seen",
    ] {
        let table = text.split(' ').nth(3).expect("a name");
        match table {
            "one" => connection.batch_execute(text).await.expect("kept"),
            "two" => (&mut &*connection).batch_execute(text).await.expect("kept"),
            _ => drop(sql_query(text).execute(connection).await.expect("kept")),
        }
        let expected = traceparent(&take_only(&recorder));
        let kept: Seen =
            sql_query(format!("SELECT seen FROM {table}")).get_result(connection).await.expect("a row");
        assert_eq!(kept.seen, expected, "{table}");
        recorder.forget();
    }
    recorder.assert_never_seen(&[SECRET, "SET application_name", "RESET application_name"]);
}

#[tokio::test]
async fn query_with_a_comment_has_the_same_context_in_the_session() {
    let recorder = Recorder::new();
    let telemetry =
        recorder.builder().sql_comments(true).session_context(SessionContext::ApplicationName).build();
    let connection =
        &mut AsyncPgConnection::establish_with(&url().await, &telemetry).await.expect("connected");
    recorder.forget();
    let text = "SELECT current_setting('application_name') || current_query() AS seen";
    let seen: Seen = sql_query(text).get_result(connection).await.expect("a row");
    let traceparent = traceparent(&take_only(&recorder));
    assert_eq!(seen.seen, format!("{traceparent}{text} /*traceparent='{traceparent}'*/"));
}

#[tokio::test]
async fn call_without_a_sampled_span_runs_under_the_configured_name() {
    let recorder = Recorder::new();
    let connection = &mut connect(&recorder, SessionContext::ApplicationName).await;
    assert_eq!(name(connection).await, traceparent(&take_only(&recorder)));
    assert_eq!(untraced_name(connection).await, CONFIGURED, "unsampled");
    assert_eq!(name(connection).await, traceparent(&take_only(&recorder)));
    let suppressed = Context::current().with_telemetry_suppressed();
    assert_eq!(name(connection).with_context(suppressed).await, CONFIGURED, "suppressed");
    assert_eq!(name(connection).await, traceparent(&take_only(&recorder)));
    connection.set_telemetry(&telemetry(&recorder, SessionContext::Off));
    assert_eq!(name(connection).await, CONFIGURED, "another telemetry");
}

#[tokio::test]
async fn connection_without_the_wrapper_has_the_configured_name() {
    let recorder = Recorder::new();
    let mut connection = connect(&recorder, SessionContext::ApplicationName).await;
    name(&mut connection).await;
    let mut driver = connection.into_inner();
    let name: String = cached!("application_name").get_result(&mut driver).await.expect("a row");
    assert_eq!(name, CONFIGURED);
}

#[tokio::test]
async fn name_is_right_in_and_after_a_transaction() {
    let recorder = Recorder::new();
    let connection = &mut connect(&recorder, SessionContext::ApplicationName).await;
    for commits in [true, false] {
        let ended = connection
            .transaction::<(), Error, _>(async |connection| {
                recorder.forget();
                assert_eq!(name(connection).await, traceparent(&take_only(&recorder)));
                assert_eq!(untraced_name(connection).await, CONFIGURED);
                let nested = connection
                    .transaction::<(), Error, _>(async |connection| {
                        recorder.forget();
                        assert_eq!(name(connection).await, traceparent(&take_only(&recorder)));
                        Err(Error::RollbackTransaction)
                    })
                    .await;
                assert_eq!(nested, Err(Error::RollbackTransaction));
                assert_eq!(untraced_name(connection).await, CONFIGURED);
                if commits { Ok(()) } else { Err(Error::RollbackTransaction) }
            })
            .await;
        assert_eq!(ended.is_ok(), commits);
        assert_eq!(untraced_name(connection).await, CONFIGURED);
        recorder.forget();
    }
}

#[tokio::test]
async fn context_for_pg_tracing_is_that_of_the_call_in_a_transaction_and_nothing_elsewhere() {
    let recorder = Recorder::new();
    let connection = &mut connect(&recorder, SessionContext::PgTracing).await;
    assert_eq!(context(connection).await, "", "outside of a transaction");
    for _ in 0..2 {
        connection
            .transaction::<(), Error, _>(async |connection| {
                recorder.forget();
                let seen = context(connection).await;
                assert_eq!(seen, format!("traceparent='{}'", traceparent(&take_only(&recorder))));
                assert_eq!(context(connection).with_context(unsampled()).await, "", "unsampled");
                let seen = context(connection).await;
                assert_eq!(seen, format!("traceparent='{}'", traceparent(&take_only(&recorder))));
                Ok(())
            })
            .await
            .expect("committed");
        assert_eq!(context(connection).await, "", "after the transaction");
    }
    // The first statement of a transaction may set its level.
    connection
        .transaction::<(), Error, _>(async |connection| {
            connection.batch_execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").await
        })
        .await
        .expect("committed");
}

#[tokio::test]
async fn error_in_an_aborted_transaction_is_the_drivers() {
    let recorder = Recorder::new();
    for setting in [SessionContext::Off, SessionContext::PgTracing, SessionContext::ApplicationName] {
        let connection = &mut connect(&recorder, setting).await;
        let aborted = connection
            .transaction::<(), Error, _>(async |connection| {
                let error = sql_query("SELECT 1 / 0").execute(connection).await.expect_err("an error");
                assert_eq!(error.to_string(), "division by zero", "{setting}");
                let error = sql_query("SELECT 1").execute(connection).await.expect_err("an error");
                assert_eq!(
                    error.to_string(),
                    "current transaction is aborted, commands ignored until end of transaction block",
                    "{setting}"
                );
                Err(error)
            })
            .await;
        assert!(aborted.is_err());
        assert_eq!(untraced_name(connection).await, CONFIGURED, "{setting}");
    }
}

#[tokio::test]
async fn call_that_is_dropped_at_any_poll_leaves_the_names_of_the_next_calls_right() {
    let recorder = Recorder::new();
    let connection = &mut connect(&recorder, SessionContext::ApplicationName).await;
    for polls in 0.. {
        let ended = poll_times(polls, name(connection)).await.is_some();
        assert_eq!(untraced_name(connection).await, CONFIGURED, "{polls} polls");
        recorder.forget();
        assert_eq!(name(connection).await, traceparent(&take_only(&recorder)), "{polls} polls");
        if ended {
            break;
        }
    }
}

#[tokio::test]
async fn pipelined_calls_run_under_their_own_names() {
    let recorder = Recorder::new();
    let connection = connect(&recorder, SessionContext::ApplicationName).await;
    // None of the first is cached yet, so each call prepares before it executes.
    for round in 0..3 {
        let calls = (0..5).map(|_| {
            let mut connection = &connection;
            async move { cached!("application_name").get_result::<String>(&mut connection).await }
        });
        let names: BTreeSet<_> = join_all(calls).await.into_iter().map(|name| name.expect("a row")).collect();
        let spans: BTreeSet<_> = recorder.spans().iter().map(traceparent).collect();
        assert_eq!(names, spans, "round {round}");
        recorder.forget();
        let texts = (0..5).map(|number| {
            let mut connection = &connection;
            let text = format!("SELECT current_setting('application_name') AS seen, {number} AS {}", 'x');
            async move { sql_query(text).get_result::<Seen>(&mut connection).await }
        });
        let names: BTreeSet<_> =
            join_all(texts).await.into_iter().map(|seen| seen.expect("a row").seen).collect();
        let spans: BTreeSet<_> = recorder.spans().iter().map(traceparent).collect();
        assert_eq!(names, spans, "uncached, round {round}");
        recorder.forget();
    }
}

#[tokio::test]
async fn instrumentation_of_the_program_hears_of_its_own_queries_only() {
    let recorder = Recorder::new();
    let heard = Arc::new(Mutex::new(Vec::new()));
    for setting in [SessionContext::PgTracing, SessionContext::ApplicationName] {
        let connection = &mut connect(&recorder, setting).await;
        let events = Arc::clone(&heard);
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            events.lock().expect("no panic").push(format!("{event:?}"));
        });
        connection
            .transaction::<(), Error, _>(async |connection| {
                name(connection).await;
                untraced_name(connection).await;
                Ok(())
            })
            .await
            .expect("committed");
        untraced_name(connection).await;
        let heard = std::mem::take(&mut *heard.lock().expect("no panic"));
        let starts = heard.iter().filter(|event| event.starts_with("StartQuery"));
        assert_eq!(starts.count(), 5, "{setting}: {heard:#?}");
        let ends = heard.iter().filter(|event| event.starts_with("FinishQuery"));
        assert_eq!(ends.count(), 5, "{setting}: {heard:#?}");
        assert!(!heard.iter().any(|event| event.contains("SET ")), "{setting}: {heard:#?}");
    }
}

/// Establishes connections that send contexts.
fn manager(recorder: &Recorder, url: String) -> AsyncDieselConnectionManager<AsyncPgConnection> {
    let telemetry = telemetry(recorder, SessionContext::ApplicationName);
    let mut config = ManagerConfig::<AsyncPgConnection>::default();
    config.custom_setup = Box::new(move |url| {
        let (url, telemetry) = (url.to_owned(), telemetry.clone());
        async move { AsyncPgConnection::establish_with(&url, &telemetry).await }.boxed()
    });
    AsyncDieselConnectionManager::new_with_config(url, config)
}

#[tokio::test]
async fn pooled_connection_has_the_configured_name_for_its_next_user() {
    let recorder = Recorder::new();
    let pool = deadpool::Pool::builder(manager(&recorder, url().await)).max_size(1).build().expect("a pool");
    name(&mut pool.get().await.expect("a connection")).await;
    let mut connection = pool.get().await.expect("a connection");
    let seen: String = cached!("application_name").get_result(connection.inner_mut()).await.expect("a row");
    assert_eq!(seen, CONFIGURED, "deadpool");
}

/// What the server says of the names, from a connection of its own.
async fn watch(url: &str, condition: &str) -> bool {
    let (watcher, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
    tokio::spawn(connection);
    let sessions = "FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    let sql = format!("SELECT coalesce(bool_and({condition}), true) {sessions}");
    watcher.query_one(&sql, &[]).await.expect("the view").get(0)
}

#[tokio::test]
async fn idle_connection_of_a_pool_that_asks_at_its_return_has_no_name_of_a_call() {
    let recorder = Recorder::new();
    let (one, other) = (url().await, url().await);
    let bb8 = bb8::Pool::builder().max_size(1).build(manager(&recorder, one.clone())).await.expect("a pool");
    let mobc = mobc::Builder::new().max_open(1).build(manager(&recorder, other.clone()));
    // No call follows on the connections themselves.
    name(&mut bb8.get().await.expect("a connection")).await;
    name(&mut mobc.get().await.expect("a connection")).await;
    let restored = async {
        while !watch(&one, &format!("application_name = '{CONFIGURED}'")).await {
            tokio::task::yield_now().await;
        }
        while !watch(&other, "application_name NOT LIKE '00-%'").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), restored).await.expect("the names are restored");
}

/// If deadpool calls its manager at a return one day, the name can be restored then.
#[tokio::test]
async fn idle_connection_of_deadpool_keeps_the_name_of_its_last_call() {
    let recorder = Recorder::new();
    let url = url().await;
    let pool = deadpool::Pool::builder(manager(&recorder, url.clone())).max_size(1).build().expect("a pool");
    name(&mut pool.get().await.expect("a connection")).await;
    assert!(watch(&url, "application_name LIKE '00-%'").await);
    // It is the check of the pool that restores it.
    drop(pool.get().await.expect("a connection"));
    let restored = async {
        while !watch(&url, &format!("application_name = '{CONFIGURED}'")).await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), restored).await.expect("the name is restored");
}

#[tokio::test]
async fn calls_take_the_round_trips_that_they_take_without_their_context() {
    let recorder = Recorder::new();
    let mut trips = Vec::new();
    for setting in [SessionContext::Off, SessionContext::PgTracing, SessionContext::ApplicationName] {
        let server = Postgres::start().await.expect("a server");
        let address = format!("{}:{}", server.host(), server.port());
        let proxy = Proxy::start(address.clone()).await;
        let url = server.create_database().await.expect("a database");
        let url = url.replace(&address, &proxy.address().to_string());
        // One connection of diesel-async's own, and one that is given to it.
        let established = AsyncPgConnection::establish_with(&url, &telemetry(&recorder, setting)).await;
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("connected");
        tokio::spawn(connection);
        let given = diesel_async::AsyncPgConnection::try_from(client).await.expect("a connection");
        let given = AsyncPgConnection::from_driver(given, &telemetry(&recorder, setting), &Target::new());
        for mut connection in [established.expect("a connection"), given] {
            name(&mut connection).await;
            let mut last = proxy.round_trips();
            let mut since = || {
                let now = proxy.round_trips();
                now - std::mem::replace(&mut last, now)
            };
            name(&mut connection).await;
            let mut counts = vec![since()];
            sql_query("SELECT 1").execute(&mut connection).await.expect("done");
            counts.push(since());
            connection.batch_execute("SELECT 1").await.expect("done");
            counts.push(since());
            connection
                .transaction::<(), Error, _>(async |connection| {
                    counts.push(since());
                    name(connection).await;
                    counts.push(since());
                    Ok(())
                })
                .await
                .expect("committed");
            counts.push(since());
            trips.push((setting, counts));
        }
    }
    for (setting, counts) in trips {
        // An uncached query is prepared and executed.
        assert_eq!(counts, [1, 2, 1, 1, 1, 1], "{setting}");
    }
}

/// What only the type of the query says.
#[tokio::test]
async fn transaction_that_begins_in_a_query_is_seen() {
    let recorder = Recorder::new();
    let connection = &mut connect(&recorder, SessionContext::PgTracing).await;
    sql_query("BEGIN").execute(connection).await.expect("begun");
    recorder.forget();
    let seen = context(connection).await;
    assert_eq!(seen, format!("traceparent='{}'", traceparent(&take_only(&recorder))));
    let one: String = diesel::select(sql::<Text>("'COMMIT'")).get_result(connection).await.expect("a row");
    assert_eq!(one, "COMMIT");
    recorder.forget();
    let seen = context(connection).await;
    assert_eq!(seen, format!("traceparent='{}'", traceparent(&take_only(&recorder))));
    sql_query("COMMIT").execute(connection).await.expect("committed");
    assert_eq!(context(connection).await, "");
}
