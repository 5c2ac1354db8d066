//! The sets, and which of them a text belongs to.

use std::sync::Arc;

use super::recent::Recent;
use super::set::{Key, Set};

/// What is kept of one length.
pub(super) struct Class {
    /// A power of two, as the hash chooses by its lowest bits.
    sets: usize,
    /// The number of entries that a set has.
    ways: usize,
    /// The number of bytes that the entries of a set may have.
    set_bytes: usize,
    /// The longest that is kept.
    pub(super) longest: usize,
}

impl Class {
    pub(super) const fn entries(&self) -> usize {
        self.sets * self.ways
    }

    pub(super) const fn bytes(&self) -> usize {
        self.sets * self.set_bytes
    }
}

/// A set has as many entries as have their tags in one cache line together with their credit.
pub(super) const SHORT: Class = Class { sets: 256, ways: 8, set_bytes: 16 * 1024, longest: 2 * 1024 };

/// Few sets, and large ones: of two texts that fall into a set which one of them fills, each would put out the other.
pub(super) const LONG: Class = Class { sets: 8, ways: 64, set_bytes: 512 * 1024, longest: 64 * 1024 };

pub(super) struct Table<T> {
    short: Box<[Set<T, { SHORT.ways }>]>,
    long: Box<[Set<T, { LONG.ways }>]>,
    recent: Recent,
}

impl<T> Table<T> {
    pub(super) fn new() -> Self {
        Self {
            short: (0..SHORT.sets).map(|_| Set::new(SHORT.set_bytes)).collect(),
            long: (0..LONG.sets).map(|_| Set::new(LONG.set_bytes)).collect(),
            recent: Recent::new(),
        }
    }

    pub(super) fn find(&self, key: Key<'_>) -> Option<Arc<T>> {
        if is_short(key) { of(&self.short, key).find(key) } else { of(&self.long, key).find(key) }
    }

    /// Stores the value if it is worth it. Returns that of another thread if it was quicker.
    pub(super) fn offer(&self, key: Key<'_>, value: Arc<T>, bytes: usize) -> Arc<T> {
        let is_known = self.recent.note(key.hash);
        if is_short(key) {
            return of(&self.short, key).offer(key, value, bytes, is_known);
        }
        // Most long texts hold values and never come again. They are not even copied.
        if is_known { of(&self.long, key).offer(key, value, bytes, true) } else { value }
    }

    /// Returns the number of entries, and of their bytes.
    pub(super) fn stored(&self) -> (usize, usize) {
        let short = self.short.iter().map(Set::stored);
        let long = self.long.iter().map(Set::stored);
        short.chain(long).fold((0, 0), |(entries, bytes), (more_entries, more_bytes)| {
            (entries + more_entries, bytes + more_bytes)
        })
    }
}

fn is_short(key: Key<'_>) -> bool {
    key.read.len() <= SHORT.longest
}

#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are what is wanted")]
fn of<'a, T, const WAYS: usize>(sets: &'a [Set<T, WAYS>], key: Key<'_>) -> &'a Set<T, WAYS> {
    // The number of sets is a power of two.
    &sets[key.hash as usize & (sets.len() - 1)]
}
