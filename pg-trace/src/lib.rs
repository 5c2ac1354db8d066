//! [`tokio_postgres`] with OpenTelemetry.
//!
//! A program written for tokio-postgres becomes traced by one line of its Cargo.toml:
//!
//! ```toml
//! [dependencies]
//! tokio-postgres = { package = "pg-trace", version = "0.1" }
//! ```
//!
//! Every call is then a `CLIENT` span under the caller's current span, and a measurement of
//! `db.client.operation.duration`, named by OpenTelemetry's
//! [database conventions](https://opentelemetry.io/docs/specs/semconv/database/). No value that the program passes
//! leaves the process: literals in the text are replaced by `?`, parameters and the server's messages stay out.
//!
//! ```no_run
//! # #[cfg(feature = "runtime")]
//! # mod example {
//! # use pg_trace as tokio_postgres;
//! use tokio_postgres::{Error, NoTls};
//!
//! # pub
//! async fn user_names() -> Result<Vec<String>, Error> {
//!     let (client, connection) = tokio_postgres::connect("host=localhost user=postgres", NoTls).await?;
//!     tokio::spawn(connection);
//!     // A span `SELECT users`, with db.query.text = "SELECT name FROM users WHERE country = ? AND age > $1".
//!     let rows = client.query("SELECT name FROM users WHERE country = 'NZ' AND age > $1", &[&18]).await?;
//!     Ok(rows.iter().map(|row| row.get(0)).collect())
//! }
//! # }
//! ```
//!
//! The crate has the paths, names, signatures and features of tokio-postgres 0.7; what talks to the server is
//! replaced by a type of the same name, and the rest is the driver's own. Laziness, pipelining, cancellation, errors
//! and results are the driver's: each method awaits the driver's method of the same name.
//!
//! What is recorded is chosen in a [`Telemetry`]: by the environment, for the process
//! ([`Telemetry::set_global`]), or for some clients ([`Config::telemetry`]). A client that was connected by other
//! means is wrapped by [`Client::from_driver`].
//!
//! The feature `bound-instruments` lets the telemetry bind its instruments (`TelemetryBuilder::bound_instruments`): with that the
//! metrics of a call take a fraction of the time.

pub use db_semconv::{Operation, QueryText, Target, Telemetry, TelemetryBuilder};
#[cfg(feature = "runtime")]
pub use tokio_postgres::Socket;
pub use tokio_postgres::{
    AsyncMessage, Column, Connection, Error, IsolationLevel, NoTls, Notification, Row, SimpleColumn,
    SimpleQueryMessage, SimpleQueryRow, error, fallible_iterator, row, tls, types,
};

pub use crate::cancel_token::CancelToken;
pub use crate::client::Client;
pub use crate::config::Config;
pub use crate::copy_in::CopyInSink;
pub use crate::copy_out::CopyOutStream;
pub use crate::generic_client::GenericClient;
pub use crate::portal::Portal;
pub use crate::row_stream::RowStream;
pub use crate::simple_query_stream::SimpleQueryStream;
pub use crate::statement::{Statement, ToStatement};
pub use crate::transaction::Transaction;
pub use crate::transaction_builder::TransactionBuilder;

pub mod binary_copy;
mod cancel_token;
mod client;
pub mod config;
mod copy_in;
mod copy_out;
#[cfg(feature = "deadpool")]
pub mod deadpool;
mod driver;
mod generic_client;
mod observed;
mod outcome;
mod parameters;
mod portal;
mod row_stream;
mod simple_query_stream;
mod statement;
mod target;
mod transaction;
mod transaction_builder;

const INSTRUMENTATION: db_semconv::Instrumentation = db_semconv::Instrumentation {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    variable: "TOKIO_POSTGRES",
};

/// Like [`tokio_postgres::connect`]: a span `CONNECT`.
///
/// Requires the `runtime` Cargo feature (enabled by default).
#[cfg(feature = "runtime")]
pub async fn connect<T>(config: &str, tls: T) -> Result<(Client, Connection<Socket, T::Stream>), Error>
where
    T: tls::MakeTlsConnect<Socket>,
{
    let config = config.parse::<Config>()?;
    config.connect(tls).await
}
