//! The side that receives jobs, without its driver.

use std::time::Duration;

use super::message::Message;
use super::receive::Receive;
use super::table::Table;
use crate::messaging::{Destination, MessageObservation, Receiving, Relation};
use crate::session::Session;

/// Some thirty years. The server has no time for a job that is later than its calendar.
const LONGEST_DELAY: Duration = Duration::from_secs(1_000_000_000);

/// A table from which jobs are received. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Receiver {
    destination: Destination,
    table: Table,
    relation: Relation,
    has_baggage: bool,
    keeps_done: bool,
    most_deliveries: u32,
    retry_after: Duration,
}

impl Receiver {
    /// Returns the receiver for a table `name` or `schema.name`.
    pub fn new(session: &Session, table: &str) -> Self {
        Self {
            destination: Destination::postgres(session, table),
            table: Table::new(table),
            relation: Relation::Link,
            has_baggage: false,
            keeps_done: false,
            most_deliveries: 5,
            retry_after: Duration::from_secs(10),
        }
    }

    /// Sets the relation of `process` spans to the span that sent the job. Default: [`Relation::Link`].
    #[must_use]
    pub fn relation(self, relation: Relation) -> Self {
        Self { relation, ..self }
    }

    /// Takes the column `baggage` of a job for the baggage of its handler. Default: `false`.
    #[must_use]
    pub fn baggage(self, baggage: bool) -> Self {
        Self { has_baggage: baggage, ..self }
    }

    /// Keeps the row of an acknowledged job. Default: `false`.
    #[must_use]
    pub fn keep_done(self, keep_done: bool) -> Self {
        Self { keeps_done: keep_done, ..self }
    }

    /// Sets how often a job is delivered at most. Default: 5.
    #[must_use]
    pub fn most_deliveries(self, most_deliveries: u32) -> Self {
        Self { most_deliveries, ..self }
    }

    /// Sets the time until a job whose handler failed is delivered again. Default: 10 seconds.
    #[must_use]
    pub fn retry_after(self, delay: Duration) -> Self {
        Self { retry_after: delay, ..self }
    }

    /// Begins to receive jobs. Nothing is recorded unless jobs come, or the call fails.
    pub fn receive(&self) -> Receiving {
        self.destination.receive()
    }

    /// Starts to observe the handler of a job.
    pub fn process(&self, message: &Message) -> MessageObservation {
        self.destination.process(message.delivery(self.relation, self.has_baggage))
    }

    /// Starts to observe a call that acknowledges jobs or delays one. `processed` is the handler that it follows.
    pub fn settle(
        &self,
        messages: &[&Message],
        processed: Option<&MessageObservation>,
    ) -> MessageObservation {
        let id = if let [message] = messages { Some(message.shown_id()) } else { None };
        let origins = messages.iter().filter_map(|message| message.origin());
        self.destination.settle(messages.len() as u64, id, origins, processed)
    }

    /// The statement that counts a delivery of jobs that are due, and its parameters.
    ///
    /// It is a transaction of its own, so the count stays if the process is killed during the job. It returns the identity and the
    /// count (`integer`) of each job, for [`lock`](Self::lock). If it returns nothing, no job is due.
    pub fn count_delivery(&self, receive: &Receive) -> (String, i32, i64) {
        let most = i32::try_from(self.most_deliveries).unwrap_or(i32::MAX);
        (self.table.count_delivery(), most, i64::from(receive.count))
    }

    /// The statement that locks the jobs in a transaction and returns their [columns](super::Columns). Its parameters are arrays
    /// of what [`count_delivery`](Self::count_delivery) returned.
    ///
    /// It returns nothing if this program was stopped for more than a second, and another consumer has the jobs.
    pub fn lock(&self) -> String {
        self.table.lock()
    }

    /// The statement that acknowledges jobs. Its parameter is an array of identities.
    pub fn acknowledge(&self) -> String {
        if self.keeps_done { self.table.mark_done() } else { self.table.delete() }
    }

    /// The statement that lets a job be delivered again after `delay`, and its second parameter, in seconds. The first parameter
    /// is the identity. Without `delay` it is that of a handler that failed.
    pub fn retry(&self, delay: Option<Duration>) -> (String, f64) {
        let delay = delay.unwrap_or(self.retry_after);
        (self.table.retry(), delay.min(LONGEST_DELAY).as_secs_f64())
    }
}

impl Receiving {
    /// Records the jobs that came.
    pub fn received_jobs(self, messages: &[Message]) {
        self.received(messages.len() as u64, messages.iter().filter_map(Message::origin));
    }
}
