//! Ports for servers.

use std::net::{Ipv4Addr, TcpListener};

use crate::Error;

/// What Redis adds to the port of a node for the port that the nodes of its cluster use among them.
const BUS: u16 = 10_000;

/// Returns a TCP port of 127.0.0.1 on which nothing listens now.
///
/// Another program may take it before the server does. The caller then tries again with another port.
pub(crate) fn free() -> Result<u16, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::during("looking for a free port"))
}

/// Like [`free`], with a port for the bus of a Redis cluster that is free as well.
pub(crate) fn free_with_bus() -> Result<u16, Error> {
    /// Four of five ports leave room for the other, which is seldom taken.
    const TRIES: usize = 100;
    let has_bus = |port: &u16| {
        let bus = port.checked_add(BUS);
        bus.is_some_and(|bus| TcpListener::bind((Ipv4Addr::LOCALHOST, bus)).is_ok())
    };
    for _ in 0..TRIES {
        let port = free()?;
        if has_bus(&port) {
            return Ok(port);
        }
    }
    Err(Error::new(format_args!("none of {TRIES} free ports has a free one {BUS} above it")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_port_with_a_bus_leaves_room_for_the_bus() {
        for _ in 0..20 {
            let port = free_with_bus().unwrap();
            assert!(port <= u16::MAX - BUS, "{port}");
        }
    }
}
