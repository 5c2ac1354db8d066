//! How failures are recorded: by diesel's kind and the code that it stands for, never by the server's words.

use db_testcontainers::{MariaDb, Postgres};
use db_trace_tests::{Recorder, Span};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use diesel_trace::{AsyncMysqlConnection, AsyncPgConnection};
use opentelemetry::trace::Status;

use crate::scene::{mariadb, postgres, take_only};
use crate::schema::{posts, users};

#[track_caller]
fn assert_failed(span: &Span, error_type: &str, code: Option<&str>, description: &str) {
    assert_eq!(span.attribute("error.type"), Some(error_type));
    assert_eq!(span.attribute("db.response.status_code"), code);
    assert_eq!(span.status, Status::error(description.to_owned()));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
}

#[tokio::test]
async fn async_postgres_violation_has_its_code_and_constraint() {
    let recorder = Recorder::new();
    let connection = &mut postgres(&recorder).await;
    let twice = diesel::insert_into(users::table).values((users::id.eq(4), users::name.eq("ada")));
    twice.execute(connection).await.expect_err("twice");
    let span = take_only(&recorder);
    assert_failed(&span, "23505", Some("23505"), "23505 unique_violation");
    assert_eq!(span.attribute("dbtrace.constraint"), Some("one_of_each"));

    // Here the failure comes where the rows are expected.
    let twice = diesel::insert_into(users::table).values((users::id.eq(4), users::name.eq("ada")));
    twice.returning(users::id).get_result::<i32>(connection).await.expect_err("twice");
    assert_failed(&take_only(&recorder), "23505", Some("23505"), "23505 unique_violation");

    let post = (posts::id.eq(9), posts::user_id.eq(77_345), posts::title.eq("x"));
    diesel::insert_into(posts::table).values(post).execute(connection).await.expect_err("no user");
    assert_failed(&take_only(&recorder), "23503", Some("23503"), "23503 foreign_key_violation");
    connection.batch_execute("INSERT INTO users VALUES (9, NULL, 77345)").await.expect_err("null");
    assert_failed(&take_only(&recorder), "23502", Some("23502"), "23502 not_null_violation");
    diesel::sql_query("SELECT nothing").execute(connection).await.expect_err("no column");
    assert_failed(&take_only(&recorder), "_OTHER", None, "_OTHER");
    recorder.assert_never_seen(&["'ada'", "(ada)", "77345"]);
}

#[tokio::test]
async fn async_mariadb_violation_has_its_kind() {
    let recorder = Recorder::new();
    let connection = &mut mariadb(&recorder).await;
    let twice = diesel::insert_into(users::table).values((users::id.eq(4), users::name.eq("ada")));
    twice.execute(connection).await.expect_err("twice");
    assert_failed(&take_only(&recorder), "unique_violation", None, "unique_violation");
    let post = (posts::id.eq(9), posts::user_id.eq(77_345), posts::title.eq("x"));
    diesel::insert_into(posts::table).values(post).execute(connection).await.expect_err("no user");
    assert_failed(&take_only(&recorder), "foreign_key_violation", None, "foreign_key_violation");
    connection.batch_execute("INSERT INTO users VALUES (9, NULL, 77345)").await.expect_err("null");
    assert_failed(&take_only(&recorder), "not_null_violation", None, "not_null_violation");
    recorder.assert_never_seen(&["'ada'", "77345"]);
}

#[tokio::test]
async fn refused_connect_has_its_target_and_no_password() {
    let recorder = Recorder::new();
    let telemetry = recorder.telemetry();
    // The port of "discard" on which no database listens.
    let refused =
        AsyncPgConnection::establish_with("postgres://me:Xq7Password@127.0.0.1:9/shop", &telemetry).await;
    assert!(refused.is_err());
    let span = take_only(&recorder);
    assert_eq!((span.name.as_str(), span.attribute("db.namespace")), ("CONNECT", Some("shop")));
    assert_eq!(
        (span.attribute("server.address"), span.attribute("server.port")),
        (Some("127.0.0.1"), Some("9"))
    );
    assert_failed(&span, "connection", None, "connection");
    let refused =
        AsyncMysqlConnection::establish_with("mysql://me:Xq7Password@127.0.0.1:9/shop", &telemetry).await;
    assert!(refused.is_err());
    assert_failed(&take_only(&recorder), "connection", None, "connection");
    let wrong = AsyncPgConnection::establish_with("nonsense Xq7Password", &telemetry).await;
    assert!(wrong.is_err());
    assert_failed(&take_only(&recorder), "configuration", None, "configuration");
    let wrong = AsyncMysqlConnection::establish_with("nonsense://Xq7Password", &telemetry).await;
    assert!(wrong.is_err());
    assert_failed(&take_only(&recorder), "configuration", None, "configuration");
    recorder.assert_never_seen(&["Xq7Password"]);
}

#[tokio::test]
async fn killed_postgres_fails_the_running_and_the_next_query() {
    let recorder = Recorder::new();
    let server = Postgres::start_own().await.expect("a server");
    let mut connection =
        AsyncPgConnection::establish_with(server.url(), &recorder.telemetry()).await.expect("a connection");
    recorder.forget();
    let (killed, ()) = futures_util::join!(connection.batch_execute("SELECT pg_sleep(60)"), async {
        server.kill().expect("killed");
    });
    killed.expect_err("the server is dead");
    let span = take_only(&recorder);
    // It may have been left the time to say that it is going down, which diesel has no kind for.
    assert!(
        ["closed", "io", "_OTHER"].contains(&span.attribute("error.type").expect("it failed")),
        "{span:#?}"
    );
    assert!(matches!(span.status, Status::Error { .. }));
    connection.batch_execute("SELECT 1").await.expect_err("it is still dead");
    assert_failed(&take_only(&recorder), "closed", None, "closed");
}

#[tokio::test]
async fn killed_mariadb_fails_the_running_and_the_next_query() {
    let recorder = Recorder::new();
    let server = MariaDb::start_own().await.expect("a server");
    let mut connection = AsyncMysqlConnection::establish_with(server.url(), &recorder.telemetry())
        .await
        .expect("a connection");
    recorder.forget();
    let (killed, ()) = futures_util::join!(connection.batch_execute("DO SLEEP(60)"), async {
        server.kill().expect("killed");
    });
    killed.expect_err("the server is dead");
    let span = take_only(&recorder);
    assert!(["closed", "io"].contains(&span.attribute("error.type").expect("it failed")), "{span:#?}");
    connection.batch_execute("SELECT 1").await.expect_err("it is still dead");
    assert!(matches!(take_only(&recorder).status, Status::Error { .. }));
}
