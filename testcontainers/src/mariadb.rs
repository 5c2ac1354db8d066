//! MariaDB.

#[cfg(feature = "docker")]
mod container;
mod external;
#[cfg(unix)]
mod local;
mod settings;
mod statement;

use std::{path::Path, sync::Arc};

#[cfg(not(all(unix, feature = "docker")))]
use crate::source;
use crate::{
    Error,
    background::in_background,
    database,
    process::Process,
    server::{Handle, Server},
    source::{Shared, Sources},
    url::Url,
};

const VARIABLE: &str = "MYSQL_URL";

static SOURCES: Sources<[String]> = Sources {
    name: "MariaDB",
    type_name: "MariaDb",
    variable: VARIABLE,
    external: external::server,
    #[cfg(unix)]
    local: local::start,
    #[cfg(not(unix))]
    local: source::needs_unix,
    #[cfg(feature = "docker")]
    container: container::start,
    #[cfg(not(feature = "docker"))]
    container: source::needs_docker,
};

/// A real MariaDB, for clients of MySQL: it is what distributions install where MySQL is asked for.
///
/// Whoever needs a server of MySQL's own names it in `MYSQL_URL`.
///
/// ```no_run
/// # async fn example() -> Result<(), db_testcontainers::Error> {
/// use db_testcontainers::MariaDb;
///
/// let shared = MariaDb::start().await?;
/// let url = shared.create_database().await?;
/// assert!(url.starts_with("mysql://"));
///
/// let own = MariaDb::start_own().await?;
/// own.kill()?; // what do the clients say?
/// own.restart()?; // and do they come back?
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct MariaDb(Handle);

impl MariaDb {
    /// The server that all tests of this process share: the first call starts it, the others get the same. It runs
    /// until the process ends. See [the crate](crate) for where it comes from, with `MYSQL_URL` and `MARIADB_BIN`.
    ///
    /// # Errors
    /// When no source of servers works. The answer is the same for every call in this process.
    pub async fn start() -> Result<Self, Error> {
        static SHARED: Shared = Shared::new();
        Handle::shared(&SOURCES, &SHARED, &[]).await.map(Self)
    }

    /// A server of one's own, for tests that kill it or change it for all. Never that of `MYSQL_URL`.
    ///
    /// It ends when the value is dropped, which blocks for some hundredths of a second (a container: for a second).
    ///
    /// # Errors
    /// When the machine has neither the programs nor a Docker engine, or they fail.
    pub async fn start_own() -> Result<Self, Error> {
        Self::start_own_with(&[]).await
    }

    /// Like [`MariaDb::start_own`], with system variables of the server, for those that only count at its start.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), db_testcontainers::Error> {
    /// # use db_testcontainers::MariaDb;
    /// let own = MariaDb::start_own_with(&["innodb_lock_wait_timeout=1", "max_connections=5"]).await?;
    /// # Ok(()) }
    /// ```
    pub async fn start_own_with(variables: &[&str]) -> Result<Self, Error> {
        let variables: Vec<String> = variables.iter().map(|&variable| variable.to_owned()).collect();
        Handle::own(&SOURCES, move || SOURCES.own(&variables)).await.map(Self)
    }

    /// `mysql://user@host:port/database`, of a user who may do everything; or `MYSQL_URL` as it is.
    pub fn url(&self) -> &str {
        &self.0.server.url
    }

    /// The name or address of the host.
    pub fn host(&self) -> &str {
        &self.0.server.host
    }

    /// The TCP port.
    pub fn port(&self) -> u16 {
        self.0.server.port
    }

    /// The path of the Unix socket, which each client names in a way of its own (diesel: `?unix_socket=…`).
    /// `None` when the server is not one of this machine's programs.
    pub fn unix_socket(&self) -> Option<&Path> {
        self.0.server.socket.as_deref()
    }

    /// The URL of a user whom the server lets in with a password only (`mysql_native_password`), and the right one.
    ///
    /// On a server that we started this is the user `with_password`, who may do everything; nobody else is asked for a
    /// password there. On the server of `MYSQL_URL` it is that URL, and `None` when that has no password.
    pub fn password_url(&self) -> Option<String> {
        self.0.server.password_url.as_ref().map(Url::to_string)
    }

    /// Like [`MariaDb::password_url`], with a wrong password.
    pub fn wrong_password_url(&self) -> Option<String> {
        self.0.server.wrong_password_url()
    }

    /// Creates an empty database of a unique name, so that tests can run at the same time, and gives its URL.
    ///
    /// Databases go with the server. On the server of `MYSQL_URL` they stay: their names start with `db_test_`.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not let its user create databases.
    pub async fn create_database(&self) -> Result<String, Error> {
        let server = Arc::clone(&self.0.server);
        in_background(move || {
            let name = database::unique_name();
            let url = Url::parse(&server.url)?;
            statement::execute(&url, &[format!("CREATE DATABASE {name}")])
                .map_err(Error::during("creating a database"))?;
            Ok(url.with_database(&name).to_string())
        })
        .await
    }

    /// Ends the server at once, as a crash does: clients see the connection break and get no message. Blocks until the
    /// process is gone.
    ///
    /// # Errors
    /// When the server is not [one's own](MariaDb::start_own).
    pub fn kill(&self) -> Result<(), Error> {
        self.0.process("killed")?.kill()
    }

    /// Starts a killed server again, with the same port, folder and variables, and with what was committed; one that
    /// runs is killed first. Blocks until it takes connections.
    ///
    /// # Errors
    /// When the server is not [one's own](MariaDb::start_own), or runs in a container (which ends with its server).
    pub fn restart(&self) -> Result<(), Error> {
        self.0.process("restarted")?.restart()
    }
}

/// A server that we have just started: gives it a database, and the user who needs a password.
fn started(host: String, port: u16, process: impl Process + 'static) -> Result<Server, Error> {
    let url = settings::url(&host, port)?;
    statement::execute(&url, &settings::SET_UP).map_err(Error::during("creating a user"))?;
    let url = url.with_database(settings::DATABASE);
    let password_url = Some(url.with_user(settings::USER).with_password(settings::PASSWORD));
    let url = url.to_string();
    Ok(Server { url, host, port, socket: None, password_url, process: Some(Box::new(process)) })
}
