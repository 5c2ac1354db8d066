//! The client of a cluster, which makes connections.

use db_semconv::{RedisSession, Target, Telemetry};
use redis::cluster::{ClusterConfig, Connect};
use redis::{ConnectionLike, IntoConnectionInfo, RedisResult};

use super::{ClusterClientBuilder, ClusterConnection};
use crate::{call, outcome};

/// Like [`redis::cluster::ClusterClient`]: each connection that it makes is a span `CONNECT`, and what the connection
/// sends is traced.
///
/// ```no_run
/// # use redis_trace as redis;
/// use redis::Commands;
/// use redis::cluster::ClusterClient;
///
/// # fn main() -> redis::RedisResult<()> {
/// let client = ClusterClient::new(["redis://a:7000/", "redis://b:7001/"])?;
/// let mut connection = client.get_connection()?;
/// // A span `SET a:7000,b:7001`, whichever node serves it.
/// let () = connection.set("user:7", "Ada")?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct ClusterClient {
    driver: redis::cluster::ClusterClient,
    target: Target,
    session: RedisSession,
}

impl ClusterClient {
    /// Like [`redis::cluster::ClusterClient::new`], with [`Telemetry::global`].
    pub fn new<T: IntoConnectionInfo>(initial_nodes: impl IntoIterator<Item = T>) -> RedisResult<Self> {
        Self::builder(initial_nodes).build()
    }

    /// Like [`redis::cluster::ClusterClient::builder`].
    pub fn builder<T: IntoConnectionInfo>(
        initial_nodes: impl IntoIterator<Item = T>,
    ) -> ClusterClientBuilder {
        ClusterClientBuilder::new(initial_nodes)
    }

    /// Wraps a client of the driver. `target` is the server that the spans name, because the driver's client does not
    /// give its nodes.
    pub fn from_driver(
        client: redis::cluster::ClusterClient,
        telemetry: &Telemetry,
        target: &Target,
    ) -> Self {
        let session = RedisSession::new(telemetry, crate::INSTRUMENTATION, target);
        Self { driver: client, target: target.clone(), session }
    }

    /// Returns the same client with another telemetry, for the connections that it makes from now on.
    #[must_use]
    pub fn telemetry(self, telemetry: &Telemetry) -> Self {
        Self::from_driver(self.driver, telemetry, &self.target)
    }

    /// The driver's client, whose connections are not traced.
    pub fn inner(&self) -> &redis::cluster::ClusterClient {
        &self.driver
    }

    /// The driver's client, whose connections are not traced.
    pub fn into_inner(self) -> redis::cluster::ClusterClient {
        self.driver
    }

    #[cfg(feature = "cluster-async")]
    pub(crate) fn session(&self) -> &RedisSession {
        &self.session
    }

    /// Like [`redis::cluster::ClusterClient::get_connection`].
    pub fn get_connection(&self) -> RedisResult<ClusterConnection> {
        self.connect(|| self.driver.get_connection())
    }

    /// Like [`redis::cluster::ClusterClient::get_connection_with_config`].
    pub fn get_connection_with_config(&self, config: ClusterConfig) -> RedisResult<ClusterConnection> {
        self.connect(|| self.driver.get_connection_with_config(config))
    }

    /// Like the driver's.
    #[doc(hidden)]
    pub fn get_generic_connection<C>(&self) -> RedisResult<ClusterConnection<C>>
    where
        C: ConnectionLike + Connect + Send,
    {
        self.connect(|| self.driver.get_generic_connection())
    }

    fn connect<C>(
        &self,
        connect: impl FnOnce() -> RedisResult<redis::cluster::ClusterConnection<C>>,
    ) -> RedisResult<ClusterConnection<C>> {
        let described = call::connect(&self.session);
        let connection =
            self.session.observe_blocking(described, |_| connect(), outcome::cluster_connected)?;
        Ok(ClusterConnection::new(connection, self.session.sibling()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODES: [&str; 2] = ["redis://a:7000/1", "redis://b:7001/1"];

    fn target(builder: ClusterClientBuilder) -> Target {
        builder.build().unwrap().target
    }

    #[test]
    fn cluster_target_has_the_nodes_and_their_database() {
        let expected = Target::new().address("a:7000,b:7001").namespace("1");
        assert_eq!(target(ClusterClient::builder(NODES)), expected);
    }

    #[test]
    fn cluster_target_has_the_database_of_the_builder() {
        let expected = Target::new().address("a:7000,b:7001").namespace("1");
        assert_eq!(
            target(ClusterClient::builder(["redis://a:7000", "redis://b:7001"]).database_id(1)),
            expected
        );
    }

    #[test]
    fn replaced_telemetry_keeps_the_cluster_target() {
        let client = ClusterClient::new(["redis://a"]).unwrap().telemetry(&Telemetry::disabled());
        assert_eq!(client.target, Target::new().address("a").port(6_379).namespace("0"));
    }

    #[test]
    fn refused_cluster_nodes_give_the_error_of_the_driver() {
        let refused = |nodes: &[&str]| {
            let error = redis::cluster::ClusterClient::new(nodes.iter().copied()).unwrap_err();
            assert_eq!(ClusterClient::new(nodes.iter().copied()).unwrap_err(), error);
        };
        refused(&[]);
        refused(&["redis://a", "no url"]);
        refused(&["redis://:one@a", "redis://:another@b"]);
    }
}
