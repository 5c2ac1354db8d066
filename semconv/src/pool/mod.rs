//! What is recorded of a pool of connections, for any pool.
//!
//! ```text
//! pool.get() ──▶ Acquire (clock) ──▶ Lease (clock, place) ──▶ given back
//!                │ wait_time,        │ dbtrace.pool.wait      │ use_time
//!                │ timeouts,         │ on the first span
//!                │ span ACQUIRE      └ held too long: a warning
//!                └ Creation ──▶ create_time
//!
//! collection of metrics ──▶ PoolRegistry ──▶ PoolState of each pool: count, max, idle limits, pending requests
//! ```
//!
//! The state is not counted along but asked for when it is collected, so nothing that happens to a pool can make it
//! drift.

mod acquire;
mod away;
mod clock;
mod instruments;
mod lease;
mod name;
mod pending_wait;
mod registry;
mod telemetry;

pub use self::acquire::{Acquire, Creation};
pub(crate) use self::instruments::PoolInstruments;
pub use self::lease::Lease;
pub(crate) use self::pending_wait::PoolWait;
pub(crate) use self::registry::PoolRegistry;
pub use self::telemetry::{PoolState, PoolTelemetry};
