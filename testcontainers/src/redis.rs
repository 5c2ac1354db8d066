//! Redis.

#[cfg(unix)]
mod cluster;
#[cfg(feature = "docker")]
mod container;
mod external;
#[cfg(unix)]
mod local;
#[cfg(any(unix, feature = "docker"))]
mod resp;
#[cfg(unix)]
mod sentinel;
#[cfg(any(unix, feature = "docker"))]
mod settings;
#[cfg(unix)]
mod tls;

#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::Path;

#[cfg(unix)]
use self::resp::{Connection, Reply};
#[cfg(unix)]
pub use self::{cluster::RedisCluster, sentinel::RedisSentinel, tls::TlsFiles};
#[cfg(unix)]
use crate::background::in_background;
use crate::{
    Error,
    process::Process,
    product::product,
    server::{Handle, Server},
    url::Url,
};

/// A directive of `redis.conf` and its arguments.
type Setting = (String, String);

/// A real Redis (6.2 or newer), which keeps nothing on disk.
///
/// Tests that share the server see each other's keys: choose names that no other test has.
///
/// ```no_run
/// # async fn example() -> Result<(), db_testcontainers::Error> {
/// use db_testcontainers::Redis;
///
/// let shared = Redis::start().await?;
/// assert!(shared.url().starts_with("redis://"));
///
/// let own = Redis::start_own().await?;
/// own.kill()?; // what do the clients say?
/// own.restart()?; // and do they come back?
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Redis {
    handle: Handle,
    #[cfg(unix)]
    tls: Option<TlsFiles>,
}

product!(Redis: "Redis", [Setting], "REDIS_URL", "redis://host:port");

impl Redis {
    /// Like [`Redis::start_own`], with directives of `redis.conf` and their arguments, written as in that file.
    ///
    /// With `requirepass`, that password is in [`Redis::url`].
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), db_testcontainers::Error> {
    /// # use db_testcontainers::Redis;
    /// let own = Redis::start_own_with(&[("maxmemory", "1mb"), ("requirepass", "secret")]).await?;
    /// # Ok(()) }
    /// ```
    pub async fn start_own_with(settings: &[(&str, &str)]) -> Result<Self, Error> {
        let settings = owned(settings);
        Handle::own(&SOURCES, move || SOURCES.own(&settings)).await.map(Self::of)
    }

    /// Like [`Redis::start_own`], with TLS: [`Redis::url`] begins with `rediss://`, and [`Redis::tls_files`] are what a
    /// client needs. No plain TCP is served.
    ///
    /// # Errors
    /// When the machine does not have the programs, built with TLS. No container is tried.
    #[cfg(unix)]
    pub async fn start_own_with_tls() -> Result<Self, Error> {
        let (server, files) = in_background(local::start_with_tls).await?;
        Ok(Self { tls: Some(files), ..Self::own(server) })
    }

    /// The same through the Unix socket, `redis+unix:///path`. `None` when the server is not one of this machine's
    /// programs.
    pub fn socket_url(&self) -> Option<String> {
        // A temporary folder may have a name that is more than letters; none has a `%` or a `?`.
        let path = self.unix_socket()?.to_str()?.replace(' ', "%20");
        Some(format!("redis+unix://{path}"))
    }

    /// The path of the Unix socket. `None` when the server is not one of this machine's programs.
    pub fn unix_socket(&self) -> Option<&Path> {
        self.handle.server.socket.as_deref()
    }

    /// The URL of a user whom the server lets in with a password only, and the right one.
    ///
    /// On a server that we started this is the user `with_password` of its access control list, who may do everything.
    /// No other user needs a password there, unless the test sets `requirepass`. On the server of `REDIS_URL` it is
    /// that URL, and `None` when that has no password.
    pub fn password_url(&self) -> Option<String> {
        self.handle.server.password_url.as_ref().map(Url::to_string)
    }

    /// The certificates for clients of a server with TLS, and `None` of any other.
    #[cfg(unix)]
    pub fn tls_files(&self) -> Option<&TlsFiles> {
        self.tls.as_ref()
    }

    /// Ends the server at once, as a crash does: clients see the connection break, and its data is gone. Blocks until
    /// the process is gone.
    ///
    /// # Errors
    /// When the server is not [one's own](Redis::start_own).
    pub fn kill(&self) -> Result<(), Error> {
        self.handle.process("killed")?.kill()
    }

    /// Starts a killed server again, empty, with the same port, folder and settings; one that runs is killed first.
    /// Blocks until it takes connections.
    ///
    /// # Errors
    /// When the server is not [one's own](Redis::start_own), or runs in a container (which ends with its server).
    pub fn restart(&self) -> Result<(), Error> {
        self.handle.process("restarted")?.restart()
    }

    /// Stops the server where it is, as `SIGSTOP` does: it keeps its connections, the system takes new ones for it, and
    /// it answers none of them.
    ///
    /// # Errors
    /// When the server is not [one's own](Redis::start_own), runs in a container, or was killed.
    pub fn pause(&self) -> Result<(), Error> {
        self.handle.process("paused")?.pause()
    }

    /// Lets a [paused](Redis::pause) server go on, with all that it was sent meanwhile.
    ///
    /// # Errors
    /// Like [`Redis::pause`].
    pub fn resume(&self) -> Result<(), Error> {
        self.handle.process("resumed")?.resume()
    }

    /// Sends a command to a server of this machine, as the user who may do everything.
    #[cfg(unix)]
    fn ask<W: AsRef<[u8]>>(&self, command: &[W]) -> Result<Reply, Error> {
        let mut connection = self.connection()?;
        connection.ask(&["AUTH", settings::USER, settings::PASSWORD])?;
        connection.ask(command)
    }

    /// Like [`Redis::ask`], for answers that are text.
    #[cfg(unix)]
    fn ask_text(&self, command: &[&str]) -> Result<String, Error> {
        match self.ask(command)? {
            Reply::Text(text) => Ok(String::from_utf8_lossy(&text).into_owned()),
            other => Err(other.unexpected(command)),
        }
    }

    /// Like [`Redis::ask`], without a user: a sentinel has none.
    #[cfg(unix)]
    fn ask_openly(&self, command: &[&str]) -> Result<Reply, Error> {
        self.connection()?.ask(command)
    }

    #[cfg(unix)]
    fn connection(&self) -> Result<Connection<UnixStream>, Error> {
        let socket = self.unix_socket().ok_or_else(|| Error::new("a server without a Unix socket"))?;
        Connection::open(socket)
    }

    #[cfg(unix)]
    fn own(server: Server) -> Self {
        Self::of(Handle::of(&SOURCES, server))
    }

    fn of(handle: Handle) -> Self {
        Self {
            handle,
            #[cfg(unix)]
            tls: None,
        }
    }
}

fn owned(settings: &[(&str, &str)]) -> Vec<Setting> {
    settings.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A server that we have just started.
#[cfg(any(unix, feature = "docker"))]
fn started(
    scheme: &str,
    host: String,
    port: u16,
    settings: &[Setting],
    process: impl Process + 'static,
) -> Result<Server, Error> {
    let plain = Url::parse(&format!("{scheme}://{host}:{port}"))?;
    let password_url = Some(plain.with_user(settings::USER).with_password(settings::PASSWORD));
    let url = match settings::password(settings) {
        Some(password) => plain.with_user("").with_password(password),
        None => plain,
    };
    let url = url.to_string();
    Ok(Server { url, host, port, socket: None, password_url, process: Some(Box::new(process)) })
}
