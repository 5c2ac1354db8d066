//! The client.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use bytes::Buf;
use db_semconv::call::HandsOver;
use db_semconv::{
    Database, Effect, InFront, Observation, Observed, Operation, Session, System, Target, Telemetry, control,
};
use tokio::io::{AsyncRead, AsyncWrite};

#[cfg(feature = "runtime")]
use crate::Socket;
use crate::driver::{Driver, Lent};
use crate::in_front::Raw;
use crate::observed::{observed, observed_text};
use crate::parameters::{Show, Shown};
use crate::statement::{Converted, convert, with_statement};
#[cfg(feature = "runtime")]
use crate::tls::MakeTlsConnect;
use crate::tls::TlsConnect;
use crate::types::{BorrowToSql, FromSqlOwned, ToSql, Type};
use crate::{
    CancelToken, CopyInSink, CopyOutStream, Error, INSTRUMENTATION, Row, RowStream, SimpleQueryMessage,
    SimpleQueryStream, Statement, ToStatement, Transaction, TransactionBuilder, implicit_rollback, outcome,
};

/// Like [`tokio_postgres::Client`]: every call is a span and a measurement.
pub struct Client {
    driver: Driver,
    session: Session,
    /// Whether the calls send their context in front of them: asked once, because it is asked at each call.
    sends_context: bool,
}

impl Client {
    /// Says that this is not the driver's client. An adapter above it, such as diesel-trace, finds this constant if `patch/`
    /// has put this crate in the place of the driver.
    #[doc(hidden)]
    pub const TRACED: bool = true;

    pub(crate) fn new(driver: tokio_postgres::Client, session: Session) -> Self {
        Self { sends_context: session.sends_context(), driver: Driver::Owned(driver), session }
    }

    /// A client that points to the one that a transaction borrows.
    pub(crate) fn lent(session: Session) -> Self {
        Self { sends_context: session.sends_context(), driver: Driver::Lent(Lent::nowhere()), session }
    }

    /// Points a lent client to the driver's.
    pub(crate) fn point_to(&self, driver: &tokio_postgres::Client) {
        if let Driver::Lent(lent) = &self.driver {
            lent.point_to(driver);
        }
    }

    #[inline]
    pub(crate) fn driver(&self) -> &tokio_postgres::Client {
        self.driver.get()
    }

    #[inline]
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    #[inline]
    pub(crate) fn sends_context(&self) -> bool {
        self.sends_context
    }

    pub(crate) fn raw(&self) -> Raw<'_> {
        Raw(self.driver())
    }

    pub(crate) fn effect_of_statement(&self, sql: &str) -> Effect {
        Effect::of_statement(self.session.database().query(sql).kind(), sql)
    }

    pub(crate) fn effect_of_text(&self, sql: &str) -> Effect {
        Effect::of_text(self.session.database().query(sql).kind(), sql)
    }

    /// Restores what the session held before the contexts of calls.
    pub(crate) fn restore_context(&self) {
        if self.sends_context {
            self.session.restore_context(self.raw());
        }
    }

    /// Wraps a client that was connected without this crate.
    ///
    /// `target` is the server that the spans name. A [`Config`](crate::Config) converts into one: `&Target::from(&config)`.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), pg_trace::Error> {
    /// # #[cfg(feature = "runtime")] {
    /// use pg_trace::{Client, Target, Telemetry};
    ///
    /// let (client, connection) = tokio_postgres::connect("host=db user=me", tokio_postgres::NoTls).await?;
    /// tokio::spawn(connection);
    /// let target = Target::new().address("db").namespace("me");
    /// let client = Client::from_driver(client, &Telemetry::global(), &target);
    /// # }
    /// # Ok(()) }
    /// ```
    pub fn from_driver(client: tokio_postgres::Client, telemetry: &Telemetry, target: &Target) -> Self {
        let database = Database::new(telemetry, INSTRUMENTATION, System::POSTGRESQL, target);
        Self::new(client, Session::new(database))
    }

    /// The driver's client. What is called on it is not traced.
    pub fn inner(&self) -> &tokio_postgres::Client {
        self.driver()
    }

    /// The driver's client. What is called on it is not traced.
    pub fn inner_mut(&mut self) -> &mut tokio_postgres::Client {
        self.driver.get_mut()
    }

    /// Gives the driver's client back.
    pub fn into_inner(self) -> tokio_postgres::Client {
        self.restore_context();
        self.driver.into_inner()
    }

    /// Like [`tokio_postgres::Client::prepare`]: a span `PREPARE {summary}`.
    pub async fn prepare(&self, query: &str) -> Result<Statement, Error> {
        self.prepare_typed(query, &[]).await
    }

    /// Like [`tokio_postgres::Client::prepare_typed`]: a span `PREPARE {summary}`.
    pub async fn prepare_typed(&self, query: &str, parameter_types: &[Type]) -> Result<Statement, Error> {
        let analysed = self.session.database().query(query);
        let operation = || Operation::new(Arc::new(analysed.prefixed("PREPARE")));
        let statement = self
            .session
            .observe(
                operation,
                |observation| {
                    self.in_front(
                        observation,
                        || Effect::of_preparation(query),
                        self.driver().prepare_typed(query, parameter_types),
                    )
                },
                outcome::done,
            )
            .await?;
        Ok(Statement::new(statement, analysed))
    }

    /// Like [`tokio_postgres::Client::query`].
    pub async fn query<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.query(statement, params) => outcome::rows)
    }

    /// Like [`tokio_postgres::Client::query_scalar`].
    pub async fn query_scalar<R: FromSqlOwned, T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<R>, Error>
    where
        T: ?Sized + ToStatement + fmt::Debug,
    {
        observed!(self.query_scalar(statement, params) => outcome::rows)
    }

    /// Like [`tokio_postgres::Client::query_one`].
    pub async fn query_one<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Row, Error>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.query_one(statement, params) => outcome::one_row)
    }

    /// Like [`tokio_postgres::Client::query_one_scalar`].
    pub async fn query_one_scalar<R: FromSqlOwned, T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<R, Error>
    where
        T: ?Sized + ToStatement + fmt::Debug,
    {
        observed!(self.query_one_scalar(statement, params) => outcome::one_row)
    }

    /// Like [`tokio_postgres::Client::query_opt`].
    pub async fn query_opt<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.query_opt(statement, params) => outcome::optional_row)
    }

    /// Like [`tokio_postgres::Client::query_opt_scalar`].
    pub async fn query_opt_scalar<R: FromSqlOwned, T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<R>, Error>
    where
        T: ?Sized + ToStatement + fmt::Debug,
    {
        observed!(self.query_opt_scalar(statement, params) => outcome::optional_row)
    }

    /// Like [`tokio_postgres::Client::query_raw`]: the span ends with the stream.
    pub async fn query_raw<T, P, I>(&self, statement: &T, params: I) -> Result<RowStream, Error>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        let shown = self.session.database().parameters();
        let params = Shown::untyped(params, shown.clone());
        self.open(convert(statement), shown, |observation| {
            with_statement!(self, observation, statement, |driver| self.driver().query_raw(driver, params))
        })
        .await
        .map(RowStream::new)
    }

    /// Like [`tokio_postgres::Client::query_typed`].
    pub async fn query_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, Error> {
        observed_text!(self.query_typed(statement, params) => outcome::rows)
    }

    /// Like [`tokio_postgres::Client::query_typed_one`].
    pub async fn query_typed_one(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Row, Error> {
        observed_text!(self.query_typed_one(statement, params) => outcome::one_row)
    }

    /// Like [`tokio_postgres::Client::query_typed_opt`].
    pub async fn query_typed_opt(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Option<Row>, Error> {
        observed_text!(self.query_typed_opt(statement, params) => outcome::optional_row)
    }

    /// Like [`tokio_postgres::Client::query_typed_raw`]: the span ends with the stream.
    pub async fn query_typed_raw<P, I>(&self, query: &str, params: I) -> Result<RowStream, Error>
    where
        P: BorrowToSql,
        I: IntoIterator<Item = (P, Type)>,
    {
        let shown = self.session.database().parameters();
        let params = Shown::typed(params, shown.clone());
        self.open(Converted::Query(query), shown, |observation| {
            let commented = observation.commented(query);
            let call = async move {
                self.driver().query_typed_raw(commented.as_deref().unwrap_or(query), params).await
            };
            self.in_front(observation, || self.effect_of_statement(query), call)
        })
        .await
        .map(RowStream::new)
    }

    /// Like [`tokio_postgres::Client::execute`].
    pub async fn execute<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<u64, Error>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.execute(statement, params) => outcome::affected_rows)
    }

    /// Like [`tokio_postgres::Client::execute_typed`].
    pub async fn execute_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<u64, Error> {
        observed_text!(self.execute_typed(statement, params) => outcome::affected_rows)
    }

    /// Like [`tokio_postgres::Client::execute_raw`].
    pub async fn execute_raw<T, P, I>(&self, statement: &T, params: I) -> Result<u64, Error>
    where
        T: ?Sized + ToStatement,
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        let shown = self.session.database().parameters();
        let params = Shown::untyped(params, shown.clone());
        observed!(self.execute_raw(statement, params) showing shown => outcome::affected_rows)
    }

    /// Like [`tokio_postgres::Client::copy_in`]: the span ends when the sink is finished, fails or is dropped.
    pub async fn copy_in<T, U>(&self, statement: &T) -> Result<CopyInSink<U>, Error>
    where
        T: ?Sized + ToStatement,
        U: Buf + 'static + Send,
    {
        self.open(convert(statement), (), |observation| {
            with_statement!(self, observation, statement, |driver| self.driver().copy_in(driver))
        })
        .await
        .map(CopyInSink::new)
    }

    /// Like [`tokio_postgres::Client::copy_out`]: the span ends with the stream.
    pub async fn copy_out<T>(&self, statement: &T) -> Result<CopyOutStream, Error>
    where
        T: ?Sized + ToStatement,
    {
        self.open(convert(statement), (), |observation| {
            with_statement!(self, observation, statement, |driver| self.driver().copy_out(driver))
        })
        .await
        .map(CopyOutStream::new)
    }

    /// Like [`tokio_postgres::Client::simple_query`]. A text without a statement is a health check, as in the method
    /// [`check_connection`](Self::check_connection).
    pub async fn simple_query(&self, query: &str) -> Result<Vec<SimpleQueryMessage>, Error> {
        observed_text!(self.simple_query(query) => outcome::messages)
    }

    /// Like [`tokio_postgres::Client::simple_query_raw`]: the span ends with the stream.
    pub async fn simple_query_raw(&self, query: &str) -> Result<SimpleQueryStream, Error> {
        self.open(Converted::Query(query), (), |observation| {
            let commented = observation.commented(query);
            let call =
                async move { self.driver().simple_query_raw(commented.as_deref().unwrap_or(query)).await };
            self.in_front(observation, || self.effect_of_text(query), call)
        })
        .await
        .map(SimpleQueryStream::new)
    }

    /// Like [`tokio_postgres::Client::batch_execute`].
    pub async fn batch_execute(&self, query: &str) -> Result<(), Error> {
        observed_text!(self.batch_execute(query) => outcome::done)
    }

    /// Like [`tokio_postgres::Client::check_connection`]: no span by default, see
    /// [`TelemetryBuilder::health_check_spans`](crate::TelemetryBuilder::health_check_spans).
    pub async fn check_connection(&self) -> Result<(), Error> {
        self.session
            .observe(
                || Operation::of(&control::SYNC),
                |observation| self.in_front(observation, Effect::default, self.driver().check_connection()),
                outcome::done,
            )
            .await
    }

    /// Asks what a pool wants to know before it hands the connection out: a health check, as above.
    #[cfg(feature = "deadpool")]
    pub(crate) async fn check_by(&self, query: &str) -> Result<(), Error> {
        let operation = || Operation::new(Arc::new(self.session.database().query(query).as_health_check()));
        self.session
            .observe(
                operation,
                |observation| {
                    self.in_front(
                        observation,
                        || self.effect_of_text(query),
                        self.driver().simple_query(query),
                    )
                },
                outcome::messages,
            )
            .await
            .map(drop)
    }

    /// Like [`tokio_postgres::Client::transaction`]: a span `START TRANSACTION`.
    pub async fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
        self.build_transaction().start().await
    }

    /// Like [`tokio_postgres::Client::build_transaction`].
    pub fn build_transaction(&mut self) -> TransactionBuilder<'_> {
        let session = self.session.clone();
        TransactionBuilder::new(self.driver.get_mut(), session)
    }

    /// Like [`tokio_postgres::Client::cancel_token`].
    pub fn cancel_token(&self) -> CancelToken {
        CancelToken::new(self.driver().cancel_token(), self.session.clone())
    }

    /// Like [`tokio_postgres::Client::cancel_query`].
    ///
    /// Requires the `runtime` Cargo feature (enabled by default).
    #[cfg(feature = "runtime")]
    #[deprecated(since = "0.6.0", note = "use Client::cancel_token() instead")]
    pub async fn cancel_query<T>(&self, tls: T) -> Result<(), Error>
    where
        T: MakeTlsConnect<Socket>,
    {
        self.cancel_token().cancel_query(tls).await
    }

    /// Like [`tokio_postgres::Client::cancel_query_raw`].
    #[deprecated(since = "0.6.0", note = "use Client::cancel_token() instead")]
    pub async fn cancel_query_raw<S, T>(&self, stream: S, tls: T) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
        T: TlsConnect<S>,
    {
        self.cancel_token().cancel_query_raw(stream, tls).await
    }

    /// Like [`tokio_postgres::Client::clear_type_cache`].
    pub fn clear_type_cache(&self) {
        self.driver().clear_type_cache();
    }

    /// Like [`tokio_postgres::Client::is_closed`].
    pub fn is_closed(&self) -> bool {
        self.driver().is_closed()
    }

    #[doc(hidden)]
    pub fn __private_api_rollback(&self, name: Option<&str>) {
        let send = |driver: &tokio_postgres::Client| driver.__private_api_rollback(name);
        implicit_rollback::record(&self.session, name.is_some(), self.driver(), |driver| driver, send);
    }

    #[doc(hidden)]
    pub fn __private_api_close(&mut self) {
        self.driver.get_mut().__private_api_close();
    }

    /// Starts to observe a call.
    #[inline]
    pub(crate) fn start<'a>(&'a self, statement: Converted<'a>, parameters: impl Show) -> Observation<'a> {
        self.session.start(|| self.operation(statement, parameters))
    }

    /// Observes the opening of a stream or sink, which takes the observation over.
    fn open<'a, F, T>(
        &'a self,
        statement: Converted<'a>,
        parameters: impl Show,
        call: impl FnOnce(&Observation<'a>) -> F,
    ) -> Observed<Observation<'a>, F, HandsOver<Error>>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.session.open(|| self.operation(statement, parameters), call, outcome::failure)
    }

    /// Returns `call`, which sends its context in front of it.
    pub(crate) fn in_front<'s, C>(
        &'s self,
        observation: &Observation<'_>,
        effect: impl FnOnce() -> Effect,
        call: C,
    ) -> InFront<'s, Raw<'s>, C> {
        if self.sends_context {
            self.session.front(observation).around(self.raw(), effect(), call)
        } else {
            InFront::nothing(call)
        }
    }

    /// What is known of a call before it starts: analysed here for a text, long since for a statement.
    #[inline]
    fn operation<'a>(&self, statement: Converted<'a>, parameters: impl Show) -> Operation<'a> {
        let parameters = parameters.show(self.session.database());
        let operation = match statement {
            Converted::Statement(statement) => Operation::of(statement.query()),
            Converted::Query(text) => Operation::new(self.session.database().query(text)),
        };
        // An operation that keeps its place is not copied.
        match parameters {
            None => operation,
            shown => operation.with_parameters(shown),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.driver().fmt(formatter)
    }
}
