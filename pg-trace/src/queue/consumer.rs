//! The side that receives jobs.

use std::time::Duration;

use db_semconv::messaging::MessageObservation;
use db_semconv::messaging::jobs::{Columns, Message, Receive, Receiver};

use super::client::{TracedClient, in_front};
use super::process::ProcessError;
use super::receive::Received;
use crate::types::{ToSql, Type};
use crate::{Client, Error, Row, outcome};

/// Receives jobs from a table. Cheap to clone.
///
/// It has the telemetry of the client that it is made with, and receives over any client of the same database.
#[derive(Clone, Debug)]
pub struct Consumer(Receiver);

impl Consumer {
    /// Returns a consumer of `table`, with the telemetry of `client`.
    ///
    /// `table` is a name or `schema.name`, in upper and lower case as the server has it. See [`JOBS_SQL`](super::JOBS_SQL).
    pub fn new(client: &impl TracedClient, table: &str) -> Self {
        Self(Receiver::new(client.client().session(), table))
    }

    db_semconv::job_consumer_settings!();

    /// Receives jobs that are due, and holds them in a transaction. Returns `None` if there is none; then nothing is recorded.
    ///
    /// The delivery is counted before the transaction begins, so the count stays if the transaction rolls back. If `client` is a
    /// transaction of yours, the jobs are held in a savepoint of it, and its rollback takes the count back.
    ///
    /// A delivery that did not end is repeated a second after its beginning at the earliest.
    pub async fn receive<'c>(
        &self,
        client: &'c mut impl TracedClient,
        receive: &Receive,
    ) -> Result<Option<Received<'c>>, Error> {
        let receiving = self.0.receive();
        match self.hold(client, receive).await {
            Ok(None) => Ok(None),
            Ok(Some(received)) => {
                receiving.received_jobs(&received.messages);
                Ok(Some(received))
            }
            Err(error) => {
                receiving.failed(&outcome::failure(&error));
                Err(error)
            }
        }
    }

    /// Runs `handler` in the `process` span of the job, whose first poll begins it, and settles the job.
    ///
    /// If the handler succeeds, the job is [acknowledged](Self::acknowledge). If it fails, the job is delivered
    /// [again](Self::retry) after some time. `client` is the transaction that holds the job: nothing of this is there before it
    /// commits. A job whose handler panics or is dropped is not settled.
    pub async fn process<T, E>(
        &self,
        client: &impl TracedClient,
        message: &Message,
        handler: impl Future<Output = Result<T, E>>,
    ) -> Result<T, ProcessError<T, E>> {
        let mut processed = self.0.process(message);
        match processed.run_async(handler).await {
            Ok(output) => match self.delete(client, &[message], Some(&processed)).await {
                Ok(_) => Ok(output),
                Err(error) => Err(ProcessError::NotAcknowledged { output, error }),
            },
            Err(error) => {
                // If it fails, the transaction cannot commit, and gives the job back. Its span shows the failure.
                let _ = self.delay(client, message, None, Some(&processed)).await;
                Err(ProcessError::Handler(error))
            }
        }
    }

    /// Runs `handler` in the `process` span of the job, and does not settle the job.
    pub async fn handle<T, E>(
        &self,
        message: &Message,
        handler: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.0.process(message).run_async(handler).await
    }

    /// Acknowledges jobs: deletes their rows, or sets `done_at` if done jobs are [kept](Self::keep_done).
    ///
    /// Returns how many of them were there. Without jobs nothing is sent.
    pub async fn acknowledge(&self, client: &impl TracedClient, messages: &[&Message]) -> Result<u64, Error> {
        self.delete(client, messages, None).await
    }

    /// Lets a job be delivered again after some time, as a new trace with a link. Returns `false` if it was not there.
    ///
    /// It is a `settle` span too.
    pub async fn retry(
        &self,
        client: &impl TracedClient,
        message: &Message,
        delay: Duration,
    ) -> Result<bool, Error> {
        self.delay(client, message, Some(delay), None).await
    }

    /// Counts a delivery, begins a transaction and locks the rows.
    async fn hold<'c>(
        &self,
        client: &'c mut impl TracedClient,
        receive: &Receive,
    ) -> Result<Option<Received<'c>>, Error> {
        let (statement, most, count) = self.0.count_delivery(receive);
        let limits: [(&(dyn ToSql + Sync), Type); 2] = [(&most, Type::INT4), (&count, Type::INT8)];
        let counted = ask(client.client(), &statement, &limits).await?;
        if counted.is_empty() {
            return Ok(None);
        }
        let ids = counted.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, Error>>()?;
        let deliveries = counted.iter().map(|row| row.try_get(1)).collect::<Result<Vec<i32>, Error>>()?;
        let transaction = client.begin().await?;
        let counts: [(&(dyn ToSql + Sync), Type); 2] =
            [(&ids, Type::INT8_ARRAY), (&deliveries, Type::INT4_ARRAY)];
        let rows = ask(transaction.client(), &self.0.lock(), &counts).await?;
        // None if this program was stopped for more than a second, and another consumer has the jobs.
        if rows.is_empty() {
            transaction.rollback().await?;
            return Ok(None);
        }
        let messages = rows.iter().map(message).collect::<Result<_, Error>>()?;
        Ok(Some(Received { transaction, messages }))
    }

    async fn delete(
        &self,
        client: &impl TracedClient,
        messages: &[&Message],
        processed: Option<&MessageObservation>,
    ) -> Result<u64, Error> {
        if messages.is_empty() {
            return Ok(0);
        }
        let ids: Vec<i64> = messages.iter().map(|message| message.id()).collect();
        let settling = self.0.settle(messages, processed);
        settled(settling, client.client(), &self.0.acknowledge(), &[(&ids, Type::INT8_ARRAY)]).await
    }

    async fn delay(
        &self,
        client: &impl TracedClient,
        message: &Message,
        delay: Option<Duration>,
        processed: Option<&MessageObservation>,
    ) -> Result<bool, Error> {
        let (statement, seconds) = self.0.retry(delay);
        let parameters: [(&(dyn ToSql + Sync), Type); 2] =
            [(&message.id(), Type::INT8), (&seconds, Type::FLOAT8)];
        let settling = self.0.settle(&[message], processed);
        Ok(settled(settling, client.client(), &statement, &parameters).await? > 0)
    }
}

fn message(row: &Row) -> Result<Message, Error> {
    Ok(Message::new(Columns {
        id: row.try_get(0)?,
        payload: row.try_get(1)?,
        deliveries: row.try_get(2)?,
        traceparent: row.try_get(3)?,
        tracestate: row.try_get(4)?,
        baggage: row.try_get(5)?,
    }))
}

/// Asks for rows, in a step that has no span before it knows that there are some.
async fn ask(
    client: &Client,
    statement: &str,
    parameters: &[(&(dyn ToSql + Sync), Type)],
) -> Result<Vec<Row>, Error> {
    let call = client.driver().query_typed(statement, parameters);
    in_front(client, &MessageObservation::none(), call).await
}

async fn settled(
    mut settling: MessageObservation,
    client: &Client,
    statement: &str,
    parameters: &[(&(dyn ToSql + Sync), Type)],
) -> Result<u64, Error> {
    let call = client.driver().execute_typed(statement, parameters);
    let changed = in_front(client, &settling, call).await;
    settling.end(changed.as_ref().err().map(outcome::failure).as_ref());
    changed
}
