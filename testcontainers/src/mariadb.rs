//! MariaDB.

#[cfg(feature = "docker")]
mod container;
mod external;
#[cfg(unix)]
mod local;
mod settings;
mod statement;

use std::path::Path;

use crate::{
    Error, database,
    process::Process,
    product::product,
    server::{Handle, Server},
    url::Url,
};

/// A real MariaDB, for clients of MySQL: it is what distributions install where MySQL is asked for.
///
/// If you need MySQL itself, put the URL of a server into `MYSQL_URL`.
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
pub struct MariaDb {
    handle: Handle,
}

product!(MariaDb: "MariaDB", [String], "MYSQL_URL", "mysql://user@host:port/database");

impl MariaDb {
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
        Handle::own(&SOURCES, move || SOURCES.own(&variables)).await.map(Self::of)
    }

    /// The path of the Unix socket, which each client names in a way of its own (diesel: `?unix_socket=…`).
    /// `None` when the server is not one of this machine's programs.
    pub fn unix_socket(&self) -> Option<&Path> {
        self.handle.server.socket.as_deref()
    }

    /// The URL of a user whom the server lets in with a password only (`mysql_native_password`), and the right one.
    ///
    /// On a server that we started this is the user `with_password`, who may do everything. No other user needs a
    /// password there. On the server of `MYSQL_URL` it is that URL, and `None` when that has no password.
    pub fn password_url(&self) -> Option<String> {
        self.handle.server.password_url.as_ref().map(Url::to_string)
    }

    /// Creates an empty database of a unique name, so that tests can run at the same time, and gives its URL.
    ///
    /// Databases go with the server. On the server of `MYSQL_URL` they stay: their names start with `db_test_`.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not let its user create databases.
    pub async fn create_database(&self) -> Result<String, Error> {
        let create = |url: &str, statement: &str| statement::execute(&Url::parse(url)?, &[statement]);
        database::create(&self.handle.server, create).await
    }

    /// Ends the server at once, as a crash does: clients see the connection break and get no message. Blocks until the
    /// process is gone.
    ///
    /// # Errors
    /// When the server is not [one's own](MariaDb::start_own).
    pub fn kill(&self) -> Result<(), Error> {
        self.handle.process("killed")?.kill()
    }

    /// Starts a killed server again, with the same port, folder and variables, and with what was committed; one that
    /// runs is killed first. Blocks until it takes connections.
    ///
    /// # Errors
    /// When the server is not [one's own](MariaDb::start_own), or runs in a container (which ends with its server).
    pub fn restart(&self) -> Result<(), Error> {
        self.handle.process("restarted")?.restart()
    }

    fn of(handle: Handle) -> Self {
        Self { handle }
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
