//! The context that a call is made in.

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;

use crate::context;
use crate::settings::Settings;

/// Whose span is the parent.
#[derive(Clone, Copy)]
pub(crate) enum Caller<'a> {
    /// That of the current context.
    Current,
    /// That of a context that was the current one when the call began.
    Given(&'a Context),
}

impl Caller<'_> {
    /// Passes the context to `use_it`, or returns `None` on a thread whose context is gone.
    #[inline]
    pub(crate) fn with<T>(self, use_it: impl FnOnce(&Context) -> T) -> Option<T> {
        match self {
            Self::Current => context::with_current(use_it),
            Self::Given(context) => Some(use_it(context)),
        }
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
    /// Sampled, or recorded for the processors alone (`RECORD_ONLY`).
    is_recorded: bool,
    remote: bool,
}

impl Parent {
    #[inline]
    pub(crate) fn of(context: &Context) -> Self {
        if context.is_telemetry_suppressed() {
            return Self { suppressed: true, span: None };
        }
        let span = context.span();
        let identity = span.span_context();
        let parent = || {
            let remote = identity.is_remote();
            // A remote span never records, and a local one is asked under its lock.
            let is_recorded = identity.is_sampled() || (!remote && span.is_recording());
            ParentSpan { is_recorded, remote }
        };
        Self { suppressed: false, span: identity.is_valid().then(parent) }
    }

    /// Returns `true` for a span of this process, which has a tracer then.
    #[inline]
    pub(crate) fn is_local(self) -> bool {
        self.span.is_some_and(|span| !span.remote)
    }

    #[inline]
    pub(crate) fn admits_span(self, settings: &Settings) -> bool {
        match self.span {
            Some(span) => span.is_recorded || !settings.skip_unsampled_parent,
            None => !settings.require_parent,
        }
    }
}
