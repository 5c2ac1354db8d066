//! Requests to cancel.

use std::fmt;

use db_semconv::{Operation, Session, control};
use tokio::io::{AsyncRead, AsyncWrite};

#[cfg(feature = "runtime")]
use crate::Socket;
#[cfg(feature = "runtime")]
use crate::tls::MakeTlsConnect;
use crate::tls::TlsConnect;
use crate::{Error, outcome};

/// Like [`tokio_postgres::CancelToken`]: a request to cancel is a span `CANCEL`.
#[derive(Clone)]
pub struct CancelToken {
    inner: tokio_postgres::CancelToken,
    session: Session,
}

impl CancelToken {
    pub(crate) fn new(inner: tokio_postgres::CancelToken, session: Session) -> Self {
        Self { inner, session }
    }

    /// Like [`tokio_postgres::CancelToken::cancel_query`].
    ///
    /// Requires the `runtime` Cargo feature (enabled by default).
    #[cfg(feature = "runtime")]
    pub async fn cancel_query<T>(&self, tls: T) -> Result<(), Error>
    where
        T: MakeTlsConnect<Socket>,
    {
        self.session
            .observe_nesting(
                || Operation::of(&control::CANCEL),
                |_| self.inner.cancel_query(tls),
                outcome::done,
            )
            .await
    }

    /// Like [`tokio_postgres::CancelToken::cancel_query_raw`].
    pub async fn cancel_query_raw<S, T>(&self, stream: S, tls: T) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
        T: TlsConnect<S>,
    {
        self.session
            .observe_nesting(
                || Operation::of(&control::CANCEL),
                |_| self.inner.cancel_query_raw(stream, tls),
                outcome::done,
            )
            .await
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CancelToken").finish_non_exhaustive()
    }
}
