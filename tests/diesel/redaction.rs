//! No value that a program passes leaves it: every way in, and everything that is exported.

use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::connection::{mysql_quietly, postgres_quietly, sqlite_quietly};
use crate::schema::users;

const VALUES: &[&str] = &["Xq7Bound", "Xq7Literal", "Xq7Comment", "Xq7 -- binds", "918273645"];

/// What all connections are asked.
macro_rules! pass_values_by_every_way {
    ($connection:expr, $conflict:expr) => {{
        let connection = $connection;
        let bound = "Xq7Bound'; -- binds: [Xq7 -- binds: ]";
        let row = (users::id.eq(918_273_645), users::name.eq(bound));
        diesel::insert_into(users::table).values(row).execute(connection).expect("inserted");
        diesel::insert_into(users::table).values(row).execute(connection).expect_err("twice");
        diesel::insert_into(users::table).values(vec![row, row]).execute(connection).expect_err("twice");
        let insert = diesel::insert_into(users::table).values(row).on_conflict($conflict).do_nothing();
        insert.execute(connection).expect("nothing");
        users::table.filter(users::name.eq(bound)).select(users::id).first::<i32>(connection).expect("a row");
        users::table
            .filter(users::name.like("%Xq7Bound%"))
            .count()
            .get_result::<i64>(connection)
            .expect("a row");
        users::table
            .filter(users::name.eq_any(vec![bound, "x"]))
            .count()
            .get_result::<i64>(connection)
            .expect("a row");
        users::table
            .into_boxed()
            .filter(users::id.eq(918_273_645))
            .count()
            .get_result::<i64>(connection)
            .expect("a row");
        users::table.limit(918_273_645).select(users::id).load::<i32>(connection).expect("rows");
        diesel::update(users::table.find(918_273_645))
            .set(users::name.eq("Xq7Bound"))
            .execute(connection)
            .expect("updated");
        diesel::select(diesel::dsl::sql::<Text>("'Xq7Literal' /* Xq7Comment */"))
            .get_result::<String>(connection)
            .expect("a row");
        diesel::select(diesel::dsl::sql::<Text>("").bind::<Text, _>("Xq7Bound"))
            .get_result::<String>(connection)
            .expect("a row");
        diesel::select("Xq7Bound".into_sql::<Text>()).get_result::<String>(connection).expect("a row");
        diesel::select(918_273_645_i64.into_sql::<BigInt>()).get_result::<i64>(connection).expect("a row");
        connection.batch_execute("SELECT 'Xq7Literal' -- Xq7Comment\n").expect("done");
        connection.batch_execute("SELECT 'Xq7Literal").expect_err("unterminated");
        diesel::sql_query("SELECT 'Xq7Literal', nothing").execute(connection).expect_err("no column");
        let around: &mut _ = &mut **connection;
        users::table
            .filter(users::name.eq("Xq7Bound"))
            .select(users::id)
            .first::<i32>(around)
            .expect("a row");
        diesel::insert_into(users::table).values(row).execute(around).expect_err("twice");
        around.batch_execute("SELECT 'Xq7Literal'").expect("done");
        diesel::delete(users::table.find(918_273_645)).execute(connection).expect("deleted");
    }};
}

#[test]
fn value_passed_to_sqlite_in_any_way_is_not_exported() {
    let recorder = Recorder::new();
    pass_values_by_every_way!(&mut sqlite_quietly(&recorder), users::id);
    assert_eq!(recorder.spans().len(), 21);
    recorder.assert_never_seen(VALUES);
}

#[test]
fn value_passed_to_postgres_in_any_way_is_not_exported() {
    let recorder = Recorder::new();
    pass_values_by_every_way!(&mut postgres_quietly(&recorder), users::id);
    assert_eq!(recorder.spans().len(), 21);
    recorder.assert_never_seen(VALUES);
}

#[test]
fn value_passed_to_mysql_in_any_way_is_not_exported() {
    let recorder = Recorder::new();
    pass_values_by_every_way!(&mut mysql_quietly(&recorder), diesel::dsl::DuplicatedKeys);
    assert_eq!(recorder.spans().len(), 21);
    recorder.assert_never_seen(VALUES);
}
