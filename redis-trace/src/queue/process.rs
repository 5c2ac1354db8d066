//! Failures around the handler of a message.

use redis::RedisError;

/// The error of [`Consumer::process`](super::Consumer::process). The message stays pending in both cases.
pub type ProcessError<T, E> = db_semconv::messaging::ProcessError<T, E, RedisError>;
