//! Runs the shop of `examples/orders` on real servers, and receives its telemetry.
//!
//! The demo and the tests of the shop use it. [`Stage`] starts the programs, [`Receiver`] is the end of their export.

mod demo;
mod load;
mod proto;
mod receiver;
mod relay;
mod stage;
pub mod tree;

pub use demo::{Demo, demonstrate};
pub use load::measure;
pub use proto::{ReceivedLog, ReceivedSpan, text_of};
pub use receiver::{Behaviour, Receiver, Tls};
pub use relay::Relay;
pub use stage::{Ended, Stage, program};
