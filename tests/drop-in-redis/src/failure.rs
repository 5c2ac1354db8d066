//! What a program can learn from a failure of its driver.

use redis::RedisError;

/// The parts of an error that a program can read.
#[derive(Debug)]
#[expect(dead_code, reason = "read through Debug")]
pub struct Failure {
    text: String,
    kind: redis::ErrorKind,
    code: Option<String>,
    is_timeout: bool,
    is_connection_dropped: bool,
    is_connection_refusal: bool,
    cause: Option<String>,
}

impl From<&RedisError> for Failure {
    fn from(error: &RedisError) -> Self {
        Self {
            text: error.to_string(),
            kind: error.kind(),
            code: error.code().map(str::to_owned),
            is_timeout: error.is_timeout(),
            is_connection_dropped: error.is_connection_dropped(),
            is_connection_refusal: error.is_connection_refusal(),
            cause: std::error::Error::source(error).map(ToString::to_string),
        }
    }
}
