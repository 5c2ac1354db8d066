//! Like `deadpool_redis::sentinel`: pools of connections to the node that sentinels name at the time.
//!
//! The pool's metrics are named after the sentinels: it is not known which node they will name.
//!
//! Requires the `sentinel` Cargo feature.

use db_semconv::pool_aliases;

pub use self::config::{Config, ConfigError};
pub use self::manager::Manager;
pub use self::node::{SentinelNodeConnectionInfo, SentinelServerType, TlsMode};

mod config;
mod manager;
mod node;

pool_aliases!(Manager, Connection, crate::RedisError, ConfigError);
super::connection::pooled_connection!(Connection, Object, crate::aio::MultiplexedConnection);
