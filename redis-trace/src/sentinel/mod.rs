//! Like [`redis::sentinel`], with clients whose connections are traced.
//!
//! What the sentinels are asked is the driver's own. A connection's target is the node that they named.

pub use redis::sentinel::{SentinelNodeConnectionInfo, SentinelServerType};

pub use self::builder::SentinelClientBuilder;
pub use self::client::SentinelClient;
#[cfg(all(feature = "bb8", feature = "tokio-comp"))]
pub use self::locked::AsyncLockedSentinelClient;
#[cfg(feature = "r2d2")]
pub use self::locked::LockedSentinelClient;
pub use self::lookup::Sentinel;

mod builder;
mod client;
#[cfg(any(feature = "r2d2", all(feature = "bb8", feature = "tokio-comp")))]
mod locked;
mod lookup;
