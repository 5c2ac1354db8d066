//! The transactions of a blocking connection.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::connection::{Connection, TransactionManager as Blocking, TransactionManagerStatus};
use diesel_async::sync_connection_wrapper::SpawnBlocking;
use diesel_async::{AsyncConnection, TransactionManager};

use super::SyncConnectionWrapper;

/// Like [`diesel_async::sync_connection_wrapper::SyncTransactionManagerWrapper`].
#[derive(Debug)]
pub struct SyncTransactionManagerWrapper<T>(PhantomData<T>);

impl<T, C, B> TransactionManager<SyncConnectionWrapper<C, B>> for SyncTransactionManagerWrapper<T>
where
    SyncConnectionWrapper<C, B>: AsyncConnection,
    C: Connection + 'static,
    B: SpawnBlocking + Send + 'static,
    T: Blocking<C> + Send,
{
    type TransactionStateData = T::TransactionStateData;

    async fn begin_transaction(connection: &mut SyncConnectionWrapper<C, B>) -> QueryResult<()> {
        connection.spawn_blocking(|connection| T::begin_transaction(connection)).await
    }

    async fn commit_transaction(connection: &mut SyncConnectionWrapper<C, B>) -> QueryResult<()> {
        connection.spawn_blocking(|connection| T::commit_transaction(connection)).await
    }

    async fn rollback_transaction(connection: &mut SyncConnectionWrapper<C, B>) -> QueryResult<()> {
        connection.spawn_blocking(|connection| T::rollback_transaction(connection)).await
    }

    fn transaction_manager_status_mut(
        connection: &mut SyncConnectionWrapper<C, B>,
    ) -> &mut TransactionManagerStatus {
        T::transaction_manager_status_mut(connection.alone("transaction state"))
    }
}
