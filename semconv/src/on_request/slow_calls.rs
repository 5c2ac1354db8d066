//! Slow calls in the log.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{EndedCall, OnRequest};
use crate::call::ActiveSpan;
use crate::notice;
use crate::settings::QueryText;
use crate::strings::RecurringText;

/// Each summary gives one event in this time.
const INTERVAL: Duration = Duration::from_secs(10);
/// The most summaries that are remembered. It takes 40 KiB at most.
const MOST: usize = 1_024;

/// The summaries of slow calls that were reported just now.
#[derive(Default)]
pub(crate) struct SlowCalls {
    hasher: RandomState,
    reported: Mutex<HashMap<u64, Instant>>,
}

impl SlowCalls {
    /// Returns `true` if a call of this name is to be reported. If too many were reported within the interval, it is not.
    fn admits(&self, name: &str, now: Instant) -> bool {
        let key = self.hasher.hash_one(name);
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |reported: &Instant| now.saturating_duration_since(*reported) < INTERVAL;
        if reported.get(&key).is_some_and(is_recent) {
            return false;
        }
        if reported.len() >= MOST {
            reported.retain(|_, reported| is_recent(reported));
        }
        if reported.len() >= MOST {
            return false;
        }
        reported.insert(key, now);
        true
    }
}

impl fmt::Debug for SlowCalls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SlowCalls").finish_non_exhaustive()
    }
}

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
    let name = end.query.name().unwrap_or(database.name().as_str());
    // The lock is released before the event: a subscriber may make a traced call.
    if !database.slow_calls().admits(name, Instant::now()) {
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
    notice::give(event, || eprintln!("warning: db-trace: slow call: {name} took {seconds:.3} s ({outcome})"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_is_admitted_once_in_ten_seconds() {
        let (calls, start) = (SlowCalls::default(), Instant::now());
        let at = |seconds, name| calls.admits(name, start + Duration::from_secs(seconds));
        assert!(at(0, "SELECT users") && at(0, "SELECT orders"));
        assert!(!at(9, "SELECT users"));
        assert!(at(10, "SELECT users"));
        assert!(!at(19, "SELECT users"));
    }

    #[test]
    fn too_many_summaries_are_not_remembered_and_not_reported() {
        let (calls, start) = (SlowCalls::default(), Instant::now());
        assert!((0..MOST).all(|number| calls.admits(&number.to_string(), start)));
        assert!(!calls.admits("one more", start));
        assert!(calls.admits("one more", start + INTERVAL));
        assert_eq!(calls.reported.lock().expect("not poisoned").len(), 1);
    }
}
