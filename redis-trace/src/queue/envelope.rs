//! Messages in lists and channels, which have no fields: an envelope around the payload.

use std::borrow::Cow;
use std::fmt;

use db_semconv::messaging::{
    Delivery, Destination, MessageObservation, Relation, Sending, SpanContext, TRACEPARENT, TRACESTATE,
    TraceFields,
};
#[cfg(feature = "aio")]
use redis::aio::ConnectionLike as _;
use redis::{Cmd, ConnectionLike as _, RedisResult, Value, cmd, from_redis_value};
use serde_json::{Map, Value as Json};

#[cfg(feature = "aio")]
use super::connection::AsyncConnection;
use super::connection::{BlockingConnection, TracedConnection};
use super::process;
use crate::outcome;

/// The field with the payload.
const PAYLOAD: &str = "payload";

/// Sends and handles the messages of a list or a channel in envelopes. Cheap to clone.
///
/// An envelope is a JSON object of strings: `payload`, `traceparent` if there is a context, and `tracestate` if there is one. So
/// each program that takes messages from the list or the channel must know of envelopes: [`Envelope::open`] takes both.
///
/// ```
/// # use redis_trace as redis;
/// use redis::queue::Envelope;
///
/// let message = br#"{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","payload":"cat.png"}"#;
/// assert_eq!(Envelope::open(message).payload(), b"cat.png");
/// assert_eq!(Envelope::open(b"cat.png").payload(), b"cat.png");
/// ```
#[derive(Clone)]
pub struct Envelopes {
    destination: Destination,
    command: &'static str,
    key: Vec<u8>,
    relation: Relation,
}

impl Envelopes {
    /// Returns the envelopes of a list, with the telemetry of `connection`. They are added at its head (`LPUSH`).
    pub fn of_list(connection: &impl TracedConnection, key: impl AsRef<[u8]>) -> Self {
        Self::new(connection, "LPUSH", key.as_ref())
    }

    /// Returns the envelopes of a channel, with the telemetry of `connection`. They are published (`PUBLISH`).
    ///
    /// The name of the channel is on spans and metrics, as that of a stream is.
    pub fn of_channel(connection: &impl TracedConnection, channel: impl AsRef<[u8]>) -> Self {
        Self::new(connection, "PUBLISH", channel.as_ref())
    }

    fn new(connection: &impl TracedConnection, command: &'static str, key: &[u8]) -> Self {
        let destination = Destination::redis(connection.session(), key, None);
        Self { destination, command, key: key.to_owned(), relation: Relation::Link }
    }

    /// Sets the relation of `process` spans to the span that sent the message.
    ///
    /// Default: [`Relation::Link`].
    #[must_use]
    pub fn relation(self, relation: Relation) -> Self {
        Self { relation, ..self }
    }

    /// Sends a payload in an envelope, in a `send` span.
    ///
    /// Returns what the server answers: the length of the list, or the number of the channel's receivers.
    pub fn send(&self, connection: &mut impl BlockingConnection, payload: &str) -> RedisResult<u64> {
        let (command, observation) = self.seal(payload);
        sent(observation, connection.driver().req_command(&command))
    }

    /// Like [`send`](Self::send).
    #[cfg(feature = "aio")]
    pub async fn send_async(&self, connection: &mut impl AsyncConnection, payload: &str) -> RedisResult<u64> {
        let (command, observation) = self.seal(payload);
        sent(observation, connection.driver().req_packed_command(&command).await)
    }

    /// Runs `handler` in a `process` span.
    ///
    /// You receive the message by the driver's commands, each of which is a span of its own. A message that you removed from a
    /// list is lost if its handler fails: `BLMOVE` keeps it in another list until you remove it there.
    pub fn handle<T, E>(
        &self,
        envelope: &Envelope<'_>,
        handler: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        process::run(&mut self.process(envelope), handler)
    }

    /// Like [`handle`](Self::handle), for a handler that is a future. The span begins with the first poll.
    #[cfg(feature = "aio")]
    pub async fn handle_async<T, E>(
        &self,
        envelope: &Envelope<'_>,
        handler: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        process::run_async(&mut self.process(envelope), handler).await
    }

    fn process(&self, envelope: &Envelope<'_>) -> MessageObservation {
        let (origin, relation) = (envelope.origin(), self.relation);
        self.destination.process(Delivery { origin, relation, ..Delivery::default() })
    }

    fn seal(&self, payload: &str) -> (Cmd, MessageObservation) {
        let observation = self.destination.send(&Sending { messages: 1, ..Sending::default() });
        let mut envelope = Map::new();
        if let Some(TraceFields { traceparent, tracestate }) = observation.trace_fields() {
            envelope.insert(TRACEPARENT.to_owned(), traceparent.into());
            envelope.extend(tracestate.map(|state| (TRACESTATE.to_owned(), state.into())));
        }
        envelope.insert(PAYLOAD.to_owned(), payload.into());
        let mut command = cmd(self.command);
        command.arg(&self.key).arg(Json::Object(envelope).to_string());
        (command, observation)
    }
}

impl fmt::Debug for Envelopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Envelopes")
            .field("destination", &self.destination)
            .field("command", &self.command)
            .field("relation", &self.relation)
            .finish_non_exhaustive()
    }
}

fn sent(mut observation: MessageObservation, answer: RedisResult<Value>) -> RedisResult<u64> {
    let answer = answer.and_then(Value::extract_error).and_then(|answer| Ok(from_redis_value(answer)?));
    observation.end(answer.as_ref().err().map(outcome::failure).as_ref());
    answer
}

/// A message of a list or a channel, without its envelope.
///
/// Its `Debug` does not show the payload.
#[derive(Clone)]
pub struct Envelope<'a> {
    payload: Cow<'a, [u8]>,
    origin: Option<SpanContext>,
}

impl<'a> Envelope<'a> {
    /// Opens an envelope. A message that is none is the payload itself.
    ///
    /// A JSON object is an envelope if `payload` is a string, and if it has no other fields than the two of the context.
    pub fn open(message: &'a [u8]) -> Self {
        opened(message).unwrap_or(Self { payload: Cow::Borrowed(message), origin: None })
    }

    /// Returns the payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the identity of the span that made the message, as its envelope has it.
    pub fn origin(&self) -> Option<&SpanContext> {
        self.origin.as_ref()
    }
}

fn opened(message: &[u8]) -> Option<Envelope<'static>> {
    // Most other payloads are not read further than this.
    if message.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    let mut fields: Map<String, Json> = serde_json::from_slice(message).ok()?;
    let Json::String(payload) = fields.remove(PAYLOAD)? else { return None };
    let [parent, state] = [TRACEPARENT, TRACESTATE].map(|field| fields.remove(field));
    if !fields.is_empty() {
        return None;
    }
    let bytes =
        |field: &Option<Json>| field.as_ref().and_then(Json::as_str).map(|text| text.as_bytes().to_owned());
    let origin = bytes(&parent).and_then(|parent| TraceFields::read(&parent, bytes(&state).as_deref()));
    Some(Envelope { payload: Cow::Owned(payload.into_bytes()), origin })
}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Envelope").field("origin", &self.origin).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_that_is_no_envelope_is_the_payload() {
        let deep = "[".repeat(100_000);
        for message in [
            "",
            "{",
            "{}",
            "\u{0}",
            "text",
            r#"["payload"]"#,
            r#"{"payload":1}"#,
            r#"{"payload":"a","other":1}"#,
            r#"{"payload":"a"} {"#,
            r#"{"traceparent":"a"}"#,
            &format!(r#"{{"payload":{deep}"#),
        ] {
            let envelope = Envelope::open(message.as_bytes());
            assert_eq!(envelope.payload(), message.as_bytes());
            assert!(envelope.origin().is_none());
        }
    }

    #[test]
    fn envelope_with_a_wrong_context_has_a_payload_and_no_origin() {
        for parent in ["1", "null", r#""no parent""#] {
            let message = format!(r#" {{ "payload" : "\u0041" , "traceparent" : {parent} }} "#);
            let envelope = Envelope::open(message.as_bytes());
            assert_eq!((envelope.payload(), envelope.origin()), (&b"A"[..], None), "{parent}");
        }
    }
}
