//! `deadpool-redis` with OpenTelemetry: the pool of [`deadpool`] over this crate's connections.
//!
//! One line traces a program that was written for deadpool-redis 0.23, the line that imports it:
//!
//! ```
//! # mod example {
//! use redis_trace::deadpool as deadpool_redis;
//! use deadpool_redis::{Config, CreatePoolError, Pool, PoolError, Runtime};
//! use deadpool_redis::redis::{AsyncCommands as _, RedisError};
//!
//! # pub
//! fn connect() -> Result<Pool, CreatePoolError> {
//!     Config::from_url("redis://localhost/").create_pool(Some(Runtime::Tokio1))
//! }
//!
//! # pub
//! async fn visit(pool: &Pool) -> Result<u64, PoolError> {
//!     let mut connection = pool.get().await?;
//!     // A span `INCRBY localhost`, with the wait for the connection in `dbtrace.pool.wait`.
//!     Ok(connection.incr("visits", 1).await?)
//! }
//! # }
//! ```
//!
//! The module has the paths, names, signatures and behaviour of deadpool-redis 0.23.1. Its types are its own: a program that
//! names [`managed::Pool`](::deadpool::managed::Pool) or [`managed::Object`](::deadpool::managed::Object) of the crate
//! `deadpool` names [`Pool`] and [`Object`] instead.
//!
//! A pool records metrics of its connections (`db.client.connection.count`, `.max`, `.idle.max`, `.idle.min`), of the
//! requests for them (`.pending_requests`, `.wait_time`, `.timeouts`), and of the time that creating and using them takes
//! (`.create_time`, `.use_time`). They carry the [name](PoolBuilder::pool_name) of the pool. Recycling a connection
//! is recorded as a span only if [`health_check_spans`](crate::TelemetryBuilder::health_check_spans) is on.
//!
//! The telemetry is [`Telemetry::global`](crate::Telemetry::global), or that of [`Manager::telemetry`].
//!
//! This module needs the Cargo feature `deadpool`, which includes the runtime `rt_tokio_1`, as in deadpool-redis. Its
//! features `serde` and `rt_smol_2` are features of this crate, its `cluster` is `cluster-async`.

use db_semconv::pool_aliases;
use redis::RedisError;

pub use self::config::{Config, ConfigError};
pub use self::connection_info::{ConnectionAddr, ConnectionInfo, ProtocolVersion, RedisConnectionInfo};
pub use self::manager::Manager;

// The driver, under the name that deadpool-redis has it.
#[doc(no_inline)]
pub extern crate self as redis;

#[cfg(feature = "cluster-async")]
pub mod cluster;
mod config;
mod connection;
mod connection_info;
mod manager;
#[cfg(feature = "sentinel")]
pub mod sentinel;

pool_aliases!(Manager, Connection, RedisError, ConfigError);
connection::pooled_connection!(Connection, Object, crate::aio::MultiplexedConnection);
