//! The number of different summaries that the statements of a telemetry have had: the SDK keeps so many series of a metric.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::notice;

/// The SDK's default limit of series. A view may raise it, which is not visible here.
const MOST: usize = 2_000;

/// The summaries so far, until they are too many. It takes 64 KiB at most.
#[derive(Default)]
pub(crate) struct Summaries {
    hasher: RandomState,
    known: Mutex<HashSet<u64>>,
    are_too_many: AtomicBool,
}

impl Summaries {
    /// Adds the summary of a statement that was analysed. It warns once in a process.
    #[cold]
    pub(crate) fn add(&self, summary: &str) {
        static WARNED: AtomicBool = AtomicBool::new(false);
        if self.is_one_too_many(summary) && !WARNED.swap(true, Ordering::Relaxed) {
            let text = format!(
                "the statements have had more than {MOST} different summaries: the SDK may put the metrics of new ones \
                 into one series, with otel.metric.overflow=true. See the setting masked_names"
            );
            notice::warning!("dbtrace.cardinality", text);
        }
    }

    fn is_one_too_many(&self, summary: &str) -> bool {
        if self.are_too_many.load(Ordering::Relaxed) {
            return false;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(self.hasher.hash_one(summary));
        let are_too_many = known.len() > MOST;
        if are_too_many {
            *known = HashSet::new();
        }
        are_too_many && !self.are_too_many.swap(true, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_too_many_once_and_are_forgotten_then() {
        let summaries = Summaries::default();
        let mut add = |number: usize| summaries.is_one_too_many(&format!("SELECT t{number}"));
        assert!(!(0..MOST).chain(0..MOST).any(&mut add));
        assert!(add(MOST));
        assert!(!(0..2 * MOST).any(&mut add));
        assert_eq!(summaries.known.lock().expect("not poisoned").capacity(), 0);
    }
}
