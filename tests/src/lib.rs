//! What the suites share: a recorder of telemetry, futures that are dropped on purpose, a proxy, and the contract that every
//! driver's wrapper fulfils.
//!
//! The suites themselves are the test targets in the folders next to this one.

mod bounded;
pub mod contract;
mod job_table;
mod other_process;
mod proxy;
mod recorder;

pub use bounded::poll_times;
pub use job_table::{JobTable, Refused, traceparent};
pub use other_process::OtherProcess;
pub use proxy::Proxy;
pub use recorder::{Duration, Recorder, Span};
