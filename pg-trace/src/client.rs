//! The client.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use bytes::Buf;
use db_semconv::call::HandsOver;
use db_semconv::{
    Database, Effect, Front, InFront, Observation, Observed, Operation, Session, System, Target, Telemetry,
    control,
};
use tokio::io::{AsyncRead, AsyncWrite};

#[cfg(feature = "runtime")]
use crate::Socket;
#[cfg(feature = "runtime")]
use crate::cancel_dropped;
#[cfg(feature = "runtime")]
use crate::cancel_socket::CancelSocket;
use crate::driver::{Driver, Lent};
use crate::in_front::{Raw, front};
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

/// The line of the program that makes a call.
pub(crate) type CallSite = &'static Location<'static>;

/// Like [`tokio_postgres::Client`]: every call is a span and a measurement.
pub struct Client {
    driver: Driver,
    session: Session,
    /// Whether something surrounds the calls, see [`Session::surrounds_calls`]: asked once, because it is asked at each call.
    surrounds_calls: bool,
    /// Not in a savepoint: nothing can take the place of its rollback, if that is cancelled.
    may_be_cancelled: bool,
}

impl Client {
    /// Says that this is not the driver's client. An adapter above it, such as diesel-trace, finds this constant if `patch/`
    /// has put this crate in the place of the driver.
    #[doc(hidden)]
    pub const TRACED: bool = true;

    pub(crate) fn new(driver: tokio_postgres::Client, session: Session) -> Self {
        let surrounds_calls = session.surrounds_calls();
        Self { surrounds_calls, driver: Driver::Owned(driver), session, may_be_cancelled: true }
    }

    /// A client that points to the one that a transaction borrows.
    pub(crate) fn lent(session: Session, may_be_cancelled: bool) -> Self {
        let surrounds_calls = session.surrounds_calls();
        Self { surrounds_calls, driver: Driver::Lent(Lent::nowhere()), session, may_be_cancelled }
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
    pub(crate) fn surrounds_calls(&self) -> bool {
        self.surrounds_calls
    }

    pub(crate) fn raw(&self) -> Raw<'_> {
        Raw::new(self.driver(), self.may_be_cancelled)
    }

    pub(crate) fn effect_of_statement(&self, sql: &str) -> Effect {
        Effect::of_statement(self.session.database().query(sql).kind(), sql)
    }

    pub(crate) fn effect_of_text(&self, sql: &str) -> Effect {
        Effect::of_text(self.session.database().query(sql).kind(), sql)
    }

    /// Restores what the session held before the contexts of calls.
    pub(crate) fn restore_context(&self) {
        if self.surrounds_calls {
            self.session.restore_context(self.raw());
        }
    }

    /// Leaves the connection to its next user.
    #[cfg(feature = "deadpool")]
    pub(crate) fn leave(&self) {
        if self.surrounds_calls {
            self.session.follow_cancelled(self.raw());
        }
        // A request to cancel that is open could cancel this statement. The next call restores the context then.
        if !self.session.may_cancel() {
            self.restore_context();
        }
    }

    /// Sends the server a request to cancel each call that is dropped from now on before it has its result.
    ///
    /// tokio-postgres goes on with such a call: the server executes it to its end, and later calls of the connection wait for it.
    /// The request has a connection of its own, made by `tls` to the host of this client. `config` is the configuration of this
    /// client. If several of its hosts have the same name, or the name has several addresses, each of them gets the request. It
    /// is a span `CANCEL` with `dbtrace.implicit`, and with `error.type` if no host has taken it.
    ///
    /// PostgreSQL cancels whatever the connection executes when the request arrives. So the request is sent only if no other call
    /// of the connection can be under way, and the next call is not sent before the server has closed the connection of the request:
    /// it has no effect after that. The next call waits ten seconds at most, and two for a host that takes no connection, or its
    /// `connect_timeout`. A request that a network delivers later than that may cancel a later call. The request is not sent
    ///
    /// * for a call that has its result, or that is dropped before its first poll;
    /// * for a stream or a sink that has been opened, and for the first statement after it;
    /// * for the first statement after one that failed: the error may come from the driver while the server executes the failed
    ///   one. A text that the driver prepares before it executes it counts as two;
    /// * for the first statement of the next user of a pooled connection, if the pool has restored its `application_name`
    ///   ([`SessionContext::ApplicationName`](crate::SessionContext::ApplicationName));
    /// * for the beginning and the end of a transaction, for a text of several statements that may have one, and for calls in a
    ///   savepoint;
    /// * while calls of other tasks are under way on the connection;
    /// * where the call is dropped outside of a tokio runtime.
    ///
    /// A call that is cancelled in a transaction ends the transaction, as in PostgreSQL: later statements fail until it is rolled back.
    /// What is called on [`inner`](Self::inner) is not seen, and can be cancelled. PgBouncer passes the request on; use version 1.18
    /// or newer, which lends the connection to no other client until the request has had its effect. It ignores the request for a
    /// call that still waits for a connection to the server.
    ///
    /// The runtime needs its timers and its input and output (`enable_all`), and the drop has to be in the runtime that goes on to poll.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), pg_trace::Error> {
    /// use pg_trace::{Config, NoTls};
    ///
    /// let config: Config = "host=db user=me".parse()?;
    /// let (mut client, connection) = config.connect(NoTls).await?;
    /// tokio::spawn(connection);
    /// client.cancel_dropped_calls(&config, NoTls);
    /// # Ok(()) }
    /// ```
    ///
    /// Requires the `runtime` Cargo feature (enabled by default).
    #[cfg(feature = "runtime")]
    pub fn cancel_dropped_calls<T>(&mut self, config: &crate::Config, tls: T)
    where
        T: MakeTlsConnect<CancelSocket> + Clone + Send + Sync + 'static,
        T::Stream: Send,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<CancelSocket>>::Future: Send,
    {
        let requests = cancel_dropped::requests(self.driver().cancel_token(), &self.session, config, tls);
        self.session.cancel_dropped(requests);
        self.surrounds_calls = true;
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
    #[track_caller]
    pub fn prepare(&self, query: &str) -> impl Future<Output = Result<Statement, Error>> {
        self.prepare_typed(query, &[])
    }

    /// Like [`tokio_postgres::Client::prepare_typed`]: a span `PREPARE {summary}`.
    #[track_caller]
    pub fn prepare_typed(
        &self,
        query: &str,
        parameter_types: &[Type],
    ) -> impl Future<Output = Result<Statement, Error>> {
        self.prepare_from(Location::caller(), query, parameter_types)
    }

    pub(crate) async fn prepare_from(
        &self,
        call_site: CallSite,
        query: &str,
        parameter_types: &[Type],
    ) -> Result<Statement, Error> {
        let analysed = self.session.database().query(query);
        let operation = || Operation::new(Arc::new(analysed.prefixed("PREPARE"))).called_from(call_site);
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
    #[track_caller]
    pub fn query<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Vec<Row>, Error>>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.query(statement, params) => outcome::rows)
    }

    /// Like [`tokio_postgres::Client::query_scalar`].
    #[track_caller]
    pub fn query_scalar<R: FromSqlOwned, T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Vec<R>, Error>>
    where
        T: ?Sized + ToStatement + fmt::Debug,
    {
        observed!(self.query_scalar(statement, params) => outcome::rows)
    }

    /// Like [`tokio_postgres::Client::query_one`].
    #[track_caller]
    pub fn query_one<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Row, Error>>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.query_one(statement, params) => outcome::one_row)
    }

    /// Like [`tokio_postgres::Client::query_one_scalar`].
    #[track_caller]
    pub fn query_one_scalar<R: FromSqlOwned, T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<R, Error>>
    where
        T: ?Sized + ToStatement + fmt::Debug,
    {
        observed!(self.query_one_scalar(statement, params) => outcome::one_row)
    }

    /// Like [`tokio_postgres::Client::query_opt`].
    #[track_caller]
    pub fn query_opt<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Option<Row>, Error>>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.query_opt(statement, params) => outcome::optional_row)
    }

    /// Like [`tokio_postgres::Client::query_opt_scalar`].
    #[track_caller]
    pub fn query_opt_scalar<R: FromSqlOwned, T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Option<R>, Error>>
    where
        T: ?Sized + ToStatement + fmt::Debug,
    {
        observed!(self.query_opt_scalar(statement, params) => outcome::optional_row)
    }

    /// Like [`tokio_postgres::Client::query_raw`]: the span ends with the stream.
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
        let call_site = Location::caller();
        async move {
            let shown = self.session.database().parameters();
            let params = Shown::untyped(params, shown.clone());
            self.open(convert(statement), shown, call_site, |observation| {
                with_statement!(self, observation, statement, |driver| self
                    .driver()
                    .query_raw(driver, params))
            })
            .await
            .map(RowStream::new)
        }
    }

    /// Like [`tokio_postgres::Client::query_typed`].
    #[track_caller]
    pub fn query_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<Vec<Row>, Error>> {
        observed_text!(self.query_typed(statement, params) => outcome::rows)
    }

    /// Like [`tokio_postgres::Client::query_typed_one`].
    #[track_caller]
    pub fn query_typed_one(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<Row, Error>> {
        observed_text!(self.query_typed_one(statement, params) => outcome::one_row)
    }

    /// Like [`tokio_postgres::Client::query_typed_opt`].
    #[track_caller]
    pub fn query_typed_opt(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<Option<Row>, Error>> {
        observed_text!(self.query_typed_opt(statement, params) => outcome::optional_row)
    }

    /// Like [`tokio_postgres::Client::query_typed_raw`]: the span ends with the stream.
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
        let call_site = Location::caller();
        async move {
            let shown = self.session.database().parameters();
            let params = Shown::typed(params, shown.clone());
            self.open(Converted::Query(query), shown, call_site, |observation| {
                let commented = observation.commented(query);
                let call = async move {
                    self.driver().query_typed_raw(commented.as_deref().unwrap_or(query), params).await
                };
                self.in_front_of_stream(observation, || self.effect_of_statement(query), call)
            })
            .await
            .map(RowStream::new)
        }
    }

    /// Like [`tokio_postgres::Client::execute`].
    #[track_caller]
    pub fn execute<T>(
        &self,
        statement: &T,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<u64, Error>>
    where
        T: ?Sized + ToStatement,
    {
        observed!(self.execute(statement, params) => outcome::affected_rows)
    }

    /// Like [`tokio_postgres::Client::execute_typed`].
    #[track_caller]
    pub fn execute_typed(
        &self,
        statement: &str,
        params: &[(&(dyn ToSql + Sync), Type)],
    ) -> impl Future<Output = Result<u64, Error>> {
        observed_text!(self.execute_typed(statement, params) => outcome::affected_rows)
    }

    /// Like [`tokio_postgres::Client::execute_raw`].
    #[track_caller]
    pub fn execute_raw<T, P, I>(&self, statement: &T, params: I) -> impl Future<Output = Result<u64, Error>>
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
    #[track_caller]
    pub fn copy_in<T, U>(&self, statement: &T) -> impl Future<Output = Result<CopyInSink<U>, Error>>
    where
        T: ?Sized + ToStatement,
        U: Buf + 'static + Send,
    {
        let call_site = Location::caller();
        async move {
            self.open(convert(statement), (), call_site, |observation| {
                with_statement!(self, observation, statement, |driver| self.driver().copy_in(driver))
            })
            .await
            .map(CopyInSink::new)
        }
    }

    /// Like [`tokio_postgres::Client::copy_out`]: the span ends with the stream.
    #[track_caller]
    pub fn copy_out<T>(&self, statement: &T) -> impl Future<Output = Result<CopyOutStream, Error>>
    where
        T: ?Sized + ToStatement,
    {
        let call_site = Location::caller();
        async move {
            self.open(convert(statement), (), call_site, |observation| {
                with_statement!(self, observation, statement, |driver| self.driver().copy_out(driver))
            })
            .await
            .map(CopyOutStream::new)
        }
    }

    /// Like [`tokio_postgres::Client::simple_query`]. A text without a statement is a health check, as in the method
    /// [`check_connection`](Self::check_connection).
    #[track_caller]
    pub fn simple_query(&self, query: &str) -> impl Future<Output = Result<Vec<SimpleQueryMessage>, Error>> {
        observed_text!(self.simple_query(query) => outcome::messages)
    }

    /// Like [`tokio_postgres::Client::simple_query_raw`]: the span ends with the stream.
    #[track_caller]
    pub fn simple_query_raw(&self, query: &str) -> impl Future<Output = Result<SimpleQueryStream, Error>> {
        let call_site = Location::caller();
        async move {
            self.open(Converted::Query(query), (), call_site, |observation| {
                let commented = observation.commented(query);
                let call = async move {
                    self.driver().simple_query_raw(commented.as_deref().unwrap_or(query)).await
                };
                self.in_front_of_stream(observation, || self.effect_of_text(query), call)
            })
            .await
            .map(SimpleQueryStream::new)
        }
    }

    /// Like [`tokio_postgres::Client::batch_execute`].
    #[track_caller]
    pub fn batch_execute(&self, query: &str) -> impl Future<Output = Result<(), Error>> {
        observed_text!(self.batch_execute(query) => outcome::done)
    }

    /// Like [`tokio_postgres::Client::check_connection`]: no span by default, see
    /// [`TelemetryBuilder::health_check_spans`](crate::TelemetryBuilder::health_check_spans).
    #[track_caller]
    pub fn check_connection(&self) -> impl Future<Output = Result<(), Error>> {
        let call_site = Location::caller();
        async move {
            self.session
                .observe(
                    || Operation::of(&control::SYNC).called_from(call_site),
                    |observation| {
                        self.in_front(observation, Effect::default, self.driver().check_connection())
                    },
                    outcome::done,
                )
                .await
        }
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
    #[track_caller]
    pub fn transaction(&mut self) -> impl Future<Output = Result<Transaction<'_>, Error>> {
        self.build_transaction().start()
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
    pub(crate) fn start<'a>(
        &'a self,
        statement: Converted<'a>,
        parameters: impl Show,
        call_site: CallSite,
    ) -> Observation<'a> {
        self.session.start(|| self.operation(statement, parameters, call_site))
    }

    /// Observes the opening of a stream or sink, which takes the observation over.
    fn open<'a, F, T>(
        &'a self,
        statement: Converted<'a>,
        parameters: impl Show,
        call_site: CallSite,
        call: impl FnOnce(&Observation<'a>) -> F,
    ) -> Observed<Observation<'a>, F, HandsOver<Error>>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.session.open(|| self.operation(statement, parameters, call_site), call, outcome::failure)
    }

    /// Returns `call`, which sends its context in front of it.
    pub(crate) fn in_front<'s, C>(
        &'s self,
        observation: &Observation<'_>,
        effect: impl FnOnce() -> Effect,
        call: C,
    ) -> InFront<'s, Raw<'s>, C> {
        self.around(front(&self.session, observation), effect, call)
    }

    /// Returns `call`, with what is sent in front of it.
    pub(crate) fn around<'s, C>(
        &'s self,
        front: Option<Front<'s>>,
        effect: impl FnOnce() -> Effect,
        call: C,
    ) -> InFront<'s, Raw<'s>, C> {
        match front {
            Some(front) => front.around(self.raw(), effect(), call),
            None => InFront::nothing(call),
        }
    }

    /// Like [`in_front`](Self::in_front), for a call that opens a stream.
    pub(crate) fn in_front_of_stream<'s, C>(
        &'s self,
        observation: &Observation<'_>,
        effect: impl FnOnce() -> Effect,
        call: C,
    ) -> InFront<'s, Raw<'s>, C> {
        let front = front(&self.session, observation).map(Front::opens_stream);
        self.around(front, effect, call)
    }

    /// What is known of a call before it starts: analysed here for a text, long since for a statement.
    #[inline]
    fn operation<'a>(
        &self,
        statement: Converted<'a>,
        parameters: impl Show,
        call_site: CallSite,
    ) -> Operation<'a> {
        let parameters = parameters.show(self.session.database());
        let operation = match statement {
            Converted::Statement(statement) => Operation::of(statement.query()),
            Converted::Query(text) => Operation::new(self.session.database().query(text)),
        }
        .called_from(call_site);
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
