//! What the programs share: what was recorded, and what the servers say about it.

pub mod monitor;
pub mod recorded;
pub mod server_log;

/// A value that the programs give to the servers, and that nothing exports.
pub const SECRET: &str = "hunter2-4711";
