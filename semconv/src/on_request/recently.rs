//! Names that were reported just now, so that a log has each of them once in a while.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Each name is reported once in this time.
const INTERVAL: Duration = Duration::from_secs(10);
/// The most names that are remembered. It takes 40 KiB at most.
const MOST: usize = 1_024;

/// The names of a kind of report.
#[derive(Default)]
pub(crate) struct Recently {
    hasher: RandomState,
    reported: Mutex<HashMap<u64, Instant>>,
}

impl Recently {
    /// Returns `true` if the name is to be reported. If too many were reported within the interval, it is not.
    pub(super) fn admits(&self, name: &str, now: Instant) -> bool {
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

impl fmt::Debug for Recently {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Recently").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_is_admitted_once_in_ten_seconds() {
        let (recently, start) = (Recently::default(), Instant::now());
        let at = |seconds, name| recently.admits(name, start + Duration::from_secs(seconds));
        assert!(at(0, "SELECT users") && at(0, "SELECT orders"));
        assert!(!at(9, "SELECT users"));
        assert!(at(10, "SELECT users"));
        assert!(!at(19, "SELECT users"));
    }

    #[test]
    fn too_many_names_are_not_remembered_and_not_admitted() {
        let (recently, start) = (Recently::default(), Instant::now());
        assert!((0..MOST).all(|number| recently.admits(&number.to_string(), start)));
        assert!(!recently.admits("one more", start));
        assert!(recently.admits("one more", start + INTERVAL));
        assert_eq!(recently.reported.lock().expect("not poisoned").len(), 1);
    }
}
