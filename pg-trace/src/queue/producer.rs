//! The side that sends jobs.

use db_semconv::messaging::jobs::{Job, Sender};

use super::client::{TracedClient, in_front};
use crate::types::{ToSql, Type};
use crate::{Error, outcome};

/// Sends jobs to a table. Cheap to clone.
///
/// It has the telemetry of the client that it is made with, and sends over any client or transaction of the same database.
#[derive(Clone, Debug)]
pub struct Producer(Sender);

impl Producer {
    /// Returns a producer for `table`, with the telemetry of `client`.
    ///
    /// `table` is a name or `schema.name`, in upper and lower case as the server has it. See [`JOBS_SQL`](super::JOBS_SQL).
    pub fn new(client: &impl TracedClient, table: &str) -> Self {
        Self(Sender::new(client.client().session(), table))
    }

    /// Adds the caller's baggage to each job, in the form of the W3C.
    ///
    /// All readers of the table can read it. If a job has a baggage, nothing is added. Default: `false`.
    #[must_use]
    pub fn baggage(self, baggage: bool) -> Self {
        Self(self.0.baggage(baggage))
    }

    /// Sends a job and returns its identity.
    ///
    /// In a transaction, the job is there when the transaction commits, and never if it rolls back.
    pub async fn send<'j>(&self, client: &impl TracedClient, job: impl Into<Job<'j>>) -> Result<i64, Error> {
        let job = job.into();
        let (mut observation, added) = self.0.send(std::slice::from_ref(&job), false);
        let row = added.row(&job);
        let parameters: [(&(dyn ToSql + Sync), Type); 5] = [
            (&row.payload, Type::TEXT),
            (&row.run_at, Type::TIMESTAMPTZ),
            (&row.traceparent, Type::TEXT),
            (&row.tracestate, Type::TEXT),
            (&row.baggage, Type::TEXT),
        ];
        let (client, statement) = (client.client(), self.0.insert());
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
        let (mut observation, added) = self.0.send(jobs, true);
        let rows = added.rows(jobs);
        let parameters: [(&(dyn ToSql + Sync), Type); 5] = [
            (&rows.payload, Type::TEXT_ARRAY),
            (&rows.run_at, Type::TIMESTAMPTZ_ARRAY),
            (&rows.traceparent, Type::TEXT_ARRAY),
            (&rows.tracestate, Type::TEXT_ARRAY),
            (&rows.baggage, Type::TEXT_ARRAY),
        ];
        let (client, statement) = (client.client(), self.0.insert_all());
        let call = client.driver().query_typed(&statement, &parameters);
        let rows = in_front(client, &observation, call).await;
        let ids = rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect());
        observation.end(ids.as_ref().err().map(outcome::failure).as_ref());
        ids
    }
}
