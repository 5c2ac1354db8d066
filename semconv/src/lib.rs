//! OpenTelemetry's database conventions as code: the one place of this project that starts a span or records a metric.
//!
//! Users of a traced client meet [`Telemetry`] only: providers and settings. The rest is for those who write one.
//!
//! ```text
//! your call ──▶ Operation (what) ──▶ Observation (span + clock) ──▶ driver future / stream ──▶ Outcome ──▶ span end + metrics
//!               from the text, once:     Database (where)                                       rows, failure,
//!               Query / Statement        Telemetry (how)                                        or dropped early
//! ```
//!
//! An adapter of a client does three things: it describes the operation, it describes the outcome, and it wraps each
//! method in one line.
//!
//! ```
//! # use db_semconv::{Database, Failure, Operation, Outcome};
//! # struct Driver; struct DriverError; struct Client { driver: Driver, database: Database }
//! # impl Driver { async fn execute(&self, _sql: &str) -> Result<u64, DriverError> { Ok(1) } }
//! impl Client {
//!     async fn execute(&self, sql: &str) -> Result<u64, DriverError> {
//!         let operation = || Operation::new(self.database.query(sql));
//!         self.database.observe(operation, self.driver.execute(sql), affected_rows).await
//!     }
//! }
//!
//! fn affected_rows(result: &Result<u64, DriverError>) -> Outcome {
//!     Outcome::of(result, |rows| Outcome::affected_rows(*rows), |_| Failure::class("closed"))
//! }
//! ```
//!
//! What goes out, and what never does, is the contract in the project's README. The names are those of the
//! [database conventions](https://opentelemetry.io/docs/specs/semconv/database/).

mod attempts;
pub mod attribute;
#[cfg_attr(not(feature = "bound-instruments"), path = "unbound.rs")]
mod bound;
mod cached;
mod command;
mod database;
#[cfg(feature = "deadpool")]
pub mod deadpool;
mod environment;
mod fixed_attributes;
mod future;
mod interner;
mod label;
mod observe;
mod operation;
mod outcome;
mod parameters;
mod parent;
mod pool;
mod postgres_class;
mod recurring_text;
mod scratch;
mod search_path;
mod settings;
mod signals;
mod span;
mod sqlstate;
mod telemetry;

pub use crate::attempts::Attempts;
pub use crate::cached::{CacheCounts, CacheLookup, CacheTurns, ObservedUnlessCached};
pub use crate::command::Batch;
pub use crate::database::{Database, System, Target};
pub use crate::future::{Observed, ObservedLater, ObservedRowsLater, ObservedStream, Opening};
pub use crate::label::Label;
pub use crate::observe::Observation;
pub use crate::operation::{Class, Describe, Operation, Query};
pub use crate::outcome::{Failure, Outcome};
pub use crate::parameters::Parameters;
pub use crate::pool::{Acquire, Creation, Lease, PoolState, PoolTelemetry};
pub use crate::postgres_class::tokio_postgres_class;
pub use crate::search_path::search_path_schema;
pub use crate::settings::QueryText;
pub use crate::sqlstate::condition_name;
pub use crate::telemetry::{Instrumentation, Telemetry, TelemetryBuilder};
pub use db_redact::{redis, sql};
