//! The side that sends jobs, without its driver.

use std::time::SystemTime;

use super::job::Job;
use super::table::Table;
use crate::messaging::{Destination, MessageObservation, Sending, TraceFields};
use crate::session::Session;

/// A table to which jobs are sent. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sender {
    destination: Destination,
    table: Table,
    has_baggage: bool,
}

impl Sender {
    /// Returns the sender for a table `name` or `schema.name`.
    pub fn new(session: &Session, table: &str) -> Self {
        let destination = Destination::postgres(session, table);
        Self { destination, table: Table::new(table), has_baggage: false }
    }

    /// Adds the caller's baggage to each job that has none.
    #[must_use]
    pub fn baggage(self, baggage: bool) -> Self {
        Self { has_baggage: baggage, ..self }
    }

    /// Starts to observe a call that sends jobs, and returns what it adds to them.
    pub fn send(&self, jobs: &[Job<'_>], is_batch: bool) -> (MessageObservation, Added) {
        let mut sending = Sending { messages: jobs.len() as u64, is_batch, ..Sending::default() };
        for job in jobs.iter().filter(|job| job.traceparent.is_some()) {
            sending.given += 1;
            sending.links.extend(job.origin());
        }
        let observation = self.destination.send(&sending);
        let baggage = if self.has_baggage { observation.baggage() } else { None };
        let added = Added { trace: observation.trace_fields(), baggage };
        (observation, added)
    }

    /// The statement that adds one job and returns its identity. Its parameters are the fields of a [`Job`] in their order:
    /// texts, and the time as a `timestamptz`.
    pub fn insert(&self) -> String {
        self.table.insert()
    }

    /// The statement that adds many jobs and returns their identities in the order of the jobs. Its parameters are the fields of
    /// a [`Batch`] in their order, as arrays.
    pub fn insert_all(&self) -> String {
        self.table.insert_all()
    }
}

/// The columns that `send` adds to a job.
#[derive(Debug)]
pub struct Added {
    trace: Option<TraceFields>,
    baggage: Option<String>,
}

impl Added {
    /// Returns the row of a job. What the caller gave wins.
    pub fn row<'a>(&'a self, job: &Job<'a>) -> Job<'a> {
        let trace = self.trace.as_ref().filter(|_| job.traceparent.is_none());
        Job {
            traceparent: job.traceparent.or_else(|| Some(trace?.traceparent.as_str())),
            tracestate: job.tracestate.or_else(|| trace?.tracestate.as_deref()),
            baggage: job.baggage.or(self.baggage.as_deref()),
            ..*job
        }
    }

    /// Returns the rows of jobs.
    pub fn rows<'a>(&'a self, jobs: &[Job<'a>]) -> Batch<'a> {
        let mut batch = Batch::default();
        for job in jobs {
            let row = self.row(job);
            batch.payload.push(row.payload);
            batch.run_at.push(row.run_at);
            batch.traceparent.push(row.traceparent);
            batch.tracestate.push(row.tracestate);
            batch.baggage.push(row.baggage);
        }
        batch
    }
}

/// The rows of jobs, column by column.
#[derive(Default)]
#[expect(missing_debug_implementations, reason = "payloads are not shown")]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct Batch<'a> {
    pub payload: Vec<&'a str>,
    pub run_at: Vec<Option<SystemTime>>,
    pub traceparent: Vec<Option<&'a str>>,
    pub tracestate: Vec<Option<&'a str>>,
    pub baggage: Vec<Option<&'a str>>,
}
