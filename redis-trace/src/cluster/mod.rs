//! Like [`redis::cluster`], with connections that are traced.
//!
//! A span is a call of the program's. What a cluster's connection does for it by itself (following `MOVED` and `ASK`,
//! trying again, asking several nodes) is inside that span, and fails it only where the driver gives up.

pub use redis::TlsMode;
pub use redis::cluster::{ClusterConfig, Connect, NodeAddress};

pub use self::builder::ClusterClientBuilder;
pub use self::client::ClusterClient;
pub use self::connection::ClusterConnection;
pub use self::pipeline::{ClusterPipeline, cluster_pipe};

mod builder;
mod client;
pub(crate) mod connect;
mod connection;
mod pipeline;
