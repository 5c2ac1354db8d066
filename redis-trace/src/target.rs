//! Where: from what a client was opened with.

use db_semconv::Target;
use redis::{ConnectionAddr, ConnectionInfo};

pub(crate) fn of_connection(info: &ConnectionInfo) -> Target {
    of_address(info.addr()).namespace(info.redis_settings().db().to_string())
}

pub(crate) fn of_address(address: &ConnectionAddr) -> Target {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            Target::new().address(host).port(*port)
        }
        ConnectionAddr::Unix(path) => Target::new().address(path.to_string_lossy()),
        // A kind of address that the driver has learnt since.
        _ => Target::new(),
    }
}

/// A stream that the caller connected does not expose its address.
#[cfg(feature = "aio")]
pub(crate) fn of_stream(info: &redis::RedisConnectionInfo) -> Target {
    Target::new().namespace(info.db().to_string())
}
