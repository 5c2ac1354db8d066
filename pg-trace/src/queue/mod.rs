#![doc = include_str!("queue.md")]

mod client;
mod consumer;
#[cfg(feature = "envelope")]
mod envelope;
#[cfg(feature = "envelope")]
mod notify_error;
mod process;
mod producer;
mod receive;

pub use db_semconv::messaging::jobs::{JOBS_SQL, Job, Message, Receive};
pub use db_semconv::messaging::{Relation, SpanContext};

pub use self::client::TracedClient;
pub use self::consumer::Consumer;
#[cfg(feature = "envelope")]
pub use self::envelope::{Envelope, Envelopes};
#[cfg(feature = "envelope")]
pub use self::notify_error::NotifyError;
pub use self::process::ProcessError;
pub use self::producer::Producer;
pub use self::receive::Received;

#[cfg(test)]
mod tests {
    #[test]
    fn table_of_the_page_is_the_one_of_the_constant() {
        assert!(include_str!("queue.md").contains(super::JOBS_SQL));
    }
}
