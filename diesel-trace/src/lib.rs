//! [`diesel`] with OpenTelemetry.
//!
//! The type of its connection traces a program that was written for diesel:
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
//!     // A span "SELECT `users`", with db.query.text = "SELECT `users`.`name` FROM `users` WHERE (`users`.`id` = ?) LIMIT ?".
//!     users::table.select(users::name).filter(users::id.eq(id)).first(connection)
//! }
//! # }
//! ```
//!
//! Each call is then recorded as a `CLIENT` span under the caller's current span, and as a measurement of
//! `db.client.operation.duration`, with the names of OpenTelemetry's
//! [database conventions](https://opentelemetry.io/docs/specs/semconv/database/). No value that the program passes leaves
//! the process: the text comes from diesel's query builder, which contains no values, its literals are replaced by `?`, and
//! the server's messages are not recorded.
//!
//! If you [opt in](TelemetryBuilder::query_parameters), the values of parameters are recorded too, in Rust's `Debug` form,
//! for every query through the traced connection itself.
//!
//! # Telemetry
//!
//! A [`Telemetry`] chooses what is recorded. The environment sets its defaults. Install one for the process
//! ([`Telemetry::set_global`]), or give one to a connection ([`Traced::establish_with`], [`Traced::set_telemetry`]).
//!
//! # One call, one span
//!
//! The span of a query lasts until its last row was read, reading failed, or the rows were dropped. If you drop the rows
//! before their end, the call is cancelled, and `dbtrace.outcome` says so. There is one exception: for
//! [`get_result`](diesel::RunQueryDsl::get_result) or [`first`](diesel::RunQueryDsl::first), diesel reads one row and does not
//! ask for another. So a call that stops after exactly one row is complete.
//!
//! Some queries of diesel are part of the call that needs them: PostgreSQL's look-up of a type, and the settings of a new
//! connection. [`transaction`](diesel::Connection::transaction) is a span `BEGIN` and one `COMMIT` or `ROLLBACK`. Inside
//! another transaction it is `SAVEPOINT`, and `RELEASE SAVEPOINT` or `ROLLBACK TO SAVEPOINT`.
//!
//! # Beyond the connection's type
//!
//! diesel offers a few things for its own connections only, and with any other type they are a compile error: PostgreSQL's
//! `copy_to(…).load(connection)`, and SQLite's insert of several rows with `RETURNING`. Use diesel's connection for them:
//! `&mut **connection`. These calls are traced as well, through an [`Instrumentation`] in diesel's connection. See
//! [`instrument()`] for what it cannot record. No call is recorded twice.
//!
//! You can add your own [`Instrumentation`] by [`set_instrumentation`](diesel::Connection::set_instrumentation) or by
//! diesel's default. With the default, each connection has two: one receives the event of the connect, the other the events
//! after it.
//!
//! # What diesel keeps private
//!
//! * The code of an error. Its kind is recorded: by the code if the kind means exactly one code. For a kind that diesel does
//!   not know, `error.type` is `_OTHER`.
//! * Whether a server is MySQL or MariaDB: both are `mysql`. Three kinds of their errors mean exactly one code: 1213
//!   (deadlock), 1792 (read-only transaction) and MySQL's 3819 (check). MariaDB's own code for a check has no kind. A server
//!   that is gone has no kind with either.
//! * The reading of a row: a value that does not fit your type is an error after the call.
//! * The text of `copy_from`, which diesel's connection reports. If it fails, its kind is not known.
//!
//! # Asynchronous programs
//!
//! With diesel-async, change the connection's type too: `AsyncPgConnection` (feature `async-postgres`),
//! `AsyncMysqlConnection` (feature `async-mysql`), and for SQLite `SyncConnectionWrapper<SqliteConnection>` (features `async`
//! and `sqlite`). The first two need no client library of the system.
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
//!     // Two spans. The queries are sent one after the other, and neither waits for the other's answer.
//!     let first = users::table.select(users::name).first(&mut &*connection);
//!     let count = users::table.count().get_result(&mut &*connection);
//!     futures_util::future::try_join(first, count).await
//! }
//! # }
//! ```
//!
//! A query begins at the first poll of its future, under the span that is current at that time. It ends with the last row of
//! its stream. A future or stream that is dropped before its end is a cancelled call. A call of `SyncConnectionWrapper` runs
//! to its end on its thread: the drop of its future waits for it, as in diesel-async, and the call is not cancelled.
//!
//! A closure that your program sends to another thread runs there without the caller's context. deadpool-diesel's `interact`
//! is such a case. Attach the context in the closure:
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # mod example {
//! use diesel::prelude::*;
//! use diesel_trace::SqliteConnection;
//! use opentelemetry::Context;
//!
//! # pub
//! fn empty_carts(mut connection: SqliteConnection) -> std::thread::JoinHandle<QueryResult<usize>> {
//!     let context = Context::current();
//!     std::thread::spawn(move || {
//!         let _attached = context.attach();
//!         diesel::sql_query("DELETE FROM carts").execute(&mut connection) // a child of the caller's span
//!     })
//! }
//! # }
//! ```
//!
//! With the features `deadpool`, `bb8`, `mobc` and `r2d2`, diesel-async's pools accept these connections. A pool's check is a
//! span `PING` if [`health_check_spans`](TelemetryBuilder::health_check_spans) is on. To give a pool its own telemetry,
//! establish its connections by `TracedAsync::establish_with` in the pool's `ManagerConfig::custom_setup`.
//!
//! These points differ from diesel-async's own types:
//!
//! * `build_transaction` returns this crate's `TransactionBuilder`, with the same methods.
//! * `SyncConnectionWrapper` and its transaction manager are this crate's types, with the same parameters and methods. A call
//!   starts at the first poll of its future. A call without a poll starts when the connection gets its next call, or when the
//!   future or the connection is dropped. diesel-async starts it when the future is made.
//! * The connection does not dereference to diesel-async's, because diesel-async takes a type that does for a pooled
//!   connection. `TracedAsync::inner` and `TracedAsync::inner_mut` return diesel-async's connection, for example for a
//!   function of another crate. The [`Instrumentation`] in that connection records its calls, as above.
//! * `AsyncPgConnection::try_from` and `try_from_client_and_connection` receive a client that does not expose its server.
//!   Name the server by `TracedAsync::from_driver`.
//!
//! [`instrument()`] traces any other connection of diesel-async.
//!
//! If `[patch.crates-io]` puts pg-trace in the place of tokio-postgres, the client inside of `AsyncPgConnection` is traced too. It
//! then records nothing of a call that this crate records, and it records the calls through `TracedAsync::inner` itself.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `postgres`, `mysql`, `sqlite` | `PgConnection`, `MysqlConnection`, `SqliteConnection`, with diesel's feature of that name |
//! | `postgres_backend`, `mysql_backend` | tracing of any connection to that backend, without a client library |
//! | `r2d2` | r2d2's pool of traced connections |
//! | `async` | tracing of diesel-async: `TracedAsync`, `SyncConnectionWrapper` |
//! | `async-postgres`, `async-mysql` | `AsyncPgConnection`, `AsyncMysqlConnection` |
//! | `deadpool`, `bb8`, `mobc` | diesel-async's pool of that name |
//! | `queue` | with `postgres` or `async-postgres` the module `queue`: jobs in a table, with the context of the program that sent them |
//! | `bound-instruments` | `TelemetryBuilder::bound_instruments`: caches the metric series of a statement between collections |
//! | `testing` | the module `testing`: assertions about the calls that a test of yours makes |
//!
//! [`Instrumentation`]: diesel::connection::Instrumentation

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "testing")]
pub use db_semconv::testing;
pub use db_semconv::{
    Annotation, CallEnd, Operation, QueryText, SessionContext, SqlComments, System, Target, Telemetry,
    TelemetryBuilder, annotate, annotate_blocking,
};

#[cfg(feature = "async-postgres")]
pub use crate::asynchronous::TransactionBuilder;
#[cfg(feature = "async")]
pub use crate::asynchronous::{
    AsyncDriver, Call, Executing, Loading, Quiet, Rows, Sending, SyncConnectionWrapper,
    SyncTransactionManagerWrapper, Tokio, TracedAsync,
};
pub use crate::backend::TracedBackend;
pub use crate::cursor::Cursor;
pub use crate::driver::Driver;
pub use crate::instrument::{Instrument, instrument};
pub use crate::traced::Traced;

#[cfg(feature = "async")]
mod asynchronous;
mod backend;
mod commented;
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
#[cfg(all(feature = "queue", any(feature = "async-postgres", feature = "postgres")))]
pub mod queue;
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
