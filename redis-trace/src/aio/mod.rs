//! Like [`redis::aio`], with connections that are traced.

#[cfg(feature = "connection-manager")]
pub use redis::aio::ConnectionManagerConfig;
#[cfg(feature = "smol-comp")]
pub use redis::aio::smol;
#[cfg(feature = "tokio-comp")]
pub use redis::aio::tokio;
pub use redis::aio::{
    AsyncPushSender, AsyncStream, ConnectionLike, Monitor, PubSubStream, SendError, transaction_async,
};
#[cfg(all(feature = "smol-comp", feature = "tokio-comp"))]
pub use redis::aio::{prefer_smol, prefer_tokio};

#[cfg(feature = "connection-manager")]
pub use self::connection_manager::ConnectionManager;
pub use self::multiplexed_connection::MultiplexedConnection;
pub use self::pubsub::{PubSub, PubSubSink};

mod cache;
mod cached_connection;
mod client;
#[cfg(feature = "connection-manager")]
mod connection_manager;
mod multiplexed_connection;
mod pubsub;
pub(crate) mod subscriptions;
