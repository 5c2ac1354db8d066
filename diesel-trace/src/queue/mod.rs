#![doc = include_str!("queue.md")]

mod connection;
mod consumer;
mod producer;
mod received;
mod statement;

pub use db_semconv::messaging::jobs::{JOBS_SQL, Job, Message, Receive};
pub use db_semconv::messaging::{Relation, SpanContext};

pub use self::connection::TracedConnection;
pub use self::consumer::Consumer;
pub use self::producer::Producer;
pub use self::received::{ProcessError, Received};

#[cfg(test)]
mod tests {
    #[test]
    fn table_of_the_page_is_the_one_of_the_constant() {
        assert!(include_str!("queue.md").contains(super::JOBS_SQL));
    }
}
