//! A job that was received.

use std::fmt;

use crate::messaging::{Delivery, Relation, SpanContext, TraceFields};

/// A job that a consumer received.
///
/// Its `Debug` does not show the payload.
#[derive(Clone)]
pub struct Message {
    id: i64,
    /// The same, as spans show it.
    shown_id: String,
    payload: String,
    deliveries: u64,
    origin: Option<SpanContext>,
    baggage: Option<String>,
}

/// The columns of a row that a consumer has locked, in their order.
#[expect(missing_debug_implementations, reason = "a payload is not shown")]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct Columns<'a> {
    pub id: i64,
    pub payload: String,
    pub deliveries: i32,
    pub traceparent: Option<&'a str>,
    pub tracestate: Option<&'a str>,
    pub baggage: Option<String>,
}

impl Message {
    /// Returns the job of a row.
    pub fn new(columns: Columns<'_>) -> Self {
        let Columns { id, payload, deliveries, traceparent, tracestate, baggage } = columns;
        let state = tracestate.map(str::as_bytes);
        Self {
            id,
            shown_id: id.to_string(),
            payload,
            deliveries: u64::try_from(deliveries).unwrap_or_default(),
            origin: traceparent.and_then(|parent| TraceFields::read(parent.as_bytes(), state)),
            baggage,
        }
    }

    /// Returns the identity of the job in its table.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Returns the payload.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Returns the identity of the span that made the job, as its columns have it.
    pub fn origin(&self) -> Option<&SpanContext> {
        self.origin.as_ref()
    }

    /// Returns `true` if the job was delivered before.
    pub fn is_redelivered(&self) -> bool {
        self.deliveries > 1
    }

    /// Returns how often the job was delivered, with this time.
    pub fn deliveries(&self) -> u64 {
        self.deliveries
    }

    pub(super) fn shown_id(&self) -> &str {
        &self.shown_id
    }

    pub(super) fn delivery(&self, relation: Relation, has_baggage: bool) -> Delivery<'_> {
        Delivery {
            origin: self.origin(),
            message_id: Some(&self.shown_id),
            baggage: self.baggage.as_deref().filter(|_| has_baggage),
            is_redelivered: self.is_redelivered(),
            relation,
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Message")
            .field("id", &self.id)
            .field("deliveries", &self.deliveries)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}
