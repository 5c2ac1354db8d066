//! A private PostgreSQL server, set up as the driver's own tests expect it, and gone when dropped.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use db_server_programs::POSTGRES;

use super::account::Account;
use super::port;

/// Who may log in how: the driver's tests have a role for each kind of password.
const ACCESS: &str = "\
local all all trust
host all pass_user all password
host all md5_user all md5
host all scram_user all scram-sha-256
host all all all trust
";

/// Roles and databases, one statement per line because that is what the single-user mode reads.
///
/// From upstream's `docker/sql_setup.sh`, and the database that deadpool's tests ask for.
const CONTENT: &str = "\
CREATE ROLE pass_user PASSWORD 'password' LOGIN
SET password_encryption TO 'md5'
CREATE ROLE md5_user PASSWORD 'password' LOGIN
SET password_encryption TO 'scram-sha-256'
CREATE ROLE scram_user PASSWORD 'password' LOGIN
CREATE EXTENSION hstore
CREATE EXTENSION citext
CREATE EXTENSION ltree
CREATE DATABASE deadpool
";

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Postgres {
    /// The data, the log and the Unix socket.
    pub(crate) folder: PathBuf,
    process: Option<Child>,
    pub(crate) port: u16,
}

impl Postgres {
    /// Starts a server on `preferred_port` if that is free, on any free port otherwise.
    ///
    /// The port gets compiled into the tests: with the same one as last time nothing has to be compiled again.
    /// The same goes for the folder, hence its name.
    pub(super) fn start(preferred_port: Option<u16>) -> crate::Result<Self> {
        Self::start_with(preferred_port, &[])
    }

    /// Starts a server with these settings, next to those of each server.
    pub(crate) fn start_with(preferred_port: Option<u16>, settings: &[&str]) -> crate::Result<Self> {
        let programs = POSTGRES.folder().map_err(|error| format!("{error}: run `cargo xtask setup`"))?;
        let port = port::free(preferred_port)?;
        // Not below `target`: the unprivileged account may not be allowed to look into a home folder.
        let folder = std::env::temp_dir().join(format!("db-trace-drivers-{port}"));
        // Left by a run that was killed; no server uses it, or the port would not be free.
        let _ = fs::remove_dir_all(&folder);
        crate::folder::create(&folder)?;
        let account = Account::for_folder(&folder)?;
        let mut server = Self { folder, process: None, port };
        server.create_cluster(&programs, &account)?;
        server.add_content(&programs, &account)?;
        server.run(&programs, &account, settings)?;
        Ok(server)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> crate::Result<fs::File> {
        let path = self.folder.join("log");
        let file = fs::File::options().append(true).create(true).open(&path);
        file.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    fn create_cluster(&self, programs: &Path, account: &Account) -> crate::Result {
        let mut initdb = Command::new(programs.join("initdb"));
        initdb.args(["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]);
        initdb.arg("--pgdata").arg(self.data());
        crate::cargo::output(account.run(&mut initdb))?;
        fs::write(self.data().join("pg_hba.conf"), ACCESS)
            .map_err(|error| format!("cannot write pg_hba.conf: {error}"))
    }

    /// Fills the databases while nothing listens yet; needs neither `psql` nor a driver.
    fn add_content(&self, programs: &Path, account: &Account) -> crate::Result {
        let statements = self.folder.join("content.sql");
        fs::write(&statements, CONTENT).map_err(|error| format!("cannot write content.sql: {error}"))?;
        let statements = fs::File::open(&statements).map_err(|error| format!("content.sql: {error}"))?;
        let mut single = Command::new(programs.join("postgres"));
        single.arg("--single").arg("-D").arg(self.data()).args(["-c", "fsync=off", "postgres"]);
        single.stdin(statements).stdout(Stdio::null());
        let output = account.run(&mut single).output().map_err(|error| format!("postgres: {error}"))?;
        // In this mode a failed statement does not change the exit status.
        let messages = String::from_utf8_lossy(&output.stderr);
        if output.status.success() && !messages.contains("ERROR:") {
            return Ok(());
        }
        Err(format!(
            "PostgreSQL could not be filled for the tests; if an extension is missing, install the contrib \
             modules (Debian: postgresql-15, Fedora: postgresql-contrib):\n{messages}"
        ))
    }

    fn run(&mut self, programs: &Path, account: &Account, settings: &[&str]) -> crate::Result {
        let mut postgres = Command::new(programs.join("postgres"));
        postgres.arg("-D").arg(self.data()).arg("-k").arg(&self.folder);
        postgres.args(["-c", "listen_addresses=localhost", "-c", "fsync=off", "-p", &self.port.to_string()]);
        postgres.args(settings.iter().flat_map(|setting| ["-c", setting]));
        postgres.stdin(Stdio::null()).stdout(self.log()?).stderr(self.log()?);
        let process = account.run(&mut postgres).spawn();
        self.process = Some(process.map_err(|error| format!("postgres did not start: {error}"))?);
        self.wait_until_ready()
    }

    fn wait_until_ready(&mut self) -> crate::Result {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            // The last line of this file says whether the server accepts connections, before that it refuses them.
            let status = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            if status.lines().last().is_some_and(|line| line.trim() == "ready") && self.answers() {
                return Ok(());
            }
            if self.process.as_mut().is_none_or(|process| !matches!(process.try_wait(), Ok(None))) {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("PostgreSQL did not get ready on port {}; its log:\n{log}", self.port))
    }

    fn answers(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Nothing in it is worth an orderly shutdown, and its children leave when it is gone.
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}
