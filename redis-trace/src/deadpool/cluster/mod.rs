//! Like `deadpool_redis::cluster`: pools of connections to a cluster.
//!
//! Requires the `cluster-async` Cargo feature.

use db_semconv::pool_aliases;

pub use self::config::{Config, ConfigError};
pub use self::manager::Manager;
pub use crate::cluster::{ClusterClient, ClusterClientBuilder};
pub use crate::cluster_async::ClusterConnection;

mod config;
mod manager;

pool_aliases!(Manager, Connection, crate::RedisError, ConfigError);
super::connection::pooled_connection!(Connection, Object, ClusterConnection);
