//! Servers read a text with a comment as they read the text: the same acceptance, the same error, and the same rows.
//!
//! The texts are those of the redaction's own tests. Most are no whole statements, or name tables that are not there: then the
//! server refuses both, for the same reason.

#[path = "../redact/tests/sql/corpus.rs"]
mod corpus;

use db_semconv::sql::Dialect::{self, Mysql, Postgres, Sqlite};
use db_semconv::sql::{Kind, Options, analyze, append_comment};
use db_testcontainers::MariaDb;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use mysql_async::prelude::Queryable as _;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

const PAIRS: [(&str, &str); 2] = [
    ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ("application", "it's */ ; \"Ж\" $1 ? :x --"),
];

/// Statements for PostgreSQL, one a line, unless the next line begins with a space.
const STATEMENTS: &str = include_str!("postgres_sql/statements.sql");

/// The texts that get a comment, with it, and with whether they only read.
fn texts(dialect: Dialect) -> Vec<(String, String, bool)> {
    let mut texts = corpus::statements();
    texts.extend(STATEMENTS.replace("\n ", "\u{1}").lines().map(|text| text.replace('\u{1}', "\n ")));
    let commented = |sql: String| {
        let commented = append_comment(&sql, Options::new(dialect, 0), &PAIRS)?;
        let reads = analyze(&sql, dialect, 0).kind() == Kind::Read;
        Some((sql, commented, reads))
    };
    let texts: Vec<_> = texts.into_iter().filter_map(commented).collect();
    assert!(texts.len() > 200, "{dialect:?}: {} texts", texts.len());
    texts
}

/// What a server says of a text: the number of accepted texts makes sure that it says more than no.
#[derive(Default)]
struct Comparison {
    accepted: usize,
    different: Vec<String>,
}

impl Comparison {
    fn add<T: PartialEq + std::fmt::Debug>(
        &mut self,
        sql: &str,
        plain: &Result<T, String>,
        commented: &Result<T, String>,
    ) {
        self.accepted += usize::from(plain.is_ok());
        if plain != commented {
            self.different.push(format!("{sql:?}\n    {plain:?}\n    {commented:?}"));
        }
    }

    fn end(self, least: usize) {
        let Self { accepted, different } = self;
        assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
        assert!(accepted >= least, "only {accepted} texts were accepted");
    }
}

#[tokio::test]
async fn postgresql_reads_a_commented_text_as_the_text() {
    let postgres = db_testcontainers::Postgres::start().await.expect("a server");
    let url = postgres.create_database().await.expect("a database");
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let mut comparison = Comparison::default();
    for (sql, commented, reads) in texts(Postgres) {
        comparison.add(&sql, &parsed(&client, &sql).await, &parsed(&client, &commented).await);
        if reads {
            // The time is that of the transaction, the same for both.
            client
                .batch_execute("BEGIN READ ONLY; SET LOCAL statement_timeout = '5s'; SAVEPOINT s")
                .await
                .expect("begun");
            comparison.add(&sql, &rows(&client, &sql).await, &rows(&client, &commented).await);
            client.batch_execute("ROLLBACK").await.expect("rolled back");
        }
    }
    comparison.end(100);
}

/// Lets the server read all of the text, and run nothing of it: the first statement fails.
async fn parsed(client: &Client, sql: &str) -> Result<(), String> {
    let error = client.batch_execute(&format!("SELECT 1/0; {sql}")).await.expect_err("the division fails");
    let error = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
    if error == "division by zero" { Ok(()) } else { Err(without_end(&error)) }
}

/// A text that ends too early is refused at its end.
fn without_end(error: &str) -> String {
    error.replace(" at or near \";\"", " at end of input")
}

async fn rows(client: &Client, sql: &str) -> Result<Vec<Vec<Option<String>>>, String> {
    let messages = client.simple_query(sql).await;
    client.batch_execute("ROLLBACK TO s").await.expect("rolled back");
    let messages =
        messages.map_err(|error| error.code().map_or(String::new(), |code| code.code().to_owned()))?;
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
        }
        _ => None,
    });
    Ok(rows.collect())
}

#[tokio::test]
async fn mariadb_reads_a_commented_text_as_the_text() {
    let mariadb = MariaDb::start().await.expect("a server");
    let url = mariadb.create_database().await.expect("a database");
    let mut client = mysql_async::Conn::from_url(url).await.expect("a connection");
    client.query_drop("SET timestamp = 1000000000").await.expect("the same time for all");
    let mut comparison = Comparison::default();
    for (sql, commented, reads) in texts(Mysql) {
        let (plain, with_comment) =
            (prepared(&mut client, &sql).await, prepared(&mut client, &commented).await);
        comparison.add(&sql, &plain, &with_comment);
        if reads {
            let plain: Result<Vec<mysql_async::Row>, _> = client.query(&*sql).await;
            let with_comment: Result<Vec<mysql_async::Row>, _> = client.query(&*commented).await;
            comparison.add(&sql, &values(plain), &values(with_comment));
        }
    }
    client.disconnect().await.expect("the end of the connection");
    comparison.end(50);
}

async fn prepared(client: &mut mysql_async::Conn, sql: &str) -> Result<u16, String> {
    match client.prep(sql).await {
        Ok(statement) => {
            let parameters = statement.num_params();
            client.close(statement).await.expect("closed");
            Ok(parameters)
        }
        Err(error) => Err(code(&error)),
    }
}

fn values(
    rows: Result<Vec<mysql_async::Row>, mysql_async::Error>,
) -> Result<Vec<Vec<mysql_async::Value>>, String> {
    rows.map(|rows| rows.into_iter().map(mysql_async::Row::unwrap).collect()).map_err(|error| code(&error))
}

fn code(error: &mysql_async::Error) -> String {
    match error {
        mysql_async::Error::Server(error) => error.code.to_string(),
        other => other.to_string(),
    }
}

#[test]
fn sqlite_reads_a_commented_text_as_the_text() {
    let mut database = SqliteConnection::establish(":memory:").expect("a database");
    let mut comparison = Comparison::default();
    for (sql, commented, reads) in texts(Sqlite) {
        comparison.add(&sql, &compiled(&mut database, &sql), &compiled(&mut database, &commented));
        if reads && !sql.contains(';') {
            comparison.add(&sql, &row_count(&mut database, &sql), &row_count(&mut database, &commented));
        }
    }
    comparison.end(50);
}

/// Compiles the first statement, and does not run it.
fn compiled(database: &mut SqliteConnection, sql: &str) -> Result<(), String> {
    sql_query(format!("EXPLAIN {sql}")).execute(database).map(drop).map_err(|error| error.to_string())
}

fn row_count(database: &mut SqliteConnection, sql: &str) -> Result<i64, String> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let count = sql_query(format!("SELECT count(*) AS count FROM ({sql})")).get_result::<Count>(database);
    count.map(|row| row.count).map_err(|error| error.to_string())
}
