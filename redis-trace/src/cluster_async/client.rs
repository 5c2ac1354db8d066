//! Asynchronous connections of a cluster's client's.

use redis::RedisResult;
use redis::aio::ConnectionLike;
use redis::cluster::ClusterConfig;
use redis::cluster_async::Connect;

use super::ClusterConnection;
use crate::cluster::ClusterClient;
use crate::{call, outcome};

impl ClusterClient {
    /// Like [`redis::cluster::ClusterClient::get_async_connection`].
    pub async fn get_async_connection(&self) -> RedisResult<ClusterConnection> {
        self.connect_async(self.inner().get_async_connection()).await
    }

    /// Like [`redis::cluster::ClusterClient::get_async_connection_with_config`].
    pub async fn get_async_connection_with_config(
        &self,
        config: ClusterConfig,
    ) -> RedisResult<ClusterConnection> {
        self.connect_async(self.inner().get_async_connection_with_config(config)).await
    }

    /// Like [`redis::cluster::ClusterClient::get_pending_async_connection_with_config`]: nothing waits for it to
    /// connect, so that is no span.
    pub fn get_pending_async_connection_with_config(&self, config: ClusterConfig) -> ClusterConnection {
        let connection = self.inner().get_pending_async_connection_with_config(config);
        ClusterConnection::new(connection, self.database().clone())
    }

    /// Like the driver's.
    #[doc(hidden)]
    pub async fn get_async_generic_connection<C>(&self) -> RedisResult<ClusterConnection<C>>
    where
        C: ConnectionLike + Connect + Clone + Send + Sync + Unpin + 'static,
    {
        self.connect_async(self.inner().get_async_generic_connection()).await
    }

    async fn connect_async<C>(
        &self,
        connect: impl Future<Output = RedisResult<redis::cluster_async::ClusterConnection<C>>>,
    ) -> RedisResult<ClusterConnection<C>> {
        let described = call::connect(self.database());
        let connection =
            self.database().observe_nesting(described, connect, outcome::cluster_connected).await?;
        Ok(ClusterConnection::new(connection, self.database().clone()))
    }
}
