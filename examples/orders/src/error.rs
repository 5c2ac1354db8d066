//! The errors of the shop, without the values that a message of a database quotes.

use std::fmt;

use redis::RedisError;
use redis::deadpool::PoolError as RedisPoolError;
use tokio_postgres::deadpool::PoolError;

/// An error of the shop.
///
/// Its text has the kind of a database's error and not the message. PostgreSQL's messages quote values: a log that shows
/// them shows your customers' data.
#[derive(Debug)]
pub enum Error {
    /// PostgreSQL failed: the SQLSTATE, or what failed instead.
    Postgres(String),
    /// PostgreSQL refused a value, by a constraint of this name.
    Refused(String),
    /// Redis failed: the kind of the error.
    Redis(String),
    /// diesel failed: the kind of the error.
    Diesel(&'static str),
    /// The program was started with something that it cannot use.
    Start(String),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(kind) => write!(formatter, "PostgreSQL: {kind}"),
            Self::Refused(constraint) => {
                write!(formatter, "PostgreSQL: refused by the constraint {constraint}")
            }
            Self::Redis(kind) => write!(formatter, "Redis: {kind}"),
            Self::Diesel(kind) => write!(formatter, "diesel: {kind}"),
            Self::Start(reason) => formatter.write_str(reason),
        }
    }
}

impl std::error::Error for Error {}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(reported) = error.as_db_error() else {
            return Self::Postgres(if error.is_closed() { "closed" } else { "no answer" }.to_owned());
        };
        match reported.constraint() {
            Some(constraint) => Self::Refused(constraint.to_owned()),
            None => Self::Postgres(reported.code().code().to_owned()),
        }
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_) => Self::Postgres("no connection in time".to_owned()),
            _ => Self::Postgres("no connection".to_owned()),
        }
    }
}

impl From<RedisError> for Error {
    fn from(error: RedisError) -> Self {
        Self::Redis(error.code().map_or_else(|| format!("{:?}", error.kind()), str::to_owned))
    }
}

impl From<RedisPoolError> for Error {
    fn from(error: RedisPoolError) -> Self {
        match error {
            RedisPoolError::Backend(error) => error.into(),
            RedisPoolError::Timeout(_) => Self::Redis("no connection in time".to_owned()),
            _ => Self::Redis("no connection".to_owned()),
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::Diesel(match error {
            diesel::result::Error::NotFound => "not found",
            diesel::result::Error::DatabaseError(..) => "the database refused",
            _ => "failed",
        })
    }
}
