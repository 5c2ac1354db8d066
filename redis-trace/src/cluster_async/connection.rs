//! A connection to a cluster that many tasks share.

use std::fmt;

use db_semconv::RedisSession;
use redis::aio::ConnectionLike;
use redis::cluster_async::Connect;
use redis::cluster_routing::{RoutingInfo, SingleNodeRoutingInfo};
use redis::{Cmd, Pipeline, RedisFuture, RedisResult, Value};

use crate::aio::subscriptions::subscriptions;
use crate::{Traced, call, outcome};

/// Like [`redis::cluster_async::ClusterConnection`]: each command or pipeline is a span, over all nodes that it goes to.
///
/// `C` is what connects to a node. By itself it records nothing.
///
/// An answer from the driver's cache (feature `cache-aio`) is a span as well: a task of the driver gives it, and
/// counts only the hits of all callers together.
#[derive(Clone)]
pub struct ClusterConnection<C = redis::aio::MultiplexedConnection> {
    traced: Traced<redis::cluster_async::ClusterConnection<C>>,
}

impl<C> ClusterConnection<C> {
    pub(super) fn new(driver: redis::cluster_async::ClusterConnection<C>, session: RedisSession) -> Self {
        Self { traced: Traced { driver, session } }
    }

    /// The connection, as one of a pool's.
    #[cfg(feature = "deadpool")]
    pub(crate) fn of_pool(self) -> Self {
        let Traced { driver, session } = self.traced;
        Self::new(driver, session.sibling())
    }

    #[cfg(any(feature = "deadpool", feature = "queue"))]
    pub(crate) fn session(&self) -> &RedisSession {
        &self.traced.session
    }

    pub(crate) fn parts(&mut self) -> (&mut redis::cluster_async::ClusterConnection<C>, &RedisSession) {
        (&mut self.traced.driver, &self.traced.session)
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner(&self) -> &redis::cluster_async::ClusterConnection<C> {
        &self.traced.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner_mut(&mut self) -> &mut redis::cluster_async::ClusterConnection<C> {
        &mut self.traced.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn into_inner(self) -> redis::cluster_async::ClusterConnection<C> {
        self.traced.driver
    }
}

impl<C> ClusterConnection<C>
where
    C: ConnectionLike + Connect + Clone + Send + Sync + Unpin + 'static,
{
    /// Like [`redis::cluster_async::ClusterConnection::route_command`].
    pub async fn route_command(&mut self, cmd: Cmd, routing: RoutingInfo) -> RedisResult<Value> {
        let Traced { driver, session } = &mut self.traced;
        let observation = session.start(call::command(session, &cmd));
        let result = driver.route_command(cmd, routing).await;
        if observation.is_active() {
            observation.end(outcome::value(&result));
        }
        result
    }

    /// Like [`redis::cluster_async::ClusterConnection::route_pipeline`].
    pub async fn route_pipeline(
        &mut self,
        pipeline: Pipeline,
        offset: usize,
        count: usize,
        route: SingleNodeRoutingInfo,
    ) -> RedisResult<Vec<Value>> {
        let Traced { driver, session } = &mut self.traced;
        let observation = session.start(call::pipeline(session, &pipeline, (offset, count)));
        let result = driver.route_pipeline(pipeline, offset, count, route).await;
        if observation.is_active() {
            observation.end(outcome::values(&result));
        }
        result
    }

    subscriptions!("redis::cluster_async::ClusterConnection");

    subscriptions! {
        "redis::cluster_async::ClusterConnection":
        "SSUBSCRIBE" ssubscribe(channel_name);
        "SUNSUBSCRIBE" sunsubscribe(channel_name);
    }

    /// Like [`redis::cluster_async::ClusterConnection::get_cache_statistics`].
    #[cfg(feature = "cache-aio")]
    pub fn get_cache_statistics(&self) -> Option<redis::caching::CacheStatistics> {
        self.traced.driver.get_cache_statistics()
    }
}

impl<C> ConnectionLike for ClusterConnection<C>
where
    C: ConnectionLike + Connect + Clone + Send + Sync + Unpin + 'static,
{
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        self.traced.req_packed_command(cmd)
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        self.traced.req_packed_commands(pipeline, offset, count)
    }

    fn get_db(&self) -> i64 {
        self.traced.get_db()
    }
}

impl<C> fmt::Debug for ClusterConnection<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClusterConnection")
            .field("session", &self.traced.session)
            .finish_non_exhaustive()
    }
}
