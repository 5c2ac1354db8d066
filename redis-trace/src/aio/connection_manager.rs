//! A connection that is made again when it is lost.

use db_semconv::RedisSession;
use redis::RedisResult;
use redis::aio::ConnectionManagerConfig;

use super::cache::Cache;
use super::cached_connection::cached_connection;
use super::subscriptions::subscriptions;
use crate::Client;

/// Like [`redis::aio::ConnectionManager`]: each command or pipeline is a span.
///
/// The first connection is a span `CONNECT`. Those that the manager makes on its own later are no spans. A command that
/// waits for one takes so much longer, and fails only if its caller is given an error. What its cache answers, or does not
/// wait for, is as in a [`MultiplexedConnection`](super::MultiplexedConnection).
#[derive(Clone, Debug)]
pub struct ConnectionManager {
    driver: redis::aio::ConnectionManager,
    session: RedisSession,
    cache: Cache,
}

impl ConnectionManager {
    /// Like [`redis::aio::ConnectionManager::new`].
    pub async fn new(client: Client) -> RedisResult<Self> {
        client.get_connection_manager().await
    }

    /// Like [`redis::aio::ConnectionManager::new_with_config`].
    pub async fn new_with_config(client: Client, config: ConnectionManagerConfig) -> RedisResult<Self> {
        client.get_connection_manager_with_config(config).await
    }

    /// Like [`redis::aio::ConnectionManager::new_lazy_with_config`]: the first command waits for the connection, which
    /// is no span of its own.
    pub fn new_lazy_with_config(client: Client, config: ConnectionManagerConfig) -> RedisResult<Self> {
        let session = client.session().sibling();
        let driver = redis::aio::ConnectionManager::new_lazy_with_config(client.into_inner(), config)?;
        Ok(Self::traced(driver, session))
    }

    subscriptions!("redis::aio::ConnectionManager");
}

cached_connection!(ConnectionManager);
