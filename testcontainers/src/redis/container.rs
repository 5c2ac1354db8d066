//! A server in a container.

use testcontainers::{
    GenericImage, ImageExt,
    core::{CopyDataSource, IntoContainerPort},
};

use super::{Setting, resp::Connection, settings, started};
use crate::{Error, docker::Container, server::Server};

const IMAGE: (&str, &str) = ("redis", "8");

const PORT: u16 = 6379;

/// From outside the container, where the default user has no password.
const PLACE: &str = "bind * -::*\nprotected-mode no\n";

const FILE: &str = "/redis.conf";

pub(super) fn start(settings: &[Setting]) -> Result<Server, Error> {
    let file = CopyDataSource::Data(settings::file(PLACE, settings).into_bytes());
    let request = GenericImage::new(IMAGE.0, IMAGE.1)
        .with_exposed_port(PORT.tcp())
        .with_copy_to(FILE, file)
        .with_cmd(["redis-server", FILE]);
    let container = Container::start(request, PORT)?;

    let (host, port) = (container.host().to_owned(), container.port());
    container.wait_until(|| Connection::connect(&host, port)?.is_served())?;
    started("redis", host, port, settings, container)
}
