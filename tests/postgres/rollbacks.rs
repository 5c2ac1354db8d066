//! The rollbacks that the driver sends on its own.

use db_trace_tests::{Recorder, Span, poll_times};
use opentelemetry::trace::Status;
use pg_trace::deadpool::{self, Manager, Pool, Runtime};
use pg_trace::error::SqlState;
use pg_trace::{Client, Config, GenericClient, NoTls};
use tokio::task::JoinHandle;

use crate::client::{connect_quietly, database};

/// A client of a pool, whose connecting is forgotten.
async fn pooled(recorder: &Recorder) -> deadpool::Client {
    let mut config: Config = database().await.parse().expect("a URL");
    config.telemetry(&recorder.telemetry());
    let pool = Pool::builder(Manager::new(config, NoTls)).runtime(Runtime::Tokio1).build().expect("a pool");
    let client = pool.get().await.expect("a client");
    recorder.forget();
    client
}

/// A client, and the task that ends with its connection.
async fn with_task(recorder: &Recorder) -> (Client, JoinHandle<()>) {
    let mut config: Config = database().await.parse().expect("a URL");
    config.telemetry(&recorder.telemetry());
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    let task = tokio::spawn(async move { drop(connection.await) });
    recorder.forget();
    (client, task)
}

#[track_caller]
fn assert_implicit(span: &Span, name: &str, error_type: Option<&str>) {
    assert_eq!(span.name, name);
    assert_eq!(span.attribute("dbtrace.implicit"), Some("true"));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
    assert_eq!(span.attribute("error.type"), error_type);
    let status = error_type.map_or(Status::Unset, |class| Status::error(class.to_owned()));
    assert_eq!(span.status, status);
}

/// A future that was dropped after its first poll has left the beginning and its rollback.
#[track_caller]
fn assert_begun_and_rolled_back(recorder: &Recorder) {
    let spans = recorder.spans();
    let [begin, rollback] = spans.as_slice() else { panic!("{spans:#?}") };
    assert_eq!(begin.name, "START TRANSACTION");
    assert_eq!(begin.attribute("dbtrace.outcome"), Some("cancelled"));
    assert_implicit(rollback, "ROLLBACK", None);
}

/// Drops the beginning of a transaction before its first poll, and after it.
macro_rules! cancelled_beginnings {
    ($($test:ident: $connect:ident, |$client:ident| $begin:expr;)*) => {
        $(#[tokio::test]
        async fn $test() {
            let recorder = Recorder::new();
            let mut $client = $connect(&recorder).await;
            assert!(poll_times(0, async { $begin.await.map(drop) }).await.is_none());
            drop($begin);
            assert_eq!(recorder.names(), [""; 0]);
            assert!(poll_times(1, async { $begin.await.map(drop) }).await.is_none());
            assert_begun_and_rolled_back(&recorder);
            // The driver has rolled back.
            let refused = $client.batch_execute("SAVEPOINT x").await.expect_err("no transaction");
            assert_eq!(refused.code(), Some(&SqlState::NO_ACTIVE_SQL_TRANSACTION));
        })*
    };
}

cancelled_beginnings! {
    cancelled_beginning_records_its_rollback: connect_quietly, |client| client.transaction();
    cancelled_beginning_of_a_builder_records_its_rollback:
        connect_quietly, |client| client.build_transaction().read_only(true).start();
    cancelled_beginning_of_a_generic_client_records_its_rollback:
        connect_quietly, |client| GenericClient::transaction(&mut client);
    cancelled_beginning_of_a_pooled_client_records_its_rollback: pooled, |client| client.transaction();
    cancelled_beginning_of_a_pooled_builder_records_its_rollback:
        pooled, |client| client.build_transaction().deferrable(true).start();
    cancelled_beginning_of_a_generic_pooled_client_records_its_rollback:
        pooled, |client| deadpool::GenericClient::transaction(&mut client);
}

#[tokio::test]
async fn cancelled_savepoint_records_no_rollback_to_it() {
    let recorder = Recorder::new();
    let mut client = connect_quietly(&recorder).await;
    let mut transaction = client.transaction().await.expect("begun");
    recorder.forget();
    assert!(poll_times(1, async { transaction.transaction().await.map(drop) }).await.is_none());
    // The driver sends nothing.
    assert_eq!(recorder.names(), ["SAVEPOINT"]);
    assert_eq!(recorder.span("SAVEPOINT").attribute("dbtrace.outcome"), Some("cancelled"));
}

#[tokio::test]
async fn failed_beginning_records_its_rollback() {
    let recorder = Recorder::new();
    let mut client = connect_quietly(&recorder).await;
    client.batch_execute("BEGIN; SELECT 1 / 0").await.expect_err("divided by zero");
    recorder.forget();
    client.transaction().await.map(drop).expect_err("an aborted transaction");
    assert_eq!(recorder.names(), ["START TRANSACTION", "ROLLBACK"]);
    assert_eq!(recorder.span("START TRANSACTION").attribute("error.type"), Some("25P02"));
    assert_implicit(&recorder.span("ROLLBACK"), "ROLLBACK", None);
    recorder.forget();
    client.transaction().await.expect("begun").commit().await.expect("committed");
    assert_eq!(recorder.names(), ["START TRANSACTION", "COMMIT"]);
}

#[tokio::test]
async fn beginning_on_a_closed_connection_records_no_rollback() {
    let recorder = Recorder::new();
    let (mut client, task) = with_task(&recorder).await;
    task.abort();
    assert!(task.await.expect_err("aborted").is_cancelled());
    client.transaction().await.map(drop).expect_err("closed");
    assert_eq!(recorder.names(), ["START TRANSACTION"]);
    assert_eq!(recorder.span("START TRANSACTION").attribute("error.type"), Some("closed"));
}

#[tokio::test]
async fn rollback_of_a_transaction_whose_connection_is_dead_fails_as_closed() {
    let recorder = Recorder::new();
    let (mut client, task) = with_task(&recorder).await;
    let mut transaction = client.transaction().await.expect("begun");
    let savepoint = transaction.transaction().await.expect("a savepoint");
    let ended = savepoint.batch_execute("SELECT pg_terminate_backend(pg_backend_pid())").await;
    assert_eq!(ended.expect_err("terminated").code(), Some(&SqlState::ADMIN_SHUTDOWN));
    task.await.expect("no panic");
    recorder.forget();
    drop(savepoint);
    drop(transaction);
    client.__private_api_rollback(None);
    let spans = recorder.spans();
    let [to, rollback, blocking] = spans.as_slice() else { panic!("{spans:#?}") };
    assert_implicit(to, "ROLLBACK TO", Some("closed"));
    assert_implicit(rollback, "ROLLBACK", Some("closed"));
    assert_implicit(blocking, "ROLLBACK", Some("closed"));
}
