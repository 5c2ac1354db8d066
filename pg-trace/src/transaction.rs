//! Transactions.

use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use bytes::Buf;
use db_semconv::{Effect, Observation, Operation, Session, control};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::Transaction as Driver;

#[cfg(feature = "runtime")]
use crate::Socket;
use crate::client::CallSite;
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
        let lent = Client::lent(session.clone(), !is_savepoint);
        Transaction { inner: RollsBack::new(inner, session, is_savepoint), lent }
    }

    /// Like [`tokio_postgres::Transaction::commit`]: a span `COMMIT`, or `RELEASE` for a savepoint.
    #[track_caller]
    pub fn commit(self) -> impl Future<Output = Result<(), Error>> {
        let call_site = Location::caller();
        async move {
            let Transaction { inner, lent } = self;
            let query = if inner.is_savepoint() { &control::RELEASE } else { &control::COMMIT };
            let call = |inner: RollsBack<'a>| inner.into_driver().commit();
            observe_alone(lent.session(), query, call_site, inner, |inner| inner.client(), call).await
        }
    }

    /// Like [`tokio_postgres::Transaction::rollback`]: a span `ROLLBACK`, or `ROLLBACK TO` for a savepoint.
    #[track_caller]
    pub fn rollback(self) -> impl Future<Output = Result<(), Error>> {
        let call_site = Location::caller();
        async move {
            let Transaction { inner, lent } = self;
            let query = if inner.is_savepoint() { &control::ROLLBACK_TO } else { &control::ROLLBACK };
            let call = |inner: RollsBack<'a>| inner.into_driver().rollback();
            observe_alone(lent.session(), query, call_site, inner, |inner| inner.client(), call).await
        }
    }

    /// Like [`tokio_postgres::Transaction::prepare`].
    #[track_caller]
    pub fn prepare(&self, query: &str) -> impl Future<Output = Result<Statement, Error>> {
        self.client().prepare(query)
    }

    /// Like [`tokio_postgres::Transaction::prepare_typed`].
    #[track_caller]
    pub fn prepare_typed(
        &self,
        query: &str,
        parameter_types: &[Type],
    ) -> impl Future<Output = Result<Statement, Error>> {
        self.client().prepare_typed(query, parameter_types)
    }

    /// Like [`tokio_postgres::Transaction::query`].
    #[track_caller]
    pub fn query<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Vec<Row>, Error>>
    where
        T: ?Sized + ToStatement,
    {
        self.client().query(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::query_one`].
    #[track_caller]
    pub fn query_one<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Row, Error>>
    where
        T: ?Sized + ToStatement,
    {
        self.client().query_one(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::query_opt`].
    #[track_caller]
    pub fn query_opt<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Option<Row>, Error>>
    where
        T: ?Sized + ToStatement,
    {
        self.client().query_opt(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::query_raw`].
    #[track_caller]
    pub fn query_raw<T, P, I>(
        &self,
        statement: &T,
        params: I,
    ) -> impl Future<Output = Result<RowStream, Error>>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        self.client().query_raw(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::query_typed`].
    #[track_caller]
    pub fn query_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<Vec<Row>, Error>> {
        self.client().query_typed(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::query_typed_one`].
    #[track_caller]
    pub fn query_typed_one(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<Row, Error>> {
        self.client().query_typed_one(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::query_typed_opt`].
    #[track_caller]
    pub fn query_typed_opt(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<Option<Row>, Error>> {
        self.client().query_typed_opt(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::query_typed_raw`].
    #[track_caller]
    pub fn query_typed_raw<P, I>(
        &self,
        query: &str,
        params: I,
    ) -> impl Future<Output = Result<RowStream, Error>>
    where
        P: BorrowToSql,
        I: IntoIterator<Item = (P, Type)>,
    {
        self.client().query_typed_raw(query, params)
    }

    /// Like [`tokio_postgres::Transaction::execute`].
    #[track_caller]
    pub fn execute<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<u64, Error>>
    where
        T: ?Sized + ToStatement,
    {
        self.client().execute(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::execute_typed`].
    #[track_caller]
    pub fn execute_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<u64, Error>> {
        self.client().execute_typed(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::execute_raw`].
    #[track_caller]
    pub fn execute_raw<P, I, T>(&self, statement: &T, params: I) -> impl Future<Output = Result<u64, Error>>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        self.client().execute_raw(statement, params)
    }

    /// Like [`tokio_postgres::Transaction::bind`]: a span `BIND {summary}`.
    #[track_caller]
    pub fn bind<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Portal, Error>>
    where
        T: ?Sized + ToStatement,
    {
        let call_site = Location::caller();
        async move {
            self.bind_observed(convert(statement), params, call_site, |observation| {
                with_statement!(self.client(), observation, statement, |driver| self
                    .inner
                    .bind(driver, params))
            })
            .await
        }
    }

    /// Like [`tokio_postgres::Transaction::bind_raw`]: a span `BIND {summary}`.
    #[track_caller]
    pub fn bind_raw<P, T, I>(&self, statement: &T, params: I) -> impl Future<Output = Result<Portal, Error>>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        let call_site = Location::caller();
        async move {
            let shown = self.lent.session().database().parameters();
            let params = Shown::untyped(params, shown.clone());
            self.bind_observed(convert(statement), shown, call_site, |observation| {
                with_statement!(self.client(), observation, statement, |driver| self
                    .inner
                    .bind_raw(driver, params))
            })
            .await
        }
    }

    /// Like [`tokio_postgres::Transaction::query_portal`]: a span of the statement that was bound.
    #[track_caller]
    pub fn query_portal(
        &self,
        portal: &Portal,
        max_rows: i32,
    ) -> impl Future<Output = Result<Vec<Row>, Error>> {
        let call_site = Location::caller();
        async move {
            self.lent
                .session()
                .observe(
                    || Operation::of(portal.query()).called_from(call_site),
                    |observation| {
                        let call = self.inner.query_portal(portal.inner(), max_rows);
                        self.client().in_front(observation, || Effect::of_kind(portal.query().kind()), call)
                    },
                    outcome::rows,
                )
                .await
        }
    }

    /// Like [`tokio_postgres::Transaction::query_portal_raw`]: the span ends with the stream.
    #[track_caller]
    pub fn query_portal_raw(
        &self,
        portal: &Portal,
        max_rows: i32,
    ) -> impl Future<Output = Result<RowStream, Error>> {
        let call_site = Location::caller();
        async move {
            let opened = self.lent.session().open(
                || Operation::of(portal.query()).called_from(call_site),
                |observation| {
                    let call = self.inner.query_portal_raw(portal.inner(), max_rows);
                    self.client().in_front_of_stream(
                        observation,
                        || Effect::of_kind(portal.query().kind()),
                        call,
                    )
                },
                outcome::failure,
            );
            opened.await.map(RowStream::new)
        }
    }

    /// Like [`tokio_postgres::Transaction::copy_in`].
    #[track_caller]
    pub fn copy_in<T, U>(&self, statement: &T) -> impl Future<Output = Result<CopyInSink<U>, Error>>
    where
        T: ?Sized + ToStatement,
        U: Buf + 'static + Send,
    {
        self.client().copy_in(statement)
    }

    /// Like [`tokio_postgres::Transaction::copy_out`].
    #[track_caller]
    pub fn copy_out<T>(&self, statement: &T) -> impl Future<Output = Result<CopyOutStream, Error>>
    where
        T: ?Sized + ToStatement,
    {
        self.client().copy_out(statement)
    }

    /// Like [`tokio_postgres::Transaction::simple_query`].
    #[track_caller]
    pub fn simple_query(&self, query: &str) -> impl Future<Output = Result<Vec<SimpleQueryMessage>, Error>> {
        self.client().simple_query(query)
    }

    /// Like [`tokio_postgres::Transaction::batch_execute`].
    #[track_caller]
    pub fn batch_execute(&self, query: &str) -> impl Future<Output = Result<(), Error>> {
        self.client().batch_execute(query)
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
    #[track_caller]
    pub fn transaction(&mut self) -> impl Future<Output = Result<Transaction<'_>, Error>> {
        let call_site = Location::caller();
        async move {
            let session = self.lent.session().clone();
            let inner = &mut *self.inner;
            let nested = observe_alone(
                &session,
                &control::SAVEPOINT,
                call_site,
                inner,
                |inner| inner.client(),
                Driver::transaction,
            );
            let nested = nested.await?;
            Ok(Transaction::begun(nested, session, true))
        }
    }

    /// Like [`tokio_postgres::Transaction::savepoint`]: a span `SAVEPOINT`.
    #[track_caller]
    pub fn savepoint<I>(&mut self, name: I) -> impl Future<Output = Result<Transaction<'_>, Error>>
    where
        I: Into<String>,
    {
        let call_site = Location::caller();
        async move {
            let session = self.lent.session().clone();
            let inner = &mut *self.inner;
            let call = |inner| Driver::savepoint(inner, name);
            let nested =
                observe_alone(&session, &control::SAVEPOINT, call_site, inner, |inner| inner.client(), call);
            let nested = nested.await?;
            Ok(Transaction::begun(nested, session, true))
        }
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
        call_site: CallSite,
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
        let operation = || {
            Operation::new(Arc::new(query.prefixed("BIND")))
                .with_parameters(parameters.show(database))
                .called_from(call_site)
        };
        let portal = session.observe(operation, call, outcome::done).await?;
        Ok(Portal::new(portal, query))
    }
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Transaction").finish_non_exhaustive()
    }
}
