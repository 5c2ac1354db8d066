//! `deadpool-postgres` with OpenTelemetry: the pool of [`deadpool`] over this crate's clients.
//!
//! One line traces a program that was written for deadpool-postgres 0.14, the line that imports it:
//!
//! ```
//! # mod example {
//! use pg_trace::deadpool as deadpool_postgres;
//! use pg_trace::NoTls;
//! use deadpool_postgres::{Config, CreatePoolError, Pool, PoolError, Runtime};
//!
//! # pub
//! fn connect() -> Result<Pool, CreatePoolError> {
//!     let mut config = Config::new();
//!     config.dbname = Some("shop".to_owned());
//!     config.create_pool(Some(Runtime::Tokio1), NoTls)
//! }
//!
//! # pub
//! async fn users(pool: &Pool) -> Result<usize, PoolError> {
//!     let client = pool.get().await?;
//!     // A span `PREPARE SELECT users` the first time, with the wait for the client in `dbtrace.pool.wait`.
//!     let statement = client.prepare_cached("SELECT name FROM users").await?;
//!     // A span `SELECT users`.
//!     Ok(client.query(&statement, &[]).await?.len())
//! }
//! # }
//! ```
//!
//! The module has the paths, names, signatures and behaviour of deadpool-postgres 0.14.2. Its types are its own: a program that
//! names [`managed::Pool`](::deadpool::managed::Pool) or [`managed::Object`](::deadpool::managed::Object) of the crate
//! `deadpool` names [`Pool`] and [`Object`] instead.
//!
//! A pool records metrics of its connections (`db.client.connection.count`, `.max`, `.idle.max`, `.idle.min`), of the
//! requests for them (`.pending_requests`, `.wait_time`, `.timeouts`), and of the time that creating and using them takes
//! (`.create_time`, `.use_time`). They carry the [name](PoolBuilder::pool_name) of the pool. Recycling a connection
//! is recorded as a span only if [`health_check_spans`](crate::TelemetryBuilder::health_check_spans) is on. A statement
//! that [`prepare_cached`](ClientWrapper::prepare_cached) finds in its cache is not recorded.
//!
//! The telemetry is that of the [`Config`](crate::Config) that creates the [`Manager`], or that of [`Manager::telemetry`].
//!
//! This module needs the Cargo feature `deadpool`, which includes the runtime `rt_tokio_1`, as in deadpool-postgres. Its
//! features `serde` and `rt_async-std_1` are features of this crate.

use db_semconv::pool_aliases;

pub use self::client_wrapper::ClientWrapper;
pub use self::config::{Config, ConfigError};
pub use self::connect::{ConfigConnectImpl, Connect};
pub use self::generic_client::GenericClient;
pub use self::manager::Manager;
pub use self::settings::{
    ChannelBinding, LoadBalanceHosts, ManagerConfig, RecyclingMethod, SslMode, TargetSessionAttrs,
};
pub use self::statement_cache::StatementCache;
pub use self::statement_caches::StatementCaches;
pub use self::transaction::Transaction;
pub use self::transaction_builder::TransactionBuilder;

// The driver, under the name that deadpool-postgres has it.
#[doc(no_inline)]
pub extern crate self as tokio_postgres;

mod client_wrapper;
mod config;
mod connect;
mod generic_client;
mod manager;
mod settings;
mod statement_cache;
mod statement_caches;
mod transaction;
mod transaction_builder;

pool_aliases!(Manager, Object, crate::Error, ConfigError);

/// A client of a [`Pool`]: a [`ClientWrapper`] that returns to the pool when it is dropped.
pub type Client = Object;
