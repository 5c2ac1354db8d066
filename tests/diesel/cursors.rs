//! When the reading of rows ends.

use db_trace_tests::Recorder;
use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;

use crate::connection::{on_sqlite_and_mysql, postgres_quietly};
use crate::schema::users;

#[track_caller]
fn assert_read(recorder: &Recorder, rows: &str, outcome: Option<&str>) {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    assert_eq!(span.attribute("db.response.returned_rows"), Some(rows));
    assert_eq!(span.attribute("dbtrace.outcome"), outcome);
    recorder.forget();
}

#[test]
fn cursor_ends_its_span_with_its_last_row() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let mut rows = users::table
            .select(users::id)
            .load_iter::<i32, DefaultLoadingMode>(connection)
            .expect("a cursor");
        for _ in 0..3 {
            rows.next().expect("a row").expect("a number");
            assert!(recorder.spans().is_empty(), "there may be more");
        }
        assert!(rows.next().is_none());
        assert_read(recorder, "3", None);
        drop(rows);
        assert!(recorder.spans().is_empty(), "it ends once");
    });
}

#[test]
fn dropped_cursor_is_cancelled_with_the_rows_so_far() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let query = users::table.select(users::id);
        drop(query.load_iter::<i32, DefaultLoadingMode>(connection).expect("a cursor"));
        assert_read(recorder, "0", Some("cancelled"));
        let read = query.load_iter::<i32, DefaultLoadingMode>(connection).expect("a cursor").take(2).count();
        assert_eq!(read, 2);
        assert_read(recorder, "2", Some("cancelled"));
    });
}

#[test]
fn cursor_for_one_row_succeeds_after_one_row() {
    on_sqlite_and_mysql!(|recorder, connection| {
        users::table.select(users::id).get_result::<i32>(connection).expect("the first");
        assert_read(recorder, "1", None);
    });
}

#[test]
fn postgres_loading_modes_count_their_rows() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    let query = users::table.select(users::id);
    let all = query.load_iter::<i32, DefaultLoadingMode>(connection).expect("a cursor").count();
    assert_eq!(all, 3);
    assert_read(&recorder, "3", None);
    let all = query.load_iter::<i32, PgRowByRowLoadingMode>(connection).expect("a cursor").count();
    assert_eq!(all, 3);
    assert_read(&recorder, "3", None);
    let some = query.load_iter::<i32, PgRowByRowLoadingMode>(connection).expect("a cursor").take(2).count();
    assert_eq!(some, 2);
    assert_read(&recorder, "2", Some("cancelled"));
    users::table.count().get_result::<i64>(connection).expect("the connection is still good");
}

#[test]
fn cursor_that_fails_records_error_and_rows_so_far() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    // The third row divides by zero, when it is asked for.
    let query = diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT 1 / (3 - id) FROM users ORDER BY id");
    let mut rows = query.load_iter::<i32, PgRowByRowLoadingMode>(connection).expect("a cursor");
    let mut read = 0;
    let error = loop {
        match rows.next().expect("an error before the end") {
            Ok(_) => read += 1,
            Err(error) => break error,
        }
    };
    drop(rows);
    assert!(error.to_string().contains("division"), "{error}");
    let span = recorder.span("SELECT users");
    assert_eq!(span.attribute("db.response.returned_rows"), Some(read.to_string().as_str()));
    assert_eq!(span.attribute("error.type"), Some("_OTHER"));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
}

#[test]
fn two_cursors_of_a_postgres_connection_are_open_at_once() {
    let recorder = Recorder::new();
    let mut connection = postgres_quietly(&recorder);
    let query = users::table.select(users::id).order(users::id);
    let mut first = query.load_iter::<i32, DefaultLoadingMode>(&mut connection).expect("a cursor");
    let second = query.load_iter::<i32, DefaultLoadingMode>(&mut connection).expect("a cursor");
    drop(connection);
    assert_eq!(first.next(), Some(Ok(1)));
    assert_eq!(second.count(), 3);
    assert_read(&recorder, "3", None);
    assert_eq!(first.count(), 2);
    assert_read(&recorder, "3", None);
}
