//! A server from the programs on this machine.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{Server, Setting, resp::Connection, settings};
use crate::{Error, port, process::Process, programs, supervisor::Supervisor, user};

/// The name of the Unix socket in the folder.
const SOCKET: &str = "redis.sock";

pub(super) fn start(settings: &[Setting]) -> Result<Server, Error> {
    let running = Running::new()?;
    let port = running.supervisor.serve_on_free_port(
        port::free,
        |port| {
            let place = place(running.folder(), port);
            running.configure(&settings::file(&place, settings))?;
            Ok(running.command())
        },
        || running.is_ready(),
    )?;
    let unix_socket = Some(running.socket());
    let server = Server::started("127.0.0.1".to_owned(), port, settings, running)?;
    Ok(Server { unix_socket, ..server })
}

/// Where the server is to be found.
fn place(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    format!(
        "bind 127.0.0.1\nport {port}\ndir \"{folder}\"\nunixsocket \"{folder}/{SOCKET}\"\nunixsocketperm 700\n\
         # Its command line is to keep the folder's path.\nset-proc-title no\n"
    )
}

/// A server and what it takes to start it again.
struct Running {
    supervisor: Supervisor,
    program: PathBuf,
}

impl Running {
    /// Nothing runs yet.
    fn new() -> Result<Self, Error> {
        let programs = programs::REDIS.folder().map_err(Error::new)?;
        let supervisor = Supervisor::start(user::unprivileged("redis")?)?;
        Ok(Self { supervisor, program: programs.join("redis-server") })
    }

    fn folder(&self) -> &Path {
        self.supervisor.folder().path()
    }

    fn socket(&self) -> PathBuf {
        self.folder().join(SOCKET)
    }

    fn configure(&self, content: &str) -> Result<(), Error> {
        self.supervisor.folder().write("redis.conf", content)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(self.folder().join("redis.conf"));
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
