//! No value that a program passes leaves it: every way in, and everything that is exported.

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};

use crate::scene::on_both;
use crate::schema::users;

const VALUES: &[&str] = &["Xq7Bound", "Xq7Literal", "Xq7Comment", "Xq7 -- binds", "918273645"];

on_both! {
    async fn value_passed_in_any_way_is_not_exported(recorder, connection) {
        let bound = "Xq7Bound'; -- binds: [Xq7 -- binds: ]";
        let row = (users::id.eq(918_273_645), users::name.eq(bound));
        diesel::insert_into(users::table).values(row).execute(connection).await.expect("inserted");
        diesel::insert_into(users::table).values(row).execute(connection).await.expect_err("twice");
        diesel::insert_into(users::table).values(vec![row, row]).execute(connection).await.expect_err("twice");
        users::table.filter(users::name.eq(bound)).select(users::id).first::<i32>(connection).await.expect("a row");
        let like = users::table.filter(users::name.like("%Xq7Bound%")).count();
        like.get_result::<i64>(connection).await.expect("a row");
        let any = users::table.filter(users::name.eq_any(vec![bound, "x"])).count();
        any.get_result::<i64>(connection).await.expect("a row");
        let boxed = users::table.into_boxed().filter(users::id.eq(918_273_645)).count();
        boxed.get_result::<i64>(connection).await.expect("a row");
        users::table.limit(918_273_645).select(users::id).load::<i32>(connection).await.expect("rows");
        let update = diesel::update(users::table.find(918_273_645)).set(users::name.eq("Xq7Bound"));
        update.execute(connection).await.expect("updated");
        diesel::select(diesel::dsl::sql::<Text>("'Xq7Literal' /* Xq7Comment */"))
            .get_result::<String>(connection)
            .await
            .expect("a row");
        diesel::select("Xq7Bound".into_sql::<Text>()).get_result::<String>(connection).await.expect("a row");
        diesel::select(918_273_645_i64.into_sql::<BigInt>()).get_result::<i64>(connection).await.expect("a row");
        connection.batch_execute("SELECT 'Xq7Literal' -- Xq7Comment\n").await.expect("done");
        connection.batch_execute("SELECT 'Xq7Literal").await.expect_err("unterminated");
        diesel::sql_query("SELECT 'Xq7Literal', nothing").execute(connection).await.expect_err("no column");
        let around = connection.inner_mut();
        users::table.filter(users::name.eq("Xq7Bound")).select(users::id).first::<i32>(around).await.expect("a row");
        diesel::insert_into(users::table).values(row).execute(around).await.expect_err("twice");
        around.batch_execute("SELECT 'Xq7Literal'").await.expect("done");
        diesel::delete(users::table.find(918_273_645)).execute(connection).await.expect("deleted");
        assert_eq!(recorder.spans().len(), 19);
        recorder.assert_never_seen(VALUES);
    }
}
