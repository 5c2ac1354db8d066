//! The side that sends messages.

use std::fmt;

use db_semconv::messaging::{Destination, MessageObservation, Sending, TRACEPARENT, TRACESTATE, TraceFields};
#[cfg(feature = "aio")]
use redis::aio::ConnectionLike as _;
use redis::streams::StreamMaxlen;
use redis::{
    Cmd, ConnectionLike as _, Pipeline, RedisResult, ToRedisArgs, ToSingleRedisArg, Value, from_redis_value,
};

#[cfg(feature = "aio")]
use super::connection::AsyncConnection;
use super::connection::{BlockingConnection, TracedConnection};
use super::message::is_trace_field;
use crate::outcome;

/// Sends messages to a stream. Cheap to clone.
///
/// It has the telemetry of the connection that it is made with, and sends over any connection to the same server.
#[derive(Clone)]
pub struct Producer {
    destination: Destination,
    stream: Vec<u8>,
    max_length: Option<StreamMaxlen>,
}

impl Producer {
    /// Returns a producer for `stream`, with the telemetry of `connection`.
    pub fn new(connection: &impl TracedConnection, stream: impl AsRef<[u8]>) -> Self {
        let stream = stream.as_ref();
        let destination = Destination::redis(connection.session(), stream, None);
        Self { destination, stream: stream.to_owned(), max_length: None }
    }

    /// Lets the server remove the oldest entries beyond this length when a message is added (`MAXLEN`).
    #[must_use]
    pub fn max_length(self, max_length: StreamMaxlen) -> Self {
        Self { max_length: Some(max_length), ..self }
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
        let packed = pipeline.get_packed_pipeline();
        let answers = connection.driver().req_packed_commands(&packed, 0, messages.len());
        all_sent(observation, answers)
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
        let answers = connection.driver().req_packed_commands(&pipeline, 0, messages.len()).await;
        all_sent(observation, answers)
    }

    fn one<F: AsRef<[u8]>, V: ToRedisArgs>(&self, fields: &[(F, V)]) -> (Cmd, MessageObservation) {
        let mut sending = Sending { messages: 1, ..Sending::default() };
        add_given(&mut sending, fields);
        let observation = self.destination.send(&sending);
        (self.command(fields, observation.trace_fields().as_ref()), observation)
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
        let trace_fields = observation.trace_fields();
        let mut pipeline = Pipeline::with_capacity(messages.len());
        for fields in messages {
            pipeline.add_command(self.command(fields.as_ref(), trace_fields.as_ref()));
        }
        (pipeline, observation)
    }

    fn command<F: AsRef<[u8]>, V: ToRedisArgs>(&self, fields: &[(F, V)], added: Option<&TraceFields>) -> Cmd {
        let mut command = Cmd::new();
        command.arg("XADD").arg(&self.stream).arg(self.max_length).arg("*");
        for (field, value) in fields {
            command.arg(field.as_ref()).arg(value);
        }
        if let Some(added) = added.filter(|_| !has_context(fields)) {
            command.arg(TRACEPARENT).arg(&added.traceparent);
            // A state that the caller gave without a parent stays the only one.
            if let Some(state) = added
                .tracestate
                .as_ref()
                .filter(|_| !fields.iter().any(|(field, _)| is_trace_field(field.as_ref())))
            {
                command.arg(TRACESTATE).arg(state);
            }
        }
        command
    }
}

impl fmt::Debug for Producer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Producer")
            .field("destination", &self.destination)
            .field("max_length", &self.max_length)
            .finish_non_exhaustive()
    }
}

fn has_context<F: AsRef<[u8]>, V>(fields: &[(F, V)]) -> bool {
    fields.iter().any(|(field, _)| field.as_ref() == TRACEPARENT.as_bytes())
}

/// Counts a message that the caller gave a context.
fn add_given<F: AsRef<[u8]>, V: ToRedisArgs>(sending: &mut Sending, fields: &[(F, V)]) {
    if !has_context(fields) {
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

fn all_sent(
    mut observation: MessageObservation,
    answers: RedisResult<Vec<Value>>,
) -> RedisResult<Vec<RedisResult<String>>> {
    let answers = match answers {
        Ok(answers) => answers,
        Err(error) => {
            observation.end(Some(&outcome::failure(&error)));
            return Err(error);
        }
    };
    let ids: Vec<RedisResult<String>> = answers.into_iter().map(id).collect();
    let mut errors = ids.iter().filter_map(|id| id.as_ref().err());
    let first = errors.next();
    observation.set_failed(u64::from(first.is_some()) + errors.count() as u64);
    observation.end(first.map(outcome::failure).as_ref());
    Ok(ids)
}

fn id(answer: Value) -> RedisResult<String> {
    Ok(from_redis_value(answer.extract_error()?)?)
}
