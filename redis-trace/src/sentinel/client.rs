//! A client of the node that sentinels name at the time.

use std::fmt;

use db_semconv::{RedisSession, Target, Telemetry};
use redis::sentinel::{SentinelNodeConnectionInfo, SentinelServerType};
use redis::{IntoConnectionInfo, RedisResult};

use crate::nodes::{Node, Nodes};
use crate::{Client, Connection, call, outcome, target};

/// Like [`redis::sentinel::SentinelClient`]: each connection that it makes is a span `CONNECT`, and what the connection
/// sends is traced.
///
/// That span begins before the node is known, and fails if the sentinels name none: its target is the sentinels.
/// The connection's target is the node.
pub struct SentinelClient {
    driver: redis::sentinel::SentinelClient,
    telemetry: Telemetry,
    sentinels: Target,
    session: RedisSession,
}

impl SentinelClient {
    /// Like [`redis::sentinel::SentinelClient::build`], with [`Telemetry::global`].
    #[cfg(not(feature = "tls-rustls"))]
    pub fn build<T: IntoConnectionInfo>(
        params: Vec<T>,
        service_name: String,
        node_connection_info: Option<SentinelNodeConnectionInfo>,
        server_type: SentinelServerType,
    ) -> RedisResult<Self> {
        Self::new(params, |sentinels| {
            redis::sentinel::SentinelClient::build(sentinels, service_name, node_connection_info, server_type)
        })
    }

    /// Like [`redis::sentinel::SentinelClient::build`], with [`Telemetry::global`].
    #[cfg(feature = "tls-rustls")]
    pub fn build<T: IntoConnectionInfo>(
        params: Vec<T>,
        service_name: impl AsRef<str>,
        node_connection_info: Option<SentinelNodeConnectionInfo>,
        server_type: SentinelServerType,
    ) -> RedisResult<Self> {
        Self::new(params, |sentinels| {
            redis::sentinel::SentinelClient::build(sentinels, service_name, node_connection_info, server_type)
        })
    }

    fn new<T: IntoConnectionInfo>(
        params: Vec<T>,
        build: impl FnOnce(Vec<Node>) -> RedisResult<redis::sentinel::SentinelClient>,
    ) -> RedisResult<Self> {
        let mut nodes = Nodes::default();
        let client = build(params.into_iter().map(|sentinel| nodes.note(sentinel)).collect())?;
        Ok(Self::from_driver(client, &Telemetry::global(), &nodes.target()))
    }

    /// Wraps a client of the driver. `sentinels` is the target of its spans, because the driver's client does not give the
    /// sentinels that it asks.
    pub fn from_driver(
        client: redis::sentinel::SentinelClient,
        telemetry: &Telemetry,
        sentinels: &Target,
    ) -> Self {
        let session = RedisSession::new(telemetry, crate::INSTRUMENTATION, sentinels);
        Self { driver: client, telemetry: telemetry.clone(), sentinels: sentinels.clone(), session }
    }

    /// Returns the same client with another telemetry, for the clients and connections that it makes from now on.
    #[must_use]
    pub fn telemetry(self, telemetry: &Telemetry) -> Self {
        Self::from_driver(self.driver, telemetry, &self.sentinels)
    }

    #[cfg(feature = "deadpool")]
    pub(crate) fn session(&self) -> &RedisSession {
        &self.session
    }

    /// The driver's client, whose connections are not traced.
    pub fn inner_mut(&mut self) -> &mut redis::sentinel::SentinelClient {
        &mut self.driver
    }

    /// The driver's client, whose connections are not traced.
    pub fn into_inner(self) -> redis::sentinel::SentinelClient {
        self.driver
    }

    /// Like [`redis::sentinel::SentinelClient::get_client`].
    pub fn get_client(&mut self) -> RedisResult<Client> {
        self.driver.get_client().map(|client| Client::from_driver(client, &self.telemetry))
    }

    /// Like [`redis::sentinel::SentinelClient::get_sentinel_client`].
    pub fn get_sentinel_client(&mut self) -> RedisResult<Client> {
        self.driver.get_sentinel_client().map(|client| Client::from_driver(client, &self.telemetry))
    }

    /// Like [`redis::sentinel::SentinelClient::get_connection`].
    pub fn get_connection(&mut self) -> RedisResult<Connection> {
        let Self { driver, session, .. } = self;
        let connect = |_: &_| {
            let client = driver.get_client()?;
            Ok((client.get_connection()?, client))
        };
        let (connection, client) =
            session.observe_blocking(call::connect(session), connect, outcome::done)?;
        Ok(Connection::new(connection, self.session_of(&client)))
    }

    fn session_of(&self, client: &redis::Client) -> RedisSession {
        let target = target::of_connection(client.get_connection_info());
        RedisSession::new(&self.telemetry, crate::INSTRUMENTATION, &target)
    }
}

#[cfg(feature = "aio")]
impl SentinelClient {
    /// Like [`redis::sentinel::SentinelClient::async_get_client`].
    pub async fn async_get_client(&mut self) -> RedisResult<Client> {
        let client = self.driver.async_get_client().await?;
        Ok(Client::from_driver(client, &self.telemetry))
    }

    /// Like [`redis::sentinel::SentinelClient::async_get_sentinel_client`].
    pub async fn async_get_sentinel_client(&mut self) -> RedisResult<Client> {
        let client = self.driver.async_get_sentinel_client().await?;
        Ok(Client::from_driver(client, &self.telemetry))
    }

    /// Like [`redis::sentinel::SentinelClient::get_async_connection`].
    pub async fn get_async_connection(&mut self) -> RedisResult<crate::aio::MultiplexedConnection> {
        self.get_async_connection_with_config(&redis::AsyncConnectionConfig::new()).await
    }

    /// Like [`redis::sentinel::SentinelClient::get_async_connection_with_config`].
    pub async fn get_async_connection_with_config(
        &mut self,
        config: &redis::AsyncConnectionConfig,
    ) -> RedisResult<crate::aio::MultiplexedConnection> {
        let Self { driver, session, .. } = self;
        let connect = async {
            let client = driver.async_get_client().await?;
            Ok((client.get_multiplexed_async_connection_with_config(config).await?, client))
        };
        let (connection, client) =
            session.observe_nesting(call::connect(session), |_| connect, outcome::done).await?;
        Ok(crate::aio::MultiplexedConnection::traced(connection, self.session_of(&client)))
    }
}

impl fmt::Debug for SentinelClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SentinelClient").field("session", &self.session).finish_non_exhaustive()
    }
}
