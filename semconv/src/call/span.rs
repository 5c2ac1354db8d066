//! The span of a call: its start, and where it is kept.

use std::borrow::Cow;
use std::thread::panicking;
use std::time::SystemTime;

use opentelemetry::global::{BoxedSpan, BoxedTracer};
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanContext, SpanKind, Status, TraceContextExt as _, Tracer as _,
};
use opentelemetry::{Context, KeyValue};

use super::observation::count;
use super::parent::Caller;
use super::unwinding;
use crate::attribute::{DB_OPERATION_BATCH_SIZE, DBTRACE_BLOCKING, DBTRACE_IMPLICIT};
use crate::name;
use crate::on_request::RecordedRef;
use crate::operation::Operation;
use crate::session::Session;
use crate::settings::UsersAttributes;
use crate::signals::Signals;

/// Room for what is known of a query at the start (nine at most, and seldom more than three), and for what comes at the end:
/// rows, code, type and constraint. A vector that grows is allocated again.
const ATTRIBUTES: usize = 8;

/// Whether other spans can nest in the span of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nesting {
    Leaf,
    Nesting,
}

/// What is special to a span. Most are leaves, and no test records them.
#[derive(Clone, Copy)]
pub(crate) struct Special<'r> {
    pub(crate) nesting: Nesting,
    /// The recording of a test that the call is made in.
    pub(crate) recorded: Option<RecordedRef<'r>>,
}

/// Which try to start a span this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    First,
    /// The first one while the program unwinds: a panic of the provider ends there.
    Contained,
    /// After another provider was found.
    Last,
}

/// A span, by itself or in a context where others can nest in it.
#[derive(Debug)]
pub(crate) enum ActiveSpan {
    Leaf(BoxedSpan),
    Nesting(Context),
}

impl ActiveSpan {
    /// Starts a span in the context of `caller`: the body of its [`start_span`](Caller::start_span).
    #[inline(always)]
    pub(crate) fn start(
        session: &Session,
        signals: &Signals,
        operation: &mut Operation<'_>,
        begin: SystemTime,
        special: Special<'_>,
        caller: impl Caller,
        attempt: Attempt,
    ) -> Option<Self> {
        if attempt == Attempt::First && panicking() {
            return unwinding::contain(|| {
                caller.start_span(session, signals, operation, begin, special, Attempt::Contained)
            });
        }
        let Special { nesting, recorded } = special;
        let database = session.database();
        let users = database.settings().span_name.as_ref().and_then(|span_name| span_name.of(operation));
        let query = &operation.query;
        let (summary, otherwise) = (query.summary.as_ref(), query.operation_and_target.as_ref());
        let name = name::of_span(users, summary, otherwise, database.name());
        let mut start = Some(Start { name, begin, attributes: attributes(session, operation) });
        let span = match recorded {
            None => {
                signals.with_tracer(|tracer| caller.with(|parent| Start::span(&mut start, tracer, parent)))?
            }
            Some(recorded) => start.map(|start| {
                caller.with(|parent| {
                    let programs = |builder| signals.start_span(builder, parent);
                    recorded.start_span(start.into_builder(), parent, programs)
                })
            }),
        }?;
        if !span.is_recording() {
            if attempt != Attempt::Last && signals.replaces_tracer_of(&span) {
                return caller.start_span(session, signals, operation, begin, special, Attempt::Last);
            }
            // A span that does not record is dropped here: its end would read the clock for nothing. One in which others nest
            // is kept: they follow its sampling decision.
            if nesting == Nesting::Leaf {
                return None;
            }
        }
        Some(match nesting {
            Nesting::Leaf => Self::Leaf(span),
            Nesting::Nesting => Self::Nesting(caller.with(|parent| parent.with_span(span))),
        })
    }

    pub(crate) fn identity(&self) -> SpanContext {
        match self {
            Self::Leaf(span) => span.span_context().clone(),
            Self::Nesting(context) => context.span().span_context().clone(),
        }
    }

    /// Sets an attribute, unless the user gives it.
    pub(crate) fn set_unless_replaced(&mut self, users: &UsersAttributes, attribute: KeyValue) {
        if !users.replace(&attribute.key) {
            self.set_attribute(attribute);
        }
    }

    pub(crate) fn set_attribute(&mut self, attribute: KeyValue) {
        self.set_made(|| attribute);
    }

    /// Sets an attribute that is made where it is handed over, because one that goes through a branch is copied.
    #[inline]
    pub(crate) fn set_made(&mut self, attribute: impl FnOnce() -> KeyValue) {
        match self {
            Self::Leaf(span) => span.set_attribute(attribute()),
            Self::Nesting(context) => context.span().set_attribute(attribute()),
        }
    }

    pub(crate) fn set_status(&mut self, status: Status) {
        match self {
            Self::Leaf(span) => span.set_status(status),
            Self::Nesting(context) => context.span().set_status(status),
        }
    }

    #[inline]
    pub(crate) fn end(&mut self, end: SystemTime) {
        match self {
            Self::Leaf(span) => span.end_with_timestamp(end),
            Self::Nesting(context) => context.span().end_with_timestamp(end),
        }
    }
}

/// What a span starts with.
struct Start {
    name: Cow<'static, str>,
    begin: SystemTime,
    attributes: Vec<KeyValue>,
}

impl Start {
    /// Starts the span. It is a function of its own, so that what runs with the context borrowed is small and inlined there, and
    /// it takes what it needs where that is, because each copy of a builder is as dear as an attribute.
    #[inline(never)]
    fn span(start: &mut Option<Self>, tracer: &BoxedTracer, parent: &Context) -> Option<BoxedSpan> {
        Some(tracer.build_with_context(start.take()?.into_builder(), parent))
    }

    #[inline(always)]
    fn into_builder(self) -> SpanBuilder {
        let mut builder = SpanBuilder::from_name(self.name);
        builder.span_kind = Some(SpanKind::Client);
        builder.start_time = Some(self.begin);
        builder.attributes = Some(self.attributes);
        builder
    }
}

#[inline(always)]
fn attributes(session: &Session, operation: &mut Operation<'_>) -> Vec<KeyValue> {
    let database = session.database();
    let fixed = &database.0.span_attributes;
    let mut attributes = Vec::with_capacity(ATTRIBUTES + fixed.len());
    fixed.extend(&mut attributes);
    operation.query.for_each_shared_attribute(|attribute| attributes.push(attribute));
    operation.take_text(|text| attributes.push(text));
    if let Some(wait) = session.connection().pool_wait.take() {
        attributes.push(wait);
    }
    let has_own = operation.attributes.is_some();
    if has_own | operation.batch_size().is_some() | operation.implicit | operation.blocking {
        push_rare(&mut attributes, operation);
    }
    let users = &database.settings().attributes;
    if users.may_be_of_a_call() | has_own {
        retain_unless_replaced(&mut attributes, fixed.len(), users);
    }
    attributes
}

/// Adds what few calls have, apart from the others so that these ask once.
#[cold]
fn push_rare(attributes: &mut Vec<KeyValue>, operation: &mut Operation<'_>) {
    if let Some(size) = operation.batch_size().filter(|size| *size != 1) {
        attributes.push(KeyValue::new(DB_OPERATION_BATCH_SIZE, count(size as u64)));
    }
    if operation.implicit {
        attributes.push(KeyValue::new(DBTRACE_IMPLICIT, true));
    }
    if operation.blocking {
        attributes.push(KeyValue::new(DBTRACE_BLOCKING, true));
    }
    if let Some(own) = &mut operation.attributes {
        attributes.append(own);
    }
}

/// Removes what the user gives, after the first attributes: these are of the database, and the user's are among them.
#[cold]
fn retain_unless_replaced(attributes: &mut Vec<KeyValue>, first: usize, users: &UsersAttributes) {
    let mut number = 0;
    attributes.retain(|attribute| {
        number += 1;
        number <= first || !users.replace(&attribute.key)
    });
}
