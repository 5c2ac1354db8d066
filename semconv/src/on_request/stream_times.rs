//! Times of a stream: to its first row, and between rows.

use std::time::{Duration, SystemTime};

use opentelemetry::{KeyValue, time};

use super::EndedCall;
use crate::attribute::{DBTRACE_CONSUMER_WAIT, DBTRACE_FIRST_ROW};

/// The times of a stream of rows. A call that returns its rows together has none.
#[derive(Debug, Default)]
pub(super) struct StreamTimes {
    first_row: Option<SystemTime>,
    /// When the caller received the last row, until it asks for the next one.
    held_since: Option<SystemTime>,
    held: Duration,
}

impl StreamTimes {
    pub(super) fn row_asked(&mut self) {
        self.held = self.held_until(time::now());
        self.held_since = None;
    }

    pub(super) fn row_given(&mut self) {
        let now = time::now();
        self.first_row.get_or_insert(now);
        self.held_since = Some(now);
    }

    fn held_until(&self, now: SystemTime) -> Duration {
        let since = self.held_since.and_then(|since| now.duration_since(since).ok());
        self.held + since.unwrap_or_default()
    }

    /// The attributes, if there was a row.
    pub(super) fn attributes(&self, end: &EndedCall<'_>) -> impl Iterator<Item = KeyValue> {
        let first_row = self.first_row.map(|row| row.duration_since(end.begin).unwrap_or_default());
        let held = self.held_until(end.end);
        first_row.into_iter().flat_map(move |first_row| {
            [
                KeyValue::new(DBTRACE_FIRST_ROW, first_row.as_secs_f64()),
                KeyValue::new(DBTRACE_CONSUMER_WAIT, held.as_secs_f64()),
            ]
        })
    }
}
