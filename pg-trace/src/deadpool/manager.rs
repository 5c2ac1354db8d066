//! The manager: makes the connections of a pool, and checks them before they are used again.

use std::fmt;

use ::deadpool::managed;
use db_semconv::pool::PoolTelemetry;
use db_semconv::{Failure, Session, Telemetry};

use super::{ClientWrapper, ConfigConnectImpl, Connect, ManagerConfig, Metrics, StatementCaches};
use crate::tls::{MakeTlsConnect, TlsConnect};
use crate::{CancelSocket, Client, Config, Error, Socket, outcome};

type RecycleError = managed::RecycleError<Error>;

/// Prepares a client that has been connected.
type Prepare = dyn Fn(&mut Client) + Send + Sync;

/// Like `deadpool_postgres::Manager`: makes connections, each a span `CONNECT`.
pub struct Manager {
    config: ManagerConfig,
    pg_config: Config,
    connect: Box<dyn Connect>,
    telemetry: PoolTelemetry,
    prepare: Option<Box<Prepare>>,
    /// The caches of all clients that the pool has.
    pub statement_caches: StatementCaches,
}

impl Manager {
    /// Like `deadpool_postgres::Manager::new`.
    pub fn new<T>(pg_config: Config, tls: T) -> Self
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        Self::from_config(pg_config, tls, ManagerConfig::default())
    }

    /// Like `deadpool_postgres::Manager::from_config`.
    pub fn from_config<T>(pg_config: Config, tls: T, config: ManagerConfig) -> Self
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        Self::from_connect(pg_config, ConfigConnectImpl { tls }, config)
    }

    /// Like `deadpool_postgres::Manager::from_connect`.
    pub fn from_connect(pg_config: Config, connect: impl Connect + 'static, config: ManagerConfig) -> Self {
        Self {
            config,
            telemetry: PoolTelemetry::new(pg_config.database()),
            pg_config,
            prepare: None,
            connect: Box::new(connect),
            statement_caches: StatementCaches::default(),
        }
    }

    /// Returns the same manager with another telemetry, in place of that of its [`Config`].
    #[must_use]
    pub fn telemetry(mut self, telemetry: &Telemetry) -> Self {
        self.pg_config.telemetry(telemetry);
        self.telemetry = PoolTelemetry::new(self.pg_config.database());
        self
    }

    /// Sends the server a request to cancel each call of the pool's clients that is dropped before it has its result:
    /// [`Client::cancel_dropped_calls`](crate::Client::cancel_dropped_calls) has the rules.
    #[must_use]
    pub fn cancel_dropped_calls<T>(mut self, tls: T) -> Self
    where
        T: MakeTlsConnect<CancelSocket> + Clone + Send + Sync + 'static,
        T::Stream: Send,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<CancelSocket>>::Future: Send,
    {
        let config = self.pg_config.clone();
        self.prepare = Some(Box::new(move |client| client.cancel_dropped_calls(&config, tls.clone())));
        self
    }
}

impl managed::Manager for Manager {
    type Type = ClientWrapper;
    type Error = Error;

    async fn create(&self) -> Result<ClientWrapper, Error> {
        let creation = self.telemetry.create();
        let (mut client, task) = self.connect.connect(&self.pg_config).await?;
        if let Some(prepare) = &self.prepare {
            prepare(&mut client);
        }
        creation.end();
        let client = ClientWrapper::new(client, task);
        self.statement_caches.attach(&client.statement_cache);
        Ok(client)
    }

    async fn recycle(&self, client: &mut ClientWrapper, _: &Metrics) -> managed::RecycleResult<Error> {
        if client.is_closed() {
            tracing::warn!(target: "deadpool.postgres", "Connection could not be recycled: Connection closed");
            return Err(RecycleError::message("Connection closed"));
        }
        let Some(sql) = self.config.recycling_method.query() else { return Ok(()) };
        client.check_by(sql).await.map_err(|error| {
            // Without the server's message, which may quote what the check is about.
            let failure = outcome::failure(&error).to_string();
            tracing::warn!(target: "deadpool.postgres", "Connection could not be recycled: {failure}");
            RecycleError::from(error)
        })
    }

    fn detach(&self, client: &mut ClientWrapper) {
        self.statement_caches.detach(&client.statement_cache);
    }
}

impl db_semconv::deadpool::Manager for Manager {
    fn pool_telemetry(&self) -> &PoolTelemetry {
        &self.telemetry
    }

    fn session(client: &ClientWrapper) -> &Session {
        client.session()
    }

    fn returns(client: &ClientWrapper) {
        client.leave();
    }

    fn failure(error: &Error) -> Failure<'_> {
        outcome::failure(error)
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Manager")
            .field("config", &self.config)
            .field("pg_config", &self.pg_config)
            .field("statement_caches", &self.statement_caches)
            .finish_non_exhaustive()
    }
}
