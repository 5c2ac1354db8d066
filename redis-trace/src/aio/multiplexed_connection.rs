//! A connection that many tasks share.

use std::time::Duration;

use db_semconv::{RedisSession, Telemetry};
use redis::{AsyncConnectionConfig, RedisConnectionInfo, RedisResult};
use tokio::io::{AsyncRead, AsyncWrite};

use super::cache::Cache;
use super::cached_connection::cached_connection;
use super::subscriptions::subscriptions;
use crate::target;

/// Like [`redis::aio::MultiplexedConnection`]: each command or pipeline is a span.
///
/// An answer from the connection's cache is no span, because the server has no part in it. If a command does not wait for
/// its answer ([`Cmd::set_no_response`](redis::Cmd::set_no_response)), its span ends when the connection has the command,
/// and records nothing of the answer.
#[derive(Clone, Debug)]
pub struct MultiplexedConnection {
    driver: redis::aio::MultiplexedConnection,
    session: RedisSession,
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
        let session = RedisSession::new(&Telemetry::global(), crate::INSTRUMENTATION, &target);
        Ok((Self::traced(driver, session), task))
    }

    /// The connection, as one of a pool's.
    #[cfg(feature = "deadpool")]
    pub(crate) fn of_pool(self) -> Self {
        Self { session: self.session.sibling(), ..self }
    }

    #[cfg(feature = "deadpool")]
    pub(crate) fn session(&self) -> &RedisSession {
        &self.session
    }

    /// Like [`redis::aio::MultiplexedConnection::set_response_timeout`].
    pub fn set_response_timeout(&mut self, timeout: Duration) {
        self.driver.set_response_timeout(timeout);
    }

    subscriptions!("redis::aio::MultiplexedConnection");
}

cached_connection!(MultiplexedConnection);
