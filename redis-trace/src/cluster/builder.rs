//! The configuration of a cluster's client.

use std::collections::HashMap;
use std::time::Duration;

use db_semconv::Telemetry;
use redis::cluster::NodeAddress;
use redis::cluster_read_routing::ReadRoutingStrategyFactory;
use redis::io::tcp::TcpSettings;
use redis::{IntoConnectionInfo, ProtocolVersion, RedisResult};

use super::ClusterClient;
use crate::nodes::Nodes;

/// Like [`redis::cluster::ClusterClientBuilder`].
#[derive(Debug)]
pub struct ClusterClientBuilder {
    driver: redis::cluster::ClusterClientBuilder,
    nodes: Nodes,
    /// The first node's, as all must have the same, or the one that was set.
    database_id: Option<i64>,
}

impl ClusterClientBuilder {
    /// Like [`redis::cluster::ClusterClientBuilder::new`].
    pub fn new<T: IntoConnectionInfo>(initial_nodes: impl IntoIterator<Item = T>) -> Self {
        let mut nodes = Nodes::default();
        let mut database_id = None;
        let noted = initial_nodes.into_iter().map(|node| {
            let node = nodes.note(node);
            database_id = database_id.or(node.database());
            node
        });
        Self { driver: redis::cluster::ClusterClientBuilder::new(noted), nodes, database_id }
    }

    /// Like [`redis::cluster::ClusterClientBuilder::build`], with [`Telemetry::global`].
    pub fn build(self) -> RedisResult<ClusterClient> {
        let database_id = self.database_id.unwrap_or_default();
        let target = self.nodes.target().namespace(database_id.to_string());
        Ok(ClusterClient::from_driver(self.driver.build()?, &Telemetry::global(), &target))
    }

    /// Like [`redis::cluster::ClusterClientBuilder::database_id`].
    pub fn database_id(self, database_id: i64) -> Self {
        Self { driver: self.driver.database_id(database_id), database_id: Some(database_id), ..self }
    }

    /// Like [`redis::cluster::ClusterClientBuilder::read_from_replicas`].
    #[deprecated(note = "Use `read_routing_strategy(RandomReplicaStrategy)` instead")]
    pub fn read_from_replicas(self) -> Self {
        #[expect(deprecated, reason = "it is there as long as the driver's is")]
        let driver = self.driver.read_from_replicas();
        Self { driver, ..self }
    }
}

/// What goes on to the driver.
macro_rules! settings {
    ($($(#[$attribute:meta])* fn $name:ident $(<$generic:ident: $bound:path>)? ($($argument:ident: $type:ty),*);)*) => {
        impl ClusterClientBuilder {
            $(
                #[doc = concat!("Like [`redis::cluster::ClusterClientBuilder::", stringify!($name), "`].")]
                $(#[$attribute])*
                pub fn $name $(<$generic: $bound + 'static>)? (self, $($argument: $type),*) -> Self {
                    Self { driver: self.driver.$name($($argument),*), ..self }
                }
            )*
        }
    };
}

settings! {
    fn password(password: impl AsRef<str>);
    fn username(username: impl AsRef<str>);
    fn retries(retries: u32);
    fn max_retry_wait(max_wait: u64);
    fn min_retry_wait(min_wait: u64);
    fn retry_wait_formula(factor: u64, exponent_base: u64);
    fn read_routing_strategy(strategy: impl ReadRoutingStrategyFactory + 'static);
    fn connection_timeout(connection_timeout: Duration);
    fn response_timeout(response_timeout: Duration);
    fn use_protocol(protocol: ProtocolVersion);
    fn tcp_settings(tcp_settings: TcpSettings);
    fn node_address_map(map: HashMap<NodeAddress, NodeAddress>);

    #[cfg(any(feature = "tls-native-tls", feature = "tls-rustls"))]
    fn tls(tls: redis::TlsMode);
    #[cfg(any(feature = "tls-rustls-insecure", feature = "tls-native-tls"))]
    fn danger_accept_invalid_hostnames(insecure: bool);
    #[cfg(feature = "tls-rustls")]
    fn certs(certificates: redis::TlsCertificates);

    #[cfg(feature = "cluster-async")]
    fn overall_response_timeout(timeout: Option<Duration>);
    #[cfg(feature = "cluster-async")]
    fn push_sender(push_sender: impl redis::aio::AsyncPushSender);
    #[cfg(feature = "cluster-async")]
    fn async_dns_resolver(resolver: impl redis::io::AsyncDNSResolver);
    #[cfg(feature = "cluster-async")]
    fn connection_concurrency_limit(limit: usize);
    #[cfg(feature = "cluster-async")]
    fn write_backpressure_boundary(boundary: usize);
    #[cfg(feature = "cluster-async")]
    fn max_connection_attempts(max_attempts: std::num::NonZeroUsize);
    #[cfg(all(feature = "cache-aio", feature = "cluster-async"))]
    fn cache_config(cache_config: redis::caching::CacheConfig);
    #[cfg(all(feature = "token-based-authentication", feature = "cluster-async"))]
    fn set_credentials_provider<P: redis::StreamingCredentialsProvider>(provider: P);
}
