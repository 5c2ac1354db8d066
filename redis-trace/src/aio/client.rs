//! Asynchronous connections of a client's.

use db_semconv::Observed;
use db_semconv::call::{AroundNested, Returns};
use redis::aio::Monitor;
use redis::{AsyncConnectionConfig, RedisError, RedisResult};

use super::{MultiplexedConnection, PubSub};
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
        Ok(MultiplexedConnection::traced(connection, self.session().sibling()))
    }

    /// Like [`redis::Client::get_async_pubsub`].
    pub async fn get_async_pubsub(&self) -> RedisResult<PubSub> {
        let connection = self.observe_connect(self.inner().get_async_pubsub()).await?;
        Ok(PubSub::traced(connection, self.session().sibling()))
    }

    /// Like [`redis::Client::get_async_monitor`]: the driver sends `MONITOR` while it connects, so that the span
    /// `CONNECT` ends with the answer to it.
    pub async fn get_async_monitor(&self) -> RedisResult<Monitor> {
        self.observe_connect(self.inner().get_async_monitor()).await
    }

    /// Called where the caller's own future is polled already. As an `async fn` it would store the driver's future twice.
    fn observe_connect<C, F>(&self, connect: F) -> Observed<AroundNested<'_>, F, Returns<C, RedisError>>
    where
        F: Future<Output = RedisResult<C>>,
    {
        self.session().observe_nesting(call::connect(self.session()), |_| connect, outcome::done)
    }
}

#[cfg(feature = "connection-manager")]
mod connection_manager {
    use redis::RedisResult;

    use crate::Client;
    use crate::aio::{ConnectionManager, ConnectionManagerConfig};

    impl Client {
        /// Like [`redis::Client::get_connection_manager`].
        pub async fn get_connection_manager(&self) -> RedisResult<ConnectionManager> {
            self.get_connection_manager_with_config(ConnectionManagerConfig::new()).await
        }

        /// Like [`redis::Client::get_connection_manager_with_config`].
        pub async fn get_connection_manager_with_config(
            &self,
            config: ConnectionManagerConfig,
        ) -> RedisResult<ConnectionManager> {
            let connect = self.inner().get_connection_manager_with_config(config);
            let manager = self.observe_connect(connect).await?;
            Ok(ConnectionManager::traced(manager, self.session().sibling()))
        }

        /// Like [`redis::Client::get_connection_manager_lazy`].
        pub fn get_connection_manager_lazy(
            &self,
            config: ConnectionManagerConfig,
        ) -> RedisResult<ConnectionManager> {
            ConnectionManager::new_lazy_with_config(self.clone(), config)
        }
    }
}
