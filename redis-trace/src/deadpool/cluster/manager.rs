//! The manager: makes the connections to a cluster, and checks them before they are used again.

use std::fmt;

use ::deadpool::managed;
use db_semconv::Telemetry;
use db_semconv::pool::PoolTelemetry;
use redis::cluster_read_routing::RandomReplicaStrategy;
use redis::{IntoConnectionInfo, RedisError, RedisResult};

use super::{ClusterClient, ClusterClientBuilder, ClusterConnection, Metrics};
use crate::deadpool::connection::{self, Pings};

/// Like `deadpool_redis::cluster::Manager`: makes connections, each a span `CONNECT`.
pub struct Manager {
    client: ClusterClient,
    pings: Pings,
    telemetry: PoolTelemetry,
}

impl Manager {
    /// Like `deadpool_redis::cluster::Manager::new`, with [`Telemetry::global`].
    pub fn new<T: IntoConnectionInfo>(params: Vec<T>, read_from_replicas: bool) -> RedisResult<Self> {
        let mut builder = ClusterClientBuilder::new(params);
        if read_from_replicas {
            builder = builder.read_routing_strategy(RandomReplicaStrategy);
        }
        builder.build().map(Self::of)
    }

    /// The same manager with another telemetry.
    #[must_use]
    pub fn telemetry(self, telemetry: &Telemetry) -> Self {
        Self::of(self.client.telemetry(telemetry))
    }

    fn of(client: ClusterClient) -> Self {
        let telemetry = PoolTelemetry::new(client.session().database().clone());
        Self { client, pings: Pings::default(), telemetry }
    }
}

impl managed::Manager for Manager {
    type Type = ClusterConnection;
    type Error = RedisError;

    async fn create(&self) -> Result<ClusterConnection, RedisError> {
        let creation = self.telemetry.create();
        let connection = self.client.get_async_connection().await?;
        creation.end();
        Ok(connection.of_pool())
    }

    async fn recycle(
        &self,
        connection: &mut ClusterConnection,
        _: &Metrics,
    ) -> managed::RecycleResult<RedisError> {
        self.pings.check(connection.parts()).await
    }
}

connection::observed_manager!(Manager, ClusterConnection);

impl fmt::Debug for Manager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Manager")
            .field("client", &self.client)
            .field("pings", &self.pings)
            .finish_non_exhaustive()
    }
}
