//! The configuration of a pool of connections to a cluster.

use std::fmt;

use super::{Manager, Pool, PoolBuilder, PoolConfig, Runtime};
use crate::deadpool::ConnectionInfo;
pub use crate::deadpool::config::ConfigError;
use crate::deadpool::config::pool_of_config;
use crate::deadpool::connection_info::redacted;

/// Like `deadpool_redis::cluster::Config`. With the `serde` Cargo feature it can be read from a file or the
/// environment.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct Config {
    /// The URLs of some of the nodes.
    pub urls: Option<Vec<String>>,
    /// Addresses of some of the nodes, in place of their URLs.
    pub connections: Option<Vec<ConnectionInfo>>,
    /// The configuration of the [`Pool`].
    pub pool: Option<PoolConfig>,
    /// `true` if replicas are read too.
    #[cfg_attr(feature = "serde", serde(default))]
    pub read_from_replicas: bool,
}

impl Config {
    pool_of_config!(Pool, super::CreatePoolError);

    /// Like `deadpool_redis::cluster::Config::builder`.
    pub fn builder(&self) -> Result<PoolBuilder, ConfigError> {
        let read_from_replicas = self.read_from_replicas;
        let manager = match (&self.urls, &self.connections) {
            (Some(urls), None) => {
                Manager::new(urls.iter().map(String::as_str).collect(), read_from_replicas)?
            }
            (None, Some(connections)) => Manager::new(connections.clone(), read_from_replicas)?,
            (None, None) => Manager::new(vec![ConnectionInfo::default()], read_from_replicas)?,
            (Some(_), Some(_)) => return Err(ConfigError::UrlAndConnectionSpecified),
        };
        Ok(Pool::builder(manager).config(self.get_pool_config()))
    }

    /// A configuration of the cluster whose nodes are at these URLs.
    #[must_use]
    pub fn from_urls<T: Into<Vec<String>>>(urls: T) -> Config {
        Config { urls: Some(urls.into()), connections: None, pool: None, read_from_replicas: false }
    }
}

/// Without the URLs, which may have a password.
impl fmt::Debug for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { urls, connections, pool, read_from_replicas } = self;
        formatter
            .debug_struct("Config")
            .field("urls", &redacted(urls.as_ref()))
            .field("connections", connections)
            .field("pool", pool)
            .field("read_from_replicas", read_from_replicas)
            .finish()
    }
}

/// A node on this machine.
impl Default for Config {
    fn default() -> Self {
        let connections = Some(vec![ConnectionInfo::default()]);
        Self { urls: None, connections, pool: None, read_from_replicas: false }
    }
}
