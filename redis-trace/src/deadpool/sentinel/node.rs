//! The node that is wanted of the sentinels, in types that serde can read: the driver's cannot be.

use crate::deadpool::RedisConnectionInfo;
use crate::sentinel;

/// Like [`sentinel::SentinelServerType`].
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub enum SentinelServerType {
    /// The master.
    #[default]
    Master,
    /// A replica.
    Replica,
}

impl From<sentinel::SentinelServerType> for SentinelServerType {
    fn from(server_type: sentinel::SentinelServerType) -> Self {
        match server_type {
            sentinel::SentinelServerType::Master => Self::Master,
            sentinel::SentinelServerType::Replica => Self::Replica,
            _ => unreachable!("the driver has no other type of server"),
        }
    }
}

impl From<SentinelServerType> for sentinel::SentinelServerType {
    fn from(server_type: SentinelServerType) -> Self {
        match server_type {
            SentinelServerType::Master => Self::Master,
            SentinelServerType::Replica => Self::Replica,
        }
    }
}

/// Like [`crate::TlsMode`].
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub enum TlsMode {
    /// Certificates are verified.
    #[default]
    Secure,
    /// They are not.
    Insecure,
}

impl From<crate::TlsMode> for TlsMode {
    fn from(mode: crate::TlsMode) -> Self {
        match mode {
            crate::TlsMode::Secure => Self::Secure,
            crate::TlsMode::Insecure => Self::Insecure,
            _ => unreachable!("the driver has no other mode of TLS"),
        }
    }
}

impl From<TlsMode> for crate::TlsMode {
    fn from(mode: TlsMode) -> Self {
        match mode {
            TlsMode::Secure => Self::Secure,
            TlsMode::Insecure => Self::Insecure,
        }
    }
}

/// Like [`sentinel::SentinelNodeConnectionInfo`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct SentinelNodeConnectionInfo {
    /// The encryption of the connection. `None` means no encryption.
    pub tls_mode: Option<TlsMode>,
    /// The database, the user and the protocol.
    pub redis_connection_info: Option<RedisConnectionInfo>,
}

impl From<SentinelNodeConnectionInfo> for sentinel::SentinelNodeConnectionInfo {
    fn from(info: SentinelNodeConnectionInfo) -> Self {
        let mut node = Self::default();
        if let Some(mode) = info.tls_mode {
            node = node.set_tls_mode(mode.into());
        }
        if let Some(redis) = info.redis_connection_info {
            node = node.set_redis_connection_info(redis.into());
        }
        node
    }
}

/// Returns an empty one, because the driver's type does not expose its fields.
impl From<sentinel::SentinelNodeConnectionInfo> for SentinelNodeConnectionInfo {
    fn from(_: sentinel::SentinelNodeConnectionInfo) -> Self {
        Self::default()
    }
}
