//! The wait for a pooled connection, on its way to the first span that is made on it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use opentelemetry::KeyValue;

use crate::attribute::DBTRACE_POOL_WAIT;

/// A wait that no span has recorded yet. Looked at only when a span is made, and for connections without a pool
/// always empty.
#[derive(Debug, Default)]
pub(crate) struct PoolWait(AtomicU64);

/// Nothing, as opposed to a wait of no time, which is 1. A wait is stored in nanoseconds.
const NONE: u64 = 0;

impl PoolWait {
    pub(crate) fn put(&self, wait: Duration) {
        let nanoseconds = u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX - 1);
        self.0.store(nanoseconds.saturating_add(1), Ordering::Relaxed);
    }

    pub(crate) fn clear(&self) {
        self.0.store(NONE, Ordering::Relaxed);
    }

    /// The attribute, for the one that asks first.
    #[inline]
    pub(crate) fn take(&self) -> Option<KeyValue> {
        if self.0.load(Ordering::Relaxed) == NONE { None } else { self.take_stored() }
    }

    /// The wait, which the attribute still has.
    pub(crate) fn peek(&self) -> Option<Duration> {
        self.0.load(Ordering::Relaxed).checked_sub(1).map(Duration::from_nanos)
    }

    #[cold]
    fn take_stored(&self) -> Option<KeyValue> {
        let stored = self.0.swap(NONE, Ordering::Relaxed);
        let wait = Duration::from_nanos(stored.checked_sub(1)?);
        Some(KeyValue::new(DBTRACE_POOL_WAIT, wait.as_secs_f64()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pending_pool_wait_is_taken_once_even_if_zero() {
        let slot = PoolWait::default();
        assert_eq!(slot.take(), None);
        for (wait, seconds) in [(Duration::from_millis(250), 0.25), (Duration::ZERO, 0.0)] {
            slot.put(wait);
            assert_eq!(slot.take(), Some(KeyValue::new(DBTRACE_POOL_WAIT, seconds)));
            assert_eq!(slot.take(), None);
        }
        slot.put(Duration::MAX);
        slot.clear();
        assert_eq!(slot.take(), None);
    }
}
