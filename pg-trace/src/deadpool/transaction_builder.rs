//! Transactions with settings of their own.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{StatementCache, Transaction};
use crate::{Error, IsolationLevel};

/// Like `deadpool_postgres::TransactionBuilder`.
#[must_use = "builder does nothing itself, use `.start()` to use it"]
pub struct TransactionBuilder<'a> {
    inner: crate::TransactionBuilder<'a>,
    statement_cache: Arc<StatementCache>,
}

impl<'a> TransactionBuilder<'a> {
    pub(super) fn new(inner: crate::TransactionBuilder<'a>, statement_cache: Arc<StatementCache>) -> Self {
        Self { inner, statement_cache }
    }

    /// Like [`crate::TransactionBuilder::isolation_level`].
    pub fn isolation_level(self, isolation_level: IsolationLevel) -> Self {
        Self { inner: self.inner.isolation_level(isolation_level), ..self }
    }

    /// Like [`crate::TransactionBuilder::read_only`].
    pub fn read_only(self, read_only: bool) -> Self {
        Self { inner: self.inner.read_only(read_only), ..self }
    }

    /// Like [`crate::TransactionBuilder::deferrable`].
    pub fn deferrable(self, deferrable: bool) -> Self {
        Self { inner: self.inner.deferrable(deferrable), ..self }
    }

    /// Like [`crate::TransactionBuilder::start`]: a span `START TRANSACTION`.
    #[track_caller]
    pub fn start(self) -> impl Future<Output = Result<Transaction<'a>, Error>> {
        let begun = self.inner.start();
        async move { Ok(Transaction::new(begun.await?, self.statement_cache)) }
    }
}

impl<'a> Deref for TransactionBuilder<'a> {
    type Target = crate::TransactionBuilder<'a>;

    fn deref(&self) -> &crate::TransactionBuilder<'a> {
        &self.inner
    }
}

impl DerefMut for TransactionBuilder<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.inner
    }
}

impl fmt::Debug for TransactionBuilder<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransactionBuilder")
            .field("statement_cache", &self.statement_cache)
            .finish_non_exhaustive()
    }
}
