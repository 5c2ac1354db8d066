//! The manager: makes the connections to a server, and checks them before they are used again.

use std::fmt;

use ::deadpool::managed;
use db_semconv::Telemetry;
use db_semconv::pool::PoolTelemetry;
use redis::{AsyncConnectionConfig, IntoConnectionInfo, RedisError, RedisResult};

use super::Metrics;
use super::connection::{self, Pings};
use crate::Client;
use crate::aio::MultiplexedConnection;

/// Like `deadpool_redis::Manager`: makes connections, each a span `CONNECT`.
pub struct Manager {
    client: Client,
    connection_config: Option<AsyncConnectionConfig>,
    pings: Pings,
    telemetry: PoolTelemetry,
}

impl Manager {
    /// Like `deadpool_redis::Manager::new`, with [`Telemetry::global`].
    pub fn new<T: IntoConnectionInfo>(params: T) -> RedisResult<Self> {
        Client::open(params).map(|client| Self::of(client, None))
    }

    /// Like `deadpool_redis::Manager::new_with_config`, with [`Telemetry::global`].
    pub fn new_with_config<T: IntoConnectionInfo>(
        params: T,
        connection_config: AsyncConnectionConfig,
    ) -> RedisResult<Self> {
        Client::open(params).map(|client| Self::of(client, Some(connection_config)))
    }

    /// The same manager with another telemetry.
    #[must_use]
    pub fn telemetry(self, telemetry: &Telemetry) -> Self {
        Self::of(self.client.telemetry(telemetry), self.connection_config)
    }

    fn of(client: Client, connection_config: Option<AsyncConnectionConfig>) -> Self {
        let telemetry = PoolTelemetry::new(client.session().database().clone());
        Self { client, connection_config, pings: Pings::default(), telemetry }
    }
}

impl managed::Manager for Manager {
    type Type = MultiplexedConnection;
    type Error = RedisError;

    async fn create(&self) -> Result<MultiplexedConnection, RedisError> {
        let creation = self.telemetry.create();
        let connection = match &self.connection_config {
            Some(config) => self.client.get_multiplexed_async_connection_with_config(config).await?,
            None => self.client.get_multiplexed_async_connection().await?,
        };
        creation.end();
        Ok(connection.of_pool())
    }

    async fn recycle(
        &self,
        connection: &mut MultiplexedConnection,
        _: &Metrics,
    ) -> managed::RecycleResult<RedisError> {
        let (driver, session) = connection.parts();
        let ping = async |number: &str| {
            let mut commands = redis::pipe();
            // What the last user watched is nothing of the next one's.
            commands.cmd("UNWATCH").ignore().cmd("PING").arg(number);
            commands.query_async(driver).await.map(|(answer,): (String,)| answer)
        };
        self.pings.check_by(session, ping).await
    }
}

connection::observed_manager!(Manager, MultiplexedConnection);

impl fmt::Debug for Manager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Manager")
            .field("client", &self.client)
            .field("pings", &self.pings)
            .finish_non_exhaustive()
    }
}
