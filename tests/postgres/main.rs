//! The contract, kept by `pg-trace` against a real PostgreSQL.

mod calls;
mod cancellation;
mod client;
mod debug;
mod failures;
mod future_size;
mod metrics;
mod parents;
mod pipelining;
mod redaction;
mod settings;
