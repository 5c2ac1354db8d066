//! What a program can learn from a failure of its driver.

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// The parts of an error that a program can read.
#[derive(Debug)]
#[expect(dead_code, reason = "read through Debug")]
pub struct Failure {
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
