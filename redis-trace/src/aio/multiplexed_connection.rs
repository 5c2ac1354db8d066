//! A connection that many tasks share.

use std::time::Duration;

use db_semconv::{Database, System, Telemetry};
use redis::aio::ConnectionLike;
use redis::{
    AsyncConnectionConfig, AsyncHotkeysCommands, Cmd, Pipeline, RedisConnectionInfo, RedisFuture,
    RedisResult, Value,
};
use tokio::io::{AsyncRead, AsyncWrite};

use super::cache::Cache;
use super::subscriptions::subscriptions;
use crate::answers::Answers;
use crate::{call, outcome, target};

/// Like [`redis::aio::MultiplexedConnection`]: each command or pipeline is a span.
///
/// What the connection's cache answers is none, for the server has no part in it. The span of a command whose answer is not
/// waited for ([`Cmd::set_no_response`]) ends when the command is handed to the connection, and tells nothing of the answer.
#[derive(Clone, Debug)]
pub struct MultiplexedConnection {
    driver: redis::aio::MultiplexedConnection,
    database: Database,
    cache: Cache,
}

impl MultiplexedConnection {
    /// Like [`redis::aio::MultiplexedConnection::new`], with [`Telemetry::global`].
    pub async fn new<C>(
        connection_info: &RedisConnectionInfo,
        stream: C,
    ) -> RedisResult<(Self, impl Future<Output = ()>)>
    where
        C: Unpin + AsyncRead + AsyncWrite + Send + 'static,
    {
        Self::new_with_config(connection_info, stream, AsyncConnectionConfig::default()).await
    }

    /// Like [`redis::aio::MultiplexedConnection::new_with_config`], with [`Telemetry::global`].
    pub async fn new_with_config<C>(
        connection_info: &RedisConnectionInfo,
        stream: C,
        config: AsyncConnectionConfig,
    ) -> RedisResult<(Self, impl Future<Output = ()> + 'static)>
    where
        C: Unpin + AsyncRead + AsyncWrite + Send + 'static,
    {
        let (driver, task) =
            redis::aio::MultiplexedConnection::new_with_config(connection_info, stream, config).await?;
        let target = target::of_stream(connection_info);
        let database = Database::new(&Telemetry::global(), crate::INSTRUMENTATION, System::Redis, &target);
        Ok((Self::traced(driver, database), task))
    }

    pub(crate) fn traced(driver: redis::aio::MultiplexedConnection, database: Database) -> Self {
        let cache = Cache::of(&driver, &database);
        Self { driver, database, cache }
    }

    /// The connection, as one of a pool's.
    #[cfg(feature = "deadpool")]
    pub(crate) fn of_pool(self) -> Self {
        Self { database: self.database.for_connection(), ..self }
    }

    #[cfg(feature = "deadpool")]
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn parts(&mut self) -> (&mut redis::aio::MultiplexedConnection, &Database) {
        (&mut self.driver, &self.database)
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner(&self) -> &redis::aio::MultiplexedConnection {
        &self.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner_mut(&mut self) -> &mut redis::aio::MultiplexedConnection {
        &mut self.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn into_inner(self) -> redis::aio::MultiplexedConnection {
        self.driver
    }

    /// Like [`redis::aio::MultiplexedConnection::set_response_timeout`].
    pub fn set_response_timeout(&mut self, timeout: Duration) {
        self.driver.set_response_timeout(timeout);
    }

    /// Like [`redis::aio::MultiplexedConnection::send_packed_command`].
    pub async fn send_packed_command(&mut self, cmd: &Cmd) -> RedisResult<Value> {
        let described = call::command(&self.database, cmd);
        let lookup = self.cache.lookup(&self.driver, 1);
        let call = self.driver.send_packed_command(cmd);
        self.database.observe_unless_cached(described, lookup, call, outcome::value).await
    }

    /// Like [`redis::aio::MultiplexedConnection::send_packed_commands`].
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

    subscriptions!("redis::aio::MultiplexedConnection");

    /// Like [`redis::aio::MultiplexedConnection::get_cache_statistics`].
    #[cfg(feature = "cache-aio")]
    pub fn get_cache_statistics(&self) -> Option<redis::caching::CacheStatistics> {
        self.driver.get_cache_statistics()
    }
}

impl ConnectionLike for MultiplexedConnection {
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

impl AsyncHotkeysCommands for MultiplexedConnection {}
