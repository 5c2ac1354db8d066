//! The side that sends jobs.

use std::slice::from_ref;

use db_semconv::messaging::MessageObservation;
use db_semconv::messaging::jobs::{Job, Sender};
use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::result::Error;

use super::connection::TracedConnection;
#[cfg(feature = "postgres")]
use super::connection::load;
#[cfg(feature = "async-postgres")]
use super::connection::load_async;
use super::statement::Statement;
#[cfg(feature = "async-postgres")]
use crate::AsyncPgConnection;
#[cfg(feature = "postgres")]
use crate::PgConnection;
use crate::outcome;

/// Sends jobs to a table. Cheap to clone.
///
/// It has the telemetry of the connection that it is made with, and sends over any connection to the same database.
#[derive(Clone, Debug)]
pub struct Producer(Sender);

impl Producer {
    /// Returns a producer for `table`, with the telemetry of `connection`.
    ///
    /// `table` is a name or `schema.name`, in upper and lower case as the server has it. See [`JOBS_SQL`](super::JOBS_SQL).
    pub fn new(connection: &impl TracedConnection, table: &str) -> Self {
        Self(Sender::new(connection.session(), table))
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
    #[cfg(feature = "postgres")]
    pub fn send<'j>(&self, connection: &mut PgConnection, job: impl Into<Job<'j>>) -> QueryResult<i64> {
        let job = job.into();
        let (observation, added) = self.0.send(from_ref(&job), false);
        sent(observation, load(connection, Statement::insert(&self.0, &added.row(&job))))
    }

    /// Like [`send`](Self::send).
    #[cfg(feature = "async-postgres")]
    pub async fn send_async<'j>(
        &self,
        connection: &mut AsyncPgConnection,
        job: impl Into<Job<'j>>,
    ) -> QueryResult<i64> {
        let job = job.into();
        let (observation, added) = self.0.send(from_ref(&job), false);
        let statement = Statement::insert(&self.0, &added.row(&job));
        let ids = load_async(connection, &observation, statement).await;
        sent(observation, ids)
    }

    /// Sends jobs in one statement, all of them or none, and returns their identities in the order of the jobs.
    ///
    /// The statement is one `send` span, whose context all jobs carry. Without jobs nothing is sent.
    #[cfg(feature = "postgres")]
    pub fn send_batch(&self, connection: &mut PgConnection, jobs: &[Job<'_>]) -> QueryResult<Vec<i64>> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let (observation, added) = self.0.send(jobs, true);
        all_sent(observation, load(connection, Statement::insert_all(&self.0, added.rows(jobs))))
    }

    /// Like [`send_batch`](Self::send_batch).
    #[cfg(feature = "async-postgres")]
    pub async fn send_batch_async(
        &self,
        connection: &mut AsyncPgConnection,
        jobs: &[Job<'_>],
    ) -> QueryResult<Vec<i64>> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let (observation, added) = self.0.send(jobs, true);
        let statement = Statement::insert_all(&self.0, added.rows(jobs));
        let ids = load_async(connection, &observation, statement).await;
        all_sent(observation, ids)
    }
}

fn sent(mut observation: MessageObservation, ids: QueryResult<Vec<i64>>) -> QueryResult<i64> {
    let id = ids.and_then(|ids| ids.first().copied().ok_or(Error::NotFound));
    if let Ok(id) = &id {
        observation.set_message_id(&id.to_string());
    }
    observation.end(id.as_ref().err().map(outcome::failure::<Pg>).as_ref());
    id
}

fn all_sent(mut observation: MessageObservation, ids: QueryResult<Vec<i64>>) -> QueryResult<Vec<i64>> {
    observation.end(ids.as_ref().err().map(outcome::failure::<Pg>).as_ref());
    ids
}
