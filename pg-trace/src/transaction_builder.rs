//! Transactions with settings of their own.

use std::fmt;

use db_semconv::{Operation, Session, control};

use crate::implicit_rollback::Beginning;
use crate::{Error, IsolationLevel, Transaction, outcome};

/// Like [`tokio_postgres::TransactionBuilder`].
pub struct TransactionBuilder<'a> {
    inner: tokio_postgres::TransactionBuilder<'a>,
    session: Session,
}

impl<'a> TransactionBuilder<'a> {
    pub(crate) fn new(inner: tokio_postgres::TransactionBuilder<'a>, session: Session) -> Self {
        Self { inner, session }
    }

    /// Like [`tokio_postgres::TransactionBuilder::isolation_level`].
    pub fn isolation_level(mut self, isolation_level: IsolationLevel) -> Self {
        self.inner = self.inner.isolation_level(isolation_level);
        self
    }

    /// Like [`tokio_postgres::TransactionBuilder::read_only`].
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.inner = self.inner.read_only(read_only);
        self
    }

    /// Like [`tokio_postgres::TransactionBuilder::deferrable`].
    pub fn deferrable(mut self, deferrable: bool) -> Self {
        self.inner = self.inner.deferrable(deferrable);
        self
    }

    /// Like [`tokio_postgres::TransactionBuilder::start`]: a span `START TRANSACTION`. If it fails or is dropped before its end,
    /// the driver sends a rollback, which is a span `ROLLBACK`.
    pub async fn start(self) -> Result<Transaction<'a>, Error> {
        let Self { inner, session } = self;
        let beginning = Beginning::new(&session);
        let operation = || Operation::of(&control::START_TRANSACTION);
        let begun = session.observe(operation, |_| inner.start(), outcome::done).await;
        let transaction = beginning.ended(begun)?;
        Ok(Transaction::new(transaction, session))
    }
}

impl fmt::Debug for TransactionBuilder<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TransactionBuilder").finish_non_exhaustive()
    }
}
