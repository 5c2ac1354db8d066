//! Transactions with the cache of their client.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::StatementCache;
use crate::types::Type;
use crate::{Error, Statement};

/// Like `deadpool_postgres::Transaction`.
pub struct Transaction<'a> {
    inner: crate::Transaction<'a>,
    /// The statements that were prepared on the client.
    pub statement_cache: Arc<StatementCache>,
}

impl<'a> Transaction<'a> {
    pub(super) fn new(inner: crate::Transaction<'a>, statement_cache: Arc<StatementCache>) -> Self {
        Self { inner, statement_cache }
    }

    /// Like `deadpool_postgres::Transaction::prepare_cached`: a span only where the server is asked.
    #[track_caller]
    pub fn prepare_cached(&self, query: &str) -> impl Future<Output = Result<Statement, Error>> {
        self.statement_cache.prepare(self.client(), query)
    }

    /// Like `deadpool_postgres::Transaction::prepare_typed_cached`: a span only where the server is asked.
    #[track_caller]
    pub fn prepare_typed_cached(
        &self,
        query: &str,
        types: &[Type],
    ) -> impl Future<Output = Result<Statement, Error>> {
        self.statement_cache.prepare_typed(self.client(), query, types)
    }

    /// Like [`crate::Transaction::commit`].
    #[track_caller]
    pub fn commit(self) -> impl Future<Output = Result<(), Error>> {
        self.inner.commit()
    }

    /// Like [`crate::Transaction::rollback`].
    #[track_caller]
    pub fn rollback(self) -> impl Future<Output = Result<(), Error>> {
        self.inner.rollback()
    }

    /// Like `deadpool_postgres::Transaction::transaction`.
    #[track_caller]
    pub fn transaction(&mut self) -> impl Future<Output = Result<Transaction<'_>, Error>> {
        let statement_cache = Arc::clone(&self.statement_cache);
        let begun = self.inner.transaction();
        async move { Ok(Transaction::new(begun.await?, statement_cache)) }
    }

    /// Like `deadpool_postgres::Transaction::savepoint`.
    #[track_caller]
    pub fn savepoint<I>(&mut self, name: I) -> impl Future<Output = Result<Transaction<'_>, Error>>
    where
        I: Into<String>,
    {
        let statement_cache = Arc::clone(&self.statement_cache);
        let begun = self.inner.savepoint(name);
        async move { Ok(Transaction::new(begun.await?, statement_cache)) }
    }
}

impl<'a> Deref for Transaction<'a> {
    type Target = crate::Transaction<'a>;

    fn deref(&self) -> &crate::Transaction<'a> {
        &self.inner
    }
}

impl<'a> DerefMut for Transaction<'a> {
    fn deref_mut(&mut self) -> &mut crate::Transaction<'a> {
        &mut self.inner
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transaction")
            .field("statement_cache", &self.statement_cache)
            .finish_non_exhaustive()
    }
}
