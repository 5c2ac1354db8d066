//! Slow calls in the log.

use std::time::{Duration, Instant};

use super::{EndedCall, OnRequest};
use crate::call::ActiveSpan;
use crate::notice;
use crate::settings::QueryText;
use crate::strings::RecurringText;

/// Reports a call that took at least `threshold`, sampled or not.
pub(super) fn report(
    end: &EndedCall<'_>,
    threshold: Duration,
    on_request: &OnRequest,
    span: Option<&ActiveSpan>,
) {
    let duration = end.duration();
    if duration < threshold {
        return;
    }
    let database = end.session.database();
    let name = end.query.name().unwrap_or(database.name()).as_str();
    // The lock is released before the event: a subscriber may make a traced call.
    if !database.telemetry().on_request().slow_calls.admits(name, Instant::now()) {
        return;
    }
    let settings = database.settings();
    let text = end.query.text.as_ref().filter(|_| settings.query_text == QueryText::Sanitized);
    let text = text.map(RecurringText::as_str);
    let outcome = match &end.outcome.failure {
        Some(failure) => failure.error_type.as_ref(),
        None if end.cancelled => "cancelled",
        None => "ok",
    };
    let trace = span.map(|span| span.identity().trace_id().to_string());
    let pool_wait = on_request.pool_wait.map(|wait| wait.as_secs_f64());
    let call_site = on_request.call_site.map(|call_site| call_site.to_string());
    let seconds = duration.as_secs_f64();
    let event = || {
        tracing::warn!(
            name: "dbtrace.slow_call",
            seconds,
            "db.query.summary" = name,
            "db.query.text" = text,
            outcome,
            pool_wait,
            call_site,
            trace_id = trace,
            "slow call: {name} took {seconds:.3} s"
        );
    };
    notice::give(&event, &|| {
        eprintln!("warning: db-trace: slow call: {name} took {seconds:.3} s ({outcome})");
    });
}
