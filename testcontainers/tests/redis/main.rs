//! What a test gets from the Redis servers that this crate starts.

#![allow(clippy::unwrap_used, reason = "Clippy knows tests by their attribute, and not what they call")]

mod alone;
mod client;
#[cfg(unix)]
mod cluster;
#[cfg(unix)]
mod sentinel;
#[cfg(unix)]
mod tls;
