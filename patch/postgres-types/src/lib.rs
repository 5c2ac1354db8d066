//! The `postgres-types` of the driver that the patched `tokio-postgres` is built on.

pub use postgres_types::*;
