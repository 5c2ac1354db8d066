//! Connections for the tests.

use db_semconv::Telemetry;
use db_testcontainers::{MariaDb, Postgres};
use db_trace_tests::{Recorder, Span};
use diesel::connection::SimpleConnection as _;
use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection};
use opentelemetry::trace::{SpanKind, Status};
use tokio::runtime::Runtime;

use crate::schema;

/// A database in memory, with the tables of the tests.
pub(crate) fn sqlite(telemetry: &Telemetry) -> SqliteConnection {
    let mut connection = SqliteConnection::establish_with(":memory:", telemetry).expect("a connection");
    connection.batch_execute(schema::CREATE).expect("tables");
    connection
}

/// The same, with its spans so far forgotten.
pub(crate) fn sqlite_quietly(recorder: &Recorder) -> SqliteConnection {
    let mut connection = sqlite(&recorder.telemetry());
    connection.batch_execute("PRAGMA foreign_keys = ON").expect("set");
    recorder.forget();
    connection
}

/// A database of its own on the server that the tests share.
pub(crate) fn postgres(telemetry: &Telemetry) -> PgConnection {
    let mut connection = PgConnection::establish_with(&postgres_url(), telemetry).expect("a connection");
    connection.batch_execute(schema::CREATE).expect("tables");
    connection
}

/// The same, with its spans so far forgotten.
pub(crate) fn postgres_quietly(recorder: &Recorder) -> PgConnection {
    let connection = postgres(&recorder.telemetry());
    recorder.forget();
    connection
}

/// The URL of a new, empty database.
pub(crate) fn postgres_url() -> String {
    Runtime::new().expect("a runtime").block_on(postgres_url_within())
}

/// The same, inside of a runtime.
pub(crate) async fn postgres_url_within() -> String {
    let postgres = Postgres::start().await.expect("a server");
    postgres.create_database().await.expect("a database")
}

/// A database of its own on the server that the tests share.
pub(crate) fn mysql(telemetry: &Telemetry) -> MysqlConnection {
    let mut connection = MysqlConnection::establish_with(&mysql_url(), telemetry).expect("a connection");
    connection.batch_execute(schema::CREATE_ON_MYSQL).expect("tables");
    connection
}

/// The same, with its spans so far forgotten.
pub(crate) fn mysql_quietly(recorder: &Recorder) -> MysqlConnection {
    let connection = mysql(&recorder.telemetry());
    recorder.forget();
    connection
}

/// The URL of a new, empty database.
pub(crate) fn mysql_url() -> String {
    let url = async { MariaDb::start().await.expect("a server").create_database().await };
    Runtime::new().expect("a runtime").block_on(url).expect("a database")
}

/// Runs a test on the connections whose texts look the same, with backticks and question marks.
macro_rules! on_sqlite_and_mysql {
    (|$recorder:ident, $connection:ident| $test:block) => {{
        {
            let $recorder = &db_trace_tests::Recorder::new();
            let $connection = &mut $crate::connection::sqlite_quietly($recorder);
            $test
        }
        {
            let $recorder = &db_trace_tests::Recorder::new();
            let $connection = &mut $crate::connection::mysql_quietly($recorder);
            $test
        }
    }};
}

pub(crate) use on_sqlite_and_mysql;

/// The one span since the last time: its name, and its attributes except those of the place.
#[track_caller]
pub(crate) fn only_span(recorder: &Recorder, name: &str, attributes: &[(&str, &str)]) {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    assert_span(span, name, attributes);
    recorder.forget();
}

/// The summary goes without saying: it is the name.
#[track_caller]
pub(crate) fn assert_span(span: &Span, name: &str, attributes: &[(&str, &str)]) {
    assert_eq!(span.name, name);
    assert_eq!(span.kind, SpanKind::Client);
    assert_eq!(span.status, Status::Unset);
    let mut own = span.own_attributes();
    assert_eq!(own.remove("db.query.summary"), Some(name));
    assert_eq!(own, attributes.iter().copied().collect(), "of {name}");
}
