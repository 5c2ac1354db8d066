//! The outcome of a call, without a value of the caller.

#[cfg(any(feature = "tls-rustls", feature = "tls-native-tls"))]
use std::{io, sync::Arc};

use db_semconv::{Failure, Message, Outcome};
use redis::{ErrorKind, RedisError, RedisResult, ServerError, Value};

pub(crate) fn done<T>(result: &RedisResult<T>) -> Outcome<'_> {
    Outcome::of(result, |_| Outcome::success(), failure)
}

/// The driver reports only that the check failed.
pub(crate) fn check(result: &Result<(), ()>) -> Outcome<'_> {
    Outcome::of(result, |()| Outcome::success(), |()| Failure::class("closed"))
}

/// The driver gives the server's errors as values, and makes errors of them further up.
#[inline]
pub(crate) fn value(result: &RedisResult<Value>) -> Outcome<'_> {
    Outcome::of(result, |value| of_values(std::slice::from_ref(value)), failure)
}

/// The driver's pools take nothing else for an answer to `PING`.
#[cfg(any(feature = "r2d2", all(feature = "bb8", feature = "aio")))]
pub(crate) fn pong(answer: String) -> RedisResult<()> {
    match answer.as_str() {
        "PONG" => Ok(()),
        _ => Err((ErrorKind::UnexpectedReturnType, "ping request", answer).into()),
    }
}

pub(crate) fn values(result: &RedisResult<Vec<Value>>) -> Outcome<'_> {
    Outcome::of(result, |values| of_values(values), failure)
}

/// Of why each of a cluster's nodes could not be connected to, the driver keeps the words and not the errors.
#[cfg(feature = "cluster")]
pub(crate) fn cluster_connected<T>(result: &RedisResult<T>) -> Outcome<'_> {
    Outcome::of(
        result,
        |_| Outcome::success(),
        |error| match (error.kind(), std::error::Error::source(error)) {
            (ErrorKind::Io, None) => Failure::class("node_not_found").with_message(Message::display(error)),
            _ => failure(error),
        },
    )
}

/// A pipeline of a cluster's fails with the errors of all its commands.
#[cfg(feature = "cluster")]
pub(crate) fn pipeline<T>(result: &RedisResult<T>) -> Outcome<'_> {
    Outcome::of(
        result,
        |_| Outcome::success(),
        |error| {
            let errors = match error.kind() {
                // The clone shares the server's words.
                ErrorKind::Server(_) | ErrorKind::Extension => error.clone().into_server_errors(),
                _ => None,
            };
            match errors.as_deref().and_then(<[_]>::first).cloned() {
                Some((_, first)) => of_code(first.code())
                    .with_message(Message::written_by(move |text| write!(text, "{first}"))),
                None => failure(error),
            }
        },
    )
}

#[inline]
pub(crate) fn of_values(values: &[Value]) -> Outcome<'_> {
    match values.iter().find_map(server_error) {
        Some(error) => Outcome::failure(server_failure(error)),
        None => Outcome::success(),
    }
}

/// The first error in an answer: the one that the driver will return.
pub(crate) fn server_error(value: &Value) -> Option<&ServerError> {
    match value {
        Value::ServerError(error) => Some(error),
        Value::Array(values) | Value::Set(values) => values.iter().find_map(server_error),
        Value::Push { data, .. } => data.iter().find_map(server_error),
        Value::Map(pairs) => pairs_error(pairs),
        Value::Attribute { data, attributes } => server_error(data).or_else(|| pairs_error(attributes)),
        _ => None,
    }
}

fn pairs_error(pairs: &[(Value, Value)]) -> Option<&ServerError> {
    pairs.iter().find_map(|(key, value)| server_error(key).or_else(|| server_error(value)))
}

pub(crate) fn failure(error: &RedisError) -> Failure<'_> {
    let failure = match error.code() {
        Some(code) => of_code(code),
        None => Failure::class(class(error)),
    };
    failure.with_message(Message::display(error))
}

pub(crate) fn server_failure(error: &ServerError) -> Failure<'_> {
    of_code(error.code()).with_message(Message::display(error))
}

/// The prefix of an error is the server's own word, unless a script or a module made it up: only what is known is
/// shown.
fn of_code<'e>(code: &str) -> Failure<'e> {
    match CODES.iter().find(|known| **known == code) {
        Some(code) => Failure::status(*code, None),
        // The conventions' value for an error that has no class.
        None => Failure::class("_OTHER"),
    }
}

/// The prefixes that Redis, its modules, its cluster and its sentinels give.
const CODES: [&str; 36] = [
    "ASK",
    "BUSY",
    "BUSYGROUP",
    "BUSYKEY",
    "CLUSTERDOWN",
    "CROSSSLOT",
    "DENIED",
    "ERR",
    "EXECABORT",
    "FUNCTION",
    "INPROG",
    "INVALIDOBJ",
    "IOERR",
    "LOADING",
    "MASTERDOWN",
    "MISCONF",
    "MOVED",
    "NOADDR",
    "NOAUTH",
    "NOGOODSLAVE",
    "NOGROUP",
    "NOMASTERLINK",
    "NOPERM",
    "NOPROTO",
    "NOQUORUM",
    "NOREPLICAS",
    "NOSCRIPT",
    "NOSUB",
    "NOTBUSY",
    "OOM",
    "READONLY",
    "TRYAGAIN",
    "UNBLOCKED",
    "UNKILLABLE",
    "WRONGPASS",
    "WRONGTYPE",
];

/// The class of an error that the server did not report, for `error.type`.
fn class(error: &RedisError) -> &'static str {
    #[cfg(any(feature = "tls-rustls", feature = "tls-native-tls"))]
    if is_tls(error) {
        return "tls";
    }
    match error.kind() {
        ErrorKind::Io => io_class(error),
        ErrorKind::AuthenticationFailed => "authentication",
        ErrorKind::Parse | ErrorKind::RESP3NotSupported => "protocol",
        ErrorKind::UnexpectedReturnType => "conversion",
        ErrorKind::InvalidClientConfig | ErrorKind::EmptySentinelList => "configuration",
        ErrorKind::MasterNameNotFoundBySentinel => "master_not_found",
        ErrorKind::NoValidReplicasFoundBySentinel => "replica_not_found",
        ErrorKind::ClusterConnectionNotFound => "node_not_found",
        ErrorKind::Client => "client",
        _ => "_OTHER",
    }
}

/// Returns `true` if a TLS library refused: a certificate, say. The driver passes its error on, or has it as the cause of an
/// `io::Error`.
#[cfg(any(feature = "tls-rustls", feature = "tls-native-tls"))]
fn is_tls(error: &RedisError) -> bool {
    let Some(cause) = std::error::Error::source(error) else { return false };
    let Some(cause) = cause.downcast_ref::<Arc<dyn std::error::Error + Send + Sync>>() else { return false };
    let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    is_tls_error(&**cause) || inner.is_some_and(is_tls_error)
}

#[cfg(any(feature = "tls-rustls", feature = "tls-native-tls"))]
fn is_tls_error(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    [
        #[cfg(feature = "tls-rustls")]
        error.is::<rustls::Error>(),
        #[cfg(feature = "tls-native-tls")]
        error.is::<native_tls::Error>(),
    ]
    .contains(&true)
}

/// A broken connection is any of several kinds of `io::Error`, depending on the systems at both ends. They are one class.
fn io_class(error: &RedisError) -> &'static str {
    if error.is_timeout() {
        "timeout"
    } else if error.is_connection_refusal() {
        "connection_refused"
    } else if error.is_connection_dropped() {
        "closed"
    } else {
        "io"
    }
}

#[cfg(all(test, feature = "cluster"))]
mod tests {
    use super::*;

    fn class_of_failed_connect(error: RedisError) -> String {
        let result = Err::<(), _>(error);
        cluster_connected(&result).failure.expect("a failure").to_string()
    }

    #[test]
    fn cluster_without_a_reachable_node_fails_as_node_not_found() {
        let reasons = "Failed to connect to each cluster node (a:7000: Connection refused)".to_owned();
        let error = RedisError::from((ErrorKind::Io, "It failed to check startup nodes.", reasons));
        assert_eq!(class_of_failed_connect(error), "node_not_found");
    }

    #[test]
    fn cluster_that_refuses_a_password_fails_as_authentication() {
        let error = RedisError::from((ErrorKind::AuthenticationFailed, "wrong password"));
        assert_eq!(class_of_failed_connect(error), "authentication");
    }
}
