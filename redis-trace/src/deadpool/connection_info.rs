//! The address of a server, in types that serde can read. It cannot read the driver's.

use std::fmt;
use std::path::PathBuf;

use crate::{IntoConnectionInfo, RedisResult};

/// Like [`crate::ConnectionAddr`], without parameters of TLS.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub enum ConnectionAddr {
    /// A host and a port.
    Tcp(String, u16),

    /// A host and a port, with TLS.
    TcpTls {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// `true` if every certificate is accepted. Then any machine can act as the server.
        insecure: bool,
    },

    /// The path of a Unix socket.
    Unix(PathBuf),
}

impl Default for ConnectionAddr {
    fn default() -> Self {
        Self::Tcp("127.0.0.1".to_owned(), 6_379)
    }
}

impl From<ConnectionAddr> for crate::ConnectionAddr {
    fn from(address: ConnectionAddr) -> Self {
        match address {
            ConnectionAddr::Tcp(host, port) => Self::Tcp(host, port),
            ConnectionAddr::TcpTls { host, port, insecure } => {
                Self::TcpTls { host, port, insecure, tls_params: None }
            }
            ConnectionAddr::Unix(path) => Self::Unix(path),
        }
    }
}

impl From<crate::ConnectionAddr> for ConnectionAddr {
    fn from(address: crate::ConnectionAddr) -> Self {
        match address {
            crate::ConnectionAddr::Tcp(host, port) => Self::Tcp(host, port),
            crate::ConnectionAddr::TcpTls { host, port, insecure, .. } => {
                Self::TcpTls { host, port, insecure }
            }
            crate::ConnectionAddr::Unix(path) => Self::Unix(path),
            _ => unreachable!("the driver has no other kind of address"),
        }
    }
}

/// Like [`crate::ConnectionInfo`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct ConnectionInfo {
    /// The address of the server.
    pub addr: ConnectionAddr,
    /// The database, the user and the protocol.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub redis: RedisConnectionInfo,
}

impl From<ConnectionInfo> for crate::ConnectionInfo {
    fn from(info: ConnectionInfo) -> Self {
        crate::ConnectionAddr::from(info.addr)
            .into_connection_info()
            .expect("an address needs no parsing")
            .set_redis_settings(info.redis.into())
    }
}

impl From<crate::ConnectionInfo> for ConnectionInfo {
    fn from(info: crate::ConnectionInfo) -> Self {
        Self { addr: info.addr().clone().into(), redis: info.redis_settings().clone().into() }
    }
}

impl IntoConnectionInfo for ConnectionInfo {
    fn into_connection_info(self) -> RedisResult<crate::ConnectionInfo> {
        Ok(self.into())
    }
}

/// Like [`crate::RedisConnectionInfo`].
#[derive(Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct RedisConnectionInfo {
    /// The number of the database.
    pub db: i64,
    /// The user, where there is one.
    pub username: Option<String>,
    /// The password, where there is one.
    pub password: Option<String>,
    /// The version of the protocol.
    pub protocol: ProtocolVersion,
}

/// Like the driver's: without the password.
impl fmt::Debug for RedisConnectionInfo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { db, username, password, protocol } = self;
        formatter
            .debug_struct("RedisConnectionInfo")
            .field("db", db)
            .field("username", username)
            .field("password", &redacted(password.as_ref()))
            .field("protocol", protocol)
            .finish()
    }
}

/// Returns the text that `Debug` prints in place of a password or of a URL, which may have one: the driver's.
pub(super) fn redacted<T>(secret: Option<&T>) -> Option<&'static str> {
    secret.map(|_| "<redacted>")
}

/// Like [`crate::ProtocolVersion`].
#[derive(Clone, Eq, PartialEq, Default, Debug, Copy)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub enum ProtocolVersion {
    /// The second.
    #[default]
    RESP2,
    /// The third.
    RESP3,
}

impl From<RedisConnectionInfo> for crate::RedisConnectionInfo {
    fn from(info: RedisConnectionInfo) -> Self {
        let protocol = match info.protocol {
            ProtocolVersion::RESP2 => crate::ProtocolVersion::RESP2,
            ProtocolVersion::RESP3 => crate::ProtocolVersion::RESP3,
        };
        let mut settings = Self::default().set_db(info.db).set_protocol(protocol);
        if let Some(username) = info.username {
            settings = settings.set_username(username);
        }
        if let Some(password) = info.password {
            settings = settings.set_password(password);
        }
        settings
    }
}

impl From<crate::RedisConnectionInfo> for RedisConnectionInfo {
    fn from(settings: crate::RedisConnectionInfo) -> Self {
        Self {
            db: settings.db(),
            username: settings.username().map(ToOwned::to_owned),
            password: settings.password().map(ToOwned::to_owned),
            protocol: match settings.protocol() {
                crate::ProtocolVersion::RESP2 => ProtocolVersion::RESP2,
                crate::ProtocolVersion::RESP3 => ProtocolVersion::RESP3,
                _ => unreachable!("the driver has no other version of the protocol"),
            },
        }
    }
}
