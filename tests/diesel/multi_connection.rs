//! A connection that is one of several kinds, by diesel's derive.

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection};

use crate::connection::{mysql_quietly, mysql_url, postgres_quietly, sqlite_quietly};
use crate::schema::users;

#[expect(unreachable_pub, reason = "diesel's derive makes public what it makes of this")]
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    Postgres(PgConnection),
    Mysql(MysqlConnection),
    Sqlite(SqliteConnection),
}

fn work(connection: &mut AnyConnection) {
    let names: Vec<String> =
        users::table.filter(users::name.ne("Xq7Bound")).select(users::name).load(connection).expect("rows");
    assert_eq!(names.len(), 3);
    connection
        .transaction(|connection| diesel::delete(users::table.filter(users::id.eq(2))).execute(connection))
        .expect("committed");
    let count: i64 = users::table.count().get_result(connection).expect("a row");
    assert_eq!(count, 2);
    // Of MariaDB, whose type of a parameter alone diesel's own derive does not know: it panics, with or without us.
    if !matches!(connection, AnyConnection::Mysql(_)) {
        let bound: String =
            diesel::select("Xq7Bound".into_sql::<Text>()).get_result(connection).expect("a row");
        assert_eq!(bound, "Xq7Bound");
    }
}

#[test]
fn multi_connection_records_the_system_in_use() {
    let recorder = Recorder::new();
    for (mut connection, system, select, delete, text) in [
        (
            AnyConnection::Sqlite(sqlite_quietly(&recorder)),
            "sqlite",
            "SELECT `users`",
            "DELETE `users`",
            "SELECT `users`.`name` FROM `users` WHERE (`users`.`name` != ?)",
        ),
        (
            AnyConnection::Mysql(mysql_quietly(&recorder)),
            "mysql",
            "SELECT `users`",
            "DELETE `users`",
            "SELECT `users`.`name` FROM `users` WHERE (`users`.`name` != ?)",
        ),
        (
            AnyConnection::Postgres(postgres_quietly(&recorder)),
            "postgresql",
            r#"SELECT "users""#,
            r#"DELETE "users""#,
            r#"SELECT "users"."name" FROM "users" WHERE ("users"."name" != $1)"#,
        ),
    ] {
        recorder.forget();
        work(&mut connection);
        let names = recorder.names();
        assert_eq!(names[..5], [select, "BEGIN", delete, "COMMIT", select]);
        assert!(names[5..].iter().all(|name| name == "SELECT"), "{names:?}");
        let span = &recorder.spans()[0];
        assert_eq!(span.attribute("db.system.name"), Some(system));
        assert_eq!(span.attribute("db.query.text"), Some(text));
        assert_eq!(span.attribute("db.response.returned_rows"), Some("3"));
        recorder.assert_never_seen(&["Xq7Bound"]);
    }
}

#[test]
fn multi_connection_establishes_the_first_kind_that_fits() {
    let mut connection = AnyConnection::establish(":memory:").expect("a database");
    assert!(matches!(connection, AnyConnection::Sqlite(_)));
    diesel::sql_query("SELECT 1").execute(&mut connection).expect("it works");
    let mut connection = AnyConnection::establish(&mysql_url()).expect("a server");
    assert!(matches!(connection, AnyConnection::Mysql(_)));
    diesel::sql_query("SELECT 1").execute(&mut connection).expect("it works");
}
