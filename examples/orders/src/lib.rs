//! A shop that takes orders: a service, a worker and a client, traced from end to end.
//!
//! ```text
//! orders-client ──HTTP──▶ orders-service ──Redis stream──▶ orders-worker ──TRACEPARENT──▶ orders-receipt
//!                          │    │    │                       │
//!                 PostgreSQL  Redis  diesel            PostgreSQL, Redis
//! ```
//!
//! [`telemetry`] is the file to take. The other modules use the databases as any program does.

pub mod api;
mod cache;
pub mod client;
mod database;
mod error;
mod http_metrics;
mod jobs;
pub mod program;
mod report;
pub mod telemetry;
pub mod worker;

pub use error::Error;
