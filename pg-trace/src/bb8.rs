//! Traced clients in bb8's pool, in place of bb8-postgres 0.9.
//!
//! ```
//! # mod example {
//! # use pg_trace as tokio_postgres;
//! use tokio_postgres::NoTls;
//! use tokio_postgres::bb8 as bb8_postgres;
//! use bb8_postgres::PostgresConnectionManager;
//! use bb8_postgres::bb8::{Pool, RunError};
//!
//! # pub
//! async fn users() -> Result<usize, RunError<tokio_postgres::Error>> {
//!     let manager = PostgresConnectionManager::new_from_stringlike("host=localhost user=postgres", NoTls)?;
//!     let pool = Pool::builder().build(manager).await?;
//!     let client = pool.get().await?;
//!     // A span `SELECT users`.
//!     Ok(client.query("SELECT name FROM users", &[]).await?.len())
//! }
//! # }
//! ```
//!
//! bb8 connects in tasks of its own, so a span `CONNECT` has no parent. The pool's check is a health check: it has a span only if
//! [`health_check_spans`](crate::TelemetryBuilder::health_check_spans) is on.

use std::fmt;

pub use ::bb8;

#[doc(no_inline)]
pub use crate as tokio_postgres;

use crate::tls::{MakeTlsConnect, TlsConnect};
use crate::{CancelSocket, Client, Config, Error, Socket};

/// Like `bb8_postgres::PostgresConnectionManager`: connects traced clients.
#[derive(Clone)]
pub struct PostgresConnectionManager<Tls>
where
    Tls: MakeTlsConnect<Socket>,
{
    config: Config,
    tls: Tls,
    prepare: Option<fn(&mut Client, &Config, &Tls)>,
}

impl<Tls> PostgresConnectionManager<Tls>
where
    Tls: MakeTlsConnect<Socket>,
{
    /// Connects clients by `config`, with its telemetry.
    pub fn new(config: Config, tls: Tls) -> Self {
        Self { config, tls, prepare: None }
    }

    /// Connects clients by a URL, or by a text such as `host=localhost user=postgres`.
    #[expect(clippy::needless_pass_by_value, reason = "the signature of bb8-postgres")]
    pub fn new_from_stringlike<T: ToString>(params: T, tls: Tls) -> Result<Self, tokio_postgres::Error> {
        Ok(Self::new(params.to_string().parse()?, tls))
    }

    /// Sends the server a request to cancel each call that is dropped before it has its result:
    /// [`Client::cancel_dropped_calls`] has the rules.
    #[must_use]
    pub fn cancel_dropped_calls(mut self) -> Self
    where
        Tls: MakeTlsConnect<
                CancelSocket,
                TlsConnect: TlsConnect<CancelSocket, Future: Send> + Send,
                Stream: Send,
            > + Clone
            + Send
            + Sync
            + 'static,
    {
        self.prepare = Some(|client, config, tls| client.cancel_dropped_calls(config, tls.clone()));
        self
    }
}

impl<Tls> ::bb8::ManageConnection for PostgresConnectionManager<Tls>
where
    Tls: MakeTlsConnect<Socket, TlsConnect: TlsConnect<Socket, Future: Send> + Send, Stream: Send + Sync>
        + Clone
        + Send
        + Sync
        + 'static,
{
    type Connection = Client;
    type Error = Error;

    async fn connect(&self) -> Result<Client, Error> {
        let (mut client, connection) = self.config.connect(self.tls.clone()).await?;
        tokio::spawn(connection);
        if let Some(prepare) = self.prepare {
            prepare(&mut client, &self.config, &self.tls);
        }
        Ok(client)
    }

    /// A text without a statement is a health check.
    async fn is_valid(&self, client: &mut Client) -> Result<(), Error> {
        client.simple_query("").await.map(drop)
    }

    fn has_broken(&self, client: &mut Client) -> bool {
        client.is_closed()
    }
}

impl<Tls> fmt::Debug for PostgresConnectionManager<Tls>
where
    Tls: MakeTlsConnect<Socket>,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PostgresConnectionManager")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
