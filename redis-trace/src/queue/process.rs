//! The handler of a message, and what may go wrong around it.

use std::any::type_name;
use std::error::Error;
use std::fmt;
#[cfg(feature = "aio")]
use std::{future::poll_fn, pin::pin};

use db_semconv::Failure;
use db_semconv::messaging::MessageObservation;
use redis::RedisError;

/// The error of [`Consumer::process`](super::Consumer::process). The message stays pending in both cases.
#[derive(Debug)]
pub enum ProcessError<T, E> {
    /// The handler failed.
    Handler(E),
    /// The handler succeeded, and the message could not be acknowledged: it may be delivered again.
    NotAcknowledged {
        /// What the handler returned.
        output: T,
        /// Why the message could not be acknowledged.
        error: RedisError,
    },
}

impl<T, E: fmt::Display> fmt::Display for ProcessError<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(error) => write!(formatter, "the handler of the message failed: {error}"),
            Self::NotAcknowledged { error, .. } => {
                write!(formatter, "the message could not be acknowledged: {error}")
            }
        }
    }
}

impl<T: fmt::Debug, E: Error + 'static> Error for ProcessError<T, E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Handler(error) => Some(error),
            Self::NotAcknowledged { error, .. } => Some(error),
        }
    }
}

/// Runs a handler in its span. A panic ends the span as a failure.
pub(super) fn run<T, E>(
    observation: &mut MessageObservation,
    handler: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let result = observation.enter(handler);
    end(observation, &result);
    result
}

/// Like [`run`]: each poll is in the span.
#[cfg(feature = "aio")]
pub(super) async fn run_async<T, E>(
    observation: &mut MessageObservation,
    handler: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let mut handler = pin!(handler);
    let result = poll_fn(|context| observation.enter(|| handler.as_mut().poll(context))).await;
    end(observation, &result);
    result
}

/// The class of an error is the name of its type, as the conventions ask. The error itself may show a value.
fn end<T, E>(observation: &mut MessageObservation, result: &Result<T, E>) {
    let failure = result.is_err().then(|| {
        let name = type_name::<E>();
        Failure::class(name.get(..255).unwrap_or(name))
    });
    observation.end(failure.as_ref());
}
