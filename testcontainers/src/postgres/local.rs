//! A server from the programs on this machine.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::{Server, settings};
use crate::{
    Error, port, programs,
    supervisor::{NotReady, Supervisor},
    user,
};

/// Somebody else can take a free port before the server does. So often in a row they do not.
const PORTS: usize = 10;

const START_LIMIT: Duration = Duration::from_secs(60);

/// A killed server cannot free the few bytes of System V shared memory that show that it runs; the seventh line of
/// the file that it left names them.
const AFTER_KILL: &str =
    "[ -s data/postmaster.pid ] && set -- $(sed -n 7p data/postmaster.pid) && ipcrm -m \"$2\"\n";

pub(super) fn start(parameters: &[String]) -> Result<Server, Error> {
    let programs = programs::POSTGRES.folder().map_err(Error::new)?;
    let supervisor = Supervisor::start(user::unprivileged("postgres")?)?;
    let folder = supervisor.folder();
    folder.write("pg_hba.conf", settings::HOST_BASED_AUTHENTICATION)?;
    folder.write("after-kill", AFTER_KILL)?;
    supervisor.run(&create_data(&programs, folder.path()))?;

    let port = serve(&supervisor, &programs, parameters)?;
    let socket_dir = supervisor.folder().path().to_owned();
    let server = Server::started("127.0.0.1".to_owned(), port, supervisor)?;
    Ok(Server { socket_dir: Some(socket_dir), ..server })
}

fn create_data(programs: &Path, folder: &Path) -> Command {
    let mut initdb = Command::new(programs.join("initdb"));
    initdb.arg("-D").arg(data(folder)).args(["--username=postgres", "--auth=trust"]).args(settings::INITDB);
    initdb
}

/// Starts the server on a free port, and gives the port once it takes connections.
fn serve(supervisor: &Supervisor, programs: &Path, parameters: &[String]) -> Result<u16, Error> {
    let folder = supervisor.folder().path();
    for _ in 0..PORTS {
        let port = port::free()?;
        supervisor.serve(&postgres(programs, folder, port, parameters))?;
        match supervisor.wait_until(START_LIMIT, || is_ready(folder)) {
            Ok(()) => return Ok(port),
            Err(NotReady::Ended) if supervisor.log().contains("could not bind") => {}
            Err(why) => {
                let what = match why {
                    NotReady::Ended => "ended at its start",
                    NotReady::TooLate => "took too long to start",
                };
                return Err(Error::new(format_args!(
                    "postgres {what}; its last words:\n{}",
                    supervisor.log()
                )));
            }
        }
    }
    Err(Error::new(format_args!("{PORTS} free ports were taken by others before postgres could listen")))
}

fn postgres(programs: &Path, folder: &Path, port: u16, parameters: &[String]) -> Command {
    let mut postgres = Command::new(programs.join("postgres"));
    postgres.arg("-D").arg(data(folder)).arg("-k").arg(folder).args(["-p", &port.to_string()]);
    postgres.args(["-c", "listen_addresses=127.0.0.1", "-c"]);
    postgres.arg(format!("hba_file={}", folder.join("pg_hba.conf").display()));
    postgres.args(settings::arguments(parameters));
    postgres
}

/// The eighth line of its file tells the state of the server: `pg_ctl` looks there too.
fn is_ready(folder: &Path) -> bool {
    let status = std::fs::read_to_string(data(folder).join("postmaster.pid"));
    status.is_ok_and(|status| status.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}
