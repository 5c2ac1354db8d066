//! A table of jobs, and clients that use it.

use std::ops::Deref;

use db_semconv::TelemetryBuilder;
use db_trace_tests::JobTable;
pub(crate) use db_trace_tests::{Refused, traceparent};
use pg_trace::Client;
use pg_trace::queue::{Consumer, Message, Producer, Receive, Received};

use crate::client::connect_to;

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

    /// A client whose connecting is forgotten, and both sides of the queue.
    pub(crate) async fn sides(&self) -> (Client, Producer, Consumer) {
        let client = self.client().await;
        let (producer, consumer) = (Producer::new(&client, "jobs"), Consumer::new(&client, "jobs"));
        (client, producer, consumer)
    }

    /// A client whose connecting is forgotten.
    pub(crate) async fn client(&self) -> Client {
        let client = connect_to(&self.url, self.telemetry.clone()).await;
        self.recorder.forget();
        client
    }
}

/// Receives the one job that is due.
pub(crate) async fn only<'c>(
    consumer: &Consumer,
    client: &'c mut Client,
) -> (pg_trace::Transaction<'c>, Message) {
    let received = consumer.receive(client, &Receive::new().count(10)).await.expect("received");
    let Received { transaction, messages } = received.expect("a job");
    let Ok([message]) = <[Message; 1]>::try_from(messages) else { panic!("not one job") };
    (transaction, message)
}
