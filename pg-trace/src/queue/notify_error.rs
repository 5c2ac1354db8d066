//! Why a notification was not sent.

use std::error;
use std::fmt;

use crate::Error;

/// The error of [`Envelopes::send`](super::Envelopes::send).
#[derive(Debug)]
#[non_exhaustive]
pub enum NotifyError {
    /// The envelope is too long for a notification. Nothing was sent.
    TooLong {
        /// The length of the payload in its envelope, in bytes. The most that the server takes are 7,999.
        bytes: usize,
    },
    /// The driver's error.
    Database(Error),
}

impl fmt::Display for NotifyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { bytes } => write!(
                formatter,
                "the notification was not sent: it has {bytes} bytes in its envelope, and PostgreSQL takes 7999 at most; send \
                 the identity of a row in place of its content"
            ),
            Self::Database(error) => error.fmt(formatter),
        }
    }
}

impl error::Error for NotifyError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::TooLong { .. } => None,
            Self::Database(error) => error.source(),
        }
    }
}

impl From<Error> for NotifyError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}
