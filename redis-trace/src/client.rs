//! The client, which makes connections.

use std::time::Duration;

use db_semconv::{RedisSession, Telemetry};
use redis::{ConnectionInfo, ConnectionLike, IntoConnectionInfo, RedisResult, Value};

use crate::{Connection, call, outcome, target};

/// Like [`redis::Client`]: each connection that it makes is a span `CONNECT`, and what the connection sends is traced.
#[derive(Clone, Debug)]
pub struct Client {
    driver: redis::Client,
    session: RedisSession,
}

impl Client {
    /// Says that this is not the driver's client. An adapter above it finds this constant if `patch/` has put this crate in the
    /// place of the driver.
    #[doc(hidden)]
    pub const TRACED: bool = true;

    /// Like [`redis::Client::open`], with [`Telemetry::global`].
    pub fn open<T: IntoConnectionInfo>(params: T) -> RedisResult<Self> {
        redis::Client::open(params).map(|client| Self::from_driver(client, &Telemetry::global()))
    }

    /// A client of the driver's, with a telemetry of its own.
    ///
    /// ```
    /// # fn main() -> redis_trace::RedisResult<()> {
    /// use redis_trace::{Client, Telemetry};
    ///
    /// let telemetry = Telemetry::builder().masked_keys(true).build();
    /// let client = Client::open("redis://localhost/2")?.telemetry(&telemetry);
    /// # _ = client; Ok(()) }
    /// ```
    pub fn from_driver(client: redis::Client, telemetry: &Telemetry) -> Self {
        let target = target::of_connection(client.get_connection_info());
        let session = RedisSession::new(telemetry, crate::INSTRUMENTATION, &target);
        Self { driver: client, session }
    }

    /// The same client with another telemetry, for the connections that it makes from now on.
    #[must_use]
    pub fn telemetry(self, telemetry: &Telemetry) -> Self {
        Self::from_driver(self.driver, telemetry)
    }

    /// The driver's client, whose connections are not traced.
    pub fn inner(&self) -> &redis::Client {
        &self.driver
    }

    /// The driver's client, whose connections are not traced.
    pub fn into_inner(self) -> redis::Client {
        self.driver
    }

    #[cfg(feature = "aio")]
    pub(crate) fn session(&self) -> &RedisSession {
        &self.session
    }

    /// Like [`redis::Client::get_connection`].
    pub fn get_connection(&self) -> RedisResult<Connection> {
        self.connect(|| self.driver.get_connection())
    }

    /// Like [`redis::Client::get_connection_with_timeout`].
    pub fn get_connection_with_timeout(&self, timeout: Duration) -> RedisResult<Connection> {
        self.connect(|| self.driver.get_connection_with_timeout(timeout))
    }

    fn connect(&self, connect: impl FnOnce() -> RedisResult<redis::Connection>) -> RedisResult<Connection> {
        let connection =
            self.session.observe_blocking(call::connect(&self.session), |_| connect(), outcome::done)?;
        Ok(Connection::new(connection, self.session.sibling()))
    }

    /// Like [`redis::Client::get_connection_info`].
    pub fn get_connection_info(&self) -> &ConnectionInfo {
        self.driver.get_connection_info()
    }

    /// Like [`redis::Client::build_with_tls`], with [`Telemetry::global`].
    #[cfg(any(feature = "tls-rustls", feature = "tls-native-tls"))]
    pub fn build_with_tls<C: IntoConnectionInfo>(
        conn_info: C,
        tls_certs: redis::TlsCertificates,
    ) -> RedisResult<Self> {
        redis::Client::build_with_tls(conn_info, tls_certs)
            .map(|client| Self::from_driver(client, &Telemetry::global()))
    }
}

/// Like the driver's, it makes a connection for every command.
impl ConnectionLike for Client {
    fn req_packed_command(&mut self, cmd: &[u8]) -> RedisResult<Value> {
        self.get_connection()?.req_packed_command(cmd)
    }

    fn req_packed_commands(&mut self, cmd: &[u8], offset: usize, count: usize) -> RedisResult<Vec<Value>> {
        self.get_connection()?.req_packed_commands(cmd, offset, count)
    }

    fn get_db(&self) -> i64 {
        self.driver.get_db()
    }

    fn check_connection(&mut self) -> bool {
        self.get_connection().is_ok_and(|mut connection| connection.check_connection())
    }

    fn is_open(&self) -> bool {
        self.get_connection().is_ok_and(|connection| connection.is_open())
    }
}
