//! The context for the extension `pg_tracing`, of which only the setting is needed here.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};

use db_testcontainers::Postgres;
use db_trace_tests::{Proxy, Recorder, poll_times};
use futures_util::TryStreamExt as _;
use opentelemetry::trace::FutureExt as _;
use pg_trace::error::SqlState;
use pg_trace::types::ToSql;
use pg_trace::{AsyncMessage, Client, Config, IsolationLevel, NoTls, SessionContext};

use super::scene::{SECRET, TRACE, client, client_of, only, unsampled};
use crate::client::database;

async fn untraced(client: &Client) -> String {
    client.query_one(TRACE, &[]).with_context(unsampled()).await.expect("a row").get(0)
}

async fn traced(client: &Client, recorder: &Recorder) {
    recorder.forget();
    let row = client.query_one(TRACE, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), format!("traceparent='{}'", only(recorder)));
}

#[tokio::test]
async fn context_is_that_of_the_call_in_a_transaction_and_nothing_elsewhere() {
    let recorder = Recorder::new();
    let mut client = client(&recorder, SessionContext::PgTracing).await;
    let row = client.query_one(TRACE, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), "", "outside of a transaction");
    for commits in [true, false] {
        let mut transaction = client.transaction().await.expect("begun");
        assert_eq!(untraced(transaction.client()).await, "", "before a traced call");
        traced(transaction.client(), &recorder).await;
        traced(transaction.client(), &recorder).await;
        assert_eq!(untraced(transaction.client()).await, "", "unsampled after a sampled call");
        traced(transaction.client(), &recorder).await;
        let nested = transaction.transaction().await.expect("a savepoint");
        assert_eq!(untraced(nested.client()).await, "", "in a savepoint");
        nested.rollback().await.expect("rolled back");
        assert_eq!(untraced(transaction.client()).await, "", "a rollback brings nothing back");
        traced(transaction.client(), &recorder).await;
        if commits {
            transaction.commit().await.expect("committed");
        } else {
            drop(transaction);
        }
        assert_eq!(untraced(&client).await, "", "after the transaction");
        let row = client.query_one(TRACE, &[]).await.expect("a row");
        assert_eq!(row.get::<_, String>(0), "", "after the transaction");
    }
    recorder.assert_never_seen(&[SECRET, "pg_tracing.trace_context TO"]);
}

#[tokio::test]
async fn context_is_sent_in_transactions_that_no_span_shows() {
    let recorder = Recorder::new();
    let telemetry =
        recorder.builder().session_context(SessionContext::PgTracing).transaction_spans(false).build();
    let mut client = crate::client::connect_to(&database().await, telemetry).await;
    let transaction = client.transaction().await.expect("begun");
    traced(transaction.client(), &recorder).await;
    transaction.commit().await.expect("committed");
    assert_eq!(untraced(&client).await, "");
    client.batch_execute("BEGIN").await.expect("begun");
    traced(&client, &recorder).await;
    client.batch_execute("END").await.expect("ended");
    assert_eq!(untraced(&client).await, "");
}

#[tokio::test]
async fn streamed_rows_and_calls_of_two_tasks_have_their_own_contexts() {
    let recorder = Recorder::new();
    let mut client = client(&recorder, SessionContext::PgTracing).await;
    let transaction = client.transaction().await.expect("begun");
    let none: [&(dyn ToSql + Sync); 0] = [];
    recorder.forget();
    let stream = transaction.query_raw(TRACE, none).await.expect("a stream");
    let (rows, row) = futures_util::join!(stream.try_collect::<Vec<_>>(), transaction.query_one(TRACE, &[]));
    let mut seen: Vec<String> = rows.expect("rows").iter().map(|row| row.get(0)).collect();
    seen.push(row.expect("a row").get(0));
    seen.sort();
    let mut expected: Vec<String> = recorder
        .spans()
        .iter()
        .map(|span| format!("traceparent='{}'", super::scene::traceparent(span)))
        .collect();
    expected.sort();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn call_that_is_dropped_at_any_poll_leaves_the_context_of_the_next_calls_right() {
    let recorder = Recorder::new();
    let mut client = client(&recorder, SessionContext::PgTracing).await;
    let transaction = client.transaction().await.expect("begun");
    for polls in 0.. {
        let ended = poll_times(polls, transaction.query_one(TRACE, &[])).await.is_some();
        assert_eq!(untraced(transaction.client()).await, "", "{polls} polls");
        traced(transaction.client(), &recorder).await;
        if ended {
            break;
        }
    }
}

#[tokio::test]
async fn error_in_an_aborted_transaction_is_the_drivers() {
    let recorder = Recorder::new();
    let mut client = client(&recorder, SessionContext::PgTracing).await;
    let transaction = client.transaction().await.expect("begun");
    let error = transaction.query("SELECT 1 / 0", &[]).await.expect_err("an error");
    assert_eq!(error.code().map(SqlState::code), Some("22012"));
    let error = transaction.query("SELECT 1", &[]).await.expect_err("an error");
    assert_eq!(error.code().map(SqlState::code), Some("25P02"));
    transaction.rollback().await.expect("rolled back");
    assert_eq!(untraced(&client).await, "");
}

/// A query would take one, and the statement would then fail or see too little.
#[tokio::test]
async fn context_takes_no_snapshot_of_the_transaction() {
    let recorder = Recorder::new();
    for setting in [SessionContext::PgTracing, SessionContext::ApplicationName] {
        let url = database().await;
        let mut client = client_of(&url, &recorder, setting).await;
        let other = client_of(&url, &recorder, SessionContext::Off).await;
        other.batch_execute("CREATE TABLE t (a int)").await.expect("a table");
        let transaction = client.transaction().await.expect("begun");
        let level = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE";
        transaction.batch_execute(level).await.expect("the first statement of the transaction");
        transaction.commit().await.expect("committed");

        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .start()
            .await
            .expect("begun");
        transaction.batch_execute("LOCK TABLE t IN ACCESS SHARE MODE").await.expect("locked");
        other.batch_execute("INSERT INTO t VALUES (7)").await.expect("inserted");
        let rows: Vec<i32> = transaction
            .query("SELECT a FROM t", &[])
            .await
            .expect("rows")
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert_eq!(rows, [7], "{setting}");
        transaction.commit().await.expect("committed");
    }
}

/// As an old `pg_tracing` does: it reserves its prefix, and has no such setting. The proxy names a prefix that is reserved here.
#[tokio::test]
async fn server_that_refuses_the_setting_aborts_no_transaction() {
    let server = Postgres::start().await.expect("a server");
    let address = format!("{}:{}", server.host(), server.port());
    let url = server.create_database().await.expect("a database");
    let proxy =
        Proxy::replacing(address.clone(), "pg_tracing.trace_context", "plpgsql.trace_context123").await;
    let recorder = Recorder::new();
    let url = url.replace(&address, &proxy.address().to_string());
    let mut client = client_of(&url, &recorder, SessionContext::PgTracing).await;
    client.batch_execute("DO 'BEGIN END'").await.expect("the language reserves its prefix");
    let refused = client.batch_execute("SET pg_tracing.trace_context TO ''").await.expect_err("refused");
    assert_eq!(refused.code().map(SqlState::code), Some("42602"));
    for _ in 0..2 {
        let transaction = client.transaction().await.expect("begun");
        for _ in 0..2 {
            transaction.query_one("SELECT 1", &[]).await.expect("the transaction is not aborted");
        }
        transaction.commit().await.expect("committed");
    }
}

#[tokio::test]
async fn connection_hears_no_notice() {
    let recorder = Recorder::new();
    for setting in [SessionContext::PgTracing, SessionContext::ApplicationName] {
        let mut config: Config = database().await.parse().expect("a URL");
        config.telemetry(&recorder.builder().session_context(setting).build());
        let (mut client, mut connection) = config.connect(NoTls).await.expect("a connection");
        let notices = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&notices);
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notice(notice) = message {
                    heard.lock().expect("no panic").push(notice.message().to_owned());
                }
            }
        });
        for sampled in [true, false, true] {
            let mut transaction = client.transaction().await.expect("begun");
            transaction.query_one(TRACE, &[]).await.expect("a row");
            let nested = transaction.transaction().await.expect("a savepoint");
            nested.query_one(TRACE, &[]).with_context(unsampled()).await.expect("a row");
            drop(nested);
            transaction.query("SELECT 1 / 0", &[]).await.expect_err("an error");
            if sampled {
                transaction.rollback().await.expect("rolled back");
            } else {
                transaction.rollback().with_context(unsampled()).await.expect("rolled back");
            }
            client.query_one(TRACE, &[]).await.expect("a row");
            untraced(&client).await;
        }
        assert_eq!(*notices.lock().expect("no panic"), [""; 0], "{setting}");
    }
}
