#![doc = include_str!("queue.md")]

mod connection;
mod consumer;
#[cfg(feature = "envelope")]
mod envelope;
mod message;
mod pipeline;
mod process;
mod producer;
mod reply;

pub use db_semconv::messaging::{Relation, SpanContext};

#[cfg(feature = "aio")]
pub use self::connection::AsyncConnection;
pub use self::connection::{BlockingConnection, TracedConnection};
pub use self::consumer::{Claim, Claimed, Consumer, Receive};
#[cfg(feature = "envelope")]
pub use self::envelope::{Envelope, Envelopes};
pub use self::message::Message;
pub use self::process::ProcessError;
pub use self::producer::Producer;
