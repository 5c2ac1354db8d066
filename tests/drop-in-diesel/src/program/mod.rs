//! The program: the same in both packages.

mod books;
mod pool;
mod transactions;
mod tree;

use std::error::Error;

use diesel::Connection as _;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// What the program saw, line by line.
pub type Report = Vec<String>;

/// Everything that it does, in a new database of SQLite's in memory.
pub fn run_on_sqlite() -> Result<Report, Box<dyn Error + Send + Sync>> {
    let mut report = Report::new();
    let connection = &mut crate::connections::SqliteConnection::establish(":memory:")?;
    report.push(format!("{} migrations", connection.run_pending_migrations(MIGRATIONS)?.len()));
    books::run_on_sqlite(connection, &mut report)?;
    tree::run_on_sqlite(connection, &mut report)?;
    transactions::run_on_sqlite(connection, &mut report)?;
    transactions::immediately(connection, &mut report)?;
    report.push(format!("{} pending", connection.pending_migrations(MIGRATIONS)?.len()));
    report.push(format!("{} reverted", connection.revert_all_migrations(MIGRATIONS)?.len()));
    pool::run(&mut report)?;
    Ok(report)
}

/// Everything that it does, in the empty database that `url` names.
pub fn run_on_postgres(url: &str) -> Result<Report, Box<dyn Error + Send + Sync>> {
    let mut report = Report::new();
    let connection = &mut crate::connections::PgConnection::establish(url)?;
    report.push(format!("{} migrations", connection.run_pending_migrations(MIGRATIONS)?.len()));
    books::run_on_postgres(connection, &mut report)?;
    tree::run_on_postgres(connection, &mut report)?;
    transactions::run_on_postgres(connection, &mut report)?;
    transactions::serializably(connection, &mut report)?;
    report.push(format!("{} reverted", connection.revert_all_migrations(MIGRATIONS)?.len()));
    Ok(report)
}

/// Everything that it does, in the empty database that `url` names.
pub fn run_on_mysql(url: &str) -> Result<Report, Box<dyn Error + Send + Sync>> {
    let mut report = Report::new();
    let connection = &mut crate::connections::MysqlConnection::establish(url)?;
    report.push(format!("{} migrations", connection.run_pending_migrations(MIGRATIONS)?.len()));
    books::run_on_mysql(connection, &mut report)?;
    tree::run_on_mysql(connection, &mut report)?;
    transactions::run_on_mysql(connection, &mut report)?;
    transactions::or_else(connection, &mut report)?;
    report.push(format!("{} reverted", connection.revert_all_migrations(MIGRATIONS)?.len()));
    Ok(report)
}

/// The same function for each kind of connection, since what they have in common is wide.
macro_rules! for_all {
    ($(#[$attribute:meta])* fn ($sqlite:ident, $postgres:ident, $mysql:ident)($connection:ident, $report:ident) $body:block) => {
        $(#[$attribute])*
        pub(crate) fn $sqlite(
            $connection: &mut crate::connections::SqliteConnection,
            $report: &mut crate::Report,
        ) -> diesel::QueryResult<()> $body

        $(#[$attribute])*
        pub(crate) fn $postgres(
            $connection: &mut crate::connections::PgConnection,
            $report: &mut crate::Report,
        ) -> diesel::QueryResult<()> $body

        $(#[$attribute])*
        pub(crate) fn $mysql(
            $connection: &mut crate::connections::MysqlConnection,
            $report: &mut crate::Report,
        ) -> diesel::QueryResult<()> $body
    };
}
pub(crate) use for_all;
