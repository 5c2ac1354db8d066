//! The part that only SQLite has.

use diesel::associations::Identifiable;
use diesel::connection::AnsiTransactionManager;
use diesel::dsl::{Find, Update};
use diesel::query_builder::{AsChangeset, AsQuery, IntoUpdateTarget, UpdateStatement};
use diesel::query_dsl::methods::FindDsl;
use diesel::result::Error;
use diesel::{QueryResult, QuerySource, Table};
use diesel_async::methods::LoadQuery;
use diesel_async::sync_connection_wrapper::SpawnBlocking;
use diesel_async::{AsyncConnectionCore, RunQueryDsl as _, TransactionManager as _, UpdateAndFetchResults};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::{SyncConnectionWrapper, SyncTransactionManagerWrapper};
use crate::asynchronous::async_function::AsyncFunction;
use crate::traced::Traced;

type Transactions = SyncTransactionManagerWrapper<AnsiTransactionManager>;

impl<B: SpawnBlocking + Send + 'static> SyncConnectionWrapper<Traced<diesel::SqliteConnection>, B> {
    /// Like diesel-async's method of this name: a transaction that `BEGIN IMMEDIATE` begins.
    pub async fn immediate_transaction<'a, R, E, F>(&mut self, f: F) -> Result<R, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut Self) -> Result<R, E>
            + AsyncFunction<&'r mut Self, Result<R, E>, Future: Send>
            + Send
            + 'a,
        E: From<Error> + Send + 'a,
        R: Send + 'a,
    {
        self.begin("BEGIN IMMEDIATE").await?;
        let result = f(self).await;
        self.end(result).await
    }

    /// Like diesel-async's method of this name: a transaction that `BEGIN EXCLUSIVE` begins.
    pub async fn exclusive_transaction<'a, R, E, F>(&mut self, f: F) -> Result<R, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut Self) -> Result<R, E>
            + AsyncFunction<&'r mut Self, Result<R, E>, Future: Send>
            + Send
            + 'a,
        E: From<Error> + Send + 'a,
        R: Send + 'a,
    {
        self.begin("BEGIN EXCLUSIVE").await?;
        let result = f(self).await;
        self.end(result).await
    }

    fn begin(&mut self, sql: &'static str) -> BoxFuture<'static, QueryResult<()>> {
        self.spawn_blocking(|connection| AnsiTransactionManager::begin_transaction_sql(connection, sql))
    }

    async fn end<R, E: From<Error>>(&mut self, result: Result<R, E>) -> Result<R, E> {
        match result {
            Ok(_) => Transactions::commit_transaction(self).await?,
            Err(_) => Transactions::rollback_transaction(self).await?,
        }
        result
    }
}

impl<'b, Changes, Output, Tab, V, C, B> UpdateAndFetchResults<Changes, Output> for SyncConnectionWrapper<C, B>
where
    Self: AsyncConnectionCore,
    C: 'static,
    B: 'static,
    Output: Send + 'static,
    Changes: Copy + AsChangeset<Target = Tab> + Send + Identifiable<Table = Tab>,
    Tab: Table + FindDsl<Changes::Id> + 'b,
    Find<Tab, Changes::Id>: IntoUpdateTarget<Table = Tab, WhereClause = V>,
    UpdateStatement<Tab, V, Changes::Changeset>: AsQuery,
    Update<Changes, Changes>: LoadQuery<'b, Self, Output>,
    V: Send + 'b,
    Changes::Changeset: Send + 'b,
    <Tab as QuerySource>::FromClause: Send,
{
    fn update_and_fetch<'conn, 'changes>(
        &'conn mut self,
        changeset: Changes,
    ) -> BoxFuture<'changes, QueryResult<Output>>
    where
        Changes: 'changes,
        'conn: 'changes,
        Self: 'changes,
    {
        async move { diesel::update(changeset).set(changeset).get_result(self).await }.boxed()
    }
}
