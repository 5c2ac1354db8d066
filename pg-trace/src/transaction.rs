//! Transactions.

use std::future::Future;
use std::sync::Arc;

use bytes::Buf;
use db_semconv::{Effect, Observation, Operation, Session, control};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::Transaction as Driver;

#[cfg(feature = "runtime")]
use crate::Socket;
use crate::implicit_rollback::RollsBack;
use crate::in_front::observe_alone;
use crate::parameters::{Show, Shown};
use crate::statement::{Converted, convert, with_statement};
#[cfg(feature = "runtime")]
use crate::tls::MakeTlsConnect;
use crate::tls::TlsConnect;
use crate::types::{BorrowToSql, ToSql, Type};
use crate::{
    CancelToken, Client, CopyInSink, CopyOutStream, Error, Portal, Row, RowStream, SimpleQueryMessage,
    Statement, ToStatement, outcome,
};

/// Like [`tokio_postgres::Transaction`]: its end is a span, also where it ends by being dropped.
pub struct Transaction<'a> {
    inner: RollsBack<'a>,
    lent: Client,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(inner: tokio_postgres::Transaction<'a>, session: Session) -> Transaction<'a> {
        Self::begun(inner, session, false)
    }

    fn begun(inner: tokio_postgres::Transaction<'a>, session: Session, is_savepoint: bool) -> Self {
        let lent = Client::lent(session.clone());
        Transaction { inner: RollsBack::new(inner, session, is_savepoint), lent }
    }

    /// Like [`tokio_postgres::Transaction::commit`]: a span `COMMIT`, or `RELEASE` for a savepoint.
    pub async fn commit(self) -> Result<(), Error> {
        let Transaction { inner, lent } = self;
        let query = if inner.is_savepoint() { &control::RELEASE } else { &control::COMMIT };
        observe_alone(lent.session(), query, inner.into_driver(), Driver::client, Driver::commit).await
    }

    /// Like [`tokio_postgres::Transaction::rollback`]: a span `ROLLBACK`, or `ROLLBACK TO` for a savepoint.
    pub async fn rollback(self) -> Result<(), Error> {
        let Transaction { inner, lent } = self;
        let query = if inner.is_savepoint() { &control::ROLLBACK_TO } else { &control::ROLLBACK };
        observe_alone(lent.session(), query, inner.into_driver(), Driver::client, Driver::rollback).await
    }

    /// Like [`tokio_postgres::Transaction::prepare`].
    pub async fn prepare(&self, query: &str) -> Result<Statement, Error> {
        self.client().prepare(query).await
    }

    /// Like [`tokio_postgres::Transaction::prepare_typed`].
    pub async fn prepare_typed(&self, query: &str, parameter_types: &[Type]) -> Result<Statement, Error> {
        self.client().prepare_typed(query, parameter_types).await
    }

    /// Like [`tokio_postgres::Transaction::query`].
    pub async fn query<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error>
    where
        T: ?Sized + ToStatement,
    {
        self.client().query(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::query_one`].
    pub async fn query_one<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Row, Error>
    where
        T: ?Sized + ToStatement,
    {
        self.client().query_one(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::query_opt`].
    pub async fn query_opt<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error>
    where
        T: ?Sized + ToStatement,
    {
        self.client().query_opt(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::query_raw`].
    pub async fn query_raw<T, P, I>(&self, statement: &T, params: I) -> Result<RowStream, Error>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        self.client().query_raw(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::query_typed`].
    pub async fn query_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, Error> {
        self.client().query_typed(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::query_typed_one`].
    pub async fn query_typed_one(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Row, Error> {
        self.client().query_typed_one(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::query_typed_opt`].
    pub async fn query_typed_opt(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Option<Row>, Error> {
        self.client().query_typed_opt(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::query_typed_raw`].
    pub async fn query_typed_raw<P, I>(&self, query: &str, params: I) -> Result<RowStream, Error>
    where
        P: BorrowToSql,
        I: IntoIterator<Item = (P, Type)>,
    {
        self.client().query_typed_raw(query, params).await
    }

    /// Like [`tokio_postgres::Transaction::execute`].
    pub async fn execute<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<u64, Error>
    where
        T: ?Sized + ToStatement,
    {
        self.client().execute(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::execute_typed`].
    pub async fn execute_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<u64, Error> {
        self.client().execute_typed(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::execute_raw`].
    pub async fn execute_raw<P, I, T>(&self, statement: &T, params: I) -> Result<u64, Error>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        self.client().execute_raw(statement, params).await
    }

    /// Like [`tokio_postgres::Transaction::bind`]: a span `BIND {summary}`.
    pub async fn bind<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Portal, Error>
    where
        T: ?Sized + ToStatement,
    {
        self.bind_observed(convert(statement), params, |observation| {
            with_statement!(self.client(), observation, statement, |driver| self.inner.bind(driver, params))
        })
        .await
    }

    /// Like [`tokio_postgres::Transaction::bind_raw`]: a span `BIND {summary}`.
    pub async fn bind_raw<P, T, I>(&self, statement: &T, params: I) -> Result<Portal, Error>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        let shown = self.lent.session().database().parameters();
        let params = Shown::untyped(params, shown.clone());
        self.bind_observed(convert(statement), shown, |observation| {
            with_statement!(self.client(), observation, statement, |driver| self
                .inner
                .bind_raw(driver, params))
        })
        .await
    }

    /// Like [`tokio_postgres::Transaction::query_portal`]: a span of the statement that was bound.
    pub async fn query_portal(&self, portal: &Portal, max_rows: i32) -> Result<Vec<Row>, Error> {
        self.lent
            .session()
            .observe(
                || Operation::of(portal.query()),
                |observation| {
                    let call = self.inner.query_portal(portal.inner(), max_rows);
                    self.client().in_front(observation, || Effect::of_kind(portal.query().kind()), call)
                },
                outcome::rows,
            )
            .await
    }

    /// Like [`tokio_postgres::Transaction::query_portal_raw`]: the span ends with the stream.
    pub async fn query_portal_raw(&self, portal: &Portal, max_rows: i32) -> Result<RowStream, Error> {
        let opened = self.lent.session().open(
            || Operation::of(portal.query()),
            |observation| {
                let call = self.inner.query_portal_raw(portal.inner(), max_rows);
                self.client().in_front(observation, || Effect::of_kind(portal.query().kind()), call)
            },
            outcome::failure,
        );
        opened.await.map(RowStream::new)
    }

    /// Like [`tokio_postgres::Transaction::copy_in`].
    pub async fn copy_in<T, U>(&self, statement: &T) -> Result<CopyInSink<U>, Error>
    where
        T: ?Sized + ToStatement,
        U: Buf + 'static + Send,
    {
        self.client().copy_in(statement).await
    }

    /// Like [`tokio_postgres::Transaction::copy_out`].
    pub async fn copy_out<T>(&self, statement: &T) -> Result<CopyOutStream, Error>
    where
        T: ?Sized + ToStatement,
    {
        self.client().copy_out(statement).await
    }

    /// Like [`tokio_postgres::Transaction::simple_query`].
    pub async fn simple_query(&self, query: &str) -> Result<Vec<SimpleQueryMessage>, Error> {
        self.client().simple_query(query).await
    }

    /// Like [`tokio_postgres::Transaction::batch_execute`].
    pub async fn batch_execute(&self, query: &str) -> Result<(), Error> {
        self.client().batch_execute(query).await
    }

    /// Like [`tokio_postgres::Transaction::cancel_token`].
    pub fn cancel_token(&self) -> CancelToken {
        self.client().cancel_token()
    }

    /// Like [`tokio_postgres::Transaction::cancel_query`].
    #[cfg(feature = "runtime")]
    #[deprecated(since = "0.6.0", note = "use Transaction::cancel_token() instead")]
    pub async fn cancel_query<T>(&self, tls: T) -> Result<(), Error>
    where
        T: MakeTlsConnect<Socket>,
    {
        self.cancel_token().cancel_query(tls).await
    }

    /// Like [`tokio_postgres::Transaction::cancel_query_raw`].
    #[deprecated(since = "0.6.0", note = "use Transaction::cancel_token() instead")]
    pub async fn cancel_query_raw<S, T>(&self, stream: S, tls: T) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
        T: TlsConnect<S>,
    {
        self.cancel_token().cancel_query_raw(stream, tls).await
    }

    /// Like [`tokio_postgres::Transaction::transaction`]: a span `SAVEPOINT`.
    pub async fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
        let session = self.lent.session().clone();
        let inner = &mut *self.inner;
        let nested =
            observe_alone(&session, &control::SAVEPOINT, inner, |inner| inner.client(), Driver::transaction);
        let nested = nested.await?;
        Ok(Transaction::begun(nested, session, true))
    }

    /// Like [`tokio_postgres::Transaction::savepoint`]: a span `SAVEPOINT`.
    pub async fn savepoint<I>(&mut self, name: I) -> Result<Transaction<'_>, Error>
    where
        I: Into<String>,
    {
        let session = self.lent.session().clone();
        let inner = &mut *self.inner;
        let call = |inner| Driver::savepoint(inner, name);
        let nested = observe_alone(&session, &control::SAVEPOINT, inner, |inner| inner.client(), call);
        let nested = nested.await?;
        Ok(Transaction::begun(nested, session, true))
    }

    /// Like [`tokio_postgres::Transaction::client`]: what is called on it is traced.
    pub fn client(&self) -> &Client {
        self.lent.point_to(self.inner.client());
        &self.lent
    }

    /// The driver's transaction. What is called on it is not traced.
    pub fn inner(&self) -> &tokio_postgres::Transaction<'a> {
        &self.inner
    }

    /// Observes the making of a portal, which takes what is known of the statement with it.
    async fn bind_observed<'s, F>(
        &'s self,
        statement: Converted<'_>,
        parameters: impl Show,
        call: impl FnOnce(&Observation<'s>) -> F,
    ) -> Result<Portal, Error>
    where
        F: Future<Output = Result<tokio_postgres::Portal, Error>>,
    {
        let session = self.lent.session();
        let database = session.database();
        let query = match statement {
            Converted::Statement(statement) => Arc::clone(statement.query()),
            Converted::Query(text) => database.query(text),
        };
        let operation =
            || Operation::new(Arc::new(query.prefixed("BIND"))).with_parameters(parameters.show(database));
        let portal = session.observe(operation, call, outcome::done).await?;
        Ok(Portal::new(portal, query))
    }
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Transaction").finish_non_exhaustive()
    }
}
