//! Our reading of SQL against PostgreSQL's own.

mod agrees;
mod parses;

use db_testcontainers::Postgres;
use tokio_postgres::{Client, NoTls};

/// A client of the driver alone, because nothing is recorded here.
async fn connect(postgres: &Postgres) -> Client {
    let (client, connection) = tokio_postgres::connect(postgres.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// The sanitised text, in full.
fn sanitized(sql: &str) -> String {
    db_semconv::sql::analyze(sql, db_semconv::sql::Dialect::Postgres, 0).text().to_owned()
}
