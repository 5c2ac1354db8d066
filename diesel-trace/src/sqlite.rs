//! The part that only SQLite has.

use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::migration::{CREATE_MIGRATIONS_TABLE, MigrationConnection};
use diesel::result::Error;
use diesel::{QueryResult, RunQueryDsl as _};

use crate::driver::{Driver, sealed::Sealed};
use crate::traced::Traced;

impl Sealed for diesel::SqliteConnection {}

impl Driver for diesel::SqliteConnection {}

/// Diesel's own take a closure of the driver's connection.
impl Traced<diesel::SqliteConnection> {
    /// Like [`diesel::SqliteConnection::immediate_transaction`].
    pub fn immediate_transaction<T, E, F>(&mut self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Self) -> Result<T, E>,
        E: From<Error>,
    {
        self.transaction_begun_by("BEGIN IMMEDIATE", f)
    }

    /// Like [`diesel::SqliteConnection::exclusive_transaction`].
    pub fn exclusive_transaction<T, E, F>(&mut self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Self) -> Result<T, E>,
        E: From<Error>,
    {
        self.transaction_begun_by("BEGIN EXCLUSIVE", f)
    }

    fn transaction_begun_by<T, E>(
        &mut self,
        sql: &str,
        run: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error>,
    {
        AnsiTransactionManager::begin_transaction_sql(self, sql)?;
        let result = run(self);
        match result {
            Ok(_) => AnsiTransactionManager::commit_transaction(self)?,
            Err(_) => AnsiTransactionManager::rollback_transaction(self)?,
        }
        result
    }
}

impl MigrationConnection for Traced<diesel::SqliteConnection> {
    fn setup(&mut self) -> QueryResult<usize> {
        diesel::sql_query(CREATE_MIGRATIONS_TABLE).execute(self)
    }
}
