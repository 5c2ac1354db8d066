//! The configuration of a pool.

use std::env;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use super::{
    ChannelBinding, CreatePoolError, LoadBalanceHosts, Manager, ManagerConfig, Pool, PoolBuilder, PoolConfig,
    Runtime, SslMode, TargetSessionAttrs,
};
use crate::tls::{MakeTlsConnect, TlsConnect};
use crate::{Error, Socket};

/// Like `deadpool_postgres::Config`. With the `serde` Cargo feature it can be read from a file or the environment.
///
/// To choose what is captured, set the process's telemetry ([`Telemetry::set_global`](crate::Telemetry::set_global)),
/// or create the [`Manager`] yourself and give it one ([`Manager::telemetry`]).
#[derive(Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct Config {
    /// A connection string. The other settings come on top: hosts are added to its hosts, the rest replaces its own.
    pub url: Option<String>,
    /// See [`crate::Config::user`].
    pub user: Option<String>,
    /// See [`crate::Config::password`].
    pub password: Option<String>,
    /// See [`crate::Config::dbname`].
    pub dbname: Option<String>,
    /// See [`crate::Config::options`].
    pub options: Option<String>,
    /// See [`crate::Config::application_name`].
    pub application_name: Option<String>,
    /// See [`crate::Config::ssl_mode`].
    pub ssl_mode: Option<SslMode>,
    /// One host. See [`crate::Config::host`].
    pub host: Option<String>,
    /// Several hosts. See [`crate::Config::host`].
    pub hosts: Option<Vec<String>>,
    /// One address. See [`crate::Config::hostaddr`].
    pub hostaddr: Option<IpAddr>,
    /// Several addresses. See [`crate::Config::hostaddr`].
    pub hostaddrs: Option<Vec<IpAddr>>,
    /// One port. See [`crate::Config::port`].
    pub port: Option<u16>,
    /// Several ports. See [`crate::Config::port`].
    pub ports: Option<Vec<u16>>,
    /// See [`crate::Config::connect_timeout`].
    pub connect_timeout: Option<Duration>,
    /// See [`crate::Config::keepalives`].
    pub keepalives: Option<bool>,
    /// See [`crate::Config::keepalives_idle`].
    pub keepalives_idle: Option<Duration>,
    /// Not used, as in deadpool-postgres 0.14.2.
    pub target_session_attrs: Option<TargetSessionAttrs>,
    /// Not used, as in deadpool-postgres 0.14.2.
    pub channel_binding: Option<ChannelBinding>,
    /// Not used, as in deadpool-postgres 0.14.2.
    pub load_balance_hosts: Option<LoadBalanceHosts>,
    /// The configuration of the [`Manager`].
    pub manager: Option<ManagerConfig>,
    /// The configuration of the [`Pool`].
    pub pool: Option<PoolConfig>,
}

impl Config {
    /// Nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Like `deadpool_postgres::Config::create_pool`.
    pub fn create_pool<T>(&self, runtime: Option<Runtime>, tls: T) -> Result<Pool, CreatePoolError>
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let mut builder = self.builder(tls).map_err(CreatePoolError::Config)?;
        if let Some(runtime) = runtime {
            builder = builder.runtime(runtime);
        }
        builder.build().map_err(CreatePoolError::Build)
    }

    /// Like `deadpool_postgres::Config::builder`.
    pub fn builder<T>(&self, tls: T) -> Result<PoolBuilder, ConfigError>
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let manager = Manager::from_config(self.get_pg_config()?, tls, self.get_manager_config());
        Ok(Pool::builder(manager).config(self.get_pool_config()))
    }

    /// The configuration of the driver.
    ///
    /// The user defaults to the variable `USER`, the host to the folders where Unix sockets are, or to this machine.
    pub fn get_pg_config(&self) -> Result<crate::Config, ConfigError> {
        let mut config = match &self.url {
            Some(url) => url.parse().map_err(ConfigError::InvalidUrl)?,
            None => crate::Config::new(),
        };
        self.set_identity(&mut config)?;
        self.set_hosts(&mut config);
        self.set_session(&mut config);
        Ok(config)
    }

    fn set_identity(&self, config: &mut crate::Config) -> Result<(), ConfigError> {
        if let Some(user) = not_empty(self.user.as_ref()) {
            config.user(user);
        }
        if config.get_user().is_none_or(str::is_empty)
            && let Ok(user) = env::var("USER")
        {
            config.user(user);
        }
        if let Some(password) = &self.password {
            config.password(password);
        }
        if let Some(dbname) = not_empty(self.dbname.as_ref()) {
            config.dbname(dbname);
        }
        match config.get_dbname() {
            None => Err(ConfigError::DbnameMissing),
            Some("") => Err(ConfigError::DbnameEmpty),
            Some(_) => Ok(()),
        }
    }

    fn set_hosts(&self, config: &mut crate::Config) {
        for host in self.host.iter().chain(self.hosts.iter().flatten()) {
            config.host(host);
        }
        if config.get_hosts().is_empty() {
            #[cfg(unix)]
            for folder in ["/run/postgresql", "/var/run/postgresql", "/tmp"] {
                config.host_path(folder);
            }
            #[cfg(not(unix))]
            config.host("127.0.0.1");
        }
        for address in self.hostaddr.iter().chain(self.hostaddrs.iter().flatten()) {
            config.hostaddr(*address);
        }
        for port in self.port.iter().chain(self.ports.iter().flatten()) {
            config.port(*port);
        }
    }

    fn set_session(&self, config: &mut crate::Config) {
        if let Some(options) = &self.options {
            config.options(options);
        }
        if let Some(application_name) = &self.application_name {
            config.application_name(application_name);
        }
        if let Some(connect_timeout) = self.connect_timeout {
            config.connect_timeout(connect_timeout);
        }
        if let Some(keepalives) = self.keepalives {
            config.keepalives(keepalives);
        }
        if let Some(keepalives_idle) = self.keepalives_idle {
            config.keepalives_idle(keepalives_idle);
        }
        if let Some(ssl_mode) = self.ssl_mode {
            config.ssl_mode(ssl_mode.into());
        }
    }

    /// The configuration of the [`Manager`], or the default one.
    #[must_use]
    pub fn get_manager_config(&self) -> ManagerConfig {
        self.manager.clone().unwrap_or_default()
    }

    /// The configuration of the [`Pool`], or the default one.
    #[must_use]
    pub fn get_pool_config(&self) -> PoolConfig {
        self.pool.unwrap_or_default()
    }
}

/// Without the password, and without the URL, which may have one.
impl fmt::Debug for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Config")
            .field("url", &self.url.as_ref().map(|_| Redacted))
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| Redacted))
            .field("dbname", &self.dbname)
            .field("options", &self.options)
            .field("application_name", &self.application_name)
            .field("ssl_mode", &self.ssl_mode)
            .field("host", &self.host)
            .field("hosts", &self.hosts)
            .field("hostaddr", &self.hostaddr)
            .field("hostaddrs", &self.hostaddrs)
            .field("port", &self.port)
            .field("ports", &self.ports)
            .field("connect_timeout", &self.connect_timeout)
            .field("keepalives", &self.keepalives)
            .field("keepalives_idle", &self.keepalives_idle)
            .field("target_session_attrs", &self.target_session_attrs)
            .field("channel_binding", &self.channel_binding)
            .field("load_balance_hosts", &self.load_balance_hosts)
            .field("manager", &self.manager)
            .field("pool", &self.pool)
            .finish()
    }
}

/// Prints the same as in place of the password in the driver's `Config`.
struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("_")
    }
}

fn not_empty(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.is_empty())
}

/// The error of a configuration.
pub enum ConfigError {
    /// The `url` is not a valid URL.
    InvalidUrl(Error),
    /// There is no `dbname`.
    DbnameMissing,
    /// The `dbname` is empty.
    DbnameEmpty,
}

/// Without the cause of the driver's error, which may quote the URL.
impl fmt::Debug for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl(error) => write!(formatter, "InvalidUrl({error})"),
            Self::DbnameMissing => formatter.write_str("DbnameMissing"),
            Self::DbnameEmpty => formatter.write_str("DbnameEmpty"),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl(error) => {
                write!(formatter, "configuration property \"url\" is invalid: {error}")
            }
            Self::DbnameMissing => formatter.write_str("configuration property \"dbname\" not found"),
            Self::DbnameEmpty => {
                formatter.write_str("configuration property \"dbname\" contains an empty string")
            }
        }
    }
}

impl std::error::Error for ConfigError {}
