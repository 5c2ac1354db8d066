//! The values of parameters are shown only if the user opted in.

use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::connection::{mysql, postgres, sqlite};
use crate::schema::users;

/// Values of every kind that goes in, on a connection whose user opted in.
macro_rules! assert_shown {
    ($connect:ident) => {{
        let recorder = Recorder::new();
        let connection = &mut $connect(&recorder.builder().query_parameters(true).build());
        recorder.forget();
        // The text of this one is known from the first time; its values are not.
        for id in [1, 2] {
            users::table.find(id).select(users::id).first::<i32>(connection).expect("a row");
            assert_values(&recorder, &[&id.to_string(), "1"]);
        }
        let row = (users::id.eq(9), users::name.eq("it's \"Hedy\", née"), users::age.eq(None::<i32>));
        diesel::insert_into(users::table).values(row).execute(connection).expect("inserted");
        assert_values(&recorder, &["9", "it's \"Hedy\", née", "NULL"]);

        let row = (users::id.eq(1), users::name.eq("twice"));
        diesel::insert_into(users::table).values(row).execute(connection).expect_err("twice");
        assert_values(&recorder, &["1", "twice"]);

        let query = users::table.into_boxed().filter(users::name.ne("x")).filter(users::id.gt(0));
        query.count().get_result::<i64>(connection).expect("a row");
        assert_values(&recorder, &["x", "0"]);

        connection.batch_execute("SELECT 'literal'").expect("done");
        assert_values(&recorder, &[]);
        recorder.assert_never_seen(&["literal"]);
    }};
}

/// Those of the one span, in their order.
#[track_caller]
fn assert_values(recorder: &Recorder, expected: &[&str]) {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    let values: Vec<_> =
        (0..).map_while(|index| span.attribute(&format!("db.query.parameter.{index}"))).collect();
    assert_eq!(values, expected);
    let shown = span.attributes.keys().filter(|key| key.starts_with("db.query.parameter")).count();
    assert_eq!(shown, expected.len());
    recorder.forget();
}

#[test]
fn query_parameters_of_dsl_queries_are_shown_on_request() {
    assert_shown!(sqlite);
    assert_shown!(mysql);
    assert_shown!(postgres);
}

#[test]
fn query_parameters_of_sql_query_are_shown_on_request() {
    let recorder = Recorder::new();
    let telemetry = recorder.builder().query_parameters(true).build();
    let values = ["36", "ada"];
    let connection = &mut sqlite(&telemetry);
    recorder.forget();
    diesel::sql_query("SELECT 1 FROM users WHERE age = ? AND name = ?")
        .bind::<Integer, _>(36)
        .bind::<Text, _>("ada")
        .execute(connection)
        .expect("done");
    assert_values(&recorder, &values);

    let connection = &mut postgres(&telemetry);
    recorder.forget();
    users::table.filter(users::id.eq_any(vec![1, 2])).count().get_result::<i64>(connection).expect("a row");
    assert_values(&recorder, &["[1, 2]"]);
}

#[test]
fn long_query_parameter_is_cut_at_the_text_limit() {
    let recorder = Recorder::new();
    let connection = &mut sqlite(&recorder.builder().query_parameters(true).query_text_limit(8).build());
    recorder.forget();
    users::table.filter(users::name.eq("0123456789")).count().get_result::<i64>(connection).expect("a row");
    let [span] = &recorder.spans()[..] else { panic!("one span") };
    let value = span.attribute("db.query.parameter.0").expect("a value");
    assert!(value.starts_with("0123") && !value.contains("89"), "{value}");
}

#[test]
fn query_parameters_of_the_inner_connection_are_not_shown() {
    let recorder = Recorder::new();
    let connection = &mut sqlite(&recorder.builder().query_parameters(true).build());
    recorder.forget();
    users::table
        .filter(users::name.eq("Xq7Bound"))
        .count()
        .get_result::<i64>(&mut **connection)
        .expect("a row");
    assert_values(&recorder, &[]);
    recorder.assert_never_seen(&["Xq7Bound"]);
}
