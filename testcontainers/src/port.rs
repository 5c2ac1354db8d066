//! Ports for servers.

use std::net::{Ipv4Addr, TcpListener};

use crate::Error;

/// A TCP port of 127.0.0.1 that nobody listens on now.
///
/// Somebody else may take it before the server does: whoever asks has to try again with another one.
pub(crate) fn free() -> Result<u16, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::during("looking for a free port"))
}
