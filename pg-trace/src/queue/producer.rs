//! The side that sends jobs.

use std::time::SystemTime;

use db_semconv::messaging::{Destination, MessageObservation, Sending, TraceFields};

use super::client::{TracedClient, in_front};
use super::job::Job;
use super::table::Table;
use crate::types::{ToSql, Type};
use crate::{Error, outcome};

/// Sends jobs to a table. Cheap to clone.
///
/// It has the telemetry of the client that it is made with, and sends over any client or transaction of the same database.
#[derive(Clone, Debug)]
pub struct Producer {
    destination: Destination,
    table: Table,
    has_baggage: bool,
}

impl Producer {
    /// Returns a producer for `table`, with the telemetry of `client`.
    ///
    /// `table` is a name or `schema.name`, in upper and lower case as the server has it. See [`JOBS_SQL`](super::JOBS_SQL).
    pub fn new(client: &impl TracedClient, table: &str) -> Self {
        let destination = Destination::postgres(client.client().session(), table);
        Self { destination, table: Table::new(table), has_baggage: false }
    }

    /// Adds the caller's baggage to each job, in the form of the W3C.
    ///
    /// All readers of the table can read it. If a job has a baggage, nothing is added. Default: `false`.
    #[must_use]
    pub fn baggage(self, baggage: bool) -> Self {
        Self { has_baggage: baggage, ..self }
    }

    /// Sends a job and returns its identity.
    ///
    /// In a transaction, the job is there when the transaction commits, and never if it rolls back.
    pub async fn send<'j>(&self, client: &impl TracedClient, job: impl Into<Job<'j>>) -> Result<i64, Error> {
        let job = job.into();
        let (mut observation, added) = self.start(std::slice::from_ref(&job), false);
        let [traceparent, tracestate, baggage] = added.columns(&job);
        let parameters: [(&(dyn ToSql + Sync), Type); 5] = [
            (&job.payload, Type::TEXT),
            (&job.run_at, Type::TIMESTAMPTZ),
            (&traceparent, Type::TEXT),
            (&tracestate, Type::TEXT),
            (&baggage, Type::TEXT),
        ];
        let (client, statement) = (client.client(), self.table.insert());
        let call = client.driver().query_typed_one(&statement, &parameters);
        let row = in_front(client, &observation, call).await;
        let id = row.and_then(|row| row.try_get::<_, i64>(0));
        if let Ok(id) = &id {
            observation.set_message_id(&id.to_string());
        }
        observation.end(id.as_ref().err().map(outcome::failure).as_ref());
        id
    }

    /// Sends jobs in one statement, all of them or none, and returns their identities in the order of the jobs.
    ///
    /// The statement is one `send` span, whose context all jobs carry. Without jobs nothing is sent.
    pub async fn send_batch(&self, client: &impl TracedClient, jobs: &[Job<'_>]) -> Result<Vec<i64>, Error> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let (mut observation, added) = self.start(jobs, true);
        let payloads: Vec<&str> = jobs.iter().map(|job| job.payload).collect();
        let times: Vec<Option<SystemTime>> = jobs.iter().map(|job| job.run_at).collect();
        let columns: Vec<[Option<&str>; 3]> = jobs.iter().map(|job| added.columns(job)).collect();
        let column = |index: usize| columns.iter().map(|columns| columns[index]).collect::<Vec<_>>();
        let parameters: [(&(dyn ToSql + Sync), Type); 5] = [
            (&payloads, Type::TEXT_ARRAY),
            (&times, Type::TIMESTAMPTZ_ARRAY),
            (&column(0), Type::TEXT_ARRAY),
            (&column(1), Type::TEXT_ARRAY),
            (&column(2), Type::TEXT_ARRAY),
        ];
        let (client, statement) = (client.client(), self.table.insert_all());
        let call = client.driver().query_typed(&statement, &parameters);
        let rows = in_front(client, &observation, call).await;
        let ids = rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect());
        observation.end(ids.as_ref().err().map(outcome::failure).as_ref());
        ids
    }

    fn start(&self, jobs: &[Job<'_>], is_batch: bool) -> (MessageObservation, Added) {
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
}

/// The columns that `send` adds to a job.
struct Added {
    trace: Option<TraceFields>,
    baggage: Option<String>,
}

impl Added {
    /// The columns `traceparent`, `tracestate` and `baggage` of a job. What the caller gave wins.
    fn columns<'a>(&'a self, job: &Job<'a>) -> [Option<&'a str>; 3] {
        let trace = self.trace.as_ref().filter(|_| job.traceparent.is_none());
        [
            job.traceparent.or_else(|| Some(trace?.traceparent.as_str())),
            job.tracestate.or_else(|| trace?.tracestate.as_deref()),
            job.baggage.or(self.baggage.as_deref()),
        ]
    }
}
