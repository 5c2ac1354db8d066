//! The abstraction over pooled clients and their transactions.

use async_trait::async_trait;

use super::{Client, ClientWrapper, Transaction};
use crate::types::{BorrowToSql, ToSql, Type};
use crate::{Error, Row, RowStream, Statement, ToStatement};

mod private {
    pub trait Sealed {}
}

/// Like `deadpool_postgres::GenericClient`: [`tokio_postgres::GenericClient`](crate::GenericClient) with the cached
/// statements.
///
/// This trait is "sealed", and cannot be implemented outside of this crate.
#[async_trait]
pub trait GenericClient: Sync + private::Sealed {
    /// Like [`Client::execute`](crate::Client::execute).
    async fn execute<T>(&self, query: &T, params: &[&(dyn ToSql + Sync)]) -> Result<u64, Error>
    where
        T: ?Sized + ToStatement + Sync + Send;

    /// Like [`Client::execute_raw`](crate::Client::execute_raw).
    async fn execute_raw<P, I, T>(&self, statement: &T, params: I) -> Result<u64, Error>
    where
        T: ?Sized + ToStatement + Sync + Send,
        P: BorrowToSql,
        I: IntoIterator<Item = P> + Sync + Send,
        I::IntoIter: ExactSizeIterator;

    /// Like [`Client::query`](crate::Client::query).
    async fn query<T>(&self, query: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error>
    where
        T: ?Sized + ToStatement + Sync + Send;

    /// Like [`Client::query_one`](crate::Client::query_one).
    async fn query_one<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Row, Error>
    where
        T: ?Sized + ToStatement + Sync + Send;

    /// Like [`Client::query_opt`](crate::Client::query_opt).
    async fn query_opt<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Option<Row>, Error>
    where
        T: ?Sized + ToStatement + Sync + Send;

    /// Like [`Client::query_raw`](crate::Client::query_raw).
    async fn query_raw<T, P, I>(&self, statement: &T, params: I) -> Result<RowStream, Error>
    where
        T: ?Sized + ToStatement + Sync + Send,
        P: BorrowToSql,
        I: IntoIterator<Item = P> + Sync + Send,
        I::IntoIter: ExactSizeIterator;

    /// Like [`Client::prepare`](crate::Client::prepare).
    async fn prepare(&self, query: &str) -> Result<Statement, Error>;

    /// Like [`Client::prepare_typed`](crate::Client::prepare_typed).
    async fn prepare_typed(&self, query: &str, parameter_types: &[Type]) -> Result<Statement, Error>;

    /// Like [`ClientWrapper::prepare_cached`](super::ClientWrapper::prepare_cached).
    async fn prepare_cached(&self, query: &str) -> Result<Statement, Error>;

    /// Like [`ClientWrapper::prepare_typed_cached`](super::ClientWrapper::prepare_typed_cached).
    async fn prepare_typed_cached(&self, query: &str, types: &[Type]) -> Result<Statement, Error>;

    /// Like [`ClientWrapper::transaction`](super::ClientWrapper::transaction).
    async fn transaction(&mut self) -> Result<Transaction<'_>, Error>;

    /// Like [`Client::batch_execute`](crate::Client::batch_execute).
    async fn batch_execute(&self, query: &str) -> Result<(), Error>;
}

/// The same for both: by the methods of what they are made of.
macro_rules! generic_client {
    ($client:ty, pooled: $pooled:ident, driver: $driver:ident) => {
        impl private::Sealed for $client {}

        #[async_trait]
        impl GenericClient for $client {
            async fn execute<T>(&self, query: &T, params: &[&(dyn ToSql + Sync)]) -> Result<u64, Error>
            where
                T: ?Sized + ToStatement + Sync + Send,
            {
                crate::$driver::execute(self, query, params).await
            }

            async fn execute_raw<P, I, T>(&self, statement: &T, params: I) -> Result<u64, Error>
            where
                T: ?Sized + ToStatement + Sync + Send,
                P: BorrowToSql,
                I: IntoIterator<Item = P> + Sync + Send,
                I::IntoIter: ExactSizeIterator,
            {
                crate::$driver::execute_raw(self, statement, params).await
            }

            async fn query<T>(&self, query: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error>
            where
                T: ?Sized + ToStatement + Sync + Send,
            {
                crate::$driver::query(self, query, params).await
            }

            async fn query_one<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Row, Error>
            where
                T: ?Sized + ToStatement + Sync + Send,
            {
                crate::$driver::query_one(self, statement, params).await
            }

            async fn query_opt<T>(
                &self,
                statement: &T,
                params: &[&(dyn ToSql + Sync)],
            ) -> Result<Option<Row>, Error>
            where
                T: ?Sized + ToStatement + Sync + Send,
            {
                crate::$driver::query_opt(self, statement, params).await
            }

            async fn query_raw<T, P, I>(&self, statement: &T, params: I) -> Result<RowStream, Error>
            where
                T: ?Sized + ToStatement + Sync + Send,
                P: BorrowToSql,
                I: IntoIterator<Item = P> + Sync + Send,
                I::IntoIter: ExactSizeIterator,
            {
                crate::$driver::query_raw(self, statement, params).await
            }

            async fn prepare(&self, query: &str) -> Result<Statement, Error> {
                crate::$driver::prepare(self, query).await
            }

            async fn prepare_typed(&self, query: &str, parameter_types: &[Type]) -> Result<Statement, Error> {
                crate::$driver::prepare_typed(self, query, parameter_types).await
            }

            async fn prepare_cached(&self, query: &str) -> Result<Statement, Error> {
                $pooled::prepare_cached(self, query).await
            }

            async fn prepare_typed_cached(&self, query: &str, types: &[Type]) -> Result<Statement, Error> {
                $pooled::prepare_typed_cached(self, query, types).await
            }

            async fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
                $pooled::transaction(self).await
            }

            async fn batch_execute(&self, query: &str) -> Result<(), Error> {
                crate::$driver::batch_execute(self, query).await
            }
        }
    };
}

generic_client!(Client, pooled: ClientWrapper, driver: Client);
generic_client!(Transaction<'_>, pooled: Transaction, driver: Transaction);
