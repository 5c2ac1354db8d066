//! A job that was received.

use std::fmt;

use db_semconv::messaging::{Delivery, Relation, SpanContext, TraceFields};
use tokio_postgres::Row;

use crate::Error;

/// A job that a [`Consumer`](super::Consumer) received.
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

impl Message {
    /// Reads a row: identity, payload, deliveries, parent, state, baggage.
    pub(super) fn new(row: &Row) -> Result<Self, Error> {
        let id: i64 = row.try_get(0)?;
        let deliveries: i32 = row.try_get(2)?;
        let (parent, state): (Option<&str>, Option<&str>) = (row.try_get(3)?, row.try_get(4)?);
        Ok(Self {
            id,
            shown_id: id.to_string(),
            payload: row.try_get(1)?,
            deliveries: u64::try_from(deliveries).unwrap_or_default(),
            origin: parent.and_then(|parent| TraceFields::read(parent.as_bytes(), state.map(str::as_bytes))),
            baggage: row.try_get(5)?,
        })
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
