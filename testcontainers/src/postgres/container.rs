//! A server in a container.

use std::time::{Duration, Instant};

use testcontainers::{
    GenericImage, ImageExt,
    core::{CopyDataSource, IntoContainerPort},
};

use super::{Server, settings, statement};
use crate::{Error, docker::Container, error::last_lines};

const IMAGE: (&str, &str) = ("postgres", "17-alpine");

const PORT: u16 = 5432;

const START_LIMIT: Duration = Duration::from_secs(120);

pub(super) fn start(parameters: &[String]) -> Result<Server, Error> {
    let rules = CopyDataSource::Data(settings::HOST_BASED_AUTHENTICATION.as_bytes().to_vec());
    let request = GenericImage::new(IMAGE.0, IMAGE.1)
        .with_exposed_port(PORT.tcp())
        // The image does not start without a password unless told so; the rules below replace its own.
        .with_env_var("POSTGRES_HOST_AUTH_METHOD", "trust")
        .with_env_var("POSTGRES_INITDB_ARGS", settings::INITDB.join(" "))
        .with_copy_to("/pg_hba.conf", rules)
        .with_cmd(
            ["postgres", "-c", "hba_file=/pg_hba.conf"].into_iter().chain(settings::arguments(parameters)),
        );
    let container = Container::start(request, PORT)?;

    let (host, port) = (container.host().to_owned(), container.port());
    wait_until_ready(&container, &format!("postgresql://postgres@{host}:{port}/postgres")).map_err(
        |error| Error::new(format_args!("{error}; its last words:\n{}", last_lines(&container.log()))),
    )?;
    Server::started(host, port, container)
}

/// The image serves a Unix socket first, to set things up, and TCP when it is done.
fn wait_until_ready(container: &Container, url: &str) -> Result<(), Error> {
    let deadline = Instant::now() + START_LIMIT;
    loop {
        match statement::execute(url, "SELECT 1") {
            Err(_) if !container.runs() => return Err(Error::new("the container ended at its start")),
            Err(_) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(50)),
            result => return result.map_err(Error::during("the container took too long to start")),
        }
    }
}
