//! Every way to ask: the span that it makes.

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SaveChangesDsl, SimpleAsyncConnection as _};
use opentelemetry::trace::{SpanKind, Status};

use crate::scene::{on_both, take_names, take_only};
use crate::schema::{User, posts, users};

const ROWS: &str = "db.response.returned_rows";
const AFFECTED: &str = "dbtrace.affected_rows";

on_both! {
    async fn load_methods_record_returned_rows(recorder, connection) {
        let found: Vec<User> = users::table.filter(users::id.ge(2)).load(connection).await.expect("rows");
        assert_eq!(found.len(), 2);
        let span = take_only(recorder);
        assert_eq!((span.kind, span.status), (SpanKind::Client, Status::Unset));
        assert_eq!(span.attributes.get(ROWS).map(String::as_str), Some("2"));

        let ada: User = users::table.find(1).first(connection).await.expect("a row");
        assert_eq!(ada.name, "ada");
        let span = take_only(recorder);
        assert_eq!(span.attribute(ROWS), Some("1"));
        assert_eq!(span.attribute("dbtrace.outcome"), None, "who asked for one row has got it");

        let missing: Option<User> = users::table.find(9).first(connection).await.optional().expect("no row");
        assert_eq!(missing, None);
        let span = take_only(recorder);
        assert_eq!((span.attribute(ROWS), &span.status), (Some("0"), &Status::Unset));

        let first: i32 = users::table.select(users::id).order(users::id).get_result(connection).await.expect("a row");
        assert_eq!(first, 1);
        let all: Vec<i32> = users::table.select(users::id).get_results(connection).await.expect("rows");
        assert_eq!(all.len(), 3);
        assert_eq!(take_names(recorder), ["SELECT users"; 2]);
    }

    async fn change_records_affected_rows(recorder, connection) {
        let new = User { id: 4, name: "hedy".to_owned(), age: Some(20) };
        assert_eq!(diesel::insert_into(users::table).values(&new).execute(connection).await.expect("inserted"), 1);
        assert_eq!(take_only(recorder).attribute(AFFECTED), Some("1"));
        let older = diesel::update(users::table.filter(users::id.gt(2))).set(users::age.eq(8));
        assert_eq!(older.execute(connection).await.expect("updated"), 2);
        assert_eq!(take_only(recorder).attribute(AFFECTED), Some("2"));
        diesel::sql_query("CREATE TABLE notes (id int)").execute(connection).await.expect("created");
        assert_eq!(take_only(recorder).attribute(AFFECTED), None);
        assert_eq!(diesel::sql_query("DELETE FROM posts WHERE id > 1").execute(connection).await.expect("deleted"), 2);
        let span = take_only(recorder);
        assert_eq!(span.attribute(AFFECTED), Some("2"));
        assert_eq!(span.attribute("db.query.text"), Some("DELETE FROM posts WHERE id > ?"));
    }

    async fn save_changes_records_its_statements(recorder, connection) {
        let grace = User { id: 2, name: "grace".to_owned(), age: Some(85) };
        let saved: User = SaveChangesDsl::save_changes(&grace, connection).await.expect("saved");
        assert_eq!(saved, grace);
        let names = take_names(recorder);
        // MySQL has no RETURNING: diesel-async asks again.
        assert!(names == ["UPDATE users"] || names == ["UPDATE users", "SELECT users"], "{names:?}");
    }

    async fn batch_of_several_statements_is_one_span(recorder, connection) {
        connection.batch_execute("DELETE FROM posts; SELECT 1").await.expect("done");
        assert_eq!(take_names(recorder), ["DELETE posts; SELECT"]);
    }

    async fn unpolled_query_is_not_sent_and_has_no_span(recorder, connection) {
        drop(diesel::delete(posts::table).execute(connection));
        drop(posts::table.load::<(i32, i32, String)>(connection));
        assert!(recorder.spans().is_empty());
        assert_eq!(posts::table.count().get_result::<i64>(connection).await.expect("a row"), 3);
    }

    async fn query_that_cannot_be_built_is_a_query_failure(recorder, connection) {
        #[derive(AsChangeset)]
        #[diesel(table_name = users)]
        struct Nothing {
            name: Option<String>,
        }

        diesel::update(users::table.find(1))
            .set(&Nothing { name: None })
            .execute(connection)
            .await
            .expect_err("nothing to set");
        let span = take_only(recorder);
        assert_eq!(span.attribute("error.type"), Some("query"));
        assert_eq!(span.attribute("db.query.text"), None);
    }

    async fn uncached_statement_has_its_own_text_each_time(recorder, connection) {
        for ids in [vec![1], vec![1, 2]] {
            let search = users::table.into_boxed().filter(users::id.eq_any(ids)).select(users::id);
            search.load::<i32>(connection).await.expect("rows");
        }
        let spans = recorder.spans();
        assert_eq!((spans[0].attribute(ROWS), spans[1].attribute(ROWS)), (Some("1"), Some("2")));
        assert!(spans.iter().all(|span| span.attribute("db.query.text").is_some()));
    }

    async fn connection_futures_are_send(recorder, connection) {
        fn assert_send<T: Send>(value: T) -> T {
            value
        }
        let work = async {
            connection.batch_execute("SELECT 1").await?;
            connection
                .transaction::<_, diesel::result::Error, _>(async |connection| {
                    users::table.select(users::name).load::<String>(connection).await
                })
                .await
        };
        assert_eq!(assert_send(work).await.expect("rows").len(), 3);
        assert_eq!(take_names(recorder), ["SELECT", "BEGIN", "SELECT users", "COMMIT"]);
    }
}

#[tokio::test]
async fn postgres_query_text_is_the_text_sent() {
    let recorder = Recorder::new();
    let connection = &mut crate::scene::postgres(&recorder).await;
    users::table.filter(users::name.eq("ada")).load::<User>(connection).await.expect("rows");
    let span = take_only(&recorder);
    assert_eq!(span.name, r#"SELECT "users""#);
    let text =
        r#"SELECT "users"."id", "users"."name", "users"."age" FROM "users" WHERE ("users"."name" = $1)"#;
    let own = span.own_attributes();
    let expected = [("db.query.summary", r#"SELECT "users""#), ("db.query.text", text), (ROWS, "1")];
    assert_eq!(own, expected.into_iter().collect());
}

#[tokio::test]
async fn mariadb_query_text_is_the_text_sent() {
    let recorder = Recorder::new();
    let connection = &mut crate::scene::mariadb(&recorder).await;
    users::table.filter(users::name.eq("ada")).load::<User>(connection).await.expect("rows");
    let span = take_only(&recorder);
    assert_eq!(span.name, "SELECT `users`");
    let text = "SELECT `users`.`id`, `users`.`name`, `users`.`age` FROM `users` WHERE (`users`.`name` = ?)";
    let own = span.own_attributes();
    let expected = [("db.query.summary", "SELECT `users`"), ("db.query.text", text), (ROWS, "1")];
    assert_eq!(own, expected.into_iter().collect());
}
