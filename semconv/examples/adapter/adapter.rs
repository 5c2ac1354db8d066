//! The adapter, whole: copy this file and put your driver in place of the made-up one.
//!
//! The page `write_an_adapter` of the crate's documentation walks through it, from the top to the bottom.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::Arc;

use db_semconv::pool::{Lease, PoolState, PoolTelemetry};
use db_semconv::sql::Dialect;
use db_semconv::{
    Database, Failure, Instrumentation, Message, Observation, Operation, Outcome, Rows, Session, System,
    Target, Telemetry, control,
};
use futures_util::Stream;
use opentelemetry::KeyValue;

use crate::driver::{self, Answer, Error, Item, PoolError, Value};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "amberdb-trace", version: "0.1.0", variable: "AMBERDB" };

const AMBERDB: System = System::sql("amberdb", Dialect::Postgres).default_port(7_432);

/// Like `driver::Config`, with a telemetry.
pub struct Config {
    inner: driver::Config,
    database: Database,
}

impl Config {
    /// Connections of `inner` that report to `telemetry`.
    pub fn new(inner: driver::Config, telemetry: &Telemetry) -> Self {
        let target = Target::new().namespace(&inner.database).address(&inner.host).port(inner.port);
        let database = Database::new(telemetry, INSTRUMENTATION, AMBERDB, &target);
        Self { inner, database }
    }

    /// Like `driver::Config::connect`.
    pub async fn connect(&self) -> Result<Client, Error> {
        let session = Session::new(self.database.clone());
        let operation = || Operation::of(&control::CONNECT);
        let driver = session.observe(operation, |_| self.inner.connect(), done).await?;
        Ok(Client { driver, session })
    }
}

/// Like `driver::Client`: every call is a span and a measurement.
pub struct Client {
    driver: driver::Client,
    session: Session,
}

impl Client {
    /// Like `driver::Client::query`.
    pub async fn query(&self, sql: &str, parameters: &[&dyn Value]) -> Result<Answer, Error> {
        observed(&self.session, sql, parameters, answer, async |text| {
            self.driver.query(text, parameters).await
        })
        .await
    }

    /// Like `driver::Client::execute`.
    pub async fn execute(&self, sql: &str, parameters: &[&dyn Value]) -> Result<u64, Error> {
        observed(&self.session, sql, parameters, affected_rows, async |text| {
            self.driver.execute(text, parameters).await
        })
        .await
    }

    /// Like `driver::Client::query_stream`: the span begins with the first poll of the stream.
    pub fn query_stream(
        &self,
        sql: &str,
        parameters: &[&dyn Value],
    ) -> impl Stream<Item = Result<Item, Error>> {
        let operation = move || describe(&self.session, sql, parameters);
        self.session.observe_rows(operation, self.driver.query_stream(sql, parameters), ROWS)
    }

    /// Like `driver::Client::begin`.
    pub async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        let operation = || Operation::of(&control::START_TRANSACTION);
        let inner = self.session.observe(operation, |_| self.driver.begin(), done).await?;
        Ok(Transaction { inner, end: End { session: &self.session, is_implicit: true } })
    }
}

/// Observes a call of `sql`. The driver gets the text with the context of the call's own span.
async fn observed<T>(
    session: &Session,
    sql: &str,
    parameters: &[&dyn Value],
    outcome: fn(&Result<T, Error>) -> Outcome<'_>,
    call: impl AsyncFnOnce(&str) -> Result<T, Error>,
) -> Result<T, Error> {
    let call = |span: &Observation<'_>| {
        let text = with_context(sql, span);
        async move { call(&text).await }
    };
    session.observe(|| describe(session, sql, parameters), call, outcome).await
}

/// What the call is. It runs only if something may record the call.
fn describe(session: &Session, sql: &str, parameters: &[&dyn Value]) -> Operation<'static> {
    let shown = session.database().parameters();
    if let Some(shown) = &shown {
        for value in parameters {
            shown.push(value);
        }
    }
    let protocol = KeyValue::new("amberdb.protocol", "extended");
    Operation::new(session.database().query(sql)).with_parameters(shown).with_attribute(protocol)
}

/// The text as it is sent, with the identity of the call's span in a comment after it.
fn with_context<'s>(sql: &'s str, span: &Observation<'_>) -> Cow<'s, str> {
    let Some(identity) = span.span_context() else { return Cow::Borrowed(sql) };
    let (trace, span, flags) = (identity.trace_id(), identity.span_id(), identity.trace_flags());
    Cow::Owned(format!("{sql} /*traceparent='00-{trace}-{span}-{flags:02x}'*/"))
}

fn done<T>(result: &Result<T, Error>) -> Outcome<'_> {
    Outcome::of(result, |_| Outcome::success(), failure)
}

fn answer(result: &Result<Answer, Error>) -> Outcome<'_> {
    let success = |answer: &Answer| {
        let shards = KeyValue::new("amberdb.shards", i64::from(answer.shards));
        Outcome::returned_rows(answer.rows.len() as u64).with_attribute(shards)
    };
    Outcome::of(result, success, failure)
}

fn affected_rows(result: &Result<u64, Error>) -> Outcome<'_> {
    Outcome::of(result, |rows| Outcome::affected_rows(*rows), failure)
}

const ROWS: Rows<Item, Error> = Rows::new(
    |item, observation| match item {
        Item::Row(_) => observation.count_rows(1),
        Item::Done(rows) => observation.count_affected_rows(*rows),
    },
    failure,
);

fn failure(error: &Error) -> Failure<'_> {
    match error {
        Error::Closed => Failure::class("closed"),
        Error::Server(server) => Failure::sqlstate(server.code)
            .with_constraint(server.constraint.as_deref())
            .with_message(Message::display(error)),
    }
}

/// Like `driver::Transaction`: its end is a span, also if it is dropped.
pub struct Transaction<'a> {
    inner: driver::Transaction<'a>,
    // Dropped last: by then the driver has sent its rollback.
    end: End<'a>,
}

impl Transaction<'_> {
    /// Like `driver::Client::execute`.
    pub async fn execute(&self, sql: &str, parameters: &[&dyn Value]) -> Result<u64, Error> {
        observed(self.end.session, sql, parameters, affected_rows, async |text| {
            self.inner.client().execute(text, parameters).await
        })
        .await
    }

    /// Like `driver::Transaction::commit`.
    pub async fn commit(self) -> Result<(), Error> {
        let session = self.end.explicit();
        session.observe(|| Operation::of(&control::COMMIT), |_| self.inner.commit(), done).await
    }

    /// Like `driver::Transaction::rollback`.
    pub async fn rollback(self) -> Result<(), Error> {
        let session = self.end.explicit();
        session.observe(|| Operation::of(&control::ROLLBACK), |_| self.inner.rollback(), done).await
    }
}

/// Records the rollback that the driver sends when a transaction is dropped.
struct End<'a> {
    session: &'a Session,
    is_implicit: bool,
}

impl<'a> End<'a> {
    /// The caller ends the transaction.
    fn explicit(mut self) -> &'a Session {
        self.is_implicit = false;
        self.session
    }
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        if self.is_implicit {
            let rollback = || Operation::of(&control::ROLLBACK).implicit();
            self.session.start(rollback).end(Outcome::success());
        }
    }
}

/// Like `driver::Pool`: waits, uses and the number of connections are metrics.
pub struct Pool {
    inner: Arc<driver::Pool<Manager>>,
    telemetry: PoolTelemetry,
}

/// Makes the connections of a pool.
struct Manager {
    config: Config,
    telemetry: PoolTelemetry,
}

impl driver::Manager for Manager {
    type Connection = Client;

    async fn connect(&self) -> Result<Client, Error> {
        let creation = self.telemetry.create();
        let client = self.config.connect().await?;
        creation.end();
        Ok(client)
    }
}

impl Pool {
    /// Like `driver::Pool::new`.
    pub fn new(config: Config, max: usize) -> Self {
        let telemetry = PoolTelemetry::new(config.database.clone());
        let inner = Arc::new(driver::Pool::new(Manager { config, telemetry: telemetry.clone() }, max));
        // A weak one: the telemetry does not keep the pool.
        let pool = Arc::downgrade(&inner);
        telemetry.register(None, move || pool.upgrade().map(|pool| state(pool.status())));
        Self { inner, telemetry }
    }

    /// Like `driver::Pool::get`.
    #[track_caller]
    pub fn get(&self) -> impl Future<Output = Result<Pooled<'_>, PoolError>> {
        self.acquire(Location::caller())
    }

    async fn acquire(&self, place: &'static Location<'static>) -> Result<Pooled<'_>, PoolError> {
        let acquire = self.telemetry.acquire(place);
        match self.inner.get().await {
            Ok(inner) => Ok(Pooled { _lease: acquire.obtained(&inner.session), inner }),
            Err(PoolError::Timeout) => {
                acquire.timed_out();
                Err(PoolError::Timeout)
            }
            Err(PoolError::Connect(error)) => {
                acquire.failed(failure(&error));
                Err(PoolError::Connect(error))
            }
        }
    }
}

/// Reads the driver's numbers when metrics are collected.
fn state((idle, used, max): (usize, usize, usize)) -> PoolState {
    PoolState { idle, used, max, idle_max: max, ..PoolState::default() }
}

/// Like `driver::Pooled`.
pub struct Pooled<'a> {
    // Dropped first: when the pool has the connection back, the lease is over.
    _lease: Lease,
    inner: driver::Pooled<'a, Manager>,
}

impl Deref for Pooled<'_> {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.inner
    }
}

impl DerefMut for Pooled<'_> {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.inner
    }
}
