//! PgBouncer, a pooler in front of PostgreSQL.

use std::{
    net::{Ipv4Addr, TcpStream},
    process::Command,
    sync::atomic::{AtomicU16, Ordering},
};

use db_server_programs::PGBOUNCER;

use crate::{
    Error, Postgres, background::in_background, port, process::Process as _, supervisor::Supervisor,
    url::Url, user,
};

const FILE: &str = "pgbouncer.ini";

/// A PgBouncer in front of a [`Postgres`], from the program on this machine. It ends when the value is dropped.
///
/// It accepts every client, as the user `postgres` of a server that needs no password, to all databases of that server.
///
/// ```no_run
/// # async fn example() -> Result<(), db_testcontainers::Error> {
/// use db_testcontainers::{PgBouncer, Postgres};
///
/// let server = Postgres::start().await?;
/// let settings = [("pool_mode", "transaction"), ("default_pool_size", "1")];
/// let pooler = PgBouncer::start(&server, &settings).await?;
/// let url = pooler.url_of(server.url())?;
/// # Ok(()) }
/// ```
pub struct PgBouncer {
    port: u16,
    supervisor: Supervisor,
}

impl PgBouncer {
    /// Starts a pooler with settings of its section `[pgbouncer]`, and waits until it takes connections.
    ///
    /// # Errors
    /// When the machine does not have the program, or it fails. No container is tried.
    pub async fn start(server: &Postgres, settings: &[(&str, &str)]) -> Result<Self, Error> {
        let settings: Vec<String> =
            settings.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let settings = settings.join("\n");
        let server = format!("host={} port={} user=postgres", server.host(), server.port());
        in_background(move || Self::serve(&server, &settings)).await
    }

    fn serve(server: &str, settings: &str) -> Result<Self, Error> {
        let program = PGBOUNCER.folder().map_err(Error::new)?.join("pgbouncer");
        let supervisor = Supervisor::start(user::unprivileged("postgres")?)?;
        let folder = supervisor.folder();
        let asked = AtomicU16::new(0);
        let port = supervisor.serve_on_free_port(
            port::free,
            |port| {
                asked.store(port, Ordering::Relaxed);
                folder.write(FILE, &configuration(server, port, settings))?;
                let mut pgbouncer = Command::new(&program);
                // The supervisor looks for the folder in the command line.
                pgbouncer.arg(folder.path().join(FILE));
                Ok(pgbouncer)
            },
            || TcpStream::connect((Ipv4Addr::LOCALHOST, asked.load(Ordering::Relaxed))).is_ok(),
        )?;
        Ok(Self { port, supervisor })
    }

    /// The URL of the same database through the pooler.
    ///
    /// # Errors
    /// When `url` is not one of PostgreSQL's.
    pub fn url_of(&self, url: &str) -> Result<String, Error> {
        Ok(Url::parse(url)?.with_hosts(format!("127.0.0.1:{}", self.port)).to_string())
    }

    /// Ends the pooler at once.
    ///
    /// # Errors
    /// When its supervisor was killed.
    pub fn kill(&self) -> Result<(), Error> {
        self.supervisor.kill()
    }
}

fn configuration(server: &str, port: u16, settings: &str) -> String {
    format!(
        "[databases]\n* = {server}\n\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         unix_socket_dir =\nauth_type = any\n{settings}\n"
    )
}

impl std::fmt::Debug for PgBouncer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PgBouncer").field("port", &self.port).finish_non_exhaustive()
    }
}
