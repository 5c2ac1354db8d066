//! Repetition: one parent span that makes the same query again and again.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Instant;

use opentelemetry::trace::{SpanId, TraceContextExt as _};
use opentelemetry::{Context, KeyValue};

use super::call_site::CallSite;
use crate::attribute::{DBTRACE_REPEATED_QUERY_COUNT, DBTRACE_REPEATED_QUERY_SUMMARY};
use crate::notice;
use crate::session::Session;
use crate::strings::Label;

/// The queries in a bucket.
const SLOTS: usize = 8;
/// 4,096 slots of 16 bytes are 64 KiB.
const BUCKETS: usize = 512;
/// The bits of a word that are the number of calls. The others are the key.
const NUMBER: u64 = (1 << 20) - 1;

/// How often each parent span has made each query: of the last 4,096 pairs, without a lock.
#[derive(Debug)]
pub(crate) struct Repetitions {
    hasher: RandomState,
    since: Instant,
    buckets: Box<[[Slot; SLOTS]]>,
}

/// A parent with a query.
#[derive(Debug, Default)]
struct Slot {
    /// The key of the pair and the number of its calls. An empty slot is zero.
    word: AtomicU64,
    /// When the slot was last used, in seconds.
    used: AtomicU32,
}

impl Default for Repetitions {
    fn default() -> Self {
        let buckets = (0..BUCKETS).map(|_| <[Slot; SLOTS]>::default()).collect();
        Self { hasher: RandomState::new(), since: Instant::now(), buckets }
    }
}

impl Repetitions {
    /// Counts a call of `name` inside `parent`, and returns its number.
    pub(crate) fn count(&self, parent: SpanId, name: &str) -> u64 {
        let hash = self.hasher.hash_one((parent.to_bytes(), name));
        let bucket = &self.buckets[usize::try_from(hash & NUMBER).unwrap_or_default() % BUCKETS];
        let key = (hash & !NUMBER).max(NUMBER + 1);
        let now = u32::try_from(self.since.elapsed().as_secs()).unwrap_or(u32::MAX);
        loop {
            if let Some(number) = count_in(bucket, key, now) {
                return number;
            }
        }
    }
}

/// Counts in the slot of `key`, which takes the place of the one that was not used for the longest time. Returns `None` if
/// another thread changed the slot in between.
fn count_in(bucket: &[Slot; SLOTS], key: u64, now: u32) -> Option<u64> {
    let mut oldest: Option<(&Slot, u64, u32)> = None;
    for slot in bucket {
        let word = slot.word.load(Ordering::Acquire);
        if word & !NUMBER == key {
            let next = if word & NUMBER == NUMBER { word } else { word + 1 };
            return slot.replace(word, next, now);
        }
        // Threads that insert the same key choose the same slot, so one of them fails and looks again.
        let used = if word == 0 { 0 } else { slot.used.load(Ordering::Relaxed) + 1 };
        if oldest.is_none_or(|(_, _, oldest)| used < oldest) {
            oldest = Some((slot, word, used));
        }
    }
    let (slot, word, _) = oldest?;
    slot.replace(word, key | 1, now)
}

impl Slot {
    fn replace(&self, word: u64, next: u64, now: u32) -> Option<u64> {
        self.word.compare_exchange(word, next, Ordering::AcqRel, Ordering::Acquire).ok()?;
        self.used.store(now, Ordering::Relaxed);
        Some(next & NUMBER)
    }
}

/// Counts a call of `name` in the context of its caller. Returns its number if it is at least the threshold.
///
/// The call that reaches the threshold marks the parent span, once, and gives a warning.
pub(super) fn follow(
    session: &Session,
    parent: &Context,
    name: &Label,
    threshold: usize,
    call_site: Option<CallSite>,
) -> Option<u64> {
    let span = parent.span();
    let identity = span.span_context();
    if !identity.is_valid() {
        return None;
    }
    let shared = session.database().telemetry().on_request();
    let repetitions = shared.repetitions.get_or_init(Repetitions::default);
    let threshold = u64::try_from(threshold.max(2)).unwrap_or(NUMBER).min(NUMBER);
    let number = repetitions.count(identity.span_id(), name.as_str());
    if number < threshold {
        return None;
    }
    if number == threshold {
        // A span keeps an attribute that it is given twice twice, so the first query that is repeated marks it.
        if span.is_recording() && repetitions.count(identity.span_id(), "") == 1 {
            span.set_attribute(KeyValue::new(DBTRACE_REPEATED_QUERY_SUMMARY, name));
            span.set_attribute(attribute(number));
        }
        if shared.repeated.admits(name.as_str(), Instant::now()) {
            warn(name.as_str(), number, call_site, &identity.trace_id().to_string());
        }
    }
    Some(number)
}

pub(super) fn attribute(number: u64) -> KeyValue {
    KeyValue::new(DBTRACE_REPEATED_QUERY_COUNT, i64::try_from(number).unwrap_or(i64::MAX))
}

fn warn(name: &str, count: u64, call_site: Option<CallSite>, trace: &str) {
    let call_site = call_site.map(|call_site| call_site.to_string());
    let place = call_site.as_ref().map(|call_site| format!(" at {call_site}")).unwrap_or_default();
    let event = || {
        tracing::warn!(
            name: "dbtrace.repeated_query",
            count,
            "db.query.summary" = name,
            call_site,
            trace_id = trace,
            "repeated query: one span made {name} {count} times{place}"
        );
    };
    notice::give(&event, &|| eprintln!("warning: db-trace: one span made {name} {count} times{place}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(number: u64) -> SpanId {
        SpanId::from_bytes(number.to_be_bytes())
    }

    #[test]
    fn calls_of_each_parent_and_query_are_counted_apart() {
        let repetitions = Repetitions::default();
        assert_eq!([1, 2, 3], std::array::from_fn(|_| repetitions.count(span(1), "SELECT users")));
        assert_eq!(repetitions.count(span(1), "SELECT orders"), 1);
        assert_eq!(repetitions.count(span(2), "SELECT users"), 1);
        assert_eq!(repetitions.count(span(1), "SELECT users"), 4);
    }

    #[test]
    fn concurrent_calls_are_counted_exactly() {
        for _ in 0..50 {
            let repetitions = Repetitions::default();
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for number in 0..1_000 {
                            repetitions.count(span(number % 10 + 1), "SELECT users");
                        }
                    });
                }
            });
            for number in 1..=10 {
                assert_eq!(repetitions.count(span(number), "SELECT users"), 401, "of parent {number}");
            }
        }
    }

    #[test]
    fn new_parents_take_the_place_of_old_ones() {
        let repetitions = Repetitions::default();
        for number in 1..100_000 {
            assert_eq!(repetitions.count(span(number), "SELECT users"), 1);
        }
        assert_eq!(repetitions.count(span(99_999), "SELECT users"), 2);
    }

    #[test]
    fn number_that_is_full_stays() {
        let slots = <[Slot; SLOTS]>::default();
        let key = NUMBER + 1;
        slots[0].word.store(key | NUMBER, Ordering::Relaxed);
        assert_eq!(count_in(&slots, key, 0), Some(NUMBER));
        assert_eq!(slots[0].word.load(Ordering::Relaxed), key | NUMBER);
    }
}
