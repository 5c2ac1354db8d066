//! The beginning of each step of a message.

use std::time::SystemTime;

use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::{Link, SpanContext, SpanKind, TraceContextExt as _};
use opentelemetry::{Context, time};

use super::baggage;
use super::destination::Destination;
use super::observation::{MessageObservation, Start, Step};
use crate::context;
use crate::outcome::Failure;

/// The most links of a span. It is the SDK's default limit, and the SDK drops what exceeds it.
const MOST_LINKS: usize = 128;

/// The relation of a message's `process` span to the span that made the message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Relation {
    /// A link: the conventions' default. The parent is the current span, if there is one.
    #[default]
    Link,
    /// The parent: the message is processed in the trace of its producer. The current span, if there is one, is a link.
    ///
    /// A message that is delivered again is a new trace with a link in any case.
    Parent,
}

/// Messages to be sent.
#[derive(Clone, Debug, Default)]
pub struct Sending {
    /// The number of messages.
    pub messages: u64,
    /// `true` for a call that can send several messages, also if it sends one.
    pub is_batch: bool,
    /// The number of messages whose context the caller gave.
    pub given: u64,
    /// These contexts.
    pub links: Vec<SpanContext>,
}

/// A message to be processed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delivery<'a> {
    /// The span that made the message.
    pub origin: Option<&'a SpanContext>,
    /// The identity that the queue assigned to the message.
    pub message_id: Option<&'a str>,
    /// The field [`BAGGAGE`](super::BAGGAGE) of the message, if the program asks for it: the handler has the baggage.
    pub baggage: Option<&'a str>,
    /// `true` if the message was delivered before.
    pub is_redelivered: bool,
    /// The relation that the program wants.
    pub relation: Relation,
}

/// The destination whose message is being processed, in the context of the handler.
struct Processing(Destination);

impl Destination {
    /// Starts to observe a call that sends messages.
    ///
    /// A handler that sends a message to the queue that it processes would continue its own trace without end. So that `send` is
    /// a new trace with a link to the handler's.
    pub fn send(&self, sending: &Sending) -> MessageObservation {
        if !self.0.database.is_enabled() {
            return MessageObservation::none();
        }
        let current = context::current();
        let queues_itself =
            current.get::<Processing>().is_some_and(|processing| processing.0.is_same_queue(self));
        let mut links = links(&sending.links);
        if queues_itself {
            push(&mut links, current.span().span_context());
        }
        // The conventions: a span whose context is not that of a message is `CLIENT`.
        let is_origin = sending.given < sending.messages;
        let kind = if is_origin { SpanKind::Producer } else { SpanKind::Client };
        self.start(Start {
            step: Step::Send,
            kind,
            begin: time::now(),
            parent: current,
            is_new_trace: queues_itself,
            links,
            messages: sending.messages,
            is_batch: sending.is_batch,
            message_id: None,
        })
    }

    /// Begins to wait for messages. Nothing is recorded unless messages come, or the call fails.
    pub fn receive(&self) -> Receiving {
        let is_enabled = self.0.database.is_enabled();
        Receiving(is_enabled.then(|| (self.clone(), time::now(), context::current())))
    }

    /// Starts to observe the handler of a message. Run it inside [`MessageObservation::enter`].
    pub fn process(&self, delivery: Delivery<'_>) -> MessageObservation {
        if !self.0.database.is_enabled() {
            return MessageObservation::none();
        }
        let current = context::current();
        let mut links = Vec::new();
        let parent = match (delivery.origin, delivery.relation) {
            (Some(origin), Relation::Parent) if !delivery.is_redelivered => {
                push(&mut links, current.span().span_context());
                current.with_remote_span_context(origin.clone())
            }
            (origin, _) => {
                links.extend(self::links(origin));
                if delivery.is_redelivered {
                    push(&mut links, current.span().span_context());
                }
                current
            }
        };
        let parent = match delivery.baggage {
            Some(baggage) => parent.with_baggage(baggage::read(baggage)),
            None => parent,
        };
        self.start(Start {
            step: Step::Process,
            kind: SpanKind::Consumer,
            begin: time::now(),
            parent: parent.with_value(Processing(self.clone())),
            is_new_trace: delivery.is_redelivered,
            links,
            messages: 1,
            is_batch: false,
            message_id: delivery.message_id,
        })
    }

    /// Starts to observe a call that acknowledges messages of these origins.
    ///
    /// `processed` is the observation of the handler, if the call follows it: its span is the parent.
    pub fn settle<'a>(
        &self,
        messages: u64,
        message_id: Option<&str>,
        origins: impl IntoIterator<Item = &'a SpanContext>,
        processed: Option<&MessageObservation>,
    ) -> MessageObservation {
        if !self.0.database.is_enabled() {
            return MessageObservation::none();
        }
        let parent = processed.and_then(MessageObservation::context).cloned();
        self.start(Start {
            step: Step::Settle,
            kind: SpanKind::Client,
            begin: time::now(),
            parent: parent.unwrap_or_else(context::current),
            is_new_trace: false,
            links: links(origins),
            messages,
            is_batch: message_id.is_none(),
            message_id,
        })
    }
}

/// A call that waits for messages. If it is dropped, nothing is recorded.
#[derive(Debug)]
#[must_use = "dropping it records nothing"]
pub struct Receiving(Option<(Destination, SystemTime, Context)>);

impl Receiving {
    /// Records the messages that came. Nothing is recorded if there is none.
    pub fn received<'a>(self, messages: u64, origins: impl IntoIterator<Item = &'a SpanContext>) {
        if messages > 0 {
            self.start(messages, links(origins)).end(None);
        }
    }

    /// Records that the call failed.
    pub fn failed(self, failure: &Failure<'_>) {
        self.start(0, Vec::new()).end(Some(failure));
    }

    fn start(self, messages: u64, links: Vec<Link>) -> MessageObservation {
        let Some((destination, begin, parent)) = self.0 else { return MessageObservation::none() };
        destination.start(Start {
            step: Step::Receive,
            kind: SpanKind::Client,
            begin,
            parent,
            is_new_trace: false,
            links,
            messages,
            is_batch: true,
            message_id: None,
        })
    }
}

fn links<'a>(origins: impl IntoIterator<Item = &'a SpanContext>) -> Vec<Link> {
    let mut links = Vec::new();
    for origin in origins {
        push(&mut links, origin);
    }
    links
}

fn push(links: &mut Vec<Link>, span: &SpanContext) {
    if span.is_valid() && links.len() < MOST_LINKS && links.iter().all(|link| link.span_context != *span) {
        links.push(Link::with_context(span.clone()));
    }
}
