//! PostgreSQL.

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

/// A real PostgreSQL.
///
/// ```no_run
/// # async fn example() -> Result<(), db_testcontainers::Error> {
/// use db_testcontainers::Postgres;
///
/// let shared = Postgres::start().await?;
/// let url = shared.create_database().await?;
/// assert!(url.starts_with("postgresql://"));
///
/// let own = Postgres::start_own().await?;
/// own.kill()?; // what do the clients say?
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Postgres {
    handle: Handle,
}

product!(Postgres: "PostgreSQL", [String], "DATABASE_URL", "postgresql://user@host:port/database");

impl Postgres {
    /// Like [`Postgres::start_own`], with parameters of the server, for those that only count at its start.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), db_testcontainers::Error> {
    /// # use db_testcontainers::Postgres;
    /// let own = Postgres::start_own_with(&["shared_preload_libraries=pg_stat_statements"]).await?;
    /// # Ok(()) }
    /// ```
    pub async fn start_own_with(parameters: &[&str]) -> Result<Self, Error> {
        let parameters: Vec<String> = parameters.iter().map(|&parameter| parameter.to_owned()).collect();
        Handle::own(&SOURCES, move || SOURCES.own(&parameters)).await.map(Self::of)
    }

    /// The same through the Unix socket. `None` when the server is not one of this machine's programs.
    pub fn socket_url(&self) -> Option<String> {
        // A temporary folder may have a name that is more than letters; none has a `%` or a `&`.
        let folder = self.socket_dir()?.to_str()?.replace(' ', "%20");
        Some(format!("postgresql://postgres@/postgres?host={folder}&port={}", self.port()))
    }

    /// The folder of the Unix socket. `None` when the server is not one of this machine's programs.
    pub fn socket_dir(&self) -> Option<&Path> {
        self.handle.server.socket.as_deref()
    }

    /// The URL of a user whom the server lets in with a password only (SCRAM-SHA-256 over TCP), and the right one.
    ///
    /// On a server that we started this is the role `with_password`. No other role needs a password there.
    /// On the server of `DATABASE_URL` it is that URL, and `None` when that has no password.
    pub fn password_url(&self) -> Option<String> {
        self.handle.server.password_url.as_ref().map(Url::to_string)
    }

    /// Creates an empty database of a unique name, so that tests can run at the same time, and gives its URL.
    ///
    /// Databases go with the server. On the server of `DATABASE_URL` they stay: their names start with `db_test_`.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not let its user create databases.
    pub async fn create_database(&self) -> Result<String, Error> {
        database::create(&self.handle.server, statement::execute).await
    }

    /// Ends the server and all its processes at once, as a crash does: clients see the connection break and get no
    /// message. Blocks until the processes are gone.
    ///
    /// # Errors
    /// When the server is not [one's own](Postgres::start_own).
    pub fn kill(&self) -> Result<(), Error> {
        self.handle.process("killed")?.kill()
    }

    fn of(handle: Handle) -> Self {
        Self { handle }
    }
}

/// A server that we have just started: gives it the role that needs a password.
fn started(host: String, port: u16, process: impl Process + 'static) -> Result<Server, Error> {
    let url = format!("postgresql://postgres@{host}:{port}/postgres");
    statement::execute(&url, settings::CREATE_ROLE).map_err(Error::during("creating a role"))?;
    let password_url = Some(Url::parse(&url)?.with_user(settings::ROLE).with_password(settings::PASSWORD));
    Ok(Server { url, host, port, socket: None, password_url, process: Some(Box::new(process)) })
}
