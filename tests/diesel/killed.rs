//! Servers that go away in the middle of something.

use std::time::{Duration, Instant};

use db_semconv::Telemetry;
use db_testcontainers::{MariaDb, Postgres};
use db_trace_tests::Recorder;
use diesel::connection::{DefaultLoadingMode, SimpleConnection as _};
use diesel::dsl::sql;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use diesel_trace::{Driver, MysqlConnection, PgConnection, Traced};
use tokio::runtime::Runtime;

use crate::schema::{self, users};

/// Kills a server while a query runs on it.
fn kill_during_a_query<C: Driver + Send>(
    url: &str,
    sleep: &str,
    mut is_running: impl FnMut() -> bool,
    kill: impl FnOnce(),
    [during, after]: [&str; 2],
) {
    let recorder = Recorder::new();
    let mut busy = Traced::<C>::establish_with(url, &recorder.telemetry()).expect("a connection");
    recorder.forget();
    std::thread::scope(|scope| {
        let running = scope.spawn(|| busy.transaction(|busy| busy.batch_execute(sleep)));
        let deadline = Instant::now() + Duration::from_secs(20);
        while !is_running() {
            assert!(Instant::now() < deadline, "it never runs");
            std::thread::sleep(Duration::from_millis(10));
        }
        kill();
        running.join().expect("no panic").expect_err("it was killed");
    });
    let query = recorder.span("SELECT");
    assert_eq!(query.attribute("error.type"), Some(during), "{query:#?}");
    assert_eq!(query.attribute("db.response.status_code"), None);
    assert_eq!(query.attribute("dbtrace.outcome"), None);
    recorder.forget();

    busy.batch_execute("SELECT 1").expect_err("no server is there");
    assert_eq!(recorder.span("SELECT").attribute("error.type"), Some(after));
    recorder.forget();

    Traced::<C>::establish_with(url, &recorder.telemetry()).expect_err("no server listens");
    assert_eq!(recorder.span("CONNECT").attribute("error.type"), Some("connection"));
    recorder.assert_never_seen(&["Xq7Literal"]);
}

#[test]
fn killed_mariadb_fails_the_running_query() {
    let server = wait(MariaDb::start_own()).expect("a server");
    let mut observer = diesel::MysqlConnection::establish(server.url()).expect("a connection");
    let running = "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'";
    kill_during_a_query::<diesel::MysqlConnection>(
        server.url(),
        "SELECT SLEEP(60), 'Xq7Literal'",
        || sql::<BigInt>(running).get_result::<i64>(&mut observer) == Ok(1),
        || server.kill().expect("killed"),
        // The client's own numbers (2006, 2013) are of a kind that diesel does not know.
        ["_OTHER", "_OTHER"],
    );
    server.restart().expect("restarted");
    let mut again =
        MysqlConnection::establish_with(server.url(), &Telemetry::disabled()).expect("a new one works");
    again.batch_execute("SELECT 1").expect("done");
}

#[test]
fn killed_postgres_fails_the_running_query() {
    let server = wait(Postgres::start_own()).expect("a server");
    let mut observer = diesel::PgConnection::establish(server.url()).expect("a connection");
    let running = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    kill_during_a_query::<diesel::PgConnection>(
        server.url(),
        "SELECT pg_sleep(60), 'Xq7Literal'",
        || sql::<BigInt>(running).get_result::<i64>(&mut observer) == Ok(1),
        || server.kill().expect("killed"),
        // Of the next query diesel knows only that it did not get away.
        ["closed", "unable_to_send_command"],
    );
}

#[test]
fn killed_postgres_fails_the_cursor_with_the_rows_so_far() {
    let recorder = Recorder::new();
    let server = wait(Postgres::start_own()).expect("a server");
    let mut connection =
        PgConnection::establish_with(server.url(), &recorder.telemetry()).expect("a connection");
    recorder.forget();
    // More than what fits between the server and us.
    let query = sql::<Integer>("SELECT generate_series(1, 20000000)");
    let mut rows = query.load_iter::<i32, PgRowByRowLoadingMode>(&mut connection).expect("a cursor");
    assert_eq!(rows.next().expect("a row"), Ok(1));
    server.kill().expect("killed");
    let mut read = 1_u64;
    let error = loop {
        match rows.next().expect("an error before the end") {
            Ok(_) => read += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, diesel::result::Error::DatabaseError(..)), "{error:?}");
    drop(rows);
    let span = recorder.span("SELECT");
    assert_eq!(span.attribute("db.response.returned_rows"), Some(read.to_string().as_str()));
    assert_eq!(span.attribute("error.type"), Some("closed"));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
}

#[test]
fn killed_mariadb_leaves_a_buffered_cursor_whole() {
    let recorder = Recorder::new();
    let server = wait(MariaDb::start_own()).expect("a server");
    let mut connection =
        MysqlConnection::establish_with(server.url(), &recorder.telemetry()).expect("a connection");
    connection.batch_execute(schema::CREATE_ON_MYSQL).expect("tables");
    recorder.forget();
    let mut rows = users::table
        .select(users::id)
        .load_iter::<i32, DefaultLoadingMode>(&mut connection)
        .expect("a cursor");
    rows.next().expect("a row").expect("a number");
    server.kill().expect("killed");
    let rest: Vec<i32> = rows.collect::<QueryResult<_>>().expect("numbers");
    assert_eq!(rest.len(), 2);
    let span = recorder.span("SELECT `users`");
    assert_eq!(span.attribute("db.response.returned_rows"), Some("3"));
    assert_eq!(span.attribute("error.type"), None);
    recorder.forget();
    users::table.select(users::id).load::<i32>(&mut connection).expect_err("no server is there");
    assert_eq!(recorder.span("SELECT `users`").attribute("error.type"), Some("_OTHER"));
}

#[test]
fn connection_ended_by_mariadb_fails_the_next_query() {
    let recorder = Recorder::new();
    let url = crate::connection::mysql_url();
    let mut ended = MysqlConnection::establish_with(&url, &recorder.telemetry()).expect("a connection");
    let mut other = diesel::MysqlConnection::establish(&url).expect("a connection");
    let id: i64 = sql::<BigInt>("SELECT CONNECTION_ID()").get_result(&mut ended).expect("a row");
    other.batch_execute(&format!("KILL CONNECTION {id}")).expect("ended");
    recorder.forget();
    diesel::sql_query("SELECT 1").execute(&mut ended).expect_err("it was ended");
    let span = recorder.span("SELECT");
    assert_eq!(span.attribute("error.type"), Some("_OTHER"));
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    Runtime::new().expect("a runtime").block_on(future)
}
