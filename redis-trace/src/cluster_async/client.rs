//! Asynchronous connections of a cluster's client's.

use db_semconv::Observed;
use db_semconv::call::{AroundNested, Returns};
use redis::aio::ConnectionLike;
use redis::cluster::ClusterConfig;
use redis::cluster_async::Connect;
use redis::{RedisError, RedisResult};

use super::ClusterConnection;
use crate::cluster::ClusterClient;
use crate::{call, outcome};

impl ClusterClient {
    /// Like [`redis::cluster::ClusterClient::get_async_connection`].
    pub async fn get_async_connection(&self) -> RedisResult<ClusterConnection> {
        Ok(self.traced(self.observe_connect(self.inner().get_async_connection()).await?))
    }

    /// Like [`redis::cluster::ClusterClient::get_async_connection_with_config`].
    pub async fn get_async_connection_with_config(
        &self,
        config: ClusterConfig,
    ) -> RedisResult<ClusterConnection> {
        Ok(self.traced(self.observe_connect(self.inner().get_async_connection_with_config(config)).await?))
    }

    /// Like [`redis::cluster::ClusterClient::get_pending_async_connection_with_config`]: nothing waits for it to
    /// connect, so that is no span.
    pub fn get_pending_async_connection_with_config(&self, config: ClusterConfig) -> ClusterConnection {
        let connection = self.inner().get_pending_async_connection_with_config(config);
        self.traced(connection)
    }

    /// Like the driver's.
    #[doc(hidden)]
    pub async fn get_async_generic_connection<C>(&self) -> RedisResult<ClusterConnection<C>>
    where
        C: ConnectionLike + Connect + Clone + Send + Sync + Unpin + 'static,
    {
        Ok(self.traced(self.observe_connect(self.inner().get_async_generic_connection()).await?))
    }

    fn traced<C>(&self, connection: redis::cluster_async::ClusterConnection<C>) -> ClusterConnection<C> {
        ClusterConnection::new(connection, self.session().sibling())
    }

    /// Called where the caller's own future is polled already. As an `async fn` it would store the driver's future twice.
    fn observe_connect<C, F>(&self, connect: F) -> Observed<AroundNested<'_>, F, Returns<C, RedisError>>
    where
        F: Future<Output = RedisResult<C>>,
    {
        self.session().observe_nesting(call::connect(self.session()), |_| connect, outcome::cluster_connected)
    }
}
