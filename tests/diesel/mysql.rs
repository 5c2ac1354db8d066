//! What only MySQL and MariaDB have.

use db_semconv::Telemetry;
use db_testcontainers::MariaDb;
use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel_trace::{Instrument, MysqlConnection};
use tokio::runtime::Runtime;

use crate::connection::{assert_span, mysql, mysql_quietly, mysql_url, only_span};
use crate::schema::{self, users};

const TEXT: &str = "db.query.text";
const AFFECTED: &str = "dbtrace.affected_rows";

fn server() -> MariaDb {
    Runtime::new().expect("a runtime").block_on(MariaDb::start()).expect("a server")
}

#[test]
fn mysql_connect_span_has_the_address_and_no_password() {
    let recorder = Recorder::new();
    let server = server();
    let Some(url) = server.password_url() else { return };
    let mut connection = MysqlConnection::establish_with(&url, &recorder.telemetry()).expect("let in");
    let span = recorder.span("CONNECT");
    assert_eq!(span.attribute("db.system.name"), Some("mysql"));
    assert_eq!(span.attribute("db.namespace"), Some("test"));
    assert_eq!(span.attribute("server.address"), Some(server.host()));
    assert_eq!(span.attribute("server.port"), Some(server.port().to_string().as_str()));
    only_span(&recorder, "CONNECT", &[("db.operation.name", "CONNECT")]);

    let wrong = server.wrong_password_url().expect("a URL");
    let error = MysqlConnection::establish_with(&wrong, &recorder.telemetry()).expect_err("refused");
    assert!(error.to_string().contains("Access denied"), "{error}");
    let span = recorder.span("CONNECT");
    assert_eq!(span.attribute("error.type"), Some("connection"));
    connection.batch_execute("SELECT 1").expect("the other one is still good");
    recorder.assert_never_seen(&["right", "wrong", "with_password"]);
}

#[test]
fn mysql_default_port_is_left_out_and_a_socket_is_its_path() {
    let recorder = Recorder::new();
    let url = "mysql://me:Xq7Secret@127.0.0.254:3306/shop";
    MysqlConnection::establish_with(url, &recorder.telemetry()).expect_err("no server listens");
    let span = recorder.span("CONNECT");
    assert_eq!(span.attribute("server.address"), Some("127.0.0.254"));
    assert_eq!(span.attribute("server.port"), None);
    assert_eq!(span.attribute("error.type"), Some("connection"));
    recorder.forget();

    let server = server();
    let Some(socket) = server.unix_socket().and_then(|socket| socket.to_str()) else { return };
    let url = format!("mysql://root@localhost/test?unix_socket={socket}");
    let mut connection = MysqlConnection::establish_with(&url, &recorder.telemetry()).expect("a connection");
    connection.batch_execute("SELECT 1").expect("done");
    for span in recorder.spans() {
        assert_eq!(span.attribute("server.address"), Some(socket), "{}", span.name);
        assert_eq!(span.attribute("server.port"), None);
        assert_eq!(span.attribute("db.namespace"), Some("test"));
    }
    recorder.assert_never_seen(&["Xq7Secret"]);
}

#[test]
fn refused_mysql_url_is_a_configuration_failure() {
    let recorder = Recorder::new();
    for url in ["mysql://me:Xq7Secret@127.0.0.1/a/b", "mysql://me:Xq7Secret@h:99999/", "Xq7Secret"] {
        MysqlConnection::establish_with(url, &recorder.telemetry()).expect_err("no URL");
        assert_eq!(recorder.span("CONNECT").attribute("error.type"), Some("configuration"), "{url}");
        recorder.forget();
    }
    recorder.assert_never_seen(&["Xq7Secret"]);
}

#[test]
fn mysql_double_quoted_strings_are_redacted() {
    let recorder = Recorder::new();
    let connection = &mut mysql_quietly(&recorder);
    let query = "SELECT name FROM users WHERE name = \"Xq7Double\" # Xq7Comment\n OR name = 'Xq7\\'Single'";
    let text = "SELECT name FROM users WHERE name = ? \n OR name = ?";
    connection.batch_execute(query).expect("done");
    only_span(&recorder, "SELECT users", &[(TEXT, text)]);
    let found = diesel::sql_query(query).execute(connection);
    assert_eq!(found, Ok(0));
    only_span(&recorder, "SELECT users", &[(TEXT, text)]);
    diesel::sql_query(query).execute(&mut **connection).expect("done");
    only_span(&recorder, "SELECT users", &[(TEXT, text)]);
    recorder.assert_never_seen(&["Xq7"]);
}

#[test]
fn mysql_insert_variants_record_affected_rows() {
    let recorder = Recorder::new();
    let connection = &mut mysql_quietly(&recorder);
    let ada = (users::id.eq(1), users::name.eq("ada"));
    diesel::insert_or_ignore_into(users::table).values(ada).execute(connection).expect("ignored");
    let insert = "INSERT IGNORE INTO `users` (`id`, `name`) VALUES (?, ?)";
    only_span(&recorder, "INSERT `users`", &[(TEXT, insert), (AFFECTED, "0")]);

    diesel::insert_into(users::table)
        .values(ada)
        .on_conflict(diesel::dsl::DuplicatedKeys)
        .do_update()
        .set(users::age.eq(37))
        .execute(connection)
        .expect("updated");
    let insert = "INSERT INTO `users` (`id`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `age` = ?";
    // So the server counts a row that was there before.
    only_span(&recorder, "INSERT `users`", &[(TEXT, insert), (AFFECTED, "2")]);

    let grace = (users::id.eq(2), users::name.eq("grace"));
    diesel::replace_into(users::table).values(grace).execute(connection).expect("replaced");
    let replace = "REPLACE INTO `users` (`id`, `name`) VALUES (?, ?)";
    let spans = recorder.spans();
    assert_span(&spans[0], "REPLACE `users`", &[(TEXT, replace), (AFFECTED, "2")]);
}

#[test]
fn mysql_statement_without_rows_records_no_affected_rows() {
    let recorder = Recorder::new();
    let connection = &mut mysql_quietly(&recorder);
    for statement in
        ["CREATE TABLE notes (id int)", "SET SESSION innodb_lock_wait_timeout = 7", "DO SLEEP(0)"]
    {
        diesel::sql_query(statement).execute(connection).expect("done");
        let spans = recorder.spans();
        let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
        assert_eq!(span.attribute(AFFECTED), None, "{statement}");
        recorder.forget();
    }
}

#[test]
fn mysql_with_another_sql_mode_exports_no_value() {
    let recorder = Recorder::new();
    let connection = &mut mysql_quietly(&recorder);
    for (mode, query) in [
        ("NO_BACKSLASH_ESCAPES", r"SELECT 'a\', 'Xq7First', id AS 'b\' FROM users WHERE name = 'Xq7Second'"),
        ("NO_BACKSLASH_ESCAPES", r"SELECT 'a\' OR name = 'Xq7Third' OR name = '\' FROM users"),
        ("ANSI_QUOTES", r#"SELECT "id", 'Xq7"Fourth' FROM "users" WHERE "name" = 'Xq7Fifth'"#),
    ] {
        connection.batch_execute(&format!("SET SESSION sql_mode = '{mode}'")).expect("set");
        connection.batch_execute(query).expect("done");
    }
    recorder.assert_never_seen(&["Xq7"]);
}

#[test]
fn instrument_records_an_unwrapped_mysql_connection() {
    let recorder = Recorder::new();
    let url = mysql_url();
    let mut connection = diesel::MysqlConnection::establish(&url).expect("a connection");
    connection.batch_execute(schema::CREATE_ON_MYSQL).expect("tables");
    connection.set_instrumentation(Instrument::with(&recorder.telemetry()).url(&url));
    let find = users::table.filter(users::name.eq("Xq7Bound")).select(users::id);
    find.first::<i32>(&mut connection).optional().expect("no row");
    let span = recorder.span("SELECT `users`");
    assert_eq!(span.attribute("db.system.name"), Some("mysql"));
    assert_eq!(span.attribute("db.namespace"), url.rsplit('/').next());
    let text = "SELECT `users`.`id` FROM `users` WHERE (`users`.`name` = ?) LIMIT ?";
    only_span(&recorder, "SELECT `users`", &[(TEXT, text)]);
    connection
        .transaction(|connection| diesel::delete(users::table.find(2)).execute(connection))
        .expect("committed");
    assert_eq!(recorder.names(), ["BEGIN", "DELETE `users`", "COMMIT"]);
    recorder.assert_never_seen(&["Xq7Bound"]);
}

#[test]
fn call_to_the_inner_mysql_connection_is_recorded_once() {
    let recorder = Recorder::new();
    let connection = &mut mysql_quietly(&recorder);
    for _ in 0..2 {
        connection.batch_execute("DELETE FROM posts").expect("done");
        (**connection).batch_execute("DELETE FROM posts").expect("done");
        users::table.select(users::id).load::<i32>(&mut **connection).expect("rows");
    }
    let expected = ["DELETE posts", "DELETE posts", "SELECT `users`"];
    assert_eq!(recorder.names(), [expected, expected].concat());
}

#[test]
fn traced_mysql_connection_sends_no_extra_query() {
    let recorder = Recorder::new();
    let observer = &mut mysql(&Telemetry::disabled());
    let asked = |observer: &mut MysqlConnection| {
        #[derive(QueryableByName)]
        struct Status {
            #[diesel(sql_type = diesel::sql_types::Text, column_name = "Value")]
            value: String,
        }
        let status: Status =
            diesel::sql_query("SHOW SESSION STATUS LIKE 'Questions'").get_result(observer).expect("a row");
        status.value.parse::<u64>().expect("a number")
    };
    let traced = asked(&mut mysql_quietly(&recorder));
    assert_eq!(traced, asked(observer), "a connection that records asks what one asks that does not");
}
