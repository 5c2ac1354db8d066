//! The side that receives messages, as one of a group.

use std::fmt;
use std::time::Duration;

use db_semconv::messaging::{Destination, MessageObservation, Receiving, Relation};
#[cfg(feature = "aio")]
use redis::aio::ConnectionLike as _;
use redis::{Cmd, ConnectionLike as _, Pipeline, RedisResult, Value, cmd, from_redis_value};

#[cfg(feature = "aio")]
use super::connection::AsyncConnection;
use super::connection::{BlockingConnection, TracedConnection};
use super::message::Message;
use super::pipeline::{self, Answers};
use super::process::ProcessError;
use super::reply;
use crate::outcome;

/// Receives messages from a stream as one consumer of a group. Cheap to clone.
///
/// It has the telemetry of the connection that it is made with, and receives over any connection to the same server. The group
/// must exist ([`Commands::xgroup_create_mkstream`](crate::Commands::xgroup_create_mkstream)).
#[derive(Clone)]
pub struct Consumer {
    destination: Destination,
    stream: Vec<u8>,
    group: String,
    name: String,
    relation: Relation,
    has_baggage: bool,
}

/// The messages that a consumer receives: how many, and how long it waits.
///
/// A consumer that is not asked to [`block`](Self::block) gets what is there.
#[derive(Clone, Debug, Default)]
pub struct Receive {
    count: Option<usize>,
    block: Option<Duration>,
    pending_after: Option<String>,
}

impl Receive {
    /// Returns new messages, as many as there are.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the most messages (`COUNT`).
    #[must_use]
    pub fn count(self, count: usize) -> Self {
        Self { count: Some(count), ..self }
    }

    /// Waits for a message for so long (`BLOCK`), in milliseconds. Less than one is one, because `0` waits without an end.
    ///
    /// Keep it below the response timeout of an asynchronous connection, and use a connection that nothing else uses. A message
    /// that comes after the timeout stays pending until it is claimed.
    #[must_use]
    pub fn block(self, wait: Duration) -> Self {
        Self { block: Some(wait), ..self }
    }

    /// Returns messages that this consumer received before and did not acknowledge, with identities after `id`.
    ///
    /// Begin with `0` when a consumer of the same name starts again. These messages are delivered again. They do not block.
    #[must_use]
    pub fn pending_after(self, id: impl Into<String>) -> Self {
        Self { pending_after: Some(id.into()), ..self }
    }
}

/// The messages that a consumer claims from others (`XAUTOCLAIM`).
#[derive(Clone, Debug)]
pub struct Claim {
    min_idle: Duration,
    count: Option<usize>,
    start: String,
}

impl Claim {
    /// Claims messages that were delivered at least `min_idle` ago and are not acknowledged. Choose more than a handler takes.
    pub fn idle_for(min_idle: Duration) -> Self {
        Self { min_idle, count: None, start: "0-0".to_owned() }
    }

    /// Sets the most messages. Default: the server's, which is 100.
    #[must_use]
    pub fn count(self, count: usize) -> Self {
        Self { count: Some(count), ..self }
    }

    /// Begins at an identity: [`Claimed::next`] of the claim before.
    #[must_use]
    pub fn start(self, id: impl Into<String>) -> Self {
        Self { start: id.into(), ..self }
    }
}

/// The claimed messages, and the place for the next claim.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The messages, each delivered again.
    pub messages: Vec<Message>,
    /// The place at which the next claim begins: `0-0` after the last message.
    pub next: String,
    /// The identities of messages that were deleted from the stream, and that the server no longer keeps as pending.
    pub deleted: Vec<String>,
}

impl Consumer {
    /// Returns the consumer `name` of `group` for `stream`, with the telemetry of `connection`.
    pub fn new(
        connection: &impl TracedConnection,
        stream: impl AsRef<[u8]>,
        group: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        let (stream, group, name) = (stream.as_ref(), group.into(), name.into());
        let destination = Destination::redis(connection.session(), stream, Some(&group));
        Self {
            destination,
            stream: stream.to_owned(),
            group,
            name,
            relation: Relation::Link,
            has_baggage: false,
        }
    }

    /// Sets the relation of `process` spans to the span that sent the message.
    ///
    /// Default: [`Relation::Link`].
    #[must_use]
    pub fn relation(self, relation: Relation) -> Self {
        Self { relation, ..self }
    }

    /// Takes the field `baggage` of a message for the baggage of its handler, in place of a part of the payload.
    ///
    /// A handler passes baggage on to what it calls. So ask for it only if you trust the producers. Default: `false`.
    #[must_use]
    pub fn baggage(self, baggage: bool) -> Self {
        Self { has_baggage: baggage, ..self }
    }

    /// Receives messages (`XREADGROUP`). If none comes, the result is empty and nothing is recorded.
    pub fn receive(
        &self,
        connection: &mut impl BlockingConnection,
        receive: &Receive,
    ) -> RedisResult<Vec<Message>> {
        let (command, receiving) = (self.read(receive), self.destination.receive());
        self.received(receiving, connection.driver().req_command(&command), receive)
    }

    /// Like [`receive`](Self::receive).
    ///
    /// The server may have delivered messages to a future that was dropped. They stay pending: see [`Receive::pending_after`]
    /// and [`claim_async`](Self::claim_async).
    #[cfg(feature = "aio")]
    pub async fn receive_async(
        &self,
        connection: &mut impl AsyncConnection,
        receive: &Receive,
    ) -> RedisResult<Vec<Message>> {
        let (command, receiving) = (self.read(receive), self.destination.receive());
        self.received(receiving, connection.driver().req_packed_command(&command).await, receive)
    }

    /// Claims messages that another consumer did not acknowledge: it was killed, or its handler failed.
    ///
    /// It sends `XAUTOCLAIM`, and then one pipeline that asks for the number of [deliveries](Message::deliveries) of each message.
    pub fn claim(&self, connection: &mut impl BlockingConnection, claim: &Claim) -> RedisResult<Claimed> {
        let receiving = self.destination.receive();
        let answer = connection.driver().req_command(&self.autoclaim(claim));
        let (mut claimed, receiving) = self.claimed(receiving, answer)?;
        if let Some(pipeline) = self.pending(&claimed) {
            claimed.set_deliveries(pipeline::query(connection.driver(), &pipeline));
        }
        claimed.end(receiving);
        Ok(claimed)
    }

    /// Like [`claim`](Self::claim).
    #[cfg(feature = "aio")]
    pub async fn claim_async(
        &self,
        connection: &mut impl AsyncConnection,
        claim: &Claim,
    ) -> RedisResult<Claimed> {
        let receiving = self.destination.receive();
        let answer = connection.driver().req_packed_command(&self.autoclaim(claim)).await;
        let (mut claimed, receiving) = self.claimed(receiving, answer)?;
        if let Some(pipeline) = self.pending(&claimed) {
            claimed.set_deliveries(pipeline::query_async(connection.driver(), &pipeline).await);
        }
        claimed.end(receiving);
        Ok(claimed)
    }

    /// Runs `handler` in the `process` span of the message, and acknowledges the message if it succeeds.
    ///
    /// A message whose handler fails or panics stays pending.
    pub fn process<T, E>(
        &self,
        connection: &mut impl BlockingConnection,
        message: &Message,
        handler: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, ProcessError<T, E>> {
        let mut processed = self.destination.process(message.delivery(self.relation));
        let output = processed.run(handler).map_err(ProcessError::Handler)?;
        let (command, settling) = self.settle(&[message], Some(&processed));
        let answer = connection.driver().req_command(&command);
        done(output, settled(settling, answer))
    }

    /// Like [`process`](Self::process), for a handler that is a future. The span begins with the first poll.
    ///
    /// A message whose handler is dropped stays pending.
    #[cfg(feature = "aio")]
    pub async fn process_async<T, E>(
        &self,
        connection: &mut impl AsyncConnection,
        message: &Message,
        handler: impl Future<Output = Result<T, E>>,
    ) -> Result<T, ProcessError<T, E>> {
        let mut processed = self.destination.process(message.delivery(self.relation));
        let output = processed.run_async(handler).await.map_err(ProcessError::Handler)?;
        let (command, settling) = self.settle(&[message], Some(&processed));
        let answer = connection.driver().req_packed_command(&command).await;
        done(output, settled(settling, answer))
    }

    /// Runs `handler` in the `process` span of the message, and does not acknowledge the message.
    ///
    /// Acknowledge several such messages in one call with [`acknowledge`](Self::acknowledge).
    pub fn handle<T, E>(&self, message: &Message, handler: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.destination.process(message.delivery(self.relation)).run(handler)
    }

    /// Like [`handle`](Self::handle), for a handler that is a future.
    #[cfg(feature = "aio")]
    pub async fn handle_async<T, E>(
        &self,
        message: &Message,
        handler: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.destination.process(message.delivery(self.relation)).run_async(handler).await
    }

    /// Acknowledges messages (`XACK`) and returns how many of them were pending. Without messages nothing is sent.
    pub fn acknowledge(
        &self,
        connection: &mut impl BlockingConnection,
        messages: &[&Message],
    ) -> RedisResult<u64> {
        if messages.is_empty() {
            return Ok(0);
        }
        let (command, settling) = self.settle(messages, None);
        settled(settling, connection.driver().req_command(&command))
    }

    /// Like [`acknowledge`](Self::acknowledge).
    #[cfg(feature = "aio")]
    pub async fn acknowledge_async(
        &self,
        connection: &mut impl AsyncConnection,
        messages: &[&Message],
    ) -> RedisResult<u64> {
        if messages.is_empty() {
            return Ok(0);
        }
        let (command, settling) = self.settle(messages, None);
        settled(settling, connection.driver().req_packed_command(&command).await)
    }

    fn received(
        &self,
        receiving: Receiving,
        answer: RedisResult<Value>,
        receive: &Receive,
    ) -> RedisResult<Vec<Message>> {
        let answer = answer.and_then(Value::extract_error);
        match answer.and_then(|answer| reply::of_read(answer, receive.pending_after.is_some())) {
            Ok(mut messages) => {
                self.take_baggage(&mut messages);
                record(receiving, &messages);
                Ok(messages)
            }
            Err(error) => {
                receiving.failed(&outcome::failure(&error));
                Err(error)
            }
        }
    }

    fn claimed(&self, receiving: Receiving, answer: RedisResult<Value>) -> RedisResult<(Claimed, Receiving)> {
        match answer.and_then(Value::extract_error).and_then(reply::of_claim) {
            Ok((next, mut messages, deleted)) => {
                self.take_baggage(&mut messages);
                Ok((Claimed { messages, next, deleted }, receiving))
            }
            Err(error) => {
                receiving.failed(&outcome::failure(&error));
                Err(error)
            }
        }
    }

    fn take_baggage(&self, messages: &mut [Message]) {
        if self.has_baggage {
            messages.iter_mut().for_each(Message::take_baggage);
        }
    }

    fn read(&self, receive: &Receive) -> Cmd {
        let mut command = cmd("XREADGROUP");
        command.arg("GROUP").arg(&self.group).arg(&self.name);
        if let Some(count) = receive.count {
            command.arg("COUNT").arg(count);
        }
        if let Some(wait) = receive.block.filter(|_| receive.pending_after.is_none()) {
            command.arg("BLOCK").arg(milliseconds(wait).max(1));
        }
        command.arg("STREAMS").arg(&self.stream).arg(receive.pending_after.as_deref().unwrap_or(">"));
        command
    }

    fn autoclaim(&self, claim: &Claim) -> Cmd {
        let mut command = cmd("XAUTOCLAIM");
        command.arg(&self.stream).arg(&self.group).arg(&self.name);
        command.arg(milliseconds(claim.min_idle)).arg(&claim.start);
        if let Some(count) = claim.count {
            command.arg("COUNT").arg(count);
        }
        command
    }

    fn pending(&self, claimed: &Claimed) -> Option<Pipeline> {
        let mut pipeline = Pipeline::with_capacity(claimed.messages.len());
        for message in &claimed.messages {
            let id = message.id();
            pipeline.cmd("XPENDING").arg(&self.stream).arg(&self.group).arg(id).arg(id).arg(1);
        }
        (!pipeline.is_empty()).then_some(pipeline)
    }

    fn settle(
        &self,
        messages: &[&Message],
        processed: Option<&MessageObservation>,
    ) -> (Cmd, MessageObservation) {
        let mut command = cmd("XACK");
        command.arg(&self.stream).arg(&self.group);
        for message in messages {
            command.arg(message.id());
        }
        let id = if let [message] = messages { Some(message.id()) } else { None };
        let origins = messages.iter().filter_map(|message| message.origin());
        (command, self.destination.settle(messages.len() as u64, id, origins, processed))
    }
}

impl fmt::Debug for Consumer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Consumer")
            .field("destination", &self.destination)
            .field("name", &self.name)
            .field("relation", &self.relation)
            .field("has_baggage", &self.has_baggage)
            .finish_non_exhaustive()
    }
}

impl Claimed {
    /// The number stays unknown if the server does not answer: the messages are claimed in any case.
    fn set_deliveries(&mut self, answers: Answers) {
        for (message, answer) in self.messages.iter_mut().zip(answers.into_iter().flatten()) {
            message.deliveries = answer.ok().and_then(reply::deliveries);
        }
    }

    fn end(&self, receiving: Receiving) {
        record(receiving, &self.messages);
    }
}

fn record(receiving: Receiving, messages: &[Message]) {
    receiving.received(messages.len() as u64, messages.iter().filter_map(Message::origin));
}

fn settled(mut settling: MessageObservation, answer: RedisResult<Value>) -> RedisResult<u64> {
    let acknowledged = answer.and_then(Value::extract_error).and_then(|answer| Ok(from_redis_value(answer)?));
    settling.end(acknowledged.as_ref().err().map(outcome::failure).as_ref());
    acknowledged
}

fn done<T, E>(output: T, settled: RedisResult<u64>) -> Result<T, ProcessError<T, E>> {
    match settled {
        Ok(_) => Ok(output),
        Err(error) => Err(ProcessError::NotAcknowledged { output, error }),
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
