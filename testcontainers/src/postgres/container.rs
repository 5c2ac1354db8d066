//! A server in a container.

use testcontainers::{
    GenericImage, ImageExt,
    core::{CopyDataSource, IntoContainerPort},
};

use super::{settings, started, statement};
use crate::{Error, docker::Container, server::Server};

const IMAGE: (&str, &str) = ("postgres", "17-alpine");

const PORT: u16 = 5432;

pub(super) fn start(parameters: &[String]) -> Result<Server, Error> {
    let rules = CopyDataSource::Data(settings::HOST_BASED_AUTHENTICATION.as_bytes().to_vec());
    let request = GenericImage::new(IMAGE.0, IMAGE.1)
        .with_exposed_port(PORT.tcp())
        // The image does not start without a password unless a variable allows it; the rules below replace its own.
        .with_env_var("POSTGRES_HOST_AUTH_METHOD", "trust")
        .with_env_var("POSTGRES_INITDB_ARGS", settings::INITDB.join(" "))
        .with_copy_to("/pg_hba.conf", rules)
        .with_cmd(
            ["postgres", "-c", "hba_file=/pg_hba.conf"].into_iter().chain(settings::arguments(parameters)),
        );
    let container = Container::start(request, PORT)?;

    let (host, port) = (container.host().to_owned(), container.port());
    let url = format!("postgresql://postgres@{host}:{port}/postgres");
    // The image serves a Unix socket first, to set things up, and TCP when it is done.
    container.wait_until(|| statement::execute(&url, "SELECT 1"))?;
    started(host, port, container)
}
