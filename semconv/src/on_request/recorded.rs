//! Calls inside a recording of a test: see [`testing`](crate::testing).

use std::sync::atomic::{AtomicBool, Ordering};

use opentelemetry::Context;
use opentelemetry::global::BoxedSpan;
use opentelemetry::trace::SpanBuilder;

use crate::operation::Operation;
use crate::session::Session;
use crate::testing::recording::{RecordedCall, Recording};

/// `true` after the first recording began.
static IS_RECORDING: AtomicBool = AtomicBool::new(false);

/// Returns `true` if calls of this process may be recorded.
#[inline]
pub(crate) fn is_recording() -> bool {
    IS_RECORDING.load(Ordering::Relaxed)
}

/// Notes that calls of this process may be recorded, from now on.
pub(crate) fn record() {
    IS_RECORDING.store(true, Ordering::Relaxed);
    super::use_it();
}

/// A call inside a recording, as its span sees it.
pub(crate) type RecordedRef<'r> = &'r Recorded;

/// A call inside a recording.
#[derive(Debug)]
pub(crate) struct Recorded(Recording, RecordedCall);

impl Recorded {
    pub(super) fn of(
        caller: &Context,
        session: &Session,
        operation: &Operation<'_>,
        traced: bool,
    ) -> Option<Self> {
        Some(Self(Recording::of(caller)?, RecordedCall::new(session, operation, traced)))
    }

    pub(super) fn as_ref(&self) -> RecordedRef<'_> {
        self
    }

    pub(crate) fn start_span(
        &self,
        builder: SpanBuilder,
        parent: &Context,
        programs: impl FnOnce(SpanBuilder) -> Option<BoxedSpan>,
    ) -> BoxedSpan {
        self.0.start_span(self.1, builder, parent, programs)
    }
}
