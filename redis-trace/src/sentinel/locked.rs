//! Clients of sentinels that pools can share.

#[cfg(feature = "r2d2")]
use std::sync::{Mutex, PoisonError};

use redis::RedisResult;

use super::SentinelClient;

/// Like [`redis::sentinel::LockedSentinelClient`].
#[cfg(feature = "r2d2")]
#[derive(Debug)]
pub struct LockedSentinelClient(Mutex<SentinelClient>);

#[cfg(feature = "r2d2")]
impl LockedSentinelClient {
    /// Like [`redis::sentinel::LockedSentinelClient::new`].
    pub fn new(client: SentinelClient) -> Self {
        Self(Mutex::new(client))
    }

    /// Like [`redis::sentinel::LockedSentinelClient::get_connection`].
    pub fn get_connection(&self) -> RedisResult<crate::Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_connection()
    }
}

/// Like [`redis::sentinel::AsyncLockedSentinelClient`].
#[cfg(all(feature = "bb8", feature = "tokio-comp"))]
#[derive(Debug)]
pub struct AsyncLockedSentinelClient(tokio::sync::Mutex<SentinelClient>);

#[cfg(all(feature = "bb8", feature = "tokio-comp"))]
impl AsyncLockedSentinelClient {
    /// Like [`redis::sentinel::AsyncLockedSentinelClient::new`].
    pub fn new(client: SentinelClient) -> Self {
        Self(tokio::sync::Mutex::new(client))
    }

    /// Like [`redis::sentinel::AsyncLockedSentinelClient::get_async_connection`].
    pub async fn get_async_connection(&self) -> RedisResult<crate::aio::MultiplexedConnection> {
        self.0.lock().await.get_async_connection().await
    }
}
