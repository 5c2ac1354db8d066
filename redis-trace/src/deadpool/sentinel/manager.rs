//! The manager: makes the connections to a node that sentinels name, and checks them before they are used again.

use std::fmt;

use ::deadpool::managed;
use db_semconv::Telemetry;
use db_semconv::pool::PoolTelemetry;
use redis::{IntoConnectionInfo, RedisError, RedisResult};
use tokio::sync::Mutex;

use super::{Metrics, SentinelNodeConnectionInfo, SentinelServerType};
use crate::aio::MultiplexedConnection;
use crate::deadpool::connection::{self, Pings};
use crate::sentinel::SentinelClient;

/// Like `deadpool_redis::sentinel::Manager`: makes connections, each a span `CONNECT`.
pub struct Manager {
    client: Mutex<SentinelClient>,
    pings: Pings,
    telemetry: PoolTelemetry,
}

impl Manager {
    /// Like `deadpool_redis::sentinel::Manager::new`, with [`Telemetry::global`].
    pub fn new<T: IntoConnectionInfo>(
        param: Vec<T>,
        service_name: String,
        node_connection_info: Option<SentinelNodeConnectionInfo>,
        server_type: SentinelServerType,
    ) -> RedisResult<Self> {
        let node = node_connection_info.map(Into::into);
        SentinelClient::build(param, service_name, node, server_type.into()).map(Self::of)
    }

    /// The same manager with another telemetry.
    #[must_use]
    pub fn telemetry(self, telemetry: &Telemetry) -> Self {
        Self::of(self.client.into_inner().telemetry(telemetry))
    }

    fn of(client: SentinelClient) -> Self {
        let telemetry = PoolTelemetry::new(client.session().database().clone());
        Self { client: Mutex::new(client), pings: Pings::default(), telemetry }
    }
}

impl managed::Manager for Manager {
    type Type = MultiplexedConnection;
    type Error = RedisError;

    async fn create(&self) -> Result<MultiplexedConnection, RedisError> {
        let creation = self.telemetry.create();
        let connection = self.client.lock().await.get_async_connection().await?;
        creation.end();
        Ok(connection.of_pool())
    }

    async fn recycle(
        &self,
        connection: &mut MultiplexedConnection,
        _: &Metrics,
    ) -> managed::RecycleResult<RedisError> {
        self.pings.check(connection.parts()).await
    }
}

connection::observed_manager!(Manager, MultiplexedConnection);

impl fmt::Debug for Manager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Manager").field("pings", &self.pings).finish_non_exhaustive()
    }
}
