//! The configuration of a pool of connections to a node that sentinels name.

use std::fmt;

use super::{
    Manager, Pool, PoolBuilder, PoolConfig, Runtime, SentinelNodeConnectionInfo, SentinelServerType,
};
pub use crate::deadpool::config::ConfigError;
use crate::deadpool::config::pool_of_config;
use crate::deadpool::connection_info::redacted;
use crate::deadpool::{ConnectionAddr, ConnectionInfo};
use crate::{IntoConnectionInfo, RedisResult};

/// Like `deadpool_redis::sentinel::Config`. With the `serde` Cargo feature it can be read from a file or the
/// environment.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct Config {
    /// The URLs of the sentinels.
    pub urls: Option<Vec<String>>,
    /// The kind of node to connect to.
    #[cfg_attr(feature = "serde", serde(default))]
    pub server_type: SentinelServerType,
    /// The name under which the sentinels know the master: `mymaster` by default.
    #[cfg_attr(feature = "serde", serde(default = "default_master_name"))]
    pub master_name: String,
    /// Addresses of the sentinels, in place of their URLs.
    pub connections: Option<Vec<ConnectionInfo>>,
    /// The settings of the connection to the node.
    pub node_connection_info: Option<SentinelNodeConnectionInfo>,
    /// The configuration of the [`Pool`].
    pub pool: Option<PoolConfig>,
}

impl Config {
    pool_of_config!(Pool, super::CreatePoolError);

    /// Like `deadpool_redis::sentinel::Config::builder`.
    pub fn builder(&self) -> Result<PoolBuilder, ConfigError> {
        let manager = match (&self.urls, &self.connections) {
            (Some(urls), None) => self.manager(urls.iter().map(String::as_str).collect())?,
            (None, Some(connections)) => self.manager(connections.clone())?,
            (None, None) => self.manager(vec![ConnectionInfo::default()])?,
            (Some(_), Some(_)) => return Err(ConfigError::UrlAndConnectionSpecified),
        };
        Ok(Pool::builder(manager).config(self.get_pool_config()))
    }

    fn manager<T: IntoConnectionInfo>(&self, sentinels: Vec<T>) -> RedisResult<Manager> {
        let node = self.node_connection_info.clone();
        Manager::new(sentinels, self.master_name.clone(), node, self.server_type)
    }

    /// A configuration of the sentinels that are at these URLs.
    #[must_use]
    pub fn from_urls<T: Into<Vec<String>>>(
        urls: T,
        master_name: String,
        server_type: SentinelServerType,
    ) -> Config {
        Config {
            urls: Some(urls.into()),
            connections: None,
            master_name,
            server_type,
            pool: None,
            node_connection_info: None,
        }
    }

    /// Sets how the node is connected to.
    #[must_use]
    pub fn with_node_connection_info(
        mut self,
        node_connection_info: Option<SentinelNodeConnectionInfo>,
    ) -> Self {
        self.node_connection_info = node_connection_info;
        self
    }
}

/// Without the URLs, which may have a password.
impl fmt::Debug for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { urls, server_type, master_name, connections, node_connection_info, pool } = self;
        formatter
            .debug_struct("Config")
            .field("urls", &redacted(urls.as_ref()))
            .field("server_type", server_type)
            .field("master_name", master_name)
            .field("connections", connections)
            .field("node_connection_info", node_connection_info)
            .field("pool", pool)
            .finish()
    }
}

/// A sentinel on this machine.
impl Default for Config {
    fn default() -> Self {
        let addr = ConnectionAddr::Tcp("127.0.0.1".to_owned(), 26_379);
        Self {
            urls: None,
            connections: Some(vec![ConnectionInfo { addr, ..ConnectionInfo::default() }]),
            server_type: SentinelServerType::Master,
            master_name: default_master_name(),
            pool: None,
            node_connection_info: None,
        }
    }
}

fn default_master_name() -> String {
    "mymaster".to_owned()
}
