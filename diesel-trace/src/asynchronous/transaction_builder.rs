//! Transactions with settings of their own.

use std::fmt;

use diesel::QueryResult;
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{QueryBuilder as _, QueryFragment as _};
use diesel::result::Error;
use diesel_async::pg::TransactionBuilder as DriverBuilder;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager as _};

use crate::asynchronous::async_function::AsyncFunction;
use crate::asynchronous::traced::TracedAsync;

/// Like [`diesel_async::pg::TransactionBuilder`], which diesel-async makes for its own connection only.
///
/// `C` is always this crate's `AsyncPgConnection`. A program can name the type as it names diesel-async's.
#[must_use = "a transaction builder does nothing unless you run it"]
pub struct TransactionBuilder<'a, C = TracedAsync<AsyncPgConnection>> {
    connection: &'a mut C,
    settings: Vec<Setting>,
}

/// A method of the driver's builder, which makes the text.
type Setting = for<'a> fn(DriverBuilder<'a, AsyncPgConnection>) -> DriverBuilder<'a, AsyncPgConnection>;

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method belongs to a builder of one lifetime, and a setting is for any"
)]
impl<'a> TransactionBuilder<'a> {
    pub(crate) fn new(connection: &'a mut TracedAsync<AsyncPgConnection>) -> Self {
        Self { connection, settings: Vec::new() }
    }

    /// Like [`diesel_async::pg::TransactionBuilder::read_only`].
    pub fn read_only(self) -> Self {
        self.with(|builder| builder.read_only())
    }

    /// Like [`diesel_async::pg::TransactionBuilder::read_write`].
    pub fn read_write(self) -> Self {
        self.with(|builder| builder.read_write())
    }

    /// Like [`diesel_async::pg::TransactionBuilder::deferrable`].
    pub fn deferrable(self) -> Self {
        self.with(|builder| builder.deferrable())
    }

    /// Like [`diesel_async::pg::TransactionBuilder::not_deferrable`].
    pub fn not_deferrable(self) -> Self {
        self.with(|builder| builder.not_deferrable())
    }

    /// Like [`diesel_async::pg::TransactionBuilder::read_committed`].
    pub fn read_committed(self) -> Self {
        self.with(|builder| builder.read_committed())
    }

    /// Like [`diesel_async::pg::TransactionBuilder::repeatable_read`].
    pub fn repeatable_read(self) -> Self {
        self.with(|builder| builder.repeatable_read())
    }

    /// Like [`diesel_async::pg::TransactionBuilder::serializable`].
    pub fn serializable(self) -> Self {
        self.with(|builder| builder.serializable())
    }

    /// Like [`diesel_async::pg::TransactionBuilder::run`].
    pub async fn run<'b, T, E, F>(&mut self, f: F) -> Result<T, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut TracedAsync<AsyncPgConnection>) -> Result<T, E>
            + AsyncFunction<&'r mut TracedAsync<AsyncPgConnection>, Result<T, E>, Future: Send>
            + Send
            + 'a,
        T: 'b,
        E: From<Error> + 'b,
    {
        let sql = self.sql()?;
        let connection = &mut *self.connection;
        AnsiTransactionManager::begin_transaction_sql(connection, &sql).await?;
        let result = f(connection).await;
        match result {
            Ok(_) => AnsiTransactionManager::commit_transaction(connection).await?,
            Err(_) => AnsiTransactionManager::rollback_transaction(connection).await?,
        }
        result
    }

    fn with(mut self, setting: Setting) -> Self {
        self.settings.push(setting);
        self
    }

    fn sql(&mut self) -> QueryResult<String> {
        let builder = self.connection.driver.build_transaction();
        let builder = self.settings.iter().fold(builder, |builder, setting| setting(builder));
        let mut text = PgQueryBuilder::default();
        builder.to_sql(&mut text, &Pg)?;
        Ok(text.finish())
    }
}

impl<C: fmt::Debug> fmt::Debug for TransactionBuilder<'_, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransactionBuilder")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}
