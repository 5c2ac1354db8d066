//! The configuration of a pool.

use std::fmt;

use super::connection_info::redacted;
use super::{ConnectionInfo, Manager, Pool, PoolBuilder, PoolConfig, Runtime};
use crate::RedisError;

/// Like `deadpool_redis::Config`. With the `serde` Cargo feature it can be read from a file or the environment.
///
/// To choose what is captured, set the process's telemetry ([`Telemetry::set_global`](crate::Telemetry::set_global)),
/// or make a [`Manager`] with one of its own ([`Manager::telemetry`]).
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct Config {
    /// The URL of the server.
    pub url: Option<String>,
    /// The address of the server, in place of the URL.
    pub connection: Option<ConnectionInfo>,
    /// The configuration of the [`Pool`].
    pub pool: Option<PoolConfig>,
}

/// What the configurations of all kinds have.
macro_rules! pool_of_config {
    ($pool:ty, $create_pool_error:ty) => {
        /// Makes a pool as [`builder`](Self::builder) says.
        pub fn create_pool(&self, runtime: Option<Runtime>) -> Result<$pool, $create_pool_error> {
            let mut builder = self.builder().map_err(<$create_pool_error>::Config)?;
            if let Some(runtime) = runtime {
                builder = builder.runtime(runtime);
            }
            builder.build().map_err(<$create_pool_error>::Build)
        }

        /// The configuration of the pool, or the default one.
        #[must_use]
        pub fn get_pool_config(&self) -> PoolConfig {
            self.pool.unwrap_or_default()
        }
    };
}

#[cfg(any(feature = "cluster-async", feature = "sentinel"))]
pub(super) use pool_of_config;

impl Config {
    pool_of_config!(Pool, super::CreatePoolError);

    /// Like `deadpool_redis::Config::builder`.
    pub fn builder(&self) -> Result<PoolBuilder, ConfigError> {
        let manager = match (&self.url, &self.connection) {
            (Some(url), None) => Manager::new(url.as_str())?,
            (None, Some(connection)) => Manager::new(connection.clone())?,
            (None, None) => Manager::new(ConnectionInfo::default())?,
            (Some(_), Some(_)) => return Err(ConfigError::UrlAndConnectionSpecified),
        };
        Ok(Pool::builder(manager).config(self.get_pool_config()))
    }

    /// A configuration of the server at this URL.
    #[must_use]
    pub fn from_url<T: Into<String>>(url: T) -> Config {
        Config { url: Some(url.into()), connection: None, pool: None }
    }

    /// A configuration of the server that is there.
    #[must_use]
    pub fn from_connection_info<T: Into<ConnectionInfo>>(connection_info: T) -> Config {
        Config { url: None, connection: Some(connection_info.into()), pool: None }
    }
}

/// Without the URL, which may have a password.
impl fmt::Debug for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, connection, pool } = self;
        formatter
            .debug_struct("Config")
            .field("url", &redacted(url.as_ref()))
            .field("connection", connection)
            .field("pool", pool)
            .finish()
    }
}

/// The server on this machine.
impl Default for Config {
    fn default() -> Self {
        Self::from_connection_info(ConnectionInfo::default())
    }
}

/// The error of a configuration.
#[derive(Debug)]
pub enum ConfigError {
    /// It says in two ways where the server is.
    UrlAndConnectionSpecified,
    /// The driver does not take it.
    Redis(RedisError),
}

impl From<RedisError> for ConfigError {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UrlAndConnectionSpecified => {
                formatter.write_str("url and connection must not be specified at the same time.")
            }
            Self::Redis(error) => write!(formatter, "Redis: {error}"),
        }
    }
}

impl std::error::Error for ConfigError {}
