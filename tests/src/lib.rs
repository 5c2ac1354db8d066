//! What the contract suite shares: a recorder of telemetry, and futures that are dropped on purpose.
//!
//! The suites themselves are the test targets beside this file, one for each driver.

mod bounded;
mod recorder;

pub use bounded::poll_times;
pub use recorder::{Duration, Recorder, Span};
