//! Connections for the tests.

use db_semconv::Telemetry;
use db_testcontainers::{MariaDb, Postgres};
use db_trace_tests::{Recorder, Span};
use diesel_async::SimpleAsyncConnection as _;
use diesel_trace::{AsyncMysqlConnection, AsyncPgConnection};

use crate::schema;

/// A connection to a new database with the tables of the tests, whose spans so far are forgotten.
pub(crate) async fn postgres(recorder: &Recorder) -> AsyncPgConnection {
    let connection = postgres_with(&recorder.telemetry()).await;
    recorder.forget();
    connection
}

pub(crate) async fn postgres_with(telemetry: &Telemetry) -> AsyncPgConnection {
    let mut connection =
        AsyncPgConnection::establish_with(&postgres_url().await, telemetry).await.expect("a connection");
    connection.batch_execute(schema::CREATE).await.expect("tables");
    connection
}

/// Like [`postgres`].
pub(crate) async fn mariadb(recorder: &Recorder) -> AsyncMysqlConnection {
    let connection = mariadb_with(&recorder.telemetry()).await;
    recorder.forget();
    connection
}

pub(crate) async fn mariadb_with(telemetry: &Telemetry) -> AsyncMysqlConnection {
    let mut connection =
        AsyncMysqlConnection::establish_with(&mariadb_url().await, telemetry).await.expect("a connection");
    connection.batch_execute(schema::CREATE).await.expect("tables");
    connection
}

/// The URL of a new, empty database on the server that the tests share.
pub(crate) async fn postgres_url() -> String {
    Postgres::start().await.expect("a server").create_database().await.expect("a database")
}

/// Like [`postgres_url`].
pub(crate) async fn mariadb_url() -> String {
    MariaDb::start().await.expect("a server").create_database().await.expect("a database")
}

/// The names of the spans so far, without the quotes in which each server's dialect puts tables; then they are forgotten.
pub(crate) fn take_names(recorder: &Recorder) -> Vec<String> {
    let names = recorder.names().into_iter().map(|name| name.replace(['"', '`'], "")).collect();
    recorder.forget();
    names
}

/// The one span since the last time.
#[track_caller]
pub(crate) fn take_only(recorder: &Recorder) -> Span {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    recorder.forget();
    span.clone()
}

/// Runs the same test with a connection to each server.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $test:ident($recorder:ident, $connection:ident) $body:block)*) => {
        mod postgresql {
            use super::*;
            $(
                #[tokio::test]
                $(#[$attribute])*
                async fn $test() {
                    let $recorder = &Recorder::new();
                    let $connection = &mut crate::scene::postgres($recorder).await;
                    $body
                }
            )*
        }
        mod mariadb {
            use super::*;
            $(
                #[tokio::test]
                $(#[$attribute])*
                async fn $test() {
                    let $recorder = &Recorder::new();
                    let $connection = &mut crate::scene::mariadb($recorder).await;
                    $body
                }
            )*
        }
    };
}
pub(crate) use on_both;
