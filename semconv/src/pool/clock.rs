//! The clock of the spans, which a person may set.

use std::time::{Duration, SystemTime};

/// Returns the time between two readings of the clock: zero if the clock was set back in between.
pub(super) fn between(begin: SystemTime, end: SystemTime) -> Duration {
    end.duration_since(begin).unwrap_or_default()
}
