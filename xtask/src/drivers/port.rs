//! Ports for servers.

use std::net::TcpListener;

/// `preferred` if nothing listens there, any other free port otherwise.
pub(super) fn free(preferred: Option<u16>) -> crate::Result<u16> {
    let listen = |port: u16| TcpListener::bind(("127.0.0.1", port));
    let listener = preferred.map_or_else(|| listen(0), |port| listen(port).or_else(|_| listen(0)));
    let address = listener.and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(|error| format!("there is no free port: {error}"))
}
