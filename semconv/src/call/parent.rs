//! The context that a call is made in.

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;

use crate::settings::Settings;

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

    #[inline]
    pub(crate) fn admits_span(self, settings: &Settings) -> bool {
        match self.span {
            Some(span) => span.sampled || !settings.skip_unsampled_parent,
            None => !settings.require_parent,
        }
    }
}
