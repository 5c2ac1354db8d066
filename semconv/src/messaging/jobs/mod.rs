//! Jobs in a table of a PostgreSQL: what is the same for each driver.
//!
//! A [`Sender`] and a [`Receiver`] have the statements and begin the spans. The wrapper of a driver sends the statements.

mod job;
mod message;
mod receive;
mod receiver;
mod sender;
mod settings;
mod table;

pub use self::job::Job;
pub use self::message::{Columns, Message};
pub use self::receive::Receive;
pub use self::receiver::Receiver;
pub use self::sender::{Added, Batch, Sender};

/// The statements that create a table of jobs named `jobs`.
pub const JOBS_SQL: &str = include_str!("jobs.sql");
