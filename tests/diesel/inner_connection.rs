//! Calls to the connection inside the traced one: the inner connection's own instrumentation records each of them once.

use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::connection::{assert_span, only_span, postgres_quietly, sqlite_quietly};
use crate::schema::{User, users};

#[test]
fn insert_through_the_inner_sqlite_connection_is_recorded() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    let rows = vec![(users::id.eq(5), users::name.eq("hedy")), (users::id.eq(6), users::name.eq("edith"))];
    let inserted: Vec<User> =
        diesel::insert_into(users::table).values(rows).get_results(&mut **connection).expect("inserted");
    assert_eq!(inserted.len(), 2);
    let text = "INSERT INTO `users` (`id`, `name`) VALUES (?, ?), (?, ?) RETURNING `id`, `name`, `age`";
    only_span(&recorder, "INSERT `users`", &[("db.query.text", text)]);
    recorder.assert_never_seen(&["hedy", "edith"]);
}

#[test]
fn copy_to_through_the_inner_postgres_connection_is_recorded() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    let copied: Vec<User> = diesel::copy_to(users::table)
        .load::<User, _>(&mut **connection)
        .expect("started")
        .collect::<QueryResult<_>>()
        .expect("rows");
    assert_eq!(copied.len(), 3);
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    let text = r#"COPY "users"("id", "name", "age") TO STDOUT WITH (FORMAT ?)"#;
    assert_span(span, r#"COPY "users""#, &[("db.query.text", text)]);
}

#[test]
fn calls_to_wrapper_and_inner_connection_are_recorded_once_each() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    for _ in 0..2 {
        connection.batch_execute("DELETE FROM posts").expect("done");
        (**connection).batch_execute("DELETE FROM posts").expect("done");
        users::table.select(users::id).load::<i32>(connection).expect("rows");
        users::table.select(users::id).load::<i32>(&mut **connection).expect("rows");
    }
    let expected = ["DELETE posts", "DELETE posts", "SELECT `users`", "SELECT `users`"];
    assert_eq!(recorder.names(), [expected, expected].concat());
    assert!(recorder.spans().iter().all(|span| span.attribute("dbtrace.outcome").is_none()));
}

#[test]
fn failure_of_the_inner_connection_has_its_code() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    diesel::insert_into(users::table)
        .values((users::id.eq(9), users::name.eq("ada")))
        .execute(&mut **connection)
        .expect_err("twice");
    let span = recorder.span(r#"INSERT "users""#);
    assert_eq!(span.attribute("db.response.status_code"), Some("23505"));
    assert_eq!(span.attribute("dbtrace.constraint"), Some("one_of_each"));
}
