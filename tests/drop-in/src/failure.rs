//! What the service saw, in a form that two builds of it can compare.

use std::fmt;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

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
    pub(crate) fn tell_failure<T>(&mut self, topic: &str, result: Result<T, Error>) {
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
    class: &'static str,
    constraint: Option<String>,
    closed: bool,
    cause: Option<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let class = match error.code() {
            Some(&SqlState::UNIQUE_VIOLATION) => "taken",
            Some(&SqlState::CHECK_VIOLATION) => "not allowed",
            Some(&SqlState::QUERY_CANCELED) => "cancelled",
            Some(&SqlState::UNDEFINED_TABLE) => "no such table",
            Some(state) if *state == SqlState::from_code("25006") => "read only",
            Some(_) => "another failure of the server",
            None => "not from the server",
        };
        Self {
            text: error.to_string(),
            class,
            constraint: error.as_db_error().and_then(|error| error.constraint()).map(str::to_owned),
            closed: error.is_closed(),
            cause: std::error::Error::source(error).map(ToString::to_string),
        }
    }
}
