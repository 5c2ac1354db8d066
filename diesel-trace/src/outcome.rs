//! The outcome of a call, without a value of the caller.

use db_semconv::postgres::tokio_postgres_class;
use db_semconv::{Failure, Kind, Message, Outcome};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{ConnectionError, ConnectionResult, QueryResult};

use crate::backend::TracedBackend;

pub(crate) fn done<B: TracedBackend, T>(result: &QueryResult<T>) -> Outcome<'_> {
    Outcome::of(result, |_| Outcome::success(), failure::<B>)
}

/// The outcome of a statement that returns a number of rows. It is one of changes only if the statement changes rows: of
/// others, databases return any number, such as that of the call before.
pub(crate) fn counted<B: TracedBackend>(kind: Option<Kind>) -> fn(&QueryResult<usize>) -> Outcome<'_> {
    if kind == Some(Kind::Write) { affected_rows::<B> } else { done::<B, usize> }
}

fn affected_rows<B: TracedBackend>(result: &QueryResult<usize>) -> Outcome<'_> {
    Outcome::of(result, |rows| Outcome::affected_rows(*rows as u64), failure::<B>)
}

pub(crate) fn established<B: TracedBackend, C>(result: &ConnectionResult<C>) -> Outcome<'_> {
    Outcome::of(result, |_| Outcome::success(), |error| connection_failure(error, failure::<B>))
}

pub(crate) fn failure<B: TracedBackend>(error: &Error) -> Failure<'_> {
    failure_with(error, B::status)
}

/// For a connection whose system is not known.
pub(crate) fn failure_anywhere(error: &Error) -> Failure<'_> {
    failure_with(error, |_| None)
}

pub(crate) fn connection_failure(error: &ConnectionError, failure: fn(&Error) -> Failure<'_>) -> Failure<'_> {
    match error {
        // Whatever diesel-async's drivers could not connect for comes as this.
        ConnectionError::CouldntSetupConfiguration(Error::DatabaseError(kind, information))
            if ["io", "_OTHER"].contains(&kind_class(*kind, information.message())) =>
        {
            Failure::class("connection").with_message(Message::text_of(information.message()))
        }
        ConnectionError::CouldntSetupConfiguration(error) => failure(error),
        // The message may quote the URL, which may have a password. So it is never recorded.
        ConnectionError::InvalidCString(_) | ConnectionError::InvalidConnectionUrl(_) => {
            Failure::class("configuration")
        }
        ConnectionError::BadConnection(message) => {
            Failure::class("connection").with_message(Message::text_of(message))
        }
        _ => Failure::class("_OTHER"),
    }
}

type Status = fn(DatabaseErrorKind) -> Option<(&'static str, &'static str)>;

fn failure_with(error: &Error, status: Status) -> Failure<'_> {
    match error {
        Error::DatabaseError(kind, information) => {
            let failure = match status(*kind) {
                Some((code, condition)) => Failure::status(code, Some(condition)),
                None => Failure::class(kind_class(*kind, information.message())),
            };
            failure
                .with_constraint(information.constraint_name())
                .with_message(Message::text_of(information.message()))
        }
        Error::RollbackErrorOnCommit { commit_error, .. } => failure_with(commit_error, status),
        _ => Failure::class(class(error)).with_message(Message::display(error)),
    }
}

/// Returns the class of a failure that the server reported, whose code diesel keeps private. If one of diesel-async's drivers
/// reported it, its message begins with a fixed text.
fn kind_class(kind: DatabaseErrorKind, message: &str) -> &'static str {
    match kind {
        DatabaseErrorKind::UniqueViolation => "unique_violation",
        DatabaseErrorKind::ForeignKeyViolation => "foreign_key_violation",
        DatabaseErrorKind::NotNullViolation => "not_null_violation",
        DatabaseErrorKind::CheckViolation => "check_violation",
        DatabaseErrorKind::RestrictViolation => "restrict_violation",
        DatabaseErrorKind::ExclusionViolation => "exclusion_violation",
        DatabaseErrorKind::ReadOnlyTransaction => "read_only_sql_transaction",
        DatabaseErrorKind::SerializationFailure => "serialization_failure",
        // Too many parameters for the protocol, or no server to send them to: diesel does not say which, but of
        // diesel-async, whose driver's text is the message.
        DatabaseErrorKind::UnableToSendCommand => {
            tokio_postgres_class(message).unwrap_or("unable_to_send_command")
        }
        DatabaseErrorKind::ClosedConnection => "closed",
        DatabaseErrorKind::Unknown if message.starts_with("Input/output error: ") => "io",
        DatabaseErrorKind::Unknown if message == MYSQL_CLOSED => "closed",
        // The conventions' value for an error that has no class.
        _ => "_OTHER",
    }
}

const MYSQL_CLOSED: &str = "Driver error: `Connection to the server is closed.'";

/// The class of a failure that the server did not report.
fn class(error: &Error) -> &'static str {
    match error {
        Error::InvalidCString(_) => "encoding",
        Error::QueryBuilderError(_) => "query",
        Error::SerializationError(_) | Error::DeserializationError(_) => "conversion",
        Error::NotFound => "row_count",
        Error::AlreadyInTransaction | Error::NotInTransaction | Error::BrokenTransactionManager => {
            "transaction"
        }
        _ => "_OTHER",
    }
}
