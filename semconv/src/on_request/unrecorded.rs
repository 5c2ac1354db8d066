//! What stands for a recorded call if the feature `testing` is off: there is none.

use std::marker::PhantomData;

use opentelemetry::Context;
use opentelemetry::global::BoxedSpan;
use opentelemetry::trace::SpanBuilder;

use crate::operation::Operation;
use crate::session::Session;

#[inline]
pub(crate) const fn is_recording() -> bool {
    false
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Recorded {}

impl Recorded {
    pub(super) fn of(_: &Context, _: &Session, _: &Operation<'_>, _: bool) -> Option<Self> {
        None
    }

    pub(super) fn as_ref(&self) -> RecordedRef<'_> {
        RecordedRef(*self, PhantomData)
    }
}

/// Not a reference: one would take a register, also if there is nothing that it can point to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedRef<'r>(Recorded, PhantomData<&'r Recorded>);

impl RecordedRef<'_> {
    pub(crate) fn start_span(
        self,
        _: SpanBuilder,
        _: &Context,
        _: impl FnOnce(SpanBuilder) -> Option<BoxedSpan>,
    ) -> BoxedSpan {
        match self.0 {}
    }
}
