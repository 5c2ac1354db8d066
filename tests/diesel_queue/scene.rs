//! A table of jobs, and connections that use it.

use std::ops::Deref;
use std::time::Duration;

use db_semconv::{Telemetry, TelemetryBuilder};
use db_trace_tests::{JobTable, Refused};
use diesel::QueryResult;
use diesel::result::Error;
use diesel_trace::queue::{
    Consumer, Job, Message, ProcessError, Producer, Receive, Received, TracedConnection,
};
use diesel_trace::{AsyncPgConnection, PgConnection};

pub(crate) struct Scene(JobTable);

impl Deref for Scene {
    type Target = JobTable;

    fn deref(&self) -> &JobTable {
        &self.0
    }
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        Self(JobTable::create(settings).await)
    }

    /// A connection whose establishing is forgotten, and both sides of the queue.
    pub(crate) async fn sides<C: Side>(&self) -> (C, Producer, Consumer) {
        let connection = self.connection().await;
        let (producer, consumer) = (Producer::new(&connection, "jobs"), Consumer::new(&connection, "jobs"));
        (connection, producer, consumer)
    }

    /// A connection whose establishing is forgotten.
    pub(crate) async fn connection<C: Side>(&self) -> C {
        let connection = C::connect(&self.url, &self.telemetry).await;
        self.recorder.forget();
        connection
    }
}

/// A kind of connections: those that block, or those that do not.
pub(crate) trait Side: TracedConnection + Sized {
    /// In the names of tests.
    const KIND: &str;

    async fn connect(url: &str, telemetry: &Telemetry) -> Self;

    async fn send(&mut self, producer: &Producer, job: Job<'_>) -> QueryResult<i64>;

    async fn send_batch(&mut self, producer: &Producer, jobs: &[Job<'_>]) -> QueryResult<Vec<i64>>;

    /// Receives jobs and does this.
    async fn receive<T: Send>(
        &mut self,
        consumer: &Consumer,
        count: u32,
        then: Then<'_, T>,
    ) -> QueryResult<Option<Vec<Done<T>>>>;
}

/// What is done with the jobs that are received.
pub(crate) enum Then<'a, T> {
    /// Each is processed by a handler.
    Process(&'a (dyn Fn(&Message) -> Result<T, Refused> + Sync)),
    /// Each is handled, and all of them are acknowledged.
    Acknowledge(&'a (dyn Fn(&Message) -> T + Sync)),
    /// Each is handled, and delivered again after that time.
    Retry(&'a (dyn Fn(&Message) -> T + Sync), Duration),
    /// A handler of each sends a payload by this producer.
    Send(&'a Producer, &'a str),
    /// The transaction rolls back.
    GiveBack,
}

/// What was done with a job.
pub(crate) struct Done<T> {
    pub(crate) message: Message,
    pub(crate) end: Option<Result<T, ProcessError<T, Refused>>>,
}

impl<T> Done<T> {
    fn new(message: Message, end: Result<T, ProcessError<T, Refused>>) -> Self {
        Self { message, end: Some(end) }
    }
}

/// Receives the one job that is due, and gives it back.
pub(crate) async fn only<C: Side>(consumer: &Consumer, connection: &mut C) -> Message {
    let held = connection.receive::<()>(consumer, 10, Then::GiveBack).await.expect("received");
    let Ok([done]) = <[Done<()>; 1]>::try_from(held.expect("a job")) else { panic!("not one job") };
    done.message
}

/// Processes the jobs that are due with success, and returns how many they were.
pub(crate) async fn process<C: Side>(consumer: &Consumer, connection: &mut C) -> usize {
    let done = connection.receive(consumer, 10, Then::Process(&|_| Ok(()))).await.expect("received");
    let done = done.unwrap_or_default();
    assert!(done.iter().all(|done| matches!(done.end, Some(Ok(())))));
    done.len()
}

/// Carries the messages out of a transaction that rolls back.
enum Back {
    Messages(Vec<Message>),
    Failed(Error),
}

impl From<Error> for Back {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

fn given_back<T>(result: Result<Option<Vec<Done<T>>>, Back>) -> QueryResult<Option<Vec<Done<T>>>> {
    match result {
        Ok(done) => Ok(done),
        Err(Back::Failed(error)) => Err(error),
        Err(Back::Messages(messages)) => {
            Ok(Some(messages.into_iter().map(|message| Done { message, end: None }).collect()))
        }
    }
}

impl Side for PgConnection {
    const KIND: &str = "blocking";

    async fn connect(url: &str, telemetry: &Telemetry) -> Self {
        Self::establish_with(url, telemetry).expect("a connection")
    }

    async fn send(&mut self, producer: &Producer, job: Job<'_>) -> QueryResult<i64> {
        producer.send(self, job)
    }

    async fn send_batch(&mut self, producer: &Producer, jobs: &[Job<'_>]) -> QueryResult<Vec<i64>> {
        producer.send_batch(self, jobs)
    }

    async fn receive<T: Send>(
        &mut self,
        consumer: &Consumer,
        count: u32,
        then: Then<'_, T>,
    ) -> QueryResult<Option<Vec<Done<T>>>> {
        given_back(consumer.receive(self, &Receive::new().count(count), |received| {
            let Received { connection, messages } = received;
            let mut done = Vec::new();
            match then {
                Then::GiveBack => return Err(Back::Messages(messages)),
                Then::Process(handler) => {
                    for message in messages {
                        let end = consumer.process(connection, &message, |_| handler(&message));
                        done.push(Done::new(message, end));
                    }
                }
                Then::Acknowledge(handler) => {
                    let ends: Vec<_> = messages
                        .iter()
                        .map(|message| consumer.handle(message, || Ok(handler(message))))
                        .collect();
                    let acknowledged =
                        consumer.acknowledge(connection, &messages.iter().collect::<Vec<_>>())?;
                    assert_eq!(acknowledged, messages.len() as u64);
                    done.extend(messages.into_iter().zip(ends).map(|(message, end)| Done::new(message, end)));
                }
                Then::Retry(handler, delay) => {
                    for message in messages {
                        let end = consumer.handle(&message, || Ok(handler(&message)));
                        assert!(consumer.retry(connection, &message, delay)?);
                        done.push(Done::new(message, end));
                    }
                }
                Then::Send(producer, payload) => {
                    for message in messages {
                        let sent = consumer
                            .process(connection, &message, |connection| producer.send(connection, payload));
                        sent.expect("sent");
                        done.push(Done { message, end: None });
                    }
                }
            }
            Ok(done)
        }))
    }
}

impl Side for AsyncPgConnection {
    const KIND: &str = "asynchronous";

    async fn connect(url: &str, telemetry: &Telemetry) -> Self {
        Self::establish_with(url, telemetry).await.expect("a connection")
    }

    async fn send(&mut self, producer: &Producer, job: Job<'_>) -> QueryResult<i64> {
        producer.send_async(self, job).await
    }

    async fn send_batch(&mut self, producer: &Producer, jobs: &[Job<'_>]) -> QueryResult<Vec<i64>> {
        producer.send_batch_async(self, jobs).await
    }

    async fn receive<T: Send>(
        &mut self,
        consumer: &Consumer,
        count: u32,
        then: Then<'_, T>,
    ) -> QueryResult<Option<Vec<Done<T>>>> {
        let receive = Receive::new().count(count);
        let received = consumer.receive_async(self, &receive, async |received| {
            let Received { connection, messages } = received;
            let mut done = Vec::new();
            match then {
                Then::GiveBack => return Err(Back::Messages(messages)),
                Then::Process(handler) => {
                    for message in messages {
                        let handler = async |_: &mut AsyncPgConnection| {
                            tokio::task::yield_now().await;
                            handler(&message)
                        };
                        let end = consumer.process_async(connection, &message, handler).await;
                        done.push(Done::new(message, end));
                    }
                }
                Then::Acknowledge(handler) => {
                    let mut ends = Vec::new();
                    for message in &messages {
                        ends.push(consumer.handle_async(message, async { Ok(handler(message)) }).await);
                    }
                    let all: Vec<_> = messages.iter().collect();
                    assert_eq!(consumer.acknowledge_async(connection, &all).await?, all.len() as u64);
                    done.extend(messages.into_iter().zip(ends).map(|(message, end)| Done::new(message, end)));
                }
                Then::Retry(handler, delay) => {
                    for message in messages {
                        let end = consumer.handle_async(&message, async { Ok(handler(&message)) }).await;
                        assert!(consumer.retry_async(connection, &message, delay).await?);
                        done.push(Done::new(message, end));
                    }
                }
                Then::Send(producer, payload) => {
                    for message in messages {
                        let send = async |connection: &mut AsyncPgConnection| {
                            producer.send_async(connection, payload).await
                        };
                        consumer.process_async(connection, &message, send).await.expect("sent");
                        done.push(Done { message, end: None });
                    }
                }
            }
            Ok(done)
        });
        given_back(received.await)
    }
}

/// Runs the same test with each kind of connections.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $test:ident<$side:ident>() $body:block)*) => {
        $(
            async fn $test<$side: crate::scene::Side>() $body
        )*

        mod of_blocking_connections {
            $(
                #[tokio::test]
                $(#[$attribute])*
                async fn $test() {
                    super::$test::<diesel_trace::PgConnection>().await;
                }
            )*
        }

        mod of_asynchronous_connections {
            $(
                #[tokio::test]
                $(#[$attribute])*
                async fn $test() {
                    super::$test::<diesel_trace::AsyncPgConnection>().await;
                }
            )*
        }
    };
}
pub(crate) use on_both;
