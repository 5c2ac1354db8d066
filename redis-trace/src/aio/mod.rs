//! Like [`redis::aio`], with connections that are traced.

#[cfg(feature = "smol-comp")]
pub use redis::aio::smol;
#[cfg(feature = "tokio-comp")]
pub use redis::aio::tokio;
pub use redis::aio::{AsyncPushSender, AsyncStream, ConnectionLike, SendError, transaction_async};
#[cfg(all(feature = "smol-comp", feature = "tokio-comp"))]
pub use redis::aio::{prefer_smol, prefer_tokio};

pub use self::multiplexed_connection::MultiplexedConnection;

mod client;
mod multiplexed_connection;
