//! What the service saw, in a form that two builds of it can compare.

use std::fmt;

use redis::{RedisError, RedisResult};

/// Lines of `topic: value`, in the order in which things happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    lines: Vec<String>,
}

impl Report {
    /// The lines, in order.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    pub(crate) fn tell(&mut self, topic: &str, value: impl fmt::Debug) {
        self.lines.push(format!("{topic}: {value:?}"));
    }

    /// All that a program can learn from a failure.
    pub(crate) fn tell_failure<T>(&mut self, topic: &str, result: RedisResult<T>) {
        match result {
            Ok(_) => self.tell(topic, "no failure"),
            Err(error) => self.tell(topic, Failure::from(&error)),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(formatter, "{line}"))
    }
}

#[derive(Debug)]
#[expect(dead_code, reason = "read through Debug")]
struct Failure {
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
