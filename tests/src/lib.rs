//! What the suites share: a recorder of telemetry, futures that are dropped on purpose, and the contract that every
//! driver's wrapper fulfils.
//!
//! The suites themselves are the test targets in the folders next to this one.

mod bounded;
pub mod contract;
mod recorder;

pub use bounded::poll_times;
pub use recorder::{Duration, Recorder, Span};
