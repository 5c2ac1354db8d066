//! The handler of a message, and what may go wrong around it.

use std::any::type_name;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;

use super::observation::MessageObservation;
use crate::outcome::Failure;

/// The error of processing a message: `E` is the handler's, and `D` the driver's. The message is delivered again in both cases.
#[derive(Debug)]
pub enum ProcessError<T, E, D> {
    /// The handler failed.
    Handler(E),
    /// The handler succeeded, and the message could not be acknowledged: it may be delivered again.
    NotAcknowledged {
        /// The result of the handler.
        output: T,
        /// Why the message could not be acknowledged.
        error: D,
    },
}

impl<T, E: fmt::Display, D: fmt::Display> fmt::Display for ProcessError<T, E, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(error) => write!(formatter, "the handler of the message failed: {error}"),
            Self::NotAcknowledged { error, .. } => {
                write!(formatter, "the message could not be acknowledged: {error}")
            }
        }
    }
}

impl<T: fmt::Debug, E: Error + 'static, D: Error + 'static> Error for ProcessError<T, E, D> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Handler(error) => Some(error),
            Self::NotAcknowledged { error, .. } => Some(error),
        }
    }
}

impl MessageObservation {
    /// Runs a handler in its span. A panic ends the span as a failure.
    pub fn run<T, E>(&mut self, handler: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let result = self.enter(handler);
        self.end_handler(&result);
        result
    }

    /// Like [`run`](Self::run), for a handler that is a future: each poll is in the span.
    pub async fn run_async<T, E>(&mut self, handler: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let mut handler = pin!(handler);
        let result = poll_fn(|context| self.enter(|| handler.as_mut().poll(context))).await;
        self.end_handler(&result);
        result
    }

    /// The class of an error is the name of its type, as the conventions ask. The error itself may show a value.
    fn end_handler<T, E>(&mut self, result: &Result<T, E>) {
        let failure = result.is_err().then(|| {
            let name = type_name::<E>();
            Failure::class(name.get(..255).unwrap_or(name))
        });
        self.end(failure.as_ref());
    }
}
