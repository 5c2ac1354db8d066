//! The few entries that a hash can be found among, and who of them stays.

use std::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;

use crate::sql::options::Options;

/// How often an entry may be asked for its place between two hits.
const MOST_CREDIT: u8 = 3;

/// What an entry is found by.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) hash: u64,
    /// What is read of the text.
    pub(super) read: &'a str,
    /// `true` if more of the text follows.
    pub(super) is_cut: bool,
    pub(super) options: Options,
}

impl Key<'_> {
    /// Never 0, which stands for no entry.
    fn tag(self) -> u32 {
        (self.hash >> 32) as u32 | 1
    }
}

/// It has cache lines of its own: other entries' values have counts, which threads write to all the time. Next to one of
/// them, a hit took 220 ns instead of 33.
#[repr(align(64))]
struct Entry<T> {
    read: Box<str>,
    is_cut: bool,
    options: Options,
    value: Arc<T>,
}

impl<T> Entry<T> {
    fn is_of(&self, key: Key<'_>) -> bool {
        self.options == key.options && self.is_cut == key.is_cut && *self.read == *key.read
    }
}

/// Entries are read without the lock, and changed under it.
pub(super) struct Set<T, const WAYS: usize> {
    /// The number of bytes that the entries may have.
    limit: usize,
    /// Rules out most places that do not hold a text without looking there. It may be older than the entry, which
    /// is then missed or compared in vain.
    tags: [AtomicU32; WAYS],
    credit: [AtomicU8; WAYS],
    /// The number of bytes that each entry has on the heap; 0 if there is none.
    sizes: [AtomicUsize; WAYS],
    entries: [ArcSwapOption<Entry<T>>; WAYS],
    /// It guards nothing that a panic could leave half done, so poison means nothing.
    writer: Mutex<()>,
}

impl<T, const WAYS: usize> Set<T, WAYS> {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            tags: [const { AtomicU32::new(0) }; WAYS],
            credit: [const { AtomicU8::new(0) }; WAYS],
            sizes: [const { AtomicUsize::new(0) }; WAYS],
            entries: std::array::from_fn(|_| ArcSwapOption::empty()),
            writer: Mutex::new(()),
        }
    }

    pub(super) fn find(&self, key: Key<'_>) -> Option<Arc<T>> {
        self.ways().find(key)
    }

    /// Stores the value: at once where there is room, in another's place if the text `is_known` from an earlier miss.
    pub(super) fn offer(&self, key: Key<'_>, value: Arc<T>, bytes: usize, is_known: bool) -> Arc<T> {
        self.ways().offer(key, value, bytes, is_known)
    }

    /// Returns the number of entries, and of their bytes.
    pub(super) fn stored(&self) -> (usize, usize) {
        self.ways().stored()
    }

    #[inline(always)]
    fn ways(&self) -> Ways<'_, T> {
        let Self { limit, tags, credit, sizes, entries, writer } = self;
        Ways { limit: *limit, tags, credit, sizes, entries, writer }
    }
}

/// A set of any number of ways. What is done with it after a miss is one function for all numbers.
struct Ways<'s, T> {
    limit: usize,
    tags: &'s [AtomicU32],
    credit: &'s [AtomicU8],
    sizes: &'s [AtomicUsize],
    entries: &'s [ArcSwapOption<Entry<T>>],
    writer: &'s Mutex<()>,
}

impl<'s, T> Ways<'s, T> {
    /// A hit knows the number of ways, and takes 12 instructions less.
    #[inline(always)]
    fn find(&self, key: Key<'_>) -> Option<Arc<T>> {
        let tag = key.tag();
        for (way, known) in self.tags.iter().enumerate() {
            if known.load(Relaxed) == tag
                && let Some(entry) = &*self.entries[way].load()
                && entry.is_of(key)
            {
                self.add_credit(way);
                return Some(Arc::clone(&entry.value));
            }
        }
        None
    }

    /// Most hits find the credit full, and do not write to memory that other threads read.
    fn add_credit(&self, way: usize) {
        let credit = self.credit[way].load(Relaxed);
        if credit < MOST_CREDIT {
            self.credit[way].store(credit + 1, Relaxed);
        }
    }

    #[inline(never)]
    fn offer(&self, key: Key<'_>, value: Arc<T>, bytes: usize, is_known: bool) -> Arc<T> {
        let bytes =
            bytes.saturating_add(key.read.len()).saturating_add(size_of::<Entry<T>>() + size_of::<T>());
        // Most texts of a stream that never come again end here, before the lock.
        if bytes > self.limit || !(is_known || self.place(bytes).is_some()) {
            return value;
        }
        let writer = self.lock();
        if let Some(found) = self.find(key) {
            return found;
        }
        let replaced = if is_known { self.make_room(bytes) } else { Vec::new() };
        if let Some(way) = self.place(bytes) {
            let entry = Entry {
                read: key.read.into(),
                is_cut: key.is_cut,
                options: key.options,
                value: Arc::clone(&value),
            };
            self.entries[way].store(Some(Arc::new(entry)));
            self.sizes[way].store(bytes, Relaxed);
            // Who was seen twice is not put out by the next one at once.
            self.credit[way].store(is_known.into(), Relaxed);
            self.tags[way].store(key.tag(), Relaxed);
        }
        drop(writer);
        // Outside of the lock.
        drop(replaced);
        value
    }

    /// A free place, if `bytes` fit. Only reliable under the lock.
    fn place(&self, bytes: usize) -> Option<usize> {
        let fits = self.used() + bytes <= self.limit;
        self.sizes.iter().position(|size| size.load(Relaxed) == 0).filter(|_| fits)
    }

    /// Has entries without credit leave until there is a place for `bytes`, and returns them. If they are too few, all pay and
    /// all stay.
    fn make_room(&self, bytes: usize) -> Vec<Arc<Entry<T>>> {
        let size = |way: usize| self.sizes[way].load(Relaxed);
        let (mut used, mut has_place) = (self.used(), (0..self.sizes.len()).any(|way| size(way) == 0));
        let mut leaving = Vec::new();
        for way in 0..self.sizes.len() {
            let is_enough = has_place && used + bytes <= self.limit;
            if !is_enough && size(way) > 0 && self.credit[way].load(Relaxed) == 0 {
                leaving.push(way);
                used -= size(way);
                has_place = true;
            }
        }
        if !has_place || used + bytes > self.limit {
            self.pay();
            return Vec::new();
        }
        let leave = |way: usize| {
            self.tags[way].store(0, Relaxed);
            self.sizes[way].store(0, Relaxed);
            self.entries[way].swap(None)
        };
        leaving.into_iter().filter_map(leave).collect()
    }

    /// The number of bytes that the entries have.
    fn used(&self) -> usize {
        self.sizes.iter().map(|size| size.load(Relaxed)).sum()
    }

    /// A hit that comes at the same time may be lost. It is one of many for an entry that matters.
    fn pay(&self) {
        for credit in self.credit {
            credit.store(credit.load(Relaxed).saturating_sub(1), Relaxed);
        }
    }

    fn stored(&self) -> (usize, usize) {
        let _writer = self.lock();
        let entries = self.sizes.iter().filter(|size| size.load(Relaxed) > 0);
        (entries.count(), self.used())
    }

    fn lock(&self) -> MutexGuard<'s, ()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::options::Dialect;

    const WAYS: usize = 8;
    const BYTES: usize = 16 * 1024;

    fn key(text: &str) -> Key<'_> {
        // All collide in all bits.
        Key { hash: 7, read: text, is_cut: false, options: Options::new(Dialect::Postgres, 0) }
    }

    fn offer(set: &Set<String, WAYS>, text: &str, is_known: bool) {
        set.offer(key(text), Arc::new(text.to_owned()), 0, is_known);
    }

    fn has(set: &Set<String, WAYS>, text: &str) -> bool {
        let found = set.find(key(text));
        assert!(found.as_deref().is_none_or(|found| found == text), "{found:?} is not that of {text}");
        found.is_some()
    }

    #[test]
    fn texts_whose_hashes_are_the_same_are_not_taken_for_each_other() {
        let set = Set::new(BYTES);
        for text in ["a", "b", "c"] {
            assert!(!has(&set, text));
            offer(&set, text, false);
        }
        assert!(["a", "b", "c"].iter().all(|text| has(&set, text)));
        assert!(set.find(Key { options: Options::new(Dialect::Mysql, 0), ..key("a") }).is_none());
        assert!(set.find(Key { options: Options::new(Dialect::Postgres, 1), ..key("a") }).is_none());
        assert!(set.find(Key { is_cut: true, ..key("a") }).is_none());
    }

    #[test]
    fn a_full_set_takes_only_texts_that_are_known_and_only_for_those_without_credit() {
        let set = Set::new(BYTES);
        let first: Vec<String> = (0..WAYS).map(|number| number.to_string()).collect();
        for text in &first {
            offer(&set, text, false);
        }
        // All have been hit but the last.
        assert!(first[..WAYS - 1].iter().all(|text| has(&set, text)));
        offer(&set, "unknown", false);
        assert!(!has(&set, "unknown"));
        offer(&set, "known", true);
        assert!(has(&set, "known"));
        assert!(!has(&set, &first[WAYS - 1]));
        // Now all have credit, and pay. Who is not hit in between goes in the end.
        for _ in 0..=MOST_CREDIT {
            offer(&set, "patient", true);
            assert!(first[1..WAYS - 1].iter().all(|text| has(&set, text)));
        }
        assert!(has(&set, "patient"));
        assert!(!has(&set, &first[0]));
    }

    #[test]
    fn a_large_entry_waits_until_enough_of_the_others_have_no_credit() {
        let set: Set<(), WAYS> = Set::new(BYTES);
        for text in ["a", "b"] {
            set.offer(key(text), Arc::new(()), BYTES / 2 - 1_000, false);
        }
        set.find(key("a"));
        let offer = || drop(set.offer(key("large"), Arc::new(()), BYTES - 2_000, true));
        offer();
        assert!(set.find(key("large")).is_none());
        assert!(set.find(key("b")).is_some());
        (0..MOST_CREDIT).for_each(|_| offer());
        assert!(set.find(key("large")).is_some());
        assert_eq!(set.stored().0, 1);
        assert!(set.stored().1 <= BYTES);
    }

    #[test]
    fn what_is_larger_than_a_set_is_not_stored() {
        let set: Set<(), WAYS> = Set::new(BYTES);
        set.offer(key("a"), Arc::new(()), BYTES, true);
        set.offer(key("b"), Arc::new(()), usize::MAX, true);
        assert_eq!(set.stored(), (0, 0));
    }

    #[test]
    fn a_poisoned_lock_is_a_lock() {
        let set: Set<String, WAYS> = Set::new(BYTES);
        std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                let _writer = set.ways().lock();
                panic!("on purpose");
            });
            assert!(thread.join().is_err());
        });
        assert!(set.writer.is_poisoned());
        offer(&set, "a", false);
        assert!(has(&set, "a"));
    }
}
