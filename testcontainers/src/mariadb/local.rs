//! A server from the programs on this machine.

use std::{
    io::Read,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use db_server_programs::MARIADB;

use super::{settings, started};
use crate::{Error, port, process::Process, server::Server, supervisor::Supervisor, user};

const SOCKET: &str = "mariadb.sock";

/// The statements that make the system's tables: what `mariadb-install-db` runs too, without the help texts and the
/// `sys` schema, which take longer than all the rest.
const BOOTSTRAP: &str = "bootstrap.sql";

/// Before the system's tables are made.
const CREATE_SYSTEM: &str = "CREATE DATABASE mysql;\nUSE mysql;\n";

/// Runs after the tables are made, because a bootstrap checks no grants and creates no users.
const CREATE_ROOT: &str =
    "\nFLUSH PRIVILEGES;\nCREATE USER root;\nGRANT ALL PRIVILEGES ON *.* TO root WITH GRANT OPTION;\n";

/// Where the tables' statements are, from the folder of the program. The names changed with version 11.
const SYSTEM_TABLES: [&str; 4] = [
    "../share/mysql/mysql_system_tables.sql",
    "../share/mysql/mariadb_system_tables.sql",
    "../share/mariadb/mysql_system_tables.sql",
    "../share/mariadb/mariadb_system_tables.sql",
];

pub(super) fn start(variables: &[String]) -> Result<Server, Error> {
    let programs = MARIADB.folder().map_err(Error::new)?;
    let running = Running::new(&programs, variables)?;
    running.create_data(&programs)?;
    let port = running.supervisor.serve_on_free_port(
        port::free,
        |port| Ok(running.command(port)),
        || running.is_ready(),
    )?;
    let unix_socket = running.socket();
    let server = started("127.0.0.1".to_owned(), port, Running { port, ..running })?;
    Ok(Server { socket: Some(unix_socket), ..server })
}

/// A server and what it takes to start it again.
struct Running {
    supervisor: Supervisor,
    program: PathBuf,
    variables: Vec<String>,
    port: u16,
}

impl Running {
    /// Nothing runs yet.
    fn new(programs: &Path, variables: &[String]) -> Result<Self, Error> {
        let supervisor = Supervisor::start(user::unprivileged("mysql")?)?;
        let variables = settings::arguments(variables).collect();
        Ok(Self { supervisor, program: programs.join("mariadbd"), variables, port: 0 })
    }

    fn create_data(&self, programs: &Path) -> Result<(), Error> {
        let folder = self.supervisor.folder();
        let mut create = Command::new("mkdir");
        self.supervisor.run(create.arg(self.data()))?;

        let tables = system_tables(programs)?;
        folder.write(BOOTSTRAP, &[CREATE_SYSTEM, &tables, CREATE_ROOT].concat())?;
        let mut bootstrap = self.mariadbd();
        self.supervisor.run_with_input(bootstrap.arg("--bootstrap"), BOOTSTRAP)
    }

    fn command(&self, port: u16) -> Command {
        let mut mariadbd = self.mariadbd();
        mariadbd.arg("--bind-address=127.0.0.1").arg(format!("--port={port}"));
        mariadbd
    }

    /// Nothing of the machine's own settings counts.
    fn mariadbd(&self) -> Command {
        let folder = self.supervisor.folder().path();
        let mut mariadbd = Command::new(&self.program);
        mariadbd.arg("--no-defaults");
        for (option, path) in [
            ("datadir", self.data()),
            ("tmpdir", folder.to_owned()),
            ("socket", self.socket()),
            ("pid-file", folder.join("mariadb.pid")),
        ] {
            mariadbd.arg(format!("--{option}={}", path.display()));
        }
        mariadbd.args(&self.variables);
        mariadbd
    }

    fn data(&self) -> PathBuf {
        self.supervisor.folder().path().join("data")
    }

    fn socket(&self) -> PathBuf {
        self.supervisor.folder().path().join(SOCKET)
    }

    /// Asked through the socket, because what answers at the port may be another server. It speaks first, and when it
    /// does so it is ready: four bytes of a header, then the version of the protocol.
    fn is_ready(&self) -> bool {
        const PROTOCOL: u8 = 10;
        let greeting = || {
            let mut connection = UnixStream::connect(self.socket())?;
            connection.set_read_timeout(Some(Duration::from_secs(5)))?;
            let mut start = [0; 5];
            connection.read_exact(&mut start).map(|()| start[4])
        };
        greeting().is_ok_and(|protocol: u8| protocol == PROTOCOL)
    }
}

impl Process for Running {
    fn kill(&self) -> Result<(), Error> {
        self.supervisor.kill()
    }

    fn restart(&self) -> Result<(), Error> {
        self.supervisor.kill()?;
        self.supervisor.serve_again(&self.command(self.port), || self.is_ready())
    }
}

fn system_tables(programs: &Path) -> Result<String, Error> {
    let file = SYSTEM_TABLES.iter().map(|file| programs.join(file)).find(|file| file.is_file());
    let file = file.ok_or_else(|| {
        let programs = programs.display();
        Error::new(format_args!("no system tables next to {programs}: {}", SYSTEM_TABLES.join(", ")))
    })?;
    std::fs::read_to_string(&file).map_err(Error::during(format_args!("reading {}", file.display())))
}
