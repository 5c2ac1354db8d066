//! Messages in lists and channels, which have no fields: an envelope around the payload.

use std::borrow::Cow;
use std::fmt;

use db_semconv::messaging::{
    Delivery, Destination, MessageObservation, Opened, Relation, Sending, SpanContext,
};
#[cfg(feature = "aio")]
use redis::aio::ConnectionLike as _;
use redis::{Cmd, ConnectionLike as _, RedisResult, Value, cmd, from_redis_value};

#[cfg(feature = "aio")]
use super::connection::AsyncConnection;
use super::connection::{BlockingConnection, TracedConnection};
use crate::outcome;

/// Sends and handles the messages of a list or a channel in envelopes. Cheap to clone.
///
/// An envelope is a JSON object of strings: `payload`, `traceparent` if there is a context, `tracestate` if there is one, and
/// `baggage` on request. So each program that takes messages from the list or the channel must know of envelopes: [`Envelope::open`] takes both.
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
    has_baggage: bool,
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
        Self { destination, command, key: key.to_owned(), relation: Relation::Link, has_baggage: false }
    }

    /// Sets the relation of `process` spans to the span that sent the message.
    ///
    /// Default: [`Relation::Link`].
    #[must_use]
    pub fn relation(self, relation: Relation) -> Self {
        Self { relation, ..self }
    }

    /// Puts the caller's baggage into the envelope, and that of an envelope into the context of its handler.
    ///
    /// A handler passes baggage on to what it calls. So ask for it only if you trust the producers. Default: `false`.
    #[must_use]
    pub fn baggage(self, baggage: bool) -> Self {
        Self { has_baggage: baggage, ..self }
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
        self.process(envelope).run(handler)
    }

    /// Like [`handle`](Self::handle), for a handler that is a future. The span begins with the first poll.
    #[cfg(feature = "aio")]
    pub async fn handle_async<T, E>(
        &self,
        envelope: &Envelope<'_>,
        handler: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.process(envelope).run_async(handler).await
    }

    fn process(&self, envelope: &Envelope<'_>) -> MessageObservation {
        self.destination.process(Delivery {
            origin: envelope.origin(),
            baggage: envelope.baggage.as_deref().filter(|_| self.has_baggage),
            relation: self.relation,
            ..Delivery::default()
        })
    }

    fn seal(&self, payload: &str) -> (Cmd, MessageObservation) {
        let observation = self.destination.send(&Sending { messages: 1, ..Sending::default() });
        let mut command = cmd(self.command);
        command.arg(&self.key).arg(observation.seal(payload, self.has_baggage));
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
            .field("has_baggage", &self.has_baggage)
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
    baggage: Option<String>,
}

impl<'a> Envelope<'a> {
    /// Opens an envelope. A message that is none is the payload itself.
    ///
    /// A JSON object is an envelope if `payload` is a string, and if it has no other fields than those of the context. The
    /// `traceparent` of any other JSON object is read too.
    pub fn open(message: &'a [u8]) -> Self {
        let Opened { payload, origin, baggage } = Opened::new(message);
        let payload = payload.map_or(Cow::Borrowed(message), |payload| Cow::Owned(payload.into_bytes()));
        Self { payload, origin, baggage }
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

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Envelope").field("origin", &self.origin).finish_non_exhaustive()
    }
}
