//! OpenTelemetry's database conventions as code: the one place of this project that starts a span or records a metric.
//!
//! If you use a traced client, you need [`Telemetry`] with its builder and [`QueryText`], [`Operation`] for a filter, and
//! [`Target`] to wrap a connection. The other items are for authors of an adapter.
//!
//! ```text
//! your call ──▶ Operation (what) ──▶ Observation (span + clock) ──▶ driver future / stream ──▶ Outcome ──▶ span end + metrics
//!               from the text, once:     Session (which connection)                             rows, failure,
//!               Query / Statement        Database (where), Telemetry (how)                      or dropped early
//! ```
//!
//! An adapter does three things: it describes the operation, it describes the outcome, and it wraps each method in one
//! line.
//!
//! ```
//! # use db_semconv::{Failure, Operation, Outcome, Session};
//! # struct Driver; struct DriverError; struct Client { driver: Driver, session: Session }
//! # impl Driver { async fn execute(&self, _sql: &str) -> Result<u64, DriverError> { Ok(1) } }
//! impl Client {
//!     async fn execute(&self, sql: &str) -> Result<u64, DriverError> {
//!         let operation = || Operation::new(self.session.database().query(sql));
//!         self.session.observe(operation, |_| self.driver.execute(sql), affected_rows).await
//!     }
//! }
//!
//! fn affected_rows(result: &Result<u64, DriverError>) -> Outcome<'_> {
//!     Outcome::of(result, |rows| Outcome::affected_rows(*rows), |_| Failure::class("closed"))
//! }
//! ```
//!
//! The page [Write an adapter](write_an_adapter) leads through a complete one. Where to look:
//!
//! * for each adapter: [`Session`], [`Operation`], [`Outcome`] with [`Failure`], and [`control`];
//! * for streams: [`Rows`] and [`ObservedStream`]; for futures and streams that have a name: [`call`];
//! * for a pool of connections: [`pool`], or the module `deadpool` of the feature of that name;
//! * for messages in a database: the module `messaging` of the feature of that name, and for their users [`queues`];
//! * for Redis: [`RedisSession`]; for PostgreSQL: [`postgres`];
//! * for programs with thousands of different statements: [`cardinality`];
//! * for the trace id of a query in the server's views and logs: [`sql_comments`], and [`session_context`] for prepared
//!   statements of PostgreSQL;
//! * for a summary of your own on the calls in a part of your program: [`annotate`]; for assertions in your tests: the module
//!   `testing` of the feature of that name;
//! * for the names of spans and attributes: [`name`] and [`attribute`].
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `deadpool` | the module `deadpool`: deadpool's managed pool, observed |
//! | `messaging` | the module `messaging`: the conventions of messages, for queues in a database |
//! | `envelope` | messages with their context in a JSON object around the payload; includes `messaging` |
//! | `bound-instruments` | `TelemetryBuilder::bound_instruments`: caches the metric series of a statement between collections |
//! | `testing` | the module `testing`: assertions about the calls that a test of yours makes |
//!
//! The project's page [What is recorded](https://github.com/db-trace/db-trace/blob/main/docs/src/what-is-recorded.md) is the
//! contract: what is exported, and what never is. The names are those of the
//! [database conventions](https://opentelemetry.io/docs/specs/semconv/database/).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod annotation;
pub mod attribute;
pub mod call;
#[doc = include_str!("cardinality.md")]
pub mod cardinality {}
pub mod context;
pub mod control;
mod database;
#[cfg(feature = "deadpool")]
pub mod deadpool;
mod in_front;
mod measured;
#[cfg(feature = "messaging")]
pub mod messaging;
pub mod name;
mod notice;
mod on_request;
mod operation;
mod outcome;
mod parameters;
pub mod pool;
pub mod postgres;
mod propagation;
mod query;
#[doc = include_str!("queues.md")]
pub mod queues {}
mod redis_session;
mod session;
#[doc = include_str!("session_context.md")]
pub mod session_context {}
mod settings;
mod signals;
#[doc = include_str!("sql_comments.md")]
pub mod sql_comments {}
mod strings;
mod summaries;
mod target;
#[cfg(feature = "testing")]
pub mod testing;
#[doc = include_str!("write_an_adapter.md")]
pub mod write_an_adapter {}

pub use crate::annotation::{Annotation, InAnnotation, annotate, annotate_blocking};
pub use crate::call::end::Rows;
pub use crate::call::future::{Observed, ObservedStream};
pub use crate::call::observation::Observation;
pub use crate::database::Database;
pub use crate::in_front::{Begun, Effect, Following, Front, InFront, SendsInFront};
pub use crate::on_request::CallEnd;
pub use crate::operation::{Describe, Operation};
pub use crate::outcome::{Failure, Message, Outcome};
pub use crate::parameters::Parameters;
pub use crate::propagation::Late;
pub use crate::query::{Class, Query};
pub use crate::redis_session::{Batch, RedisSession};
pub use crate::session::Session;
pub use crate::session::work_end::WorkEnd;
pub use crate::settings::{
    Instrumentation, QueryText, SessionContext, SqlComments, Telemetry, TelemetryBuilder, UnknownQueryText,
};
pub use crate::target::{System, Target};
pub use db_redact::sql::Kind;
pub use db_redact::{redis, sql};
