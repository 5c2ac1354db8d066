//! [`diesel`] with OpenTelemetry.
//!
//! A program written for diesel becomes traced by the type of its connection:
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # mod example {
//! use diesel::prelude::*;
//! use diesel_trace::SqliteConnection; // in place of diesel's
//!
//! diesel::table! {
//!     users { id -> Integer, name -> Text, }
//! }
//!
//! # pub
//! fn user_name(connection: &mut SqliteConnection, id: i32) -> QueryResult<String> {
//!     // A span `SELECT users`, with db.query.text = "SELECT `users`.`name` FROM `users` WHERE (`users`.`id` = ?) LIMIT ?".
//!     users::table.select(users::name).filter(users::id.eq(id)).first(connection)
//! }
//! # }
//! ```
//!
//! Every call is then a `CLIENT` span under the caller's current span, and a measurement of
//! `db.client.operation.duration`, named by OpenTelemetry's
//! [database conventions](https://opentelemetry.io/docs/specs/semconv/database/). No value that the program passes leaves
//! the process: the text comes from diesel's query builder, which knows of no values, its literals are replaced by `?`,
//! and the server's messages stay out.
//!
//! Whoever [wants to see](TelemetryBuilder::query_parameters) the values of parameters has them, in Rust's form for
//! debugging, of everything that goes through the traced connection itself.
//!
//! What is recorded is chosen in a [`Telemetry`]: by the environment, for the process ([`Telemetry::set_global`]), or for
//! one connection ([`Traced::establish_with`], [`Traced::set_telemetry`]).
//!
//! The feature `bound-instruments` lets the telemetry bind its instruments (`TelemetryBuilder::bound_instruments`): with that the
//! metrics of a call take a fraction of the time.
//!
//! # One call, one span
//!
//! A query's span lasts until its last row was read, the reading failed, or the rows were dropped. Whoever drops them
//! before their end has cancelled the call, `dbtrace.outcome` says. There is one exception: diesel reads one row of a
//! [`get_result`](diesel::RunQueryDsl::get_result) or [`first`](diesel::RunQueryDsl::first) and looks no further. So
//! whoever stops after exactly one row has had what they wanted.
//!
//! What diesel sends by itself is inside of the call that needs it: PostgreSQL's look-up of a type, and the settings of a
//! new connection. [`transaction`](diesel::Connection::transaction) is a span `BEGIN` and one `COMMIT` or `ROLLBACK`, and
//! within another one `SAVEPOINT`, and `RELEASE SAVEPOINT` or `ROLLBACK TO SAVEPOINT`.
//!
//! # Beyond the connection's type
//!
//! A few things diesel offers for its own connections only, and they are a compile error with any other: PostgreSQL's
//! `copy_to(…).load(connection)`, and SQLite's insert of several rows with `RETURNING`. They work with the connection
//! inside, `&mut **connection`. What goes there is traced as well: diesel tells an [`Instrumentation`] of ours that sits
//! in the connection inside. It is the second of two ways in; see [`instrument()`] for what it cannot know. Nothing is told
//! twice.
//!
//! Your own [`Instrumentation`] goes beside it, by
//! [`set_instrumentation`](diesel::Connection::set_instrumentation) or diesel's default. Of the latter each connection
//! has two: one hears of the establishing, the other of all that comes after.
//!
//! # What diesel keeps to itself
//!
//! * The code of an error. Its kind is told, by the code where it stands for one code only; of a kind that diesel does not
//!   know, nothing is (`error.type` is `_OTHER`).
//! * Whether a server is MySQL or MariaDB: both are `mysql`. Of the kinds of their errors three stand for one code only:
//!   1213 (deadlock), 1792 (read-only transaction) and MySQL's 3819 (check). MariaDB's own code for a check has no kind, and
//!   a server that is gone has none with either.
//! * The reading of a row: a value that does not fit your type is an error after the call.
//! * The text of `copy_from`, which the connection inside tells of. Where it fails, its kind is not known.
//!
//! # Asynchronous programs
//!
//! With diesel-async it is the connection's type as well: `AsyncPgConnection` (feature `async-postgres`),
//! `AsyncMysqlConnection` (feature `async-mysql`), and for SQLite `SyncConnectionWrapper<SqliteConnection>` (features `async`
//! and `sqlite`). The first two need no client library of the system's.
//!
//! ```
//! # #[cfg(feature = "async-postgres")]
//! # mod example {
//! use diesel::prelude::*;
//! use diesel_async::RunQueryDsl;
//! use diesel_trace::AsyncPgConnection; // in place of diesel-async's
//!
//! diesel::table! {
//!     users { id -> Integer, name -> Text, }
//! }
//!
//! # pub
//! async fn names(connection: &AsyncPgConnection) -> QueryResult<(String, i64)> {
//!     // Two spans. The queries go out one after the other, and neither waits for the other's answer.
//!     let first = users::table.select(users::name).first(&mut &*connection);
//!     let count = users::table.count().get_result(&mut &*connection);
//!     futures_util::future::try_join(first, count).await
//! }
//! # }
//! ```
//!
//! A query begins at the first poll of its future, under the span that is current there, and ends as the others do, with
//! the last row of its stream. A future or stream that is dropped on its way has been cancelled.
//!
//! The features `deadpool`, `bb8`, `mobc` and `r2d2` have diesel-async's pools take these connections. A pool's check is a
//! span `PING`, and only where the telemetry [wants it](TelemetryBuilder::health_check_spans). For a telemetry of their own,
//! establish a pool's connections by `TracedAsync::establish_with` in its `ManagerConfig::custom_setup`.
//!
//! What differs from diesel-async's own types:
//!
//! * `build_transaction` returns a `TransactionBuilder` of this crate's, with the same methods.
//! * The connection does not dereference to the one inside, since diesel-async takes what does for a pool's. Whoever needs the
//!   one inside, to hand it to somebody else's function say, has it by `TracedAsync::inner` and `TracedAsync::inner_mut`. What
//!   goes there is told by the [`Instrumentation`] in it, as above.
//! * `AsyncPgConnection::try_from` and `try_from_client_and_connection` are given a client that does not tell where it is
//!   connected to; `TracedAsync::from_driver` can be told.
//!
//! Any other connection of diesel-async's is traced by [`instrument()`].
//!
//! [`Instrumentation`]: diesel::connection::Instrumentation

pub use db_semconv::{Operation, QueryText, System, Target, Telemetry, TelemetryBuilder};

#[cfg(feature = "async-postgres")]
pub use crate::asynchronous::TransactionBuilder;
#[cfg(feature = "async")]
pub use crate::asynchronous::{
    AsyncDriver, Call, Executing, InContext, Loading, Quiet, Rows, SyncConnectionWrapper, TracedAsync,
};
pub use crate::backend::TracedBackend;
pub use crate::cursor::Cursor;
pub use crate::driver::Driver;
pub use crate::instrument::{Instrument, instrument};
pub use crate::traced::Traced;

#[cfg(feature = "async")]
mod asynchronous;
mod backend;
mod connection;
mod cursor;
mod driver;
mod instrument;
mod instrumentation_slot;
mod outcome;
mod parameters;
mod sql_text;
mod statements;
mod suppression;
mod target;
mod traced;
#[cfg(any(feature = "mysql", feature = "sqlite"))]
mod update_and_fetch;

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "r2d2")]
mod r2d2;
#[cfg(feature = "sqlite")]
mod sqlite;

/// Like [`diesel::MysqlConnection`]: each call is a span.
#[cfg(feature = "mysql")]
pub type MysqlConnection = Traced<diesel::MysqlConnection>;
/// Like [`diesel::PgConnection`]: each call is a span.
#[cfg(feature = "postgres")]
pub type PgConnection = Traced<diesel::PgConnection>;
/// Like [`diesel::SqliteConnection`]: each call is a span.
#[cfg(feature = "sqlite")]
pub type SqliteConnection = Traced<diesel::SqliteConnection>;

/// Like [`diesel_async::AsyncMysqlConnection`]: each call is a span.
#[cfg(feature = "async-mysql")]
pub type AsyncMysqlConnection = TracedAsync<diesel_async::AsyncMysqlConnection>;
/// Like [`diesel_async::AsyncPgConnection`]: each call is a span.
#[cfg(feature = "async-postgres")]
pub type AsyncPgConnection = TracedAsync<diesel_async::AsyncPgConnection>;

const INSTRUMENTATION: db_semconv::Instrumentation = db_semconv::Instrumentation {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    variable: "DIESEL",
};
