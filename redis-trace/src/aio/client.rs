//! Asynchronous connections of a client's.

use redis::{AsyncConnectionConfig, RedisResult};

use super::MultiplexedConnection;
use crate::{Client, call, outcome};

impl Client {
    /// Like [`redis::Client::get_multiplexed_async_connection`].
    pub async fn get_multiplexed_async_connection(&self) -> RedisResult<MultiplexedConnection> {
        self.get_multiplexed_async_connection_with_config(&AsyncConnectionConfig::new()).await
    }

    /// Like [`redis::Client::get_multiplexed_async_connection_with_config`].
    pub async fn get_multiplexed_async_connection_with_config(
        &self,
        config: &AsyncConnectionConfig,
    ) -> RedisResult<MultiplexedConnection> {
        let connection =
            self.observe_connect(self.inner().get_multiplexed_async_connection_with_config(config)).await?;
        Ok(MultiplexedConnection::traced(connection, self.database().clone()))
    }

    async fn observe_connect<C>(&self, connect: impl Future<Output = RedisResult<C>>) -> RedisResult<C> {
        self.database().observe_nesting(call::connect(self.database()), connect, outcome::done).await
    }
}
