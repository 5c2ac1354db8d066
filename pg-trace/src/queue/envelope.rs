//! Notifications, which have no fields: an envelope around the payload.

use std::borrow::Cow;
use std::fmt;

use db_semconv::Failure;
use db_semconv::messaging::{
    Delivery, Destination, MessageObservation, Opened, Relation, Sending, SpanContext,
};

use super::client::{TracedClient, in_front};
use super::notify_error::NotifyError;
use crate::types::{ToSql, Type};
use crate::{Notification, outcome};

/// The most bytes of a notification. The server refuses a payload that is not shorter than 8,000 bytes
/// (`NOTIFY_PAYLOAD_MAX_LENGTH` in its `async.c`).
const MOST_BYTES: usize = 7_999;

/// Sends and handles the notifications of a channel in envelopes. Cheap to clone.
///
/// An envelope is a JSON object of strings: `payload`, `traceparent` if there is a context, `tracestate` if there is one, and
/// `baggage` on request. So each program that listens to the channel must know of envelopes: [`Envelope::open`] takes both.
///
/// ```
/// use pg_trace::queue::Envelope;
///
/// let message = r#"{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","payload":"cat.png"}"#;
/// assert_eq!(Envelope::open(message).payload(), "cat.png");
/// assert_eq!(Envelope::open("cat.png").payload(), "cat.png");
/// ```
#[derive(Clone)]
pub struct Envelopes {
    destination: Destination,
    channel: String,
    relation: Relation,
    has_baggage: bool,
}

impl Envelopes {
    /// Returns the envelopes of a channel, with the telemetry of `client`.
    ///
    /// `channel` is in upper and lower case as the server has it: `LISTEN News` listens to `news`. Its name is on spans and
    /// metrics, as that of a table is.
    pub fn of_channel(client: &impl TracedClient, channel: impl Into<String>) -> Self {
        let channel = channel.into();
        let destination = Destination::postgres(client.client().session(), &channel);
        Self { destination, channel, relation: Relation::Link, has_baggage: false }
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

    /// Sends a payload in an envelope (`NOTIFY`), in a `send` span.
    ///
    /// In a transaction, the notification is delivered when the transaction commits, and never if it rolls back. An envelope of
    /// more than 7,999 bytes is [`NotifyError::TooLong`]: nothing is sent, and a transaction goes on.
    pub async fn send(&self, client: &impl TracedClient, payload: &str) -> Result<(), NotifyError> {
        let mut observation = self.destination.send(&Sending { messages: 1, ..Sending::default() });
        let envelope = observation.seal(payload, self.has_baggage);
        if envelope.len() > MOST_BYTES {
            observation.end(Some(&Failure::class("payload_too_long")));
            return Err(NotifyError::TooLong { bytes: envelope.len() });
        }
        let client = client.client();
        let parameters: [(&(dyn ToSql + Sync), Type); 2] =
            [(&self.channel, Type::TEXT), (&envelope, Type::TEXT)];
        let call = client.driver().execute_typed("SELECT pg_notify($1, $2)", &parameters);
        let sent = in_front(client, &observation, call).await;
        observation.end(sent.as_ref().err().map(outcome::failure).as_ref());
        sent.map(drop).map_err(NotifyError::Database)
    }

    /// Runs `handler` in a `process` span, which begins with its first poll.
    pub async fn handle<T, E>(
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
}

impl fmt::Debug for Envelopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Envelopes")
            .field("destination", &self.destination)
            .field("relation", &self.relation)
            .field("has_baggage", &self.has_baggage)
            .finish_non_exhaustive()
    }
}

/// A notification without its envelope.
///
/// Its `Debug` does not show the payload.
#[derive(Clone)]
pub struct Envelope<'a> {
    payload: Cow<'a, str>,
    origin: Option<SpanContext>,
    baggage: Option<String>,
}

impl<'a> Envelope<'a> {
    /// Opens an envelope. A message that is none is the payload itself.
    ///
    /// A JSON object is an envelope if `payload` is a string, and if it has no other fields than those of the context. The
    /// `traceparent` of any other JSON object is read too.
    pub fn open(message: &'a str) -> Self {
        let Opened { payload, origin, baggage } = Opened::new(message.as_bytes());
        Self { payload: payload.map_or(Cow::Borrowed(message), Cow::Owned), origin, baggage }
    }

    /// Returns the payload.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Returns the identity of the span that made the message, as its envelope has it.
    pub fn origin(&self) -> Option<&SpanContext> {
        self.origin.as_ref()
    }
}

/// Opens the envelope of a notification.
impl<'a> From<&'a Notification> for Envelope<'a> {
    fn from(notification: &'a Notification) -> Self {
        Self::open(notification.payload())
    }
}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Envelope").field("origin", &self.origin).finish_non_exhaustive()
    }
}
