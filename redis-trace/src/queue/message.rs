//! A message that was received.

use std::fmt;

use db_semconv::messaging::{BAGGAGE, Delivery, Relation, SpanContext, TRACEPARENT, TRACESTATE, TraceFields};
use redis::{FromRedisValue, ParsingError, Value, from_redis_value_ref};

/// The fields of an entry, in their order. A field may be there twice.
pub(super) type Fields = Vec<(Vec<u8>, Value)>;

/// An entry of a stream that a [`Consumer`](super::Consumer) received.
///
/// Its `Debug` shows no field and no value.
#[derive(Clone)]
pub struct Message {
    id: String,
    fields: Fields,
    origin: Option<SpanContext>,
    baggage: Option<String>,
    is_redelivered: bool,
    is_deleted: bool,
    pub(super) deliveries: Option<u64>,
}

impl Message {
    /// Returns an entry of a stream. Without fields it was deleted from the stream.
    pub(super) fn new(id: String, fields: Option<Fields>, is_redelivered: bool) -> Self {
        let is_deleted = fields.is_none();
        let mut fields = fields.unwrap_or_default();
        let origin = bytes_of(&fields, TRACEPARENT)
            .and_then(|parent| TraceFields::read(parent, bytes_of(&fields, TRACESTATE)));
        if origin.is_some() {
            fields.retain(|(field, _)| !is_trace_field(field));
        }
        let deliveries = (!is_redelivered).then_some(1);
        Self { id, fields, origin, baggage: None, is_redelivered, is_deleted, deliveries }
    }

    /// Takes the caller's baggage out of the payload.
    pub(super) fn take_baggage(&mut self) {
        let baggage = bytes_of(&self.fields, BAGGAGE);
        self.baggage = baggage.and_then(|baggage| String::from_utf8(baggage.to_owned()).ok());
        self.fields.retain(|(field, _)| field != BAGGAGE.as_bytes());
    }

    /// Returns the identity of the entry in its stream.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the fields of the payload with their values.
    ///
    /// `traceparent` and `tracestate` are among them only if `traceparent` is not the identity of a span.
    pub fn fields(&self) -> impl Iterator<Item = (&[u8], &Value)> {
        self.fields.iter().map(|(field, value)| (field.as_slice(), value))
    }

    /// Returns the value of a field, or that of a nil answer if there is no such field.
    pub fn get<T: FromRedisValue>(&self, field: impl AsRef<[u8]>) -> Result<T, ParsingError> {
        let value =
            self.fields().find(|(name, _)| *name == field.as_ref()).map_or(&Value::Nil, |(_, value)| value);
        from_redis_value_ref(value)
    }

    /// Returns the identity of the span that made the message, as its fields have it.
    pub fn origin(&self) -> Option<&SpanContext> {
        self.origin.as_ref()
    }

    /// Returns `true` if the message was delivered before: it was claimed, or was pending.
    pub fn is_redelivered(&self) -> bool {
        self.is_redelivered
    }

    /// Returns how often the message was delivered, with this time, if that is known. A message whose handler never succeeds is
    /// found by this number.
    pub fn deliveries(&self) -> Option<u64> {
        self.deliveries
    }

    /// Returns `true` if the entry was deleted from the stream while it was pending. It has no fields.
    pub fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    pub(super) fn delivery(&self, relation: Relation) -> Delivery<'_> {
        Delivery {
            origin: self.origin(),
            message_id: Some(self.id()),
            baggage: self.baggage.as_deref(),
            is_redelivered: self.is_redelivered,
            relation,
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Message")
            .field("id", &self.id)
            .field("fields", &self.fields.len())
            .field("origin", &self.origin)
            .field("is_redelivered", &self.is_redelivered)
            .field("is_deleted", &self.is_deleted)
            .field("deliveries", &self.deliveries)
            .finish_non_exhaustive()
    }
}

/// Returns `true` for a field that carries a context.
pub(super) fn is_trace_field(field: &[u8]) -> bool {
    [TRACEPARENT, TRACESTATE].iter().any(|name| name.as_bytes() == field)
}

fn bytes_of<'a>(fields: &'a [(Vec<u8>, Value)], name: &str) -> Option<&'a [u8]> {
    match &fields.iter().find(|(field, _)| field == name.as_bytes())?.1 {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) => Some(text.as_bytes()),
        _ => None,
    }
}
