//! The configuration of a client of sentinels.

use db_semconv::Telemetry;
use redis::io::tcp::TcpSettings;
use redis::sentinel::SentinelServerType;
use redis::{ConnectionAddr, ProtocolVersion, RedisResult, TlsMode};

use super::SentinelClient;
use crate::nodes::Nodes;

/// Like [`redis::sentinel::SentinelClientBuilder`].
#[derive(Debug)]
pub struct SentinelClientBuilder {
    driver: redis::sentinel::SentinelClientBuilder,
    sentinels: Nodes,
}

impl SentinelClientBuilder {
    /// Like [`redis::sentinel::SentinelClientBuilder::new`].
    pub fn new<T: IntoIterator<Item = ConnectionAddr>>(
        sentinels: T,
        service_name: impl AsRef<str>,
        server_type: SentinelServerType,
    ) -> RedisResult<Self> {
        let mut nodes = Nodes::default();
        let noted = sentinels.into_iter().inspect(|sentinel| nodes.note_address(sentinel));
        let driver = redis::sentinel::SentinelClientBuilder::new(noted, service_name, server_type)?;
        Ok(Self { driver, sentinels: nodes })
    }

    /// Like [`redis::sentinel::SentinelClientBuilder::build`], with [`Telemetry::global`].
    pub fn build(self) -> RedisResult<SentinelClient> {
        let client = self.driver.build()?;
        Ok(SentinelClient::from_driver(client, &Telemetry::global(), &self.sentinels.target()))
    }
}

/// What goes on to the driver.
macro_rules! settings {
    ($($(#[$attribute:meta])* fn $name:ident($argument:ident: $type:ty);)*) => {
        impl SentinelClientBuilder {
            $(
                #[doc = concat!("Like [`redis::sentinel::SentinelClientBuilder::", stringify!($name), "`].")]
                $(#[$attribute])*
                pub fn $name(self, $argument: $type) -> Self {
                    Self { driver: self.driver.$name($argument), ..self }
                }
            )*
        }
    };
}

settings! {
    fn set_client_to_redis_tls_mode(tls_mode: TlsMode);
    fn set_client_to_redis_db(db: i64);
    fn set_client_to_redis_username(username: impl AsRef<str>);
    fn set_client_to_redis_password(password: impl AsRef<str>);
    fn set_client_to_redis_protocol(protocol: ProtocolVersion);
    #[cfg(feature = "tls-rustls")]
    fn set_client_to_redis_certificates(certificates: redis::TlsCertificates);
    fn set_client_to_redis_tcp_settings(tcp_settings: TcpSettings);
    fn set_client_to_sentinel_tls_mode(tls_mode: TlsMode);
    fn set_client_to_sentinel_username(username: impl AsRef<str>);
    fn set_client_to_sentinel_password(password: impl AsRef<str>);
    fn set_client_to_sentinel_tcp_settings(tcp_settings: TcpSettings);
    fn set_client_to_sentinel_protocol(protocol: ProtocolVersion);
    #[cfg(feature = "tls-rustls")]
    fn set_client_to_sentinel_certificates(certificates: redis::TlsCertificates);
}
