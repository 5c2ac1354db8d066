//! The side that receives jobs.

use std::time::Duration;

use db_semconv::messaging::jobs::{Message, Receive, Receiver};
use db_semconv::messaging::{MessageObservation, Receiving};
use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::result::Error;

use super::connection::TracedConnection;
#[cfg(feature = "postgres")]
use super::connection::{execute, load};
#[cfg(feature = "async-postgres")]
use super::connection::{execute_async, load_async};
use super::received::{ProcessError, Received};
use super::statement::{Row, Statement, message};
#[cfg(feature = "async-postgres")]
use crate::AsyncPgConnection;
#[cfg(feature = "postgres")]
use crate::PgConnection;
#[cfg(feature = "async-postgres")]
use crate::asynchronous::AsyncFunction;
use crate::outcome;

/// Receives jobs from a table. Cheap to clone.
///
/// It has the telemetry of the connection that it is made with, and receives over any connection to the same database.
#[derive(Clone, Debug)]
pub struct Consumer(Receiver);

impl Consumer {
    /// Returns a consumer of `table`, with the telemetry of `connection`.
    ///
    /// `table` is a name or `schema.name`, in upper and lower case as the server has it. See [`JOBS_SQL`](super::JOBS_SQL).
    pub fn new(connection: &impl TracedConnection, table: &str) -> Self {
        Self(Receiver::new(connection.session(), table))
    }

    db_semconv::job_consumer_settings!();

    /// Receives jobs that are due, and runs `work` in the transaction that holds them. Returns `None` if there is none; then
    /// nothing is recorded.
    ///
    /// The transaction is one of [`Connection::transaction`](diesel::Connection::transaction): it commits if `work` succeeds, and
    /// rolls back if `work` fails. The delivery is counted before it begins, so the count stays if it rolls back. If the connection
    /// is in a transaction of yours, the jobs are held in a savepoint of it, and its rollback takes the count back.
    ///
    /// A delivery that did not end is repeated a second after its beginning at the earliest.
    #[cfg(feature = "postgres")]
    pub fn receive<T, E: From<Error>>(
        &self,
        connection: &mut PgConnection,
        receive: &Receive,
        work: impl FnOnce(Received<'_, PgConnection>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        use diesel::Connection as _;

        let mut receiving = Waiting::new(&self.0);
        let counted: QueryResult<Vec<(i64, i32)>> =
            load(connection, Statement::count_delivery(&self.0, receive));
        let worked = counted.map_err(Failed::Database).and_then(|counted| {
            if counted.is_empty() {
                return Ok(None);
            }
            connection.transaction(|connection| {
                let locked = load(connection, Statement::lock(&self.0, counted))?;
                let Some(messages) = receiving.received(locked) else { return Ok(None) };
                work(Received { connection, messages }).map(Some).map_err(Failed::Work)
            })
        });
        worked.map_err(|failed| receiving.failed(failed))
    }

    /// Like [`receive`](Self::receive).
    #[cfg(feature = "async-postgres")]
    pub async fn receive_async<'w, T, E, F>(
        &self,
        connection: &mut AsyncPgConnection,
        receive: &Receive,
        work: F,
    ) -> Result<Option<T>, E>
    where
        for<'r> F: AsyncFnOnce(Received<'r, AsyncPgConnection>) -> Result<T, E>
            + AsyncFunction<Received<'r, AsyncPgConnection>, Result<T, E>, Future: Send>
            + Send
            + 'w,
        T: Send,
        E: From<Error> + Send,
    {
        use diesel_async::AsyncConnection as _;

        let mut receiving = Waiting::new(&self.0);
        let count = Statement::count_delivery(&self.0, receive);
        let counted: QueryResult<Vec<(i64, i32)>> =
            load_async(connection, &MessageObservation::none(), count).await;
        let worked = match counted {
            Err(error) => Err(Failed::Database(error)),
            Ok(counted) if counted.is_empty() => Ok(None),
            Ok(counted) => {
                connection
                    .transaction(async |connection: &mut AsyncPgConnection| {
                        let lock = Statement::lock(&self.0, counted);
                        let locked = load_async(connection, &MessageObservation::none(), lock).await?;
                        let Some(messages) = receiving.received(locked) else { return Ok(None) };
                        work(Received { connection, messages }).await.map(Some).map_err(Failed::Work)
                    })
                    .await
            }
        };
        worked.map_err(|failed| receiving.failed(failed))
    }

    /// Runs `handler` in the `process` span of the job and settles the job.
    ///
    /// If the handler succeeds, the job is [acknowledged](Self::acknowledge). If it fails, the job is delivered
    /// [again](Self::retry) after some time. `connection` is in the transaction that holds the job: nothing of this is there before
    /// it commits. A job whose handler panics is not settled.
    #[cfg(feature = "postgres")]
    pub fn process<T, E>(
        &self,
        connection: &mut PgConnection,
        message: &Message,
        handler: impl FnOnce(&mut PgConnection) -> Result<T, E>,
    ) -> Result<T, ProcessError<T, E>> {
        let mut processed = self.0.process(message);
        match processed.run(|| handler(connection)) {
            Ok(output) => match self.end(connection, &[message], Some(&processed)) {
                Ok(_) => Ok(output),
                Err(error) => Err(ProcessError::NotAcknowledged { output, error }),
            },
            Err(error) => {
                // If it fails, the transaction cannot commit, and gives the job back. Its span shows the failure.
                let _ = self.delay(connection, message, None, Some(&processed));
                Err(ProcessError::Handler(error))
            }
        }
    }

    /// Like [`process`](Self::process). The first poll begins the span. A job whose handler is dropped is not settled.
    #[cfg(feature = "async-postgres")]
    pub async fn process_async<T, E>(
        &self,
        connection: &mut AsyncPgConnection,
        message: &Message,
        handler: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, E>,
    ) -> Result<T, ProcessError<T, E>> {
        let mut processed = self.0.process(message);
        match processed.run_async(handler(connection)).await {
            Ok(output) => match self.end_async(connection, &[message], Some(&processed)).await {
                Ok(_) => Ok(output),
                Err(error) => Err(ProcessError::NotAcknowledged { output, error }),
            },
            Err(error) => {
                // As in `process`.
                let _ = self.delay_async(connection, message, None, Some(&processed)).await;
                Err(ProcessError::Handler(error))
            }
        }
    }

    /// Runs `handler` in the `process` span of the job, and does not settle the job.
    pub fn handle<T, E>(&self, message: &Message, handler: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.0.process(message).run(handler)
    }

    /// Like [`handle`](Self::handle). The first poll begins the span.
    pub async fn handle_async<T, E>(
        &self,
        message: &Message,
        handler: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.0.process(message).run_async(handler).await
    }

    /// Acknowledges jobs: deletes their rows, or sets `done_at` if done jobs are [kept](Self::keep_done).
    ///
    /// Returns how many of them were there. Without jobs nothing is sent.
    #[cfg(feature = "postgres")]
    pub fn acknowledge(&self, connection: &mut PgConnection, messages: &[&Message]) -> QueryResult<u64> {
        self.end(connection, messages, None)
    }

    /// Like [`acknowledge`](Self::acknowledge).
    #[cfg(feature = "async-postgres")]
    pub async fn acknowledge_async(
        &self,
        connection: &mut AsyncPgConnection,
        messages: &[&Message],
    ) -> QueryResult<u64> {
        self.end_async(connection, messages, None).await
    }

    /// Lets a job be delivered again after some time, as a new trace with a link. Returns `false` if it was not there.
    ///
    /// It is a `settle` span too.
    #[cfg(feature = "postgres")]
    pub fn retry(
        &self,
        connection: &mut PgConnection,
        message: &Message,
        delay: Duration,
    ) -> QueryResult<bool> {
        self.delay(connection, message, Some(delay), None)
    }

    /// Like [`retry`](Self::retry).
    #[cfg(feature = "async-postgres")]
    pub async fn retry_async(
        &self,
        connection: &mut AsyncPgConnection,
        message: &Message,
        delay: Duration,
    ) -> QueryResult<bool> {
        self.delay_async(connection, message, Some(delay), None).await
    }

    #[cfg(feature = "postgres")]
    fn end(
        &self,
        connection: &mut PgConnection,
        messages: &[&Message],
        processed: Option<&MessageObservation>,
    ) -> QueryResult<u64> {
        if messages.is_empty() {
            return Ok(0);
        }
        let settling = self.0.settle(messages, processed);
        settled(settling, execute(connection, &Statement::acknowledge(&self.0, messages)))
    }

    #[cfg(feature = "async-postgres")]
    async fn end_async(
        &self,
        connection: &mut AsyncPgConnection,
        messages: &[&Message],
        processed: Option<&MessageObservation>,
    ) -> QueryResult<u64> {
        if messages.is_empty() {
            return Ok(0);
        }
        let settling = self.0.settle(messages, processed);
        let changed = execute_async(connection, &settling, Statement::acknowledge(&self.0, messages)).await;
        settled(settling, changed)
    }

    #[cfg(feature = "postgres")]
    fn delay(
        &self,
        connection: &mut PgConnection,
        message: &Message,
        delay: Option<Duration>,
        processed: Option<&MessageObservation>,
    ) -> QueryResult<bool> {
        let settling = self.0.settle(&[message], processed);
        let changed = execute(connection, &Statement::retry(&self.0, message, delay));
        settled(settling, changed).map(|changed| changed > 0)
    }

    #[cfg(feature = "async-postgres")]
    async fn delay_async(
        &self,
        connection: &mut AsyncPgConnection,
        message: &Message,
        delay: Option<Duration>,
        processed: Option<&MessageObservation>,
    ) -> QueryResult<bool> {
        let settling = self.0.settle(&[message], processed);
        let changed = execute_async(connection, &settling, Statement::retry(&self.0, message, delay)).await;
        settled(settling, changed).map(|changed| changed > 0)
    }
}

/// A call that waits for jobs, until it has some.
struct Waiting(Option<Receiving>);

/// Why no work was done.
enum Failed<E> {
    Database(Error),
    Work(E),
}

impl<E> From<Error> for Failed<E> {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl Waiting {
    fn new(receiver: &Receiver) -> Self {
        Self(Some(receiver.receive()))
    }

    /// `None` if this program was stopped for more than a second, and another consumer has the jobs.
    fn received(&mut self, rows: Vec<Row>) -> Option<Vec<Message>> {
        let messages: Vec<_> = rows.into_iter().map(message).collect();
        if let Some(receiving) = self.0.take() {
            receiving.received_jobs(&messages);
        }
        (!messages.is_empty()).then_some(messages)
    }

    /// The end of the transaction may fail too, which is no part of receiving.
    fn failed<E: From<Error>>(self, failed: Failed<E>) -> E {
        match failed {
            Failed::Work(error) => error,
            Failed::Database(error) => {
                if let Some(receiving) = self.0 {
                    receiving.failed(&outcome::failure::<Pg>(&error));
                }
                error.into()
            }
        }
    }
}

fn settled(mut settling: MessageObservation, changed: QueryResult<u64>) -> QueryResult<u64> {
    settling.end(changed.as_ref().err().map(outcome::failure::<Pg>).as_ref());
    changed
}
