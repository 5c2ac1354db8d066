//! The recording of a part of a program: a tracer that keeps what a span gets, next to the program's own.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use opentelemetry::global::{BoxedSpan, BoxedTracer};
use opentelemetry::trace::{
    Span, SpanBuilder, SpanContext, SpanId, Status, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    Tracer,
};
use opentelemetry::{Context, KeyValue, time};

use crate::operation::Operation;
use crate::query::Class;
use crate::session::Session;

/// The calls of a part of a program, in the order of their beginnings.
#[derive(Clone, Default)]
pub(crate) struct Recording(Arc<Mutex<Vec<Call>>>);

/// One call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) id: SpanId,
    pub(super) parent: SpanId,
    pub(super) name: Cow<'static, str>,
    pub(super) is_statement: bool,
    pub(super) in_transaction: bool,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) status: Status,
    begin: SystemTime,
    /// `None` if it was under way when the recording ended.
    end: Option<SystemTime>,
}

impl Recording {
    /// Returns the recording of the part of the program that `caller` is in.
    pub(crate) fn of(caller: &Context) -> Option<Self> {
        caller.get().cloned()
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Call>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the span of a call, which is recorded here and in the program's own span, if there is one.
    pub(crate) fn start_span(
        &self,
        call: RecordedCall,
        builder: SpanBuilder,
        parent: &Context,
        programs: impl FnOnce(SpanBuilder) -> Option<BoxedSpan>,
    ) -> BoxedSpan {
        let programs = call.is_traced.then(|| programs(builder.clone())).flatten();
        let tracer = RecordingTracer(Mutex::new(Some((self.clone(), call, programs))));
        BoxedTracer::new(Box::new(tracer)).build_with_context(builder, parent)
    }

    fn begin(
        &self,
        call: RecordedCall,
        builder: SpanBuilder,
        identity: &SpanContext,
        parent: SpanId,
    ) -> usize {
        let mut calls = self.lock();
        calls.push(Call {
            id: identity.span_id(),
            parent,
            name: builder.name,
            is_statement: call.is_statement,
            in_transaction: call.in_transaction,
            attributes: builder.attributes.unwrap_or_default(),
            status: Status::Unset,
            begin: builder.start_time.unwrap_or_else(time::now),
            end: None,
        });
        calls.len() - 1
    }
}

impl Call {
    pub(super) fn duration(&self) -> Option<Duration> {
        self.end.map(|end| end.duration_since(self.begin).unwrap_or_default())
    }

    pub(super) fn attribute(&self, key: &str) -> Option<Cow<'_, str>> {
        self.attributes.iter().find(|pair| pair.key.as_str() == key).map(|pair| pair.value.as_str())
    }
}

/// What a recording asks about a call before its span starts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedCall {
    is_traced: bool,
    is_statement: bool,
    in_transaction: bool,
}

impl RecordedCall {
    pub(crate) fn new(session: &Session, operation: &Operation<'_>, is_traced: bool) -> Self {
        let is_control = operation.class() == Class::TransactionControl;
        let in_transaction = session.in_transaction() && !is_control;
        Self { is_traced, is_statement: operation.query.runs(), in_transaction }
    }
}

/// Makes one span. The API makes a `BoxedSpan` of a tracer's span only.
struct RecordingTracer(Mutex<Option<(Recording, RecordedCall, Option<BoxedSpan>)>>);

impl Tracer for RecordingTracer {
    type Span = RecordingSpan;

    fn build_with_context(&self, builder: SpanBuilder, parent: &Context) -> RecordingSpan {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (recording, call, programs) = taken.unwrap_or_else(|| {
            let call = RecordedCall { is_traced: false, is_statement: false, in_transaction: false };
            (Recording::default(), call, None)
        });
        let programs = programs.filter(|span| span.span_context().is_valid());
        let identity = match &programs {
            Some(programs) => programs.span_context().clone(),
            None => identity(parent),
        };
        let index = recording.begin(call, builder, &identity, parent.span().span_context().span_id());
        RecordingSpan { recording, index, identity, programs }
    }
}

/// Returns an identity for a call of which the program exports no span. It is not sampled, so it is not sent to a server.
fn identity(parent: &Context) -> SpanContext {
    let random = || std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0_u8).max(1);
    let trace = parent.span().span_context().trace_id();
    let trace = if trace == TraceId::INVALID {
        TraceId::from_bytes((u128::from(random()) << 64 | u128::from(random())).to_be_bytes())
    } else {
        trace
    };
    let span = SpanId::from_bytes(random().to_be_bytes());
    SpanContext::new(trace, span, TraceFlags::default(), false, TraceState::default())
}

/// The span of a call, and the program's own.
struct RecordingSpan {
    recording: Recording,
    index: usize,
    identity: SpanContext,
    programs: Option<BoxedSpan>,
}

impl RecordingSpan {
    fn change(&self, change: impl FnOnce(&mut Call)) {
        if let Some(call) = self.recording.lock().get_mut(self.index) {
            change(call);
        }
    }
}

impl Span for RecordingSpan {
    fn add_event_with_timestamp<T>(&mut self, name: T, timestamp: SystemTime, attributes: Vec<KeyValue>)
    where
        T: Into<Cow<'static, str>>,
    {
        if let Some(programs) = &mut self.programs {
            programs.add_event_with_timestamp(name, timestamp, attributes);
        }
    }

    fn span_context(&self) -> &SpanContext {
        &self.identity
    }

    fn is_recording(&self) -> bool {
        true
    }

    fn set_attribute(&mut self, attribute: KeyValue) {
        self.change(|call| call.attributes.push(attribute.clone()));
        if let Some(programs) = &mut self.programs {
            programs.set_attribute(attribute);
        }
    }

    fn set_status(&mut self, status: Status) {
        self.change(|call| call.status = status.clone());
        if let Some(programs) = &mut self.programs {
            programs.set_status(status);
        }
    }

    fn update_name<T>(&mut self, new_name: T)
    where
        T: Into<Cow<'static, str>>,
    {
        let name = new_name.into();
        self.change(|call| call.name.clone_from(&name));
        if let Some(programs) = &mut self.programs {
            programs.update_name(name);
        }
    }

    fn add_link(&mut self, span_context: SpanContext, attributes: Vec<KeyValue>) {
        if let Some(programs) = &mut self.programs {
            programs.add_link(span_context, attributes);
        }
    }

    fn end_with_timestamp(&mut self, timestamp: SystemTime) {
        self.change(|call| call.end = call.end.or(Some(timestamp)));
        if let Some(programs) = &mut self.programs {
            programs.end_with_timestamp(timestamp);
        }
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Recording").field("calls", &self.lock().len()).finish()
    }
}

impl fmt::Debug for RecordingSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RecordingSpan").field("index", &self.index).finish_non_exhaustive()
    }
}
