//! Like [`redis::cluster_async`], with connections that are traced.

pub use redis::cluster_async::Connect;

pub use self::connection::ClusterConnection;

mod client;
mod connect;
mod connection;
