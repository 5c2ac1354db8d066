//! How failures are recorded: by diesel's kind and the code that it stands for, never by the server's words.

use std::sync::Barrier;

use db_trace_tests::{Recorder, Span};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection};
use opentelemetry::trace::Status;

use crate::connection::{mysql_quietly, mysql_url, postgres_quietly, sqlite_quietly};
use crate::schema::{self, posts, users};

#[track_caller]
fn assert_failed(span: &Span, error_type: &str, code: Option<&str>, description: &str) {
    assert_eq!(span.attribute("error.type"), Some(error_type));
    assert_eq!(span.attribute("db.response.status_code"), code);
    assert_eq!(span.status, Status::error(description.to_owned()));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
}

#[track_caller]
fn take_only(recorder: &Recorder) -> Span {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    recorder.forget();
    span.clone()
}

#[test]
fn postgres_violation_has_its_code_and_constraint() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    let error = diesel::insert_into(users::table)
        .values((users::id.eq(4), users::name.eq("ada")))
        .execute(connection)
        .expect_err("twice");
    assert!(matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)));
    let span = take_only(&recorder);
    assert_failed(&span, "23505", Some("23505"), "23505 unique_violation");
    assert_eq!(span.attribute("dbtrace.constraint"), Some("one_of_each"));

    let post = (posts::id.eq(9), posts::user_id.eq(77_345), posts::title.eq("x"));
    diesel::insert_into(posts::table).values(post).execute(connection).expect_err("no user");
    let span = take_only(&recorder);
    assert_failed(&span, "23503", Some("23503"), "23503 foreign_key_violation");
    assert_eq!(span.attribute("dbtrace.constraint"), Some("posts_user_id_fkey"));

    diesel::update(users::table.find(1))
        .set(users::age.eq(-77_345))
        .execute(connection)
        .expect_err("checked");
    assert_failed(&take_only(&recorder), "23514", Some("23514"), "23514 check_violation");

    connection.batch_execute("INSERT INTO users VALUES (9, NULL)").expect_err("null");
    assert_failed(&take_only(&recorder), "23502", Some("23502"), "23502 not_null_violation");
    recorder.assert_never_seen(&["'ada'", "(ada)", "77345"]);
}

#[test]
fn sqlite_violation_has_its_code_if_unambiguous() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    diesel::insert_into(users::table).values(users::name.eq("ada")).execute(connection).expect_err("twice");
    assert_failed(&take_only(&recorder), "unique_violation", None, "unique_violation");
    let post = (posts::id.eq(9), posts::user_id.eq(77_345), posts::title.eq("x"));
    diesel::insert_into(posts::table).values(post).execute(connection).expect_err("no user");
    assert_failed(&take_only(&recorder), "787", Some("787"), "787 SQLITE_CONSTRAINT_FOREIGNKEY");
    diesel::update(users::table.find(1))
        .set(users::age.eq(-77_345))
        .execute(connection)
        .expect_err("checked");
    assert_failed(&take_only(&recorder), "275", Some("275"), "275 SQLITE_CONSTRAINT_CHECK");
    let id: i32 = diesel::insert_into(posts::table)
        .values((posts::user_id.eq(1), posts::title.eq("x")))
        .returning(posts::id)
        .get_result(connection)
        .expect("inserted");
    assert_eq!(id, 4);
    recorder.forget();
    diesel::sql_query("INSERT INTO users (name) VALUES (NULL)").execute(connection).expect_err("null");
    assert_failed(&take_only(&recorder), "1299", Some("1299"), "1299 SQLITE_CONSTRAINT_NOTNULL");
    recorder.assert_never_seen(&["77345"]);
}

#[test]
fn mysql_violation_has_its_kind_and_no_ambiguous_code() {
    let recorder = Recorder::new();
    let connection = &mut mysql_quietly(&recorder);
    diesel::insert_into(users::table).values(users::name.eq("ada")).execute(connection).expect_err("twice");
    assert_failed(&take_only(&recorder), "unique_violation", None, "unique_violation");
    let post = (posts::id.eq(9), posts::user_id.eq(77_345), posts::title.eq("x"));
    diesel::insert_into(posts::table).values(post).execute(connection).expect_err("no user");
    assert_failed(&take_only(&recorder), "foreign_key_violation", None, "foreign_key_violation");
    diesel::sql_query("INSERT INTO users (name) VALUES (NULL)").execute(connection).expect_err("null");
    assert_failed(&take_only(&recorder), "not_null_violation", None, "not_null_violation");
    diesel::sql_query("SELECT Xq7Column FROM users").execute(connection).expect_err("no column");
    assert_failed(&take_only(&recorder), "_OTHER", None, "_OTHER");
    diesel::sql_query("SELEC 'Xq7Literal'").execute(connection).expect_err("no statement");
    assert_failed(&take_only(&recorder), "_OTHER", None, "_OTHER");
    recorder.assert_never_seen(&["'ada'", "77345", "Xq7Literal"]);
}

#[test]
fn mysql_write_in_a_read_only_transaction_has_its_code() {
    let recorder = Recorder::new();
    let connection = &mut mysql_quietly(&recorder);
    connection.batch_execute("START TRANSACTION READ ONLY").expect("begun");
    recorder.forget();
    let error = diesel::delete(users::table).execute(connection).expect_err("read only");
    assert!(matches!(error, Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _)));
    let description = "1792 ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION";
    assert_failed(&take_only(&recorder), "1792", Some("1792"), description);
}

#[test]
fn mysql_deadlock_victim_has_its_code() {
    let recorder = Recorder::new();
    let url = mysql_url();
    let connect = || MysqlConnection::establish_with(&url, &recorder.telemetry()).expect("a connection");
    connect().batch_execute(schema::CREATE_ON_MYSQL).expect("tables");
    let (mut first, mut second) = (connect(), connect());
    recorder.forget();

    let both_hold_one = Barrier::new(2);
    let take_both = |connection: &mut MysqlConnection, ids: [i32; 2]| {
        connection.transaction(|connection| {
            let take = |connection: &mut MysqlConnection, id| {
                diesel::update(users::table.find(id)).set(users::age.eq(77_345)).execute(connection)
            };
            take(connection, ids[0])?;
            both_hold_one.wait();
            take(connection, ids[1])
        })
    };
    let results = std::thread::scope(|scope| {
        let other = scope.spawn(|| take_both(&mut second, [2, 1]));
        [take_both(&mut first, [1, 2]), other.join().expect("no panic")]
    });
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");

    let spans = recorder.spans();
    let failed: Vec<_> = spans.iter().filter(|span| span.attribute("error.type").is_some()).collect();
    let [failed] = failed.as_slice() else { panic!("not one: {failed:#?}") };
    assert_failed(failed, "1213", Some("1213"), "1213 ER_LOCK_DEADLOCK");
    let count = |name: &str| spans.iter().filter(|span| span.name == name).count();
    assert_eq!([count("BEGIN"), count("COMMIT"), count("ROLLBACK")], [2, 1, 1]);
    recorder.assert_never_seen(&["77345"]);
}

#[test]
fn mysql_lock_timeout_has_no_code() {
    let recorder = Recorder::new();
    let url = mysql_url();
    let connect = || MysqlConnection::establish_with(&url, &recorder.telemetry()).expect("a connection");
    let (mut holder, mut other) = (connect(), connect());
    holder.batch_execute(schema::CREATE_ON_MYSQL).expect("tables");
    other.batch_execute("SET SESSION innodb_lock_wait_timeout = 0").expect("set");
    holder
        .transaction::<_, Error, _>(|holder| {
            diesel::delete(users::table.find(2)).execute(holder)?;
            recorder.forget();
            let error = diesel::delete(users::table.find(2)).execute(&mut other).expect_err("locked");
            assert!(matches!(error, Error::DatabaseError(DatabaseErrorKind::Unknown, _)));
            assert_failed(&take_only(&recorder), "_OTHER", None, "_OTHER");
            Ok(())
        })
        .expect("committed");
}

#[test]
fn load_that_fails_at_once_is_a_failure() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    connection.batch_execute("DROP TABLE posts").expect("dropped");
    recorder.forget();
    posts::table.select(posts::id).load::<i32>(connection).expect_err("no table");
    assert_failed(&take_only(&recorder), "_OTHER", None, "_OTHER");
}

#[test]
fn failed_connect_has_its_target_and_no_password() {
    let recorder = Recorder::new();
    let url = "postgres://me:Xq7Secret@127.0.0.1:1/shop";
    PgConnection::establish_with(url, &recorder.telemetry()).expect_err("no server listens");
    let span = take_only(&recorder);
    assert_failed(&span, "connection", None, "connection");
    assert_eq!(span.name, "CONNECT");
    assert_eq!(span.attribute("db.namespace"), Some("shop"));
    assert_eq!(span.attribute("server.address"), Some("127.0.0.1"));
    assert_eq!(span.attribute("server.port"), Some("1"));
    SqliteConnection::establish_with("/nowhere/Xq7.db", &recorder.telemetry()).expect_err("no folder");
    assert_failed(&take_only(&recorder), "connection", None, "connection");
    recorder.assert_never_seen(&["Xq7Secret", "nowhere"]);
}
