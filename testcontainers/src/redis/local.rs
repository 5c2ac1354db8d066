//! Servers from the programs on this machine.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use db_server_programs::REDIS;

use super::{Setting, resp::Connection, settings, started, tls::TlsFiles};
use crate::{Error, port, process::Process, server::Server, supervisor::Supervisor, user};

/// The name of the Unix socket in the folder.
const SOCKET: &str = "redis.sock";

/// A server alone.
pub(super) fn start(settings: &[Setting]) -> Result<Server, Error> {
    let programs = REDIS.folder().map_err(Error::new)?;
    Running::new(&programs)?.serve_data("", settings)
}

/// A server that takes nothing but TLS over TCP.
pub(super) fn start_with_tls() -> Result<(Server, TlsFiles), Error> {
    let running = Running::new(&programs_for("a Redis with TLS")?)?;
    let files = TlsFiles::create(running.supervisor.folder())?;
    let file = |port| settings::file(&(running.place(0) + &TlsFiles::settings(running.folder(), port)), &[]);
    let port = running.serve(port::free, file)?;
    Ok((running.into_server("rediss", port, &[])?, files))
}

/// A node of a cluster, which knows no other node yet.
pub(super) fn start_node(programs: &Path, settings: &[Setting]) -> Result<Server, Error> {
    let running = Running::new(programs)?;
    let file = |port| settings::file(&(running.place(port) + settings::NODE), settings);
    let port = running.serve(port::free_with_bus, file)?;
    running.into_server("redis", port, settings)
}

/// A server with directives of our own, such as those of a replica.
pub(super) fn start_as(programs: &Path, directives: &str) -> Result<Server, Error> {
    Running::new(programs)?.serve_data(directives, &[])
}

/// A sentinel, which holds no data.
pub(super) fn start_sentinel(programs: &Path, directives: &str) -> Result<Server, Error> {
    let running = Running { is_sentinel: true, ..Running::new(programs)? };
    let port = running.serve(port::free, |port| running.place(port) + directives)?;
    let server = running.into_server("redis", port, &[])?;
    Ok(Server { password_url: None, ..server })
}

/// The programs, for what only they can give.
pub(super) fn programs_for(what: &str) -> Result<PathBuf, Error> {
    REDIS.folder().map_err(|reason| Error::needs_programs("Redis", what, &reason))
}

/// A server and what it takes to start it again.
struct Running {
    supervisor: Supervisor,
    program: PathBuf,
    is_sentinel: bool,
}

impl Running {
    /// Nothing runs yet.
    fn new(programs: &Path) -> Result<Self, Error> {
        let supervisor = Supervisor::start(user::unprivileged("redis")?)?;
        Ok(Self { supervisor, program: programs.join("redis-server"), is_sentinel: false })
    }

    fn serve_data(self, directives: &str, settings: &[Setting]) -> Result<Server, Error> {
        let file = |port| settings::file(&(self.place(port) + directives), settings);
        let port = self.serve(port::free, file)?;
        self.into_server("redis", port, settings)
    }

    /// Starts the server with the file of settings that it gets for a free port.
    fn serve(&self, free: fn() -> Result<u16, Error>, file: impl Fn(u16) -> String) -> Result<u16, Error> {
        self.supervisor.serve_on_free_port(
            free,
            |port| {
                self.supervisor.folder().write("redis.conf", &file(port))?;
                Ok(self.command())
            },
            || self.is_ready(),
        )
    }

    fn into_server(self, scheme: &str, port: u16, settings: &[Setting]) -> Result<Server, Error> {
        let socket = Some(self.socket());
        let server = started(scheme, "127.0.0.1".to_owned(), port, settings, self)?;
        Ok(Server { socket, ..server })
    }

    fn folder(&self) -> &Path {
        self.supervisor.folder().path()
    }

    fn socket(&self) -> PathBuf {
        self.folder().join(SOCKET)
    }

    /// Directives that say where the server is to be found. Port 0 is none.
    fn place(&self, port: u16) -> String {
        let (folder, socket) = (self.folder().display(), self.socket());
        let socket = socket.display();
        format!(
            "bind 127.0.0.1\nport {port}\ndir \"{folder}\"\nunixsocket \"{socket}\"\nunixsocketperm 700\n\
             # The supervisor knows the server by the path of the folder on its command line.\n\
             set-proc-title no\n"
        )
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(self.folder().join("redis.conf"));
        if self.is_sentinel {
            command.arg("--sentinel");
        }
        command
    }

    /// Asked through the socket, because what answers at the port may be another server.
    fn is_ready(&self) -> bool {
        Connection::open(&self.socket()).and_then(|mut connection| connection.is_served()).is_ok()
    }
}

impl Process for Running {
    fn kill(&self) -> Result<(), Error> {
        self.supervisor.kill()
    }

    fn pause(&self) -> Result<(), Error> {
        self.supervisor.pause()
    }

    fn resume(&self) -> Result<(), Error> {
        self.supervisor.resume()
    }

    fn restart(&self) -> Result<(), Error> {
        self.supervisor.kill()?;
        self.supervisor.serve_again(&self.command(), || self.is_ready())
    }
}
