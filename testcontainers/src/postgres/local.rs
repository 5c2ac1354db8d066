//! A server from the programs on this machine.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use db_server_programs::POSTGRES;

use super::{settings, started};
use crate::{Error, port, server::Server, supervisor::Supervisor, user};

/// A killed server cannot free the few bytes of System V shared memory that show that it runs; the seventh line of
/// the file that it left names them.
const AFTER_KILL: &str =
    "[ -s data/postmaster.pid ] && set -- $(sed -n 7p data/postmaster.pid) && ipcrm -m \"$2\"\n";

pub(super) fn start(parameters: &[String]) -> Result<Server, Error> {
    let programs = POSTGRES.folder().map_err(Error::new)?;
    let supervisor = Supervisor::start(user::unprivileged("postgres")?)?;
    let folder = supervisor.folder();
    folder.write("pg_hba.conf", settings::HOST_BASED_AUTHENTICATION)?;
    // PostgreSQL's immediate shutdown.
    folder.write("shutdown-signal", "QUIT\n")?;
    folder.write("after-kill", AFTER_KILL)?;
    supervisor.run(&create_data(&programs, folder.path()))?;

    let port = supervisor.serve_on_free_port(
        port::free,
        |port| Ok(postgres(&programs, folder.path(), port, parameters)),
        || is_ready(folder.path()),
    )?;
    let socket_dir = folder.path().to_owned();
    let server = started("127.0.0.1".to_owned(), port, supervisor)?;
    Ok(Server { socket: Some(socket_dir), ..server })
}

fn create_data(programs: &Path, folder: &Path) -> Command {
    let mut initdb = Command::new(programs.join("initdb"));
    initdb.arg("-D").arg(data(folder)).args(["--username=postgres", "--auth=trust"]).args(settings::INITDB);
    initdb
}

fn postgres(programs: &Path, folder: &Path, port: u16, parameters: &[String]) -> Command {
    let mut postgres = Command::new(programs.join("postgres"));
    postgres.arg("-D").arg(data(folder)).arg("-k").arg(folder).args(["-p", &port.to_string()]);
    postgres.args(["-c", "listen_addresses=127.0.0.1", "-c"]);
    postgres.arg(format!("hba_file={}", folder.join("pg_hba.conf").display()));
    postgres.args(settings::arguments(parameters));
    postgres
}

/// The eighth line of its file is the state of the server. `pg_ctl` looks there too.
fn is_ready(folder: &Path) -> bool {
    let status = std::fs::read_to_string(data(folder).join("postmaster.pid"));
    status.is_ok_and(|status| status.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}
