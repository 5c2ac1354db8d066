//! Every way to ask: the span that it makes.

use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::dsl::{auto_type, count_star};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use diesel_trace::SqliteConnection;
use opentelemetry::trace::TraceContextExt as _;

use crate::connection::{
    mysql_quietly, on_sqlite_and_mysql, only_span, postgres_quietly, sqlite, sqlite_quietly,
};
use crate::schema::{Post, User, posts, users};

const TEXT: &str = "db.query.text";
const ROWS: &str = "db.response.returned_rows";
const AFFECTED: &str = "dbtrace.affected_rows";

#[test]
fn sqlite_connect_span_has_the_file_and_no_key() {
    let recorder = Recorder::new();
    let _connection = SqliteConnection::establish_with("file::memory:?key=Xq7Secret", &recorder.telemetry())
        .expect("a database");
    let span = recorder.span("CONNECT");
    assert_eq!(span.attribute("db.system.name"), Some("sqlite"));
    assert_eq!(span.attribute("db.namespace"), Some(":memory:"));
    assert_eq!(span.attribute("server.address"), None);
    only_span(&recorder, "CONNECT", &[("db.operation.name", "CONNECT")]);
    recorder.assert_never_seen(&["Xq7Secret"]);
}

#[test]
fn load_records_text_and_returned_rows() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let found: Vec<User> = users::table.filter(users::id.ge(2)).load(connection).expect("rows");
        assert_eq!(found.len(), 2);
        let select = "SELECT `users`.`id`, `users`.`name`, `users`.`age` FROM `users`";
        only_span(
            recorder,
            "SELECT `users`",
            &[(TEXT, &format!("{select} WHERE (`users`.`id` >= ?)")), (ROWS, "2")],
        );

        let ada: User = users::table.find(1).first(connection).expect("a row");
        assert_eq!(ada.name, "ada");
        let find = format!("{select} WHERE (`users`.`id` = ?) LIMIT ?");
        only_span(recorder, "SELECT `users`", &[(TEXT, &find), (ROWS, "1")]);

        let missing: Option<User> = users::table.find(9).first(connection).optional().expect("no row");
        assert_eq!(missing, None);
        only_span(recorder, "SELECT `users`", &[(TEXT, &find), (ROWS, "0")]);

        let count: i64 = users::table.select(count_star()).get_result(connection).expect("a row");
        assert_eq!(count, 3);
        only_span(recorder, "SELECT `users`", &[(TEXT, "SELECT COUNT(*) FROM `users`"), (ROWS, "1")]);
    });
}

#[test]
fn change_records_affected_rows() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let new = User { id: 4, name: "hedy".to_owned(), age: Some(20) };
        diesel::insert_into(users::table).values(&new).execute(connection).expect("inserted");
        let insert = "INSERT INTO `users` (`id`, `name`, `age`) VALUES (?, ?, ?)";
        only_span(recorder, "INSERT `users`", &[(TEXT, insert), (AFFECTED, "1")]);
        let updated = diesel::update(users::table.filter(users::id.gt(2)))
            .set(users::age.eq((users::id + 20).nullable()))
            .execute(connection)
            .expect("updated");
        assert_eq!(updated, 2);
        let update = "UPDATE `users` SET `age` = (`users`.`id` + ?) WHERE (`users`.`id` > ?)";
        only_span(recorder, "UPDATE `users`", &[(TEXT, update), (AFFECTED, "2")]);
        diesel::delete(users::table.find(4)).execute(connection).expect("deleted");
        only_span(
            recorder,
            "DELETE `users`",
            &[(TEXT, "DELETE FROM `users` WHERE (`users`.`id` = ?)"), (AFFECTED, "1")],
        );
    });
}

#[test]
fn statement_without_rows_records_no_affected_rows() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    diesel::delete(posts::table.find(1)).execute(connection).expect("deleted");
    recorder.forget();
    // SQLite still has the number of the statement before.
    let stale = diesel::sql_query("CREATE TABLE notes (id int)").execute(connection).expect("created");
    assert_eq!(stale, 1);
    only_span(&recorder, "CREATE TABLE notes", &[(TEXT, "CREATE TABLE notes (id int)")]);
}

diesel::define_sql_function! {
    fn shout(text: Text) -> Text;
}

#[test]
fn custom_sqlite_function_works() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    shout_utils::register_impl(connection, |text: String| text.to_uppercase()).expect("registered");
    let names: Vec<String> = users::table.find(1).select(shout(users::name)).load(connection).expect("a row");
    assert_eq!(names, ["ADA"]);
    assert_eq!(recorder.names(), ["SELECT `users`"]);
}

#[test]
fn insert_with_returning_is_one_span() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    let id: i32 = diesel::insert_into(users::table)
        .values((users::name.eq("hedy"), users::age.eq(20)))
        .returning(users::id)
        .get_result(connection)
        .expect("inserted");
    assert_eq!(id, 4);
    let insert = "INSERT INTO `users` (`name`, `age`) VALUES (?, ?) RETURNING `id`";
    only_span(&recorder, "INSERT `users`", &[(TEXT, insert), (ROWS, "1")]);

    let connection = &mut postgres_quietly(&recorder);
    let ids: Vec<i32> = diesel::insert_into(users::table)
        .values(&vec![(users::id.eq(5), users::name.eq("hedy")), (users::id.eq(6), users::name.eq("edith"))])
        .returning(users::id)
        .get_results(connection)
        .expect("inserted");
    assert_eq!(ids, [5, 6]);
    let insert = r#"INSERT INTO "users" ("id", "name") VALUES ($1, $2), ($3, $4) RETURNING "users"."id""#;
    only_span(&recorder, r#"INSERT "users""#, &[(TEXT, insert), (ROWS, "2")]);
}

#[test]
fn insert_of_several_rows_is_one_span() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let rows =
            vec![(users::id.eq(5), users::name.eq("hedy")), (users::id.eq(6), users::name.eq("edith"))];
        diesel::insert_into(users::table).values(&rows).execute(connection).expect("inserted");
        let insert = "INSERT INTO `users` (`id`, `name`) VALUES (?, ?), (?, ?)";
        only_span(recorder, "INSERT `users`", &[(TEXT, insert), (AFFECTED, "2")]);
    });
}

#[test]
fn save_changes_records_its_statements() {
    let recorder = Recorder::new();
    let changed = User { id: 1, name: "lovelace".to_owned(), age: Some(36) };
    let saved: User = changed.save_changes(&mut sqlite_quietly(&recorder)).expect("saved");
    assert_eq!(saved, changed);
    assert_eq!(recorder.names(), ["UPDATE `users`", "SELECT `users`"]);
    recorder.forget();
    let saved: User = changed.save_changes(&mut mysql_quietly(&recorder)).expect("saved");
    assert_eq!(saved, changed);
    assert_eq!(recorder.names(), ["UPDATE `users`", "SELECT `users`"]);
    recorder.forget();
    let saved: User = changed.save_changes(&mut postgres_quietly(&recorder)).expect("saved");
    assert_eq!(saved, changed);
    assert_eq!(recorder.names(), [r#"UPDATE "users""#]);
}

#[test]
fn sql_query_text_is_redacted() {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }

    on_sqlite_and_mysql!(|recorder, connection| {
        let names: Vec<Name> = diesel::sql_query("SELECT name FROM users WHERE age = 36 AND id = ?")
            .bind::<Integer, _>(1)
            .load(connection)
            .expect("rows");
        assert_eq!(names[0].name, "ada");
        only_span(
            recorder,
            "SELECT users",
            &[(TEXT, "SELECT name FROM users WHERE age = ? AND id = ?"), (ROWS, "1")],
        );
        connection
            .batch_execute("UPDATE users SET age = 1; DELETE FROM posts WHERE title = 'Notes'")
            .expect("done");
        let text = "UPDATE users SET age = ?; DELETE FROM posts WHERE title = ?";
        only_span(recorder, "UPDATE users; DELETE posts", &[(TEXT, text)]);
    });
}

#[test]
fn boxed_queries_have_their_own_texts() {
    on_sqlite_and_mysql!(|recorder, connection| {
        for (ids, list) in [(&[1][..], "?"), (&[1, 2, 3], "?, ?, ?")] {
            let found: Vec<i32> =
                users::table.filter(users::id.eq_any(ids)).select(users::id).load(connection).expect("rows");
            assert_eq!(found, ids);
            let rows = ids.len().to_string();
            let text = format!("SELECT `users`.`id` FROM `users` WHERE (`users`.`id` IN ({list}))");
            only_span(recorder, "SELECT `users`", &[(TEXT, &text), (ROWS, &rows)]);
        }
        for order in [true, false] {
            let mut query = users::table.select(users::id).into_boxed();
            if order {
                query = query.order(users::name.desc());
            }
            query.load::<i32>(connection).expect("rows");
            let order = if order { " ORDER BY `users`.`name` DESC" } else { "" };
            let text = format!("SELECT `users`.`id` FROM `users`{order}");
            only_span(recorder, "SELECT `users`", &[(TEXT, &text), (ROWS, "3")]);
        }
    });
}

#[test]
fn repeated_query_has_the_same_text() {
    on_sqlite_and_mysql!(|recorder, connection| {
        for id in 1..=3 {
            let name: String = users::table.find(id).select(users::name).first(connection).expect("a row");
            assert!(!name.is_empty());
        }
        let texts: Vec<_> = recorder.spans().iter().map(|span| span.attributes[TEXT].clone()).collect();
        assert_eq!(texts, ["SELECT `users`.`name` FROM `users` WHERE (`users`.`id` = ?) LIMIT ?"; 3]);
    });
}

#[test]
fn join_and_association_record_their_texts() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let ada: User = users::table.find(1).first(connection).expect("a row");
        let hers: Vec<Post> =
            Post::belonging_to(&ada).select(Post::as_select()).load(connection).expect("rows");
        assert_eq!(hers.len(), 2);
        let all: Vec<User> = users::table.load(connection).expect("rows");
        let posts: Vec<Post> = Post::belonging_to(&all).load(connection).expect("rows");
        assert_eq!(posts.grouped_by(&all).iter().map(Vec::len).collect::<Vec<_>>(), [2, 0, 1]);
        let pairs: Vec<(String, String)> = users::table
            .inner_join(posts::table)
            .select((users::name, posts::title))
            .order(posts::id)
            .load(connection)
            .expect("rows");
        assert_eq!(pairs[2], ("joan".to_owned(), "Essays".to_owned()));
        assert_eq!(
            recorder.names(),
            [
                "SELECT `users`",
                "SELECT `posts`",
                "SELECT `users`",
                "SELECT `posts`",
                "SELECT `users` `posts`"
            ]
        );
    });
}

#[auto_type]
fn adults() -> _ {
    users::table.filter(users::age.gt(17_i32))
}

#[test]
fn inferred_query_types_work() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let names: Vec<String> = adults().select(users::name).load(connection).expect("rows");
        assert_eq!(names, ["ada"]);
        assert_eq!(recorder.names(), ["SELECT `users`"]);
    });
}

#[test]
fn query_that_cannot_be_built_is_a_query_failure() {
    #[derive(AsChangeset)]
    #[diesel(table_name = users)]
    struct Nothing {
        name: Option<String>,
    }

    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    diesel::update(users::table.find(1))
        .set(&Nothing { name: None })
        .execute(connection)
        .expect_err("nothing to set");
    let [span] = &recorder.spans()[..] else { panic!("one span") };
    assert_eq!(span.name, ":memory:");
    assert_eq!(span.attribute("error.type"), Some("query"));
}

#[test]
fn spans_of_a_transaction_are_siblings() {
    on_sqlite_and_mysql!(|recorder, connection| {
        let parent = recorder.parent("request");
        {
            let _attached = parent.clone().attach();
            connection
                .transaction(|connection| users::table.select(users::id).load::<i32>(connection))
                .expect("rows");
        }
        let spans = recorder.spans();
        assert_eq!(spans.len(), 3);
        for span in spans {
            assert_eq!(span.parent, parent.span().span_context().span_id(), "{}", span.name);
        }
    });
}

#[test]
fn transaction_spans_can_be_left_out() {
    let recorder = Recorder::new();
    let connection = &mut sqlite(&recorder.builder().transaction_spans(false).build());
    recorder.forget();
    connection
        .transaction(|connection| users::table.select(users::id).load::<i32>(connection))
        .expect("rows");
    assert_eq!(recorder.names(), ["SELECT `users`"]);
}

#[test]
fn text_without_a_statement_is_a_health_check() {
    for wanted in [false, true] {
        let recorder = Recorder::new();
        let telemetry = recorder.builder().health_check_spans(wanted).build();
        let mut sqlite = sqlite(&telemetry);
        let mut postgres = crate::connection::postgres(&telemetry);
        recorder.forget();
        for text in ["", " ;", "/* ping */"] {
            sqlite.batch_execute(text).expect("done");
            // Diesel fails where the server has nothing to execute.
            postgres.batch_execute(text).expect_err("an empty query");
        }
        assert_eq!(recorder.names(), vec!["PING"; if wanted { 6 } else { 0 }]);
    }
}
