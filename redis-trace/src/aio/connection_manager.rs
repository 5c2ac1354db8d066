//! A connection that is made again when it is lost.

use db_semconv::Database;
use redis::aio::{ConnectionLike, ConnectionManagerConfig};
use redis::{AsyncHotkeysCommands, Cmd, Pipeline, RedisFuture, RedisResult, Value};

use super::cache::Cache;
use super::subscriptions::subscriptions;
use crate::answers::Answers;
use crate::{Client, call, outcome};

/// Like [`redis::aio::ConnectionManager`]: each command or pipeline is a span.
///
/// The first connection is a span `CONNECT`. Those that the manager makes by itself later are none: a command that
/// waits for one takes so much longer, and fails only if its caller is given an error. What its cache answers, or does not
/// wait for, is as in a [`MultiplexedConnection`](super::MultiplexedConnection).
#[derive(Clone, Debug)]
pub struct ConnectionManager {
    driver: redis::aio::ConnectionManager,
    database: Database,
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
        let database = client.database().clone();
        let driver = redis::aio::ConnectionManager::new_lazy_with_config(client.into_inner(), config)?;
        Ok(Self::traced(driver, database))
    }

    pub(crate) fn traced(driver: redis::aio::ConnectionManager, database: Database) -> Self {
        let cache = Cache::of(&driver, &database);
        Self { driver, database, cache }
    }

    fn parts(&mut self) -> (&mut redis::aio::ConnectionManager, &Database) {
        (&mut self.driver, &self.database)
    }

    /// The driver's manager: what it sends is not traced.
    pub fn inner(&self) -> &redis::aio::ConnectionManager {
        &self.driver
    }

    /// The driver's manager: what it sends is not traced.
    pub fn inner_mut(&mut self) -> &mut redis::aio::ConnectionManager {
        &mut self.driver
    }

    /// The driver's manager: what it sends is not traced.
    pub fn into_inner(self) -> redis::aio::ConnectionManager {
        self.driver
    }

    /// Like [`redis::aio::ConnectionManager::send_packed_command`].
    pub async fn send_packed_command(&mut self, cmd: &Cmd) -> RedisResult<Value> {
        let described = call::command(&self.database, cmd);
        let lookup = self.cache.lookup(&self.driver, 1);
        let call = self.driver.send_packed_command(cmd);
        self.database.observe_unless_cached(described, lookup, call, outcome::value).await
    }

    /// Like [`redis::aio::ConnectionManager::send_packed_commands`].
    pub async fn send_packed_commands(
        &mut self,
        cmd: &Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisResult<Vec<Value>> {
        let described = call::pipeline(&self.database, cmd, (offset, count));
        let lookup = self.cache.lookup(&self.driver, cmd.len());
        let call = Answers::to(cmd, self.driver.send_packed_commands(cmd, offset, count));
        let answers = self.database.observe_unless_cached(described, lookup, call, Answers::outcome).await;
        answers.map(Answers::into_values)
    }

    subscriptions!("redis::aio::ConnectionManager");

    /// Like [`redis::aio::ConnectionManager::get_cache_statistics`].
    #[cfg(feature = "cache-aio")]
    pub fn get_cache_statistics(&self) -> Option<redis::caching::CacheStatistics> {
        self.driver.get_cache_statistics()
    }
}

impl ConnectionLike for ConnectionManager {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(self.send_packed_command(cmd))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(self.send_packed_commands(pipeline, offset, count))
    }

    fn get_db(&self) -> i64 {
        self.driver.get_db()
    }
}

impl AsyncHotkeysCommands for ConnectionManager {}
