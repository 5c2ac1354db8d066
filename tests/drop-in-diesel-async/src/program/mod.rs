//! The program: the same in both packages.

mod books;
mod pipeline;
mod pools;
mod transactions;

use std::error::Error;

use diesel_async::{AsyncConnection as _, AsyncMigrationHarness};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::connections::{AsyncMysqlConnection, AsyncPgConnection, AsyncSqliteConnection};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// What the program saw, line by line.
pub type Report = Vec<String>;

type Failure = Box<dyn Error + Send + Sync>;

/// Everything that it does, in a new database of SQLite's in memory.
pub async fn run_on_sqlite() -> Result<Report, Failure> {
    let mut report = Report::new();
    let mut harness = AsyncMigrationHarness::new(AsyncSqliteConnection::establish(":memory:").await?);
    report.push(format!("{} migrations", harness.run_pending_migrations(MIGRATIONS)?.len()));
    let connection = &mut harness.into_inner();
    books::run_on_sqlite(connection, &mut report).await?;
    transactions::run_on_sqlite(connection, &mut report).await?;
    Ok(report)
}

/// Everything that it does, in the empty database that `url` names.
pub async fn run_on_mysql(url: &str) -> Result<Report, Failure> {
    let mut report = Report::new();
    let mut harness = AsyncMigrationHarness::new(AsyncMysqlConnection::establish(url).await?);
    report.push(format!("{} migrations", harness.run_pending_migrations(MIGRATIONS)?.len()));
    let connection = &mut harness.into_inner();
    books::run_on_mysql(connection, &mut report).await?;
    transactions::run_on_mysql(connection, &mut report).await?;
    pools::run_on_mysql(url, &mut report).await?;
    let _token = connection.cancel_token();
    Ok(report)
}

/// Everything that it does, in the empty database that `url` names.
pub async fn run_on_postgres(url: &str) -> Result<Report, Failure> {
    let mut report = Report::new();
    let mut harness = AsyncMigrationHarness::new(AsyncPgConnection::establish(url).await?);
    report.push(format!("{} migrations", harness.run_pending_migrations(MIGRATIONS)?.len()));
    let connection = &mut harness.into_inner();
    books::run_on_postgres(connection, &mut report).await?;
    transactions::run_on_postgres(connection, &mut report).await?;
    transactions::serializably(connection, &mut report).await?;
    pipeline::run(connection, &mut report).await?;
    pools::run_on_postgres(url, &mut report).await?;
    let (client, driving) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let connection = &mut AsyncPgConnection::try_from_client_and_connection(client, driving).await?;
    pipeline::listen(connection, &mut report).await?;
    let (client, driving) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(driving);
    let connection = &mut AsyncPgConnection::try_from(client).await?;
    books::run_on_postgres(connection, &mut report).await?;
    Ok(report)
}

/// The same function for each kind of connection, since what they have in common is wide.
macro_rules! for_each {
    (async fn ($sqlite:ident, $mysql:ident, $postgres:ident)($connection:ident, $report:ident) $body:block) => {
        pub(crate) async fn $sqlite(
            $connection: &mut crate::connections::AsyncSqliteConnection,
            $report: &mut crate::Report,
        ) -> diesel::QueryResult<()> $body

        pub(crate) async fn $mysql(
            $connection: &mut crate::connections::AsyncMysqlConnection,
            $report: &mut crate::Report,
        ) -> diesel::QueryResult<()> $body

        pub(crate) async fn $postgres(
            $connection: &mut crate::connections::AsyncPgConnection,
            $report: &mut crate::Report,
        ) -> diesel::QueryResult<()> $body
    };
}
pub(crate) use for_each;
