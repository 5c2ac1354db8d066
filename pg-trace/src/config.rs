//! Connection configuration.

use std::fmt;
use std::net::IpAddr;
use std::panic::Location;
#[cfg(unix)]
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use db_semconv::{Database, Operation, Session, System, Target, Telemetry, control};
use tokio::io::{AsyncRead, AsyncWrite};
pub use tokio_postgres::config::{
    ChannelBinding, Host, LoadBalanceHosts, SslMode, SslNegotiation, TargetSessionAttrs,
};

#[cfg(feature = "runtime")]
use crate::Socket;
#[cfg(feature = "runtime")]
use crate::client::CallSite;
#[cfg(feature = "runtime")]
use crate::tls::MakeTlsConnect;
use crate::tls::TlsConnect;
use crate::{Client, Connection, Error, INSTRUMENTATION, outcome, target};

/// Like [`tokio_postgres::Config`], with a [`telemetry`](Self::telemetry) of its own.
///
/// The connection strings are the driver's.
///
/// ```
/// use pg_trace::{Config, Telemetry};
///
/// let mut config: Config = "host=localhost user=postgres dbname=shop".parse()?;
/// config.telemetry(&Telemetry::builder().require_parent(true).build());
/// # Ok::<(), pg_trace::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Config {
    inner: tokio_postgres::Config,
    telemetry: Option<Telemetry>,
    /// `true` if the driver may have read a part of a password as hosts, also if the database has been replaced since.
    is_ambiguous: bool,
}

impl Config {
    /// Like [`tokio_postgres::Config::new`].
    pub fn new() -> Config {
        Config::default()
    }

    /// Sets the telemetry of the clients that this configuration connects.
    ///
    /// Defaults to [`Telemetry::global`] at the time of the connect.
    pub fn telemetry(&mut self, telemetry: &Telemetry) -> &mut Config {
        self.telemetry = Some(telemetry.clone());
        self
    }

    /// Returns the telemetry that was set with the `telemetry` method.
    pub fn get_telemetry(&self) -> Option<&Telemetry> {
        self.telemetry.as_ref()
    }

    /// The driver's configuration.
    pub fn inner(&self) -> &tokio_postgres::Config {
        &self.inner
    }

    /// Like [`tokio_postgres::Config::user`].
    pub fn user(&mut self, user: impl Into<String>) -> &mut Config {
        self.inner.user(user);
        self
    }

    /// Like [`tokio_postgres::Config::get_user`].
    pub fn get_user(&self) -> Option<&str> {
        self.inner.get_user()
    }

    /// Like [`tokio_postgres::Config::password`].
    pub fn password<T>(&mut self, password: T) -> &mut Config
    where
        T: AsRef<[u8]>,
    {
        self.inner.password(password);
        self
    }

    /// Like [`tokio_postgres::Config::get_password`].
    pub fn get_password(&self) -> Option<&[u8]> {
        self.inner.get_password()
    }

    /// Like [`tokio_postgres::Config::dbname`].
    pub fn dbname(&mut self, dbname: impl Into<String>) -> &mut Config {
        self.inner.dbname(dbname);
        self
    }

    /// Like [`tokio_postgres::Config::get_dbname`].
    pub fn get_dbname(&self) -> Option<&str> {
        self.inner.get_dbname()
    }

    /// Like [`tokio_postgres::Config::options`].
    pub fn options(&mut self, options: impl Into<String>) -> &mut Config {
        self.inner.options(options);
        self
    }

    /// Like [`tokio_postgres::Config::get_options`].
    pub fn get_options(&self) -> Option<&str> {
        self.inner.get_options()
    }

    /// Like [`tokio_postgres::Config::application_name`].
    pub fn application_name(&mut self, application_name: impl Into<String>) -> &mut Config {
        self.inner.application_name(application_name);
        self
    }

    /// Like [`tokio_postgres::Config::get_application_name`].
    pub fn get_application_name(&self) -> Option<&str> {
        self.inner.get_application_name()
    }

    /// Like [`tokio_postgres::Config::ssl_mode`].
    pub fn ssl_mode(&mut self, ssl_mode: SslMode) -> &mut Config {
        self.inner.ssl_mode(ssl_mode);
        self
    }

    /// Like [`tokio_postgres::Config::get_ssl_mode`].
    pub fn get_ssl_mode(&self) -> SslMode {
        self.inner.get_ssl_mode()
    }

    /// Like [`tokio_postgres::Config::ssl_negotiation`].
    pub fn ssl_negotiation(&mut self, ssl_negotiation: SslNegotiation) -> &mut Config {
        self.inner.ssl_negotiation(ssl_negotiation);
        self
    }

    /// Like [`tokio_postgres::Config::get_ssl_negotiation`].
    pub fn get_ssl_negotiation(&self) -> SslNegotiation {
        self.inner.get_ssl_negotiation()
    }

    /// Like [`tokio_postgres::Config::host`].
    pub fn host(&mut self, host: impl Into<String>) -> &mut Config {
        self.inner.host(host);
        self
    }

    /// Like [`tokio_postgres::Config::get_hosts`].
    pub fn get_hosts(&self) -> &[Host] {
        self.inner.get_hosts()
    }

    /// Like [`tokio_postgres::Config::get_hostaddrs`].
    pub fn get_hostaddrs(&self) -> &[IpAddr] {
        self.inner.get_hostaddrs()
    }

    /// Like [`tokio_postgres::Config::host_path`].
    #[cfg(unix)]
    pub fn host_path<T>(&mut self, host: T) -> &mut Config
    where
        T: AsRef<Path>,
    {
        self.inner.host_path(host);
        self
    }

    /// Like [`tokio_postgres::Config::hostaddr`].
    pub fn hostaddr(&mut self, hostaddr: IpAddr) -> &mut Config {
        self.inner.hostaddr(hostaddr);
        self
    }

    /// Like [`tokio_postgres::Config::port`].
    pub fn port(&mut self, port: u16) -> &mut Config {
        self.inner.port(port);
        self
    }

    /// Like [`tokio_postgres::Config::get_ports`].
    pub fn get_ports(&self) -> &[u16] {
        self.inner.get_ports()
    }

    /// Like [`tokio_postgres::Config::connect_timeout`].
    pub fn connect_timeout(&mut self, connect_timeout: Duration) -> &mut Config {
        self.inner.connect_timeout(connect_timeout);
        self
    }

    /// Like [`tokio_postgres::Config::get_connect_timeout`].
    pub fn get_connect_timeout(&self) -> Option<&Duration> {
        self.inner.get_connect_timeout()
    }

    /// Like [`tokio_postgres::Config::tcp_user_timeout`].
    pub fn tcp_user_timeout(&mut self, tcp_user_timeout: Duration) -> &mut Config {
        self.inner.tcp_user_timeout(tcp_user_timeout);
        self
    }

    /// Like [`tokio_postgres::Config::get_tcp_user_timeout`].
    pub fn get_tcp_user_timeout(&self) -> Option<&Duration> {
        self.inner.get_tcp_user_timeout()
    }

    /// Like [`tokio_postgres::Config::keepalives`].
    pub fn keepalives(&mut self, keepalives: bool) -> &mut Config {
        self.inner.keepalives(keepalives);
        self
    }

    /// Like [`tokio_postgres::Config::get_keepalives`].
    pub fn get_keepalives(&self) -> bool {
        self.inner.get_keepalives()
    }

    /// Like [`tokio_postgres::Config::keepalives_idle`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn keepalives_idle(&mut self, keepalives_idle: Duration) -> &mut Config {
        self.inner.keepalives_idle(keepalives_idle);
        self
    }

    /// Like [`tokio_postgres::Config::get_keepalives_idle`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn get_keepalives_idle(&self) -> Duration {
        self.inner.get_keepalives_idle()
    }

    /// Like [`tokio_postgres::Config::keepalives_interval`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn keepalives_interval(&mut self, keepalives_interval: Duration) -> &mut Config {
        self.inner.keepalives_interval(keepalives_interval);
        self
    }

    /// Like [`tokio_postgres::Config::get_keepalives_interval`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn get_keepalives_interval(&self) -> Option<Duration> {
        self.inner.get_keepalives_interval()
    }

    /// Like [`tokio_postgres::Config::keepalives_retries`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn keepalives_retries(&mut self, keepalives_retries: u32) -> &mut Config {
        self.inner.keepalives_retries(keepalives_retries);
        self
    }

    /// Like [`tokio_postgres::Config::get_keepalives_retries`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn get_keepalives_retries(&self) -> Option<u32> {
        self.inner.get_keepalives_retries()
    }

    /// Like [`tokio_postgres::Config::target_session_attrs`].
    pub fn target_session_attrs(&mut self, target_session_attrs: TargetSessionAttrs) -> &mut Config {
        self.inner.target_session_attrs(target_session_attrs);
        self
    }

    /// Like [`tokio_postgres::Config::get_target_session_attrs`].
    pub fn get_target_session_attrs(&self) -> TargetSessionAttrs {
        self.inner.get_target_session_attrs()
    }

    /// Like [`tokio_postgres::Config::channel_binding`].
    pub fn channel_binding(&mut self, channel_binding: ChannelBinding) -> &mut Config {
        self.inner.channel_binding(channel_binding);
        self
    }

    /// Like [`tokio_postgres::Config::get_channel_binding`].
    pub fn get_channel_binding(&self) -> ChannelBinding {
        self.inner.get_channel_binding()
    }

    /// Like [`tokio_postgres::Config::load_balance_hosts`].
    pub fn load_balance_hosts(&mut self, load_balance_hosts: LoadBalanceHosts) -> &mut Config {
        self.inner.load_balance_hosts(load_balance_hosts);
        self
    }

    /// Like [`tokio_postgres::Config::get_load_balance_hosts`].
    pub fn get_load_balance_hosts(&self) -> LoadBalanceHosts {
        self.inner.get_load_balance_hosts()
    }

    /// Like [`tokio_postgres::Config::connect`]: a span `CONNECT`.
    #[cfg(feature = "runtime")]
    #[track_caller]
    pub fn connect<T>(
        &self,
        tls: T,
    ) -> impl Future<Output = Result<(Client, Connection<Socket, T::Stream>), Error>>
    where
        T: MakeTlsConnect<Socket>,
    {
        self.connect_from(Location::caller(), tls)
    }

    #[cfg(feature = "runtime")]
    pub(crate) async fn connect_from<T>(
        &self,
        call_site: CallSite,
        tls: T,
    ) -> Result<(Client, Connection<Socket, T::Stream>), Error>
    where
        T: MakeTlsConnect<Socket>,
    {
        let session = Session::new(self.database());
        let connected = session.observe_nesting(
            || Operation::of(&control::CONNECT).called_from(call_site),
            |_| self.inner.connect(tls),
            outcome::done,
        );
        let (client, connection) = connected.await?;
        Ok((Client::new(client, session), connection))
    }

    /// Like [`tokio_postgres::Config::connect_raw`]: a span `CONNECT`.
    #[track_caller]
    pub fn connect_raw<S, T>(
        &self,
        stream: S,
        tls: T,
    ) -> impl Future<Output = Result<(Client, Connection<S, T::Stream>), Error>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
        T: TlsConnect<S>,
    {
        let call_site = Location::caller();
        async move {
            let session = Session::new(self.database());
            let connected = session.observe_nesting(
                || Operation::of(&control::CONNECT).called_from(call_site),
                |_| self.inner.connect_raw(stream, tls),
                outcome::done,
            );
            let (client, connection) = connected.await?;
            Ok((Client::new(client, session), connection))
        }
    }

    #[cfg(feature = "runtime")]
    pub(crate) fn driver(&self) -> &tokio_postgres::Config {
        &self.inner
    }

    pub(crate) fn database(&self) -> Database {
        let telemetry = self.telemetry.clone().unwrap_or_else(Telemetry::global);
        Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &Target::from(self))
    }
}

impl FromStr for Config {
    type Err = Error;

    fn from_str(text: &str) -> Result<Config, Error> {
        text.parse().map(|inner: tokio_postgres::Config| Config::from(inner))
    }
}

impl From<tokio_postgres::Config> for Config {
    fn from(inner: tokio_postgres::Config) -> Config {
        let is_ambiguous = target::is_ambiguous(&inner);
        Config { inner, telemetry: None, is_ambiguous }
    }
}

/// The server that the configuration names, without its password.
impl From<&Config> for Target {
    fn from(config: &Config) -> Target {
        if config.is_ambiguous || target::is_ambiguous(&config.inner) {
            return Target::new();
        }
        target::of(&config.inner)
    }
}

/// Like the driver's: without the password. It shows nothing if the driver may have read a part of the password as a host or
/// as the database.
impl fmt::Debug for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ambiguous || target::is_ambiguous(&self.inner) || target::has_doubtful_host(&self.inner) {
            return formatter.debug_struct("Config").finish_non_exhaustive();
        }
        self.inner.fmt(formatter)
    }
}
