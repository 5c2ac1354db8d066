//! PostgreSQL.

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

const VARIABLE: &str = "DATABASE_URL";

static SOURCES: Sources<[String]> = Sources {
    name: "PostgreSQL",
    type_name: "Postgres",
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
pub struct Postgres(Handle);

impl Postgres {
    /// The server that all tests of this process share: the first call starts it, the others get the same. It runs
    /// until the process ends. See [the crate](crate) for where it comes from.
    ///
    /// # Errors
    /// When no source of servers works. The answer is the same for every call in this process.
    pub async fn start() -> Result<Self, Error> {
        static SHARED: Shared = Shared::new();
        Handle::shared(&SOURCES, &SHARED, &[]).await.map(Self)
    }

    /// A server of one's own, for tests that kill it or change it for all. Never that of `DATABASE_URL`.
    ///
    /// It ends when the value is dropped, which blocks for a tenth of a second (a container: for a second).
    ///
    /// # Errors
    /// When the machine has neither the programs nor a Docker engine, or they fail.
    pub async fn start_own() -> Result<Self, Error> {
        Self::start_own_with(&[]).await
    }

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
        Handle::own(&SOURCES, move || SOURCES.own(&parameters)).await.map(Self)
    }

    /// `postgresql://user@host:port/database`, of a user who may do everything; or `DATABASE_URL` as it is.
    pub fn url(&self) -> &str {
        &self.0.server.url
    }

    /// The same through the Unix socket. `None` when the server is not one of this machine's programs.
    pub fn socket_url(&self) -> Option<String> {
        // A temporary folder may have a name that is more than letters; none has a `%` or a `&`.
        let folder = self.socket_dir()?.to_str()?.replace(' ', "%20");
        Some(format!("postgresql://postgres@/postgres?host={folder}&port={}", self.port()))
    }

    /// The name or address of the host.
    pub fn host(&self) -> &str {
        &self.0.server.host
    }

    /// The TCP port.
    pub fn port(&self) -> u16 {
        self.0.server.port
    }

    /// The folder of the Unix socket. `None` when the server is not one of this machine's programs.
    pub fn socket_dir(&self) -> Option<&Path> {
        self.0.server.socket.as_deref()
    }

    /// The URL of a user whom the server lets in with a password only (SCRAM-SHA-256 over TCP), and the right one.
    ///
    /// On a server that we started this is the role `with_password`; nobody else is asked for a password there.
    /// On the server of `DATABASE_URL` it is that URL, and `None` when that has no password.
    pub fn password_url(&self) -> Option<String> {
        self.0.server.password_url.as_ref().map(Url::to_string)
    }

    /// Like [`Postgres::password_url`], with a wrong password. (On the server of `DATABASE_URL` it is refused if that
    /// server looks at passwords.)
    pub fn wrong_password_url(&self) -> Option<String> {
        self.0.server.wrong_password_url()
    }

    /// Creates an empty database of a unique name, so that tests can run at the same time, and gives its URL.
    ///
    /// Databases go with the server. On the server of `DATABASE_URL` they stay: their names start with `db_test_`.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not let its user create databases.
    pub async fn create_database(&self) -> Result<String, Error> {
        let server = Arc::clone(&self.0.server);
        in_background(move || {
            let name = database::unique_name();
            let url = Url::parse(&server.url)?.with_database(&name);
            statement::execute(&server.url, &format!("CREATE DATABASE {name}"))
                .map_err(Error::during("creating a database"))?;
            Ok(url.to_string())
        })
        .await
    }

    /// Ends the server and all its processes at once, as a crash does: clients see the connection break and get no
    /// message. Blocks until the processes are gone.
    ///
    /// # Errors
    /// When the server is not [one's own](Postgres::start_own).
    pub fn kill(&self) -> Result<(), Error> {
        self.0.process("killed")?.kill()
    }
}

/// A server that we have just started: gives it the role that needs a password.
fn started(host: String, port: u16, process: impl Process + 'static) -> Result<Server, Error> {
    let url = format!("postgresql://postgres@{host}:{port}/postgres");
    statement::execute(&url, settings::CREATE_ROLE).map_err(Error::during("creating a role"))?;
    let password_url = Some(Url::parse(&url)?.with_user(settings::ROLE).with_password(settings::PASSWORD));
    Ok(Server { url, host, port, socket: None, password_url, process: Some(Box::new(process)) })
}
