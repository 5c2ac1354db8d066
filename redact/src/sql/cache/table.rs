//! The sets, and which of them a text belongs to.

use std::sync::Arc;

use super::recent::Recent;
use super::set::{Key, Set};

/// A power of two, as the hash chooses by its lowest bits.
pub(super) const SETS: usize = 256;

pub(super) struct Table<T> {
    sets: Box<[Set<T>]>,
    recent: Recent,
}

impl<T> Table<T> {
    pub(super) fn new() -> Self {
        Self { sets: (0..SETS).map(|_| Set::new()).collect(), recent: Recent::new() }
    }

    pub(super) fn find(&self, key: Key<'_>) -> Option<Arc<T>> {
        self.set(key).find(key)
    }

    /// Stores the value if it is worth it. Returns that of another thread if it was quicker.
    pub(super) fn offer(&self, key: Key<'_>, value: Arc<T>, bytes: usize) -> Arc<T> {
        let is_known = self.recent.note(key.hash);
        self.set(key).offer(key, value, bytes, is_known)
    }

    /// How many entries there are, and how many bytes they have.
    pub(super) fn stored(&self) -> (usize, usize) {
        self.sets.iter().map(Set::stored).fold((0, 0), |(entries, bytes), (more_entries, more_bytes)| {
            (entries + more_entries, bytes + more_bytes)
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are what is wanted")]
    fn set(&self, key: Key<'_>) -> &Set<T> {
        &self.sets[key.hash as usize % SETS]
    }
}
