//! [`tokio_postgres`] with OpenTelemetry.
//!
//! One line of Cargo.toml traces a program that was written for tokio-postgres:
//!
//! ```toml
//! [dependencies]
//! tokio-postgres = { package = "pg-trace", version = "0.1" }
//! ```
//!
//! Each call is then recorded as a `CLIENT` span under the caller's current span, and as a measurement of
//! `db.client.operation.duration`, with the names of OpenTelemetry's
//! [database conventions](https://opentelemetry.io/docs/specs/semconv/database/). No value that the program passes leaves
//! the process: literals in the text are replaced by `?`, parameters and the server's messages are not recorded.
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
//! The crate has the paths, names, signatures and features of tokio-postgres 0.7. A type that talks to the server is
//! replaced by one of the same name, and the rest is the driver's own. Laziness, pipelining, cancellation, errors and
//! results are the driver's, because each method awaits the driver's method of the same name.
//!
//! # Telemetry
//!
//! A [`Telemetry`] chooses what is recorded. The environment sets its defaults. Install one for the process
//! ([`Telemetry::set_global`]), or give one to a configuration ([`Config::telemetry`]). [`Client::from_driver`] wraps a
//! client of the driver that was connected by other means.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `runtime` (default) | `connect`, `Config::connect` and `CancelToken::cancel_query` over tokio's sockets, as in the driver |
//! | `array-impls`, `js`, `with-*` | the driver's feature of that name |
//! | `deadpool` | the module `deadpool`, in place of deadpool-postgres 0.14, with the runtime of `rt_tokio_1` |
//! | `rt_tokio_1`, `rt_async-std_1` | deadpool-postgres' feature of that name; both enable `deadpool` |
//! | `bb8` | the module `bb8`, in place of bb8-postgres 0.9 |
//! | `refinery` | the asynchronous runner of refinery 0.10 takes a [`Client`]; it needs Rust 1.92 |
//! | `serde` | reads and writes the configurations in `deadpool`, as in deadpool-postgres |
//! | `queue` | the module `queue`: jobs in a table, which carry the context of the program that sent them |
//! | `envelope` | the same for notifications, by an envelope around the payload; includes `queue` |
//! | `bound-instruments` | `TelemetryBuilder::bound_instruments`: caches the metric series of a statement between collections |
//! | `testing` | the module `testing`: assertions about the calls that a test of yours makes |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "testing")]
pub use db_semconv::testing;
pub use db_semconv::{
    Annotation, CallEnd, Operation, QueryText, SessionContext, SqlComments, Target, Telemetry,
    TelemetryBuilder, annotate, annotate_blocking,
};
#[cfg(feature = "runtime")]
pub use tokio_postgres::Socket;
pub use tokio_postgres::{
    AsyncMessage, Column, Connection, Error, IsolationLevel, NoTls, Notification, Row, SimpleColumn,
    SimpleQueryMessage, SimpleQueryRow, error, fallible_iterator, row, tls, types,
};

#[cfg(feature = "runtime")]
pub use crate::cancel_socket::CancelSocket;
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

#[cfg(feature = "bb8")]
pub mod bb8;
pub mod binary_copy;
#[cfg(feature = "runtime")]
mod cancel_dropped;
#[cfg(feature = "runtime")]
mod cancel_socket;
mod cancel_token;
mod client;
pub mod config;
mod copy_in;
mod copy_out;
#[cfg(feature = "deadpool")]
pub mod deadpool;
mod driver;
mod generic_client;
mod implicit_rollback;
mod in_front;
mod observed;
mod outcome;
mod parameters;
mod portal;
#[cfg(feature = "queue")]
pub mod queue;
#[cfg(feature = "refinery")]
mod refinery;
mod row_stream;
mod simple_query_stream;
mod statement;
mod target;
mod transaction;
mod transaction_builder;

/// Not the package's own name and version: in `patch/tokio-postgres`, they are the driver's.
const INSTRUMENTATION: db_semconv::Instrumentation =
    db_semconv::Instrumentation { name: "pg-trace", version: "0.1.0", variable: "TOKIO_POSTGRES" };

/// Like [`tokio_postgres::connect`]: a span `CONNECT`.
///
/// Requires the `runtime` Cargo feature (enabled by default).
#[cfg(feature = "runtime")]
#[track_caller]
pub fn connect<T>(
    config: &str,
    tls: T,
) -> impl Future<Output = Result<(Client, Connection<Socket, T::Stream>), Error>>
where
    T: tls::MakeTlsConnect<Socket>,
{
    let call_site = std::panic::Location::caller();
    async move { config.parse::<Config>()?.connect_from(call_site, tls).await }
}

/// What the driver's client lacks. The client of this crate has a constant of its own with this name, which takes precedence.
trait Untraced {
    const TRACED: bool = false;
}

impl Untraced for tokio_postgres::Client {}

// Otherwise each call would be recorded twice.
const _: () = assert!(
    !<tokio_postgres::Client>::TRACED,
    "pg-trace is built on itself: Cargo.toml has `package = \"pg-trace\"` and `[patch.crates-io]`. Use one of them."
);

#[cfg(test)]
mod tests {
    #[test]
    fn scope_has_the_name_and_version_of_the_package() {
        let scope = super::INSTRUMENTATION;
        assert_eq!((scope.name, scope.version), (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")));
    }
}
