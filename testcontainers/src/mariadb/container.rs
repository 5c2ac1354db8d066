//! A server in a container.

use testcontainers::{GenericImage, ImageExt, core::IntoContainerPort};

use super::{settings, started, statement};
use crate::{Error, docker::Container, server::Server};

const IMAGE: (&str, &str) = ("mariadb", "11");

const PORT: u16 = 3306;

pub(super) fn start(variables: &[String]) -> Result<Server, Error> {
    let request = GenericImage::new(IMAGE.0, IMAGE.1)
        .with_exposed_port(PORT.tcp())
        // The image does not start without a password unless a variable allows it.
        .with_env_var("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1")
        .with_cmd(std::iter::once("mariadbd".to_owned()).chain(settings::arguments(variables)));
    let container = Container::start(request, PORT)?;

    let (host, port) = (container.host().to_owned(), container.port());
    let url = settings::url(&host, port)?;
    // The image serves a Unix socket first, to set things up, and TCP when it is done.
    container.wait_until(|| statement::execute(&url, &["SELECT 1"]))?;
    started(host, port, container)
}
