//! The side that sends messages.

use std::fmt;

use db_semconv::messaging::{
    BAGGAGE, Destination, MessageObservation, Sending, TRACEPARENT, TRACESTATE, TraceFields,
};
#[cfg(feature = "aio")]
use redis::aio::ConnectionLike as _;
use redis::streams::StreamMaxlen;
use redis::{
    Cmd, ConnectionLike as _, Pipeline, RedisResult, ToRedisArgs, ToSingleRedisArg, Value, from_redis_value,
};

#[cfg(feature = "aio")]
use super::connection::AsyncConnection;
use super::connection::{BlockingConnection, TracedConnection};
use super::pipeline::{self, Answers};
use crate::outcome;

/// Sends messages to a stream. Cheap to clone.
///
/// It has the telemetry of the connection that it is made with, and sends over any connection to the same server.
#[derive(Clone)]
pub struct Producer {
    destination: Destination,
    stream: Vec<u8>,
    max_length: Option<StreamMaxlen>,
    has_baggage: bool,
}

impl Producer {
    /// Returns a producer for `stream`, with the telemetry of `connection`.
    pub fn new(connection: &impl TracedConnection, stream: impl AsRef<[u8]>) -> Self {
        let stream = stream.as_ref();
        let destination = Destination::redis(connection.session(), stream, None);
        Self { destination, stream: stream.to_owned(), max_length: None, has_baggage: false }
    }

    /// Lets the server remove the oldest entries beyond this length when a message is added (`MAXLEN`).
    #[must_use]
    pub fn max_length(self, max_length: StreamMaxlen) -> Self {
        Self { max_length: Some(max_length), ..self }
    }

    /// Adds the caller's baggage to each message as the field `baggage`, in the form of the W3C.
    ///
    /// All readers of the stream can read it. If a message has a `baggage`, nothing is added. Default: `false`.
    #[must_use]
    pub fn baggage(self, baggage: bool) -> Self {
        Self { has_baggage: baggage, ..self }
    }

    /// Sends a message (`XADD`) and returns its identity.
    ///
    /// `traceparent` and `tracestate` are added to `fields`. If `fields` have a `traceparent`, nothing is added.
    pub fn send<F: AsRef<[u8]>, V: ToSingleRedisArg>(
        &self,
        connection: &mut impl BlockingConnection,
        fields: &[(F, V)],
    ) -> RedisResult<String> {
        let (command, observation) = self.one(fields);
        sent(observation, connection.driver().req_command(&command))
    }

    /// Like [`send`](Self::send).
    #[cfg(feature = "aio")]
    pub async fn send_async<F: AsRef<[u8]>, V: ToSingleRedisArg>(
        &self,
        connection: &mut impl AsyncConnection,
        fields: &[(F, V)],
    ) -> RedisResult<String> {
        let (command, observation) = self.one(fields);
        sent(observation, connection.driver().req_packed_command(&command).await)
    }

    /// Sends messages in one pipeline, and returns the identity or the error of each.
    ///
    /// An outer error means that it is not known which messages the server has. The pipeline is one `send` span, whose
    /// context all messages carry. Without messages nothing is sent.
    pub fn send_batch<F: AsRef<[u8]>, V: ToSingleRedisArg>(
        &self,
        connection: &mut impl BlockingConnection,
        messages: &[impl AsRef<[(F, V)]>],
    ) -> RedisResult<Vec<RedisResult<String>>> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let (pipeline, observation) = self.several(messages);
        all_sent(observation, pipeline::query(connection.driver(), &pipeline))
    }

    /// Like [`send_batch`](Self::send_batch).
    #[cfg(feature = "aio")]
    pub async fn send_batch_async<F: AsRef<[u8]>, V: ToSingleRedisArg>(
        &self,
        connection: &mut impl AsyncConnection,
        messages: &[impl AsRef<[(F, V)]>],
    ) -> RedisResult<Vec<RedisResult<String>>> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let (pipeline, observation) = self.several(messages);
        all_sent(observation, pipeline::query_async(connection.driver(), &pipeline).await)
    }

    fn one<F: AsRef<[u8]>, V: ToRedisArgs>(&self, fields: &[(F, V)]) -> (Cmd, MessageObservation) {
        let mut sending = Sending { messages: 1, ..Sending::default() };
        add_given(&mut sending, fields);
        let observation = self.destination.send(&sending);
        (self.command(fields, &self.context(&observation)), observation)
    }

    fn several<F: AsRef<[u8]>, V: ToRedisArgs>(
        &self,
        messages: &[impl AsRef<[(F, V)]>],
    ) -> (Pipeline, MessageObservation) {
        let mut sending = Sending { messages: messages.len() as u64, is_batch: true, ..Sending::default() };
        for fields in messages {
            add_given(&mut sending, fields.as_ref());
        }
        let observation = self.destination.send(&sending);
        let context = self.context(&observation);
        let mut pipeline = Pipeline::with_capacity(messages.len());
        for fields in messages {
            pipeline.add_command(self.command(fields.as_ref(), &context));
        }
        (pipeline, observation)
    }

    fn context(&self, observation: &MessageObservation) -> Added {
        let baggage = if self.has_baggage { observation.baggage() } else { None };
        Added { trace: observation.trace_fields(), baggage }
    }

    fn command<F: AsRef<[u8]>, V: ToRedisArgs>(&self, fields: &[(F, V)], added: &Added) -> Cmd {
        let mut command = Cmd::new();
        command.arg("XADD").arg(&self.stream).arg(self.max_length).arg("*");
        for (field, value) in fields {
            command.arg(field.as_ref()).arg(value);
        }
        if let Some(trace) = added.trace.as_ref().filter(|_| !has(fields, TRACEPARENT)) {
            command.arg(TRACEPARENT).arg(&trace.traceparent);
            // A state that the caller gave without a parent stays the only one.
            if let Some(state) = trace.tracestate.as_ref().filter(|_| !has(fields, TRACESTATE)) {
                command.arg(TRACESTATE).arg(state);
            }
        }
        if let Some(baggage) = added.baggage.as_ref().filter(|_| !has(fields, BAGGAGE)) {
            command.arg(BAGGAGE).arg(baggage);
        }
        command
    }
}

/// What `send` adds to a message.
struct Added {
    trace: Option<TraceFields>,
    baggage: Option<String>,
}

impl fmt::Debug for Producer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Producer")
            .field("destination", &self.destination)
            .field("max_length", &self.max_length)
            .field("has_baggage", &self.has_baggage)
            .finish_non_exhaustive()
    }
}

fn has<F: AsRef<[u8]>, V>(fields: &[(F, V)], name: &str) -> bool {
    fields.iter().any(|(field, _)| field.as_ref() == name.as_bytes())
}

/// Counts a message that the caller gave a context.
fn add_given<F: AsRef<[u8]>, V: ToRedisArgs>(sending: &mut Sending, fields: &[(F, V)]) {
    if !has(fields, TRACEPARENT) {
        return;
    }
    let value = |name: &str| {
        let (_, value) = fields.iter().find(|(field, _)| field.as_ref() == name.as_bytes())?;
        value.to_redis_args().into_iter().next()
    };
    sending.given += 1;
    let parent = value(TRACEPARENT).unwrap_or_default();
    sending.links.extend(TraceFields::read(&parent, value(TRACESTATE).as_deref()));
}

fn sent(mut observation: MessageObservation, answer: RedisResult<Value>) -> RedisResult<String> {
    let id = answer.and_then(id);
    match &id {
        Ok(id) => {
            observation.set_message_id(id);
            observation.end(None);
        }
        Err(error) => observation.end(Some(&outcome::failure(error))),
    }
    id
}

fn all_sent(mut observation: MessageObservation, answers: Answers) -> RedisResult<Vec<RedisResult<String>>> {
    let answers = match answers {
        Ok(answers) => answers,
        Err(error) => {
            observation.end(Some(&outcome::failure(&error)));
            return Err(error);
        }
    };
    let ids: Vec<_> = answers.into_iter().map(|answer| answer.and_then(id)).collect();
    let mut errors = ids.iter().filter_map(|id| id.as_ref().err());
    observation.set_failed(errors.clone().count() as u64);
    observation.end(errors.next().map(outcome::failure).as_ref());
    Ok(ids)
}

fn id(answer: Value) -> RedisResult<String> {
    Ok(from_redis_value(answer.extract_error()?)?)
}
