//! The observation of one step of a message: a span and a clock, ended once.

use std::fmt;
use std::thread::panicking;
use std::time::SystemTime;

use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::{Link, SpanBuilder, SpanContext, SpanKind, Status, TraceContextExt as _};
use opentelemetry::{Context, KeyValue, time};

use super::attribute::{
    MESSAGING_BATCH_MESSAGE_COUNT, MESSAGING_MESSAGE_ID, MESSAGING_OPERATION_NAME, MESSAGING_OPERATION_TYPE,
};
use super::baggage;
use super::destination::Destination;
use super::trace_fields::TraceFields;
use crate::attribute::{DBTRACE_OUTCOME, ERROR_TYPE};
use crate::call::observation::count;
use crate::call::parent::Parent;
use crate::call::unwinding;
use crate::context;
use crate::name;
use crate::outcome::Failure;

/// A step in the life of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Send,
    Receive,
    Process,
    Settle,
}

impl Step {
    pub(super) const COUNT: usize = 4;
    pub(super) const ALL: [Self; Self::COUNT] = [Self::Send, Self::Receive, Self::Process, Self::Settle];

    /// Both the name and the type of the operation.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Receive => "receive",
            Self::Process => "process",
            Self::Settle => "settle",
        }
    }
}

/// A step that begins.
pub(super) struct Start<'a> {
    pub(super) step: Step,
    pub(super) kind: SpanKind,
    pub(super) begin: SystemTime,
    /// The context in which the step is made.
    pub(super) parent: Context,
    /// `true` if the span of that context is not the parent.
    pub(super) is_new_trace: bool,
    pub(super) links: Vec<Link>,
    pub(super) messages: u64,
    pub(super) is_batch: bool,
    pub(super) message_id: Option<&'a str>,
}

impl Destination {
    pub(super) fn start(&self, start: Start<'_>) -> MessageObservation {
        let database = &self.0.database;
        let Some(signals) = database.signals() else { return MessageObservation::none() };
        let parent = Parent::of(&start.parent);
        if !context::is_there() || parent.suppressed {
            return MessageObservation::none();
        }
        let found = signals.look(parent.is_local());
        let (step, begin, messages) = (start.step, start.begin, start.messages);
        let carries_on = !(start.is_new_trace && step == Step::Send);
        let is_traced = found.tracer && parent.admits_message(database.settings(), &start);
        let span = if is_traced { self.start_span(start) } else { Err(start.parent) };
        let has_span = span.is_ok();
        // Without a span of its own, a new trace is none: what it sends does not continue the current one.
        let context = span.map_or_else(|parent| carries_on.then_some(parent), Some);
        let active = (has_span || found.instruments).then(|| Active {
            destination: self.clone(),
            step,
            begin,
            messages,
            failed: None,
            has_span,
        });
        MessageObservation { active, context }
    }

    /// Returns the context with a span, or the parent's if there is no tracer.
    fn start_span(&self, start: Start<'_>) -> Result<Context, Context> {
        let Some(signals) = self.0.database.signals() else { return Err(start.parent) };
        // The API has no context without its span: a new trace begins in an empty one.
        let empty = Context::new();
        let parent = if start.is_new_trace { &empty } else { &start.parent };
        let builder = || {
            let mut builder = SpanBuilder::from_name(self.span_name(start.step));
            builder.span_kind = Some(start.kind.clone());
            builder.start_time = Some(start.begin);
            builder.attributes = Some(self.span_attributes(&start));
            builder.links = Some(start.links.clone());
            builder
        };
        let start_span = || signals.start_span(builder(), parent);
        let attempt = || if panicking() { unwinding::contain(start_span) } else { start_span() };
        let span = match attempt() {
            Some(span) if signals.replaces_tracer_of(&span) => attempt(),
            span => span,
        };
        match span {
            Some(span) => Ok(start.parent.with_span(span)),
            None => Err(start.parent),
        }
    }

    fn span_attributes(&self, start: &Start<'_>) -> Vec<KeyValue> {
        let users = &self.0.database.settings().attributes;
        let mut attributes = self.0.attributes.clone();
        attributes.push(KeyValue::new(MESSAGING_OPERATION_NAME, start.step.name()));
        attributes.push(KeyValue::new(MESSAGING_OPERATION_TYPE, start.step.name()));
        if let Some(id) = start.message_id {
            attributes.push(message_id(id));
        }
        if start.is_batch {
            attributes.push(KeyValue::new(MESSAGING_BATCH_MESSAGE_COUNT, count(start.messages)));
        }
        attributes.retain(|ours| !users.replace(&ours.key));
        attributes.extend(users.iter().cloned());
        attributes
    }
}

fn message_id(id: &str) -> KeyValue {
    KeyValue::new(MESSAGING_MESSAGE_ID, name::capped(id.to_owned()))
}

/// The observation of one step of a message: a span and a clock.
///
/// It ends exactly once: by [`end`](Self::end), or by being dropped. A drop records that the caller cancelled the step, or, if a
/// panic unwinds, that it failed with the `error.type` `panic`.
#[must_use = "dropping an observation records that the step was cancelled"]
pub struct MessageObservation {
    active: Option<Active>,
    /// That of the span, or of its parent if there is none.
    context: Option<Context>,
}

struct Active {
    destination: Destination,
    step: Step,
    begin: SystemTime,
    messages: u64,
    /// The number of messages that failed, if not all of a failed step.
    failed: Option<u64>,
    has_span: bool,
}

/// The end of a step.
#[derive(Clone, Copy)]
enum End<'f> {
    Done,
    Failed(&'f Failure<'f>),
    Cancelled,
}

impl MessageObservation {
    /// Returns an observation of nothing.
    pub const fn none() -> Self {
        Self { active: None, context: None }
    }

    /// Returns the fields for the messages that the step sends: the context of its span, otherwise the current one.
    ///
    /// There are none if nothing has a trace, or if telemetry is switched off or suppressed.
    pub fn trace_fields(&self) -> Option<TraceFields> {
        TraceFields::of(self.context.as_ref()?.span().span_context())
    }

    /// Returns the field [`BAGGAGE`](super::BAGGAGE) for these messages, for a program that asks for it: the caller's baggage.
    ///
    /// There is none if there is no baggage or more than 8,192 bytes of it, or if telemetry is switched off or suppressed.
    pub fn baggage(&self) -> Option<String> {
        baggage::write(self.context.as_ref()?.baggage())
    }

    /// Runs `action`, a handler or one poll of it, with the span as the current one.
    pub fn enter<T>(&self, action: impl FnOnce() -> T) -> T {
        let _entered = self.context.clone().and_then(context::attach);
        action()
    }

    /// Records the identity that the queue assigned to a message.
    pub fn set_message_id(&mut self, id: &str) {
        let (Some(active), Some(context)) = (&self.active, &self.context) else { return };
        let id = message_id(id);
        let users = &active.destination.0.database.settings().attributes;
        if active.has_span && !users.replace(&id.key) {
            context.span().set_attribute(id);
        }
    }

    /// Sets how many messages of a batch failed, for the metric. Without it, all messages of a failed step have failed.
    pub fn set_failed(&mut self, messages: u64) {
        if let Some(active) = &mut self.active {
            active.failed = Some(messages);
        }
    }

    /// Ends the step. Everything after the first end is ignored.
    pub fn end(&mut self, failure: Option<&Failure<'_>>) {
        self.finish(failure.map_or(End::Done, End::Failed));
    }

    /// The identity of the span, if there is one that is sampled.
    pub(crate) fn sampled(&self) -> Option<SpanContext> {
        let active = self.active.as_ref().filter(|active| active.has_span);
        let span = active.and(self.context.as_ref())?.span().span_context().clone();
        span.is_sampled().then_some(span)
    }

    pub(super) fn context(&self) -> Option<&Context> {
        self.context.as_ref()
    }

    fn finish(&mut self, end: End<'_>) {
        if let Some(active) = self.active.take() {
            active.finish(self.context.as_ref(), end);
        }
    }
}

impl Drop for MessageObservation {
    fn drop(&mut self) {
        if self.active.is_none() {
            return;
        }
        if panicking() {
            let panic = Failure::class("panic");
            unwinding::contain_panic(|| self.finish(End::Failed(&panic)));
        } else {
            unwinding::contain_at_end_of_thread(|| self.finish(End::Cancelled));
        }
    }
}

impl fmt::Debug for MessageObservation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = self.active.as_ref().map(|active| active.step);
        formatter.debug_struct("MessageObservation").field("step", &step).finish_non_exhaustive()
    }
}

impl Active {
    fn finish(&self, context: Option<&Context>, end: End<'_>) {
        let now = time::now();
        if let Some(context) = context.filter(|_| self.has_span) {
            let span = context.span();
            let settings = self.destination.0.database.settings();
            if let Some(attribute) = end_attribute(end)
                && !settings.attributes.replace(&attribute.key)
            {
                span.set_attribute(attribute);
            }
            if let End::Failed(failure) = end {
                span.set_status(Status::error(failure.shown(settings)));
            }
            span.end_with_timestamp(now);
        }
        self.record(now, end);
    }

    fn record(&self, now: SystemTime, end: End<'_>) {
        let Some(signals) = self.destination.0.database.signals() else { return };
        signals.with_messaging_instruments(|instruments| {
            let mut attributes = self.destination.0.attributes.clone();
            attributes.push(KeyValue::new(MESSAGING_OPERATION_NAME, self.step.name()));
            let succeeded = attributes.len();
            attributes.extend(end_attribute(end));
            let (all, successes) = (&attributes, &attributes[..succeeded]);
            match self.step {
                Step::Send => {
                    let failed = match end {
                        End::Done => 0,
                        _ => self.failed.unwrap_or(self.messages).min(self.messages),
                    };
                    add(&instruments.sent, failed, all);
                    add(&instruments.sent, self.messages - failed, successes);
                }
                Step::Receive => add(&instruments.consumed, self.messages, all),
                Step::Process | Step::Settle => {}
            }
            // A clock that was set back in between is no negative duration.
            let seconds = now.duration_since(self.begin).unwrap_or_default().as_secs_f64();
            if self.step == Step::Process {
                instruments.process_duration.record(seconds, all);
            } else {
                attributes.push(KeyValue::new(MESSAGING_OPERATION_TYPE, self.step.name()));
                instruments.operation_duration.record(seconds, &attributes);
            }
        });
    }
}

fn add(counter: &opentelemetry::metrics::Counter<u64>, messages: u64, attributes: &[KeyValue]) {
    if messages > 0 {
        counter.add(messages, attributes);
    }
}

/// Returns the attribute by which the span and the metrics show the end.
fn end_attribute(end: End<'_>) -> Option<KeyValue> {
    match end {
        End::Done => None,
        End::Failed(failure) => Some(KeyValue::new(ERROR_TYPE, failure.error_type.clone())),
        End::Cancelled => Some(KeyValue::new(DBTRACE_OUTCOME, "cancelled")),
    }
}

impl Parent {
    /// Returns `true` if a step may have a span.
    fn admits_message(self, settings: &crate::settings::Settings, start: &Start<'_>) -> bool {
        // The work of a program begins with a message, as with a request.
        let is_root = start.is_new_trace || !self.is_known();
        (start.step == Step::Process && is_root) || self.admits_span(settings, &start.parent)
    }
}
