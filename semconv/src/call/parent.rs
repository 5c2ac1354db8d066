//! The context that a call is made in.

use std::time::SystemTime;

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;

use super::span::{ActiveSpan, Attempt, Special};
use crate::context;
use crate::operation::Operation;
use crate::session::Session;
use crate::settings::Settings;
use crate::signals::Signals;

/// Whose span is the parent.
pub(crate) trait Caller: Copy {
    /// Returns `false` on a thread whose context is gone: then nothing else is called.
    fn is_there(self) -> bool;

    fn with<T>(self, use_it: impl FnOnce(&Context) -> T) -> T;

    /// Starts a span. It is a method of each caller, so that each has one copy of that code.
    fn start_span(
        self,
        session: &Session,
        signals: &Signals,
        operation: &mut Operation<'_>,
        begin: SystemTime,
        special: Special<'_>,
        attempt: Attempt,
    ) -> Option<ActiveSpan>;
}

/// The current context.
#[derive(Clone, Copy)]
pub(crate) struct Current;

impl Caller for Current {
    #[inline]
    fn is_there(self) -> bool {
        context::is_there()
    }

    #[inline]
    fn with<T>(self, use_it: impl FnOnce(&Context) -> T) -> T {
        Context::map_current(use_it)
    }

    fn start_span(
        self,
        session: &Session,
        signals: &Signals,
        operation: &mut Operation<'_>,
        begin: SystemTime,
        special: Special<'_>,
        attempt: Attempt,
    ) -> Option<ActiveSpan> {
        ActiveSpan::start(session, signals, operation, begin, special, self, attempt)
    }
}

/// A context that was the current one when the call began.
impl Caller for &Context {
    #[inline]
    fn is_there(self) -> bool {
        true
    }

    #[inline]
    fn with<T>(self, use_it: impl FnOnce(&Context) -> T) -> T {
        use_it(self)
    }

    fn start_span(
        self,
        session: &Session,
        signals: &Signals,
        operation: &mut Operation<'_>,
        begin: SystemTime,
        special: Special<'_>,
        attempt: Attempt,
    ) -> Option<ActiveSpan> {
        ActiveSpan::start(session, signals, operation, begin, special, self, attempt)
    }
}

/// What the decision to record needs to know of the caller's context.
#[derive(Clone, Copy)]
pub(crate) struct Parent {
    pub(crate) suppressed: bool,
    span: Option<ParentSpan>,
}

#[derive(Clone, Copy)]
struct ParentSpan {
    sampled: bool,
    remote: bool,
}

impl Parent {
    #[inline]
    pub(crate) fn of(context: &Context) -> Self {
        let span = context.span();
        let identity = span.span_context();
        Self {
            suppressed: context.is_telemetry_suppressed(),
            span: identity
                .is_valid()
                .then(|| ParentSpan { sampled: identity.is_sampled(), remote: identity.is_remote() }),
        }
    }

    /// Returns `true` for a span of this process, which has a tracer then.
    #[inline]
    pub(crate) fn is_local(self) -> bool {
        self.span.is_some_and(|span| !span.remote)
    }

    /// Returns `true` if there is a span.
    #[cfg(feature = "messaging")]
    pub(crate) fn is_known(self) -> bool {
        self.span.is_some()
    }

    /// Returns `true` if a call in the context of `caller` may have a span.
    #[inline]
    pub(crate) fn admits_span(self, settings: &Settings, caller: impl Caller) -> bool {
        match self.span {
            Some(span) if span.sampled || !settings.skip_unsampled_parent => true,
            Some(span) => !span.remote && is_recording(caller),
            None => !settings.require_parent,
        }
    }
}

/// Asks the span, under its lock, if it records for its processors alone (`RECORD_ONLY`).
#[cold]
fn is_recording(caller: impl Caller) -> bool {
    caller.with(|context| context.span().is_recording())
}
