//! The outcome of a call, without a value of the caller.

use std::{fmt, io};

use db_semconv::postgres::tokio_postgres_class;
use db_semconv::{Failure, Message, Observation, Outcome};

use crate::{Error, SimpleQueryMessage};

pub(crate) fn done<T>(result: &Result<T, Error>) -> Outcome<'_> {
    Outcome::of(result, |_| Outcome::success(), failure)
}

pub(crate) fn rows<T>(result: &Result<Vec<T>, Error>) -> Outcome<'_> {
    Outcome::of(result, |rows| Outcome::returned_rows(rows.len() as u64), failure)
}

pub(crate) fn one_row<T>(result: &Result<T, Error>) -> Outcome<'_> {
    Outcome::of(result, |_| Outcome::returned_rows(1), failure)
}

pub(crate) fn optional_row<T>(result: &Result<Option<T>, Error>) -> Outcome<'_> {
    Outcome::of(result, |row| Outcome::returned_rows(u64::from(row.is_some())), failure)
}

pub(crate) fn affected_rows(result: &Result<u64, Error>) -> Outcome<'_> {
    Outcome::of(result, |rows| Outcome::affected_rows(*rows), failure)
}

pub(crate) fn messages(result: &Result<Vec<SimpleQueryMessage>, Error>) -> Outcome<'_> {
    Outcome::of(result, |messages| Outcome::returned_rows(messages.iter().map(message_rows).sum()), failure)
}

pub(crate) fn message(message: &SimpleQueryMessage, observation: &mut Observation<'_>) {
    if message_rows(message) > 0 {
        observation.row_given();
    }
}

fn message_rows(message: &SimpleQueryMessage) -> u64 {
    u64::from(matches!(message, SimpleQueryMessage::Row(_)))
}

pub(crate) fn failure(error: &Error) -> Failure<'_> {
    let Some(server) = error.as_db_error() else {
        return Failure::class(class(error))
            .with_message(Message::written_by(|text| write_with_cause(error, text)));
    };
    Failure::sqlstate(server.code().code())
        .with_constraint(server.constraint())
        .with_message(Message::display(server))
}

fn write_with_cause(error: &Error, text: &mut dyn fmt::Write) -> fmt::Result {
    match std::error::Error::source(error) {
        Some(cause) => write!(text, "{error}: {cause}"),
        None => write!(text, "{error}"),
    }
}

/// The class of an error that the server did not report, for `error.type`.
fn class(error: &Error) -> &'static str {
    match tokio_postgres_class(&error.to_string()) {
        Some("io") => io_class(error).unwrap_or("io"),
        Some(class) => class,
        // The conventions' value for an error that has no class.
        None => "_OTHER",
    }
}

fn io_class(error: &Error) -> Option<&'static str> {
    let cause = std::error::Error::source(error)?.downcast_ref::<io::Error>()?;
    class_of_io(cause.kind())
}

pub(crate) fn class_of_io(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::TimedOut => Some("timeout"),
        io::ErrorKind::ConnectionRefused => Some("connection_refused"),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Some("connection_reset"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeout_and_configuration_errors_have_their_class() {
        assert_eq!(class(&Error::__private_api_timeout()), "timeout");
        let error = "host=localhost nonsense=1".parse::<tokio_postgres::Config>().expect_err("wrong");
        assert_eq!(class(&error), "configuration");
    }
}
