//! A client with a cache of its statements.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::{StatementCache, Transaction, TransactionBuilder};
use crate::types::Type;
use crate::{Client, Error, Statement};

/// Like `deadpool_postgres::ClientWrapper`: a traced client, and a cache of the statements that were prepared on it.
#[derive(Debug)]
pub struct ClientWrapper {
    client: Client,
    task: JoinHandle<()>,
    /// The statements that were prepared on this client.
    pub statement_cache: Arc<StatementCache>,
}

impl ClientWrapper {
    /// Like `deadpool_postgres::ClientWrapper::new`: when it is dropped, `conn_task` is aborted.
    #[must_use]
    pub fn new(client: Client, conn_task: JoinHandle<()>) -> Self {
        Self { client, task: conn_task, statement_cache: Arc::new(StatementCache::new()) }
    }

    /// Like `deadpool_postgres::ClientWrapper::prepare_cached`: a span only where the server is asked.
    #[track_caller]
    pub fn prepare_cached(&self, query: &str) -> impl Future<Output = Result<Statement, Error>> {
        self.statement_cache.prepare(&self.client, query)
    }

    /// Like `deadpool_postgres::ClientWrapper::prepare_typed_cached`: a span only where the server is asked.
    #[track_caller]
    pub fn prepare_typed_cached(
        &self,
        query: &str,
        types: &[Type],
    ) -> impl Future<Output = Result<Statement, Error>> {
        self.statement_cache.prepare_typed(&self.client, query, types)
    }

    /// Like `deadpool_postgres::ClientWrapper::transaction`.
    #[track_caller]
    pub fn transaction(&mut self) -> impl Future<Output = Result<Transaction<'_>, Error>> {
        let statement_cache = Arc::clone(&self.statement_cache);
        let begun = self.client.transaction();
        async move { Ok(Transaction::new(begun.await?, statement_cache)) }
    }

    /// Like `deadpool_postgres::ClientWrapper::build_transaction`.
    pub fn build_transaction(&mut self) -> TransactionBuilder<'_> {
        let statement_cache = Arc::clone(&self.statement_cache);
        TransactionBuilder::new(self.client.build_transaction(), statement_cache)
    }
}

impl Deref for ClientWrapper {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for ClientWrapper {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl Drop for ClientWrapper {
    fn drop(&mut self) {
        self.task.abort();
    }
}
