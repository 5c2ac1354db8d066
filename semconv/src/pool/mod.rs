//! The record of a pool of connections, for any pool.
//!
//! ```text
//! pool.get() ──▶ Acquire (clock) ──▶ Lease (clock, place) ──▶ given back
//!                │ wait_time,        │ dbtrace.pool.wait      │ use_time
//!                │ timeouts,         │ on the first span
//!                │ span ACQUIRE      └ held too long: a warning
//!                └ Creation ──▶ create_time
//!
//! collection of metrics ──▶ the registry of signals/ ──▶ PoolState of each pool: count, max, idle limits, pending requests
//! ```
//!
//! The state is not counted along but asked for when it is collected, so nothing that happens to a pool can make it
//! drift.

mod acquire;
mod away;
mod clock;
mod lease;
mod name;
mod telemetry;

pub use self::acquire::{Acquire, Creation};
pub use self::lease::Lease;
pub use self::telemetry::PoolTelemetry;
pub use crate::signals::PoolState;
