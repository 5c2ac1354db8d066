#![doc = include_str!("queue.md")]

mod connection;
mod consumer;
mod message;
mod process;
mod producer;
mod reply;

pub use db_semconv::messaging::{Relation, SpanContext};

#[cfg(feature = "aio")]
pub use self::connection::AsyncConnection;
pub use self::connection::{BlockingConnection, TracedConnection};
pub use self::consumer::{Claim, Claimed, Consumer, Receive};
pub use self::message::Message;
pub use self::process::ProcessError;
pub use self::producer::Producer;
