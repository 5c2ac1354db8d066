//! The span of a call: what it is told at its start, and where it is kept.

use std::time::SystemTime;

use opentelemetry::global::BoxedSpan;
use opentelemetry::trace::{Span as _, SpanBuilder, SpanKind, Status, TraceContextExt as _};
use opentelemetry::{Context, KeyValue};

use crate::attribute::{DB_OPERATION_BATCH_SIZE, DB_QUERY_TEXT, DBTRACE_BLOCKING, DBTRACE_IMPLICIT};
use crate::database::Database;
use crate::observe::count;
use crate::operation::Operation;
use crate::signals::Signals;

/// Room for what is known of a database and of a query at the start (twelve at most, and seldom more than seven), and for
/// what comes at the end: rows, code, type and constraint. A vector that grows is allocated anew.
const ATTRIBUTES: usize = 12;

/// Whether other spans can nest in the span of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nesting {
    Leaf,
    Nesting,
}

/// A span, by itself or in a context where others can nest in it.
#[derive(Debug)]
pub(crate) enum ActiveSpan {
    Leaf(BoxedSpan),
    Nesting(Context),
}

impl ActiveSpan {
    /// Starts a span in the caller's context.
    pub(crate) fn start(
        database: &Database,
        signals: &Signals,
        operation: &mut Operation<'_>,
        begin: SystemTime,
        nesting: Nesting,
    ) -> Option<Self> {
        let builder = span_builder(database, operation, begin);
        let span = Context::map_current(|parent| signals.start_span(builder, parent))?;
        match nesting {
            // A span that does not record is dropped here: its end would read the clock for nothing.
            Nesting::Leaf => span.is_recording().then_some(Self::Leaf(span)),
            // One that does not record is kept: what nests in it follows its sampling decision.
            Nesting::Nesting => Some(Self::Nesting(Context::current_with_span(span))),
        }
    }

    pub(crate) fn set_attribute(&mut self, attribute: KeyValue) {
        match self {
            Self::Leaf(span) => span.set_attribute(attribute),
            Self::Nesting(context) => context.span().set_attribute(attribute),
        }
    }

    pub(crate) fn set_status(&mut self, status: Status) {
        match self {
            Self::Leaf(span) => span.set_status(status),
            Self::Nesting(context) => context.span().set_status(status),
        }
    }

    pub(crate) fn end(mut self, end: SystemTime) {
        match &mut self {
            Self::Leaf(span) => span.end_with_timestamp(end),
            Self::Nesting(context) => context.span().end_with_timestamp(end),
        }
    }
}

#[inline]
fn span_builder(database: &Database, operation: &mut Operation<'_>, begin: SystemTime) -> SpanBuilder {
    let name = database.settings().span_name.as_ref().and_then(|span_name| span_name(operation));
    let mut builder = SpanBuilder::from_name(match name {
        Some(name) => name,
        None => operation.query.span_name().unwrap_or(&database.0.span_name).into(),
    });
    builder.span_kind = Some(SpanKind::Client);
    builder.start_time = Some(begin);
    builder.attributes = Some(attributes(database, operation));
    builder
}

#[inline]
fn attributes(database: &Database, operation: &mut Operation<'_>) -> Vec<KeyValue> {
    let of_user = database.0.telemetry.user_attributes();
    let mut attributes = Vec::with_capacity(ATTRIBUTES + of_user.len());
    database.0.for_each_attribute(|attribute| attributes.push(attribute));
    operation.query.for_each_shared_attribute(|attribute| attributes.push(attribute));
    if let Some(text) = operation.take_text() {
        attributes.push(KeyValue::new(DB_QUERY_TEXT, text));
    }
    if let Some(size) = operation.batch_size.filter(|size| *size != 1) {
        attributes.push(KeyValue::new(DB_OPERATION_BATCH_SIZE, count(size as u64)));
    }
    if operation.implicit {
        attributes.push(KeyValue::new(DBTRACE_IMPLICIT, true));
    }
    if operation.blocking {
        attributes.push(KeyValue::new(DBTRACE_BLOCKING, true));
    }
    if let Some(wait) = database.0.pool_wait.take() {
        attributes.push(wait);
    }
    for attribute in of_user {
        attributes.push(attribute);
    }
    attributes
}
