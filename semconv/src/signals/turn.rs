//! Which calls look for a global provider: all at first, then about one in a second.
//!
//! Most calls must not even read the clock. So each thread counts calls, and reads the clock after at most
//! [`MOST_CALLS`] of them, or at each call if its calls are rare.

use std::cell::Cell;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Instant;

/// How many calls look for what is missing before only one in a while does. A program that has just started finds its
/// provider at the first call after it is installed.
pub(super) const LOOK_ALWAYS: u32 = 256;
/// The milliseconds between two looks.
const INTERVAL: u64 = 1_000;
/// How many calls of a thread pass between two readings of the clock, at most.
const MOST_CALLS: u32 = 32;
/// Calls are rare if so many milliseconds pass between two readings of the clock.
const RARE: u64 = 250;

thread_local! {
    // They need no drop, so they are there until the thread has ended.
    /// How many calls of the thread pass before the clock is read, of all instrumentations.
    static LEFT: Cell<u32> = const { Cell::new(0) };
    static LAST: Cell<Reading> = const { Cell::new(Reading { time: 0, left: 0, chance: 1 }) };
}

/// The last reading of the clock on a thread.
#[derive(Clone, Copy)]
struct Reading {
    time: u64,
    /// How many calls were to pass then.
    left: u32,
    chance: u32,
}

/// When an instrumentation looks.
#[derive(Default)]
pub(super) struct Turn {
    first_calls: AtomicU32,
    next: AtomicU64,
    /// Calls so far for which no provider was there, roughly.
    without_provider: AtomicU32,
}

impl Turn {
    /// Returns `true` if this call certainly does not look: the common case. Otherwise it counts nothing.
    #[inline]
    pub(super) fn passes(&self, is_complete: bool) -> bool {
        let passes = is_complete || self.first_calls.load(Ordering::Relaxed) >= LOOK_ALWAYS;
        match LEFT.get().checked_sub(1) {
            Some(left) if passes => {
                LEFT.set(left);
                true
            }
            _ => false,
        }
    }

    /// Returns `true` if this call looks. `is_missing` says that something was not found yet.
    #[inline]
    pub(super) fn take(&self, is_missing: bool) -> bool {
        if is_missing && self.takes_first() {
            return true;
        }
        match LEFT.get().checked_sub(1) {
            Some(left) => {
                LEFT.set(left);
                false
            }
            None => self.read_clock(is_missing),
        }
    }

    /// Returns `false` if the next call, which misses something, certainly does not look.
    pub(super) fn may_come(&self) -> bool {
        self.first_calls.load(Ordering::Relaxed) < LOOK_ALWAYS || LEFT.get() == 0
    }

    #[inline]
    fn takes_first(&self) -> bool {
        // A lost update only means one more look.
        let first_calls = self.first_calls.load(Ordering::Relaxed);
        let is_first = first_calls < LOOK_ALWAYS;
        if is_first {
            self.first_calls.store(first_calls + 1, Ordering::Relaxed);
        }
        is_first
    }

    #[cold]
    fn read_clock(&self, is_missing: bool) -> bool {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        let now = START.elapsed();
        self.at(now.as_secs() * 1_000 + u64::from(now.subsec_millis()), is_missing)
    }

    /// Decides at `now`, in milliseconds.
    fn at(&self, now: u64, is_missing: bool) -> bool {
        let last = LAST.get();
        let chance = last.chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let is_rare = now.saturating_sub(last.time) >= RARE;
        // By chance, because a fixed number would pass over one of two clients that take turns. The high bits are the good ones.
        let left = if is_rare { 0 } else { MOST_CALLS / 2 + (chance >> 16) % (MOST_CALLS / 2) };
        LEFT.set(left);
        LAST.set(Reading { time: now, left, chance });
        if is_missing {
            self.without_provider.fetch_add(last.left + 1, Ordering::Relaxed);
        }
        let is_due = now >= self.next.load(Ordering::Relaxed);
        if is_due {
            self.next.store(now + INTERVAL, Ordering::Relaxed);
        }
        is_due
    }

    /// Returns how many calls there were, roughly, for which something was missing.
    pub(super) fn missed(&self) -> u32 {
        let first_calls = self.first_calls.load(Ordering::Relaxed);
        first_calls.saturating_add(self.without_provider.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call at a time: whether it looks, and whether it reads the clock.
    fn call(turn: &Turn, now: u64) -> (bool, bool) {
        match LEFT.get().checked_sub(1) {
            Some(left) => {
                LEFT.set(left);
                (false, false)
            }
            None => (turn.at(now, false), true),
        }
    }

    #[test]
    fn first_calls_that_miss_something_all_look() {
        let turn = Turn::default();
        assert!((0..LOOK_ALWAYS).all(|_| turn.take(true)));
        assert_eq!(turn.missed(), LOOK_ALWAYS);
    }

    #[test]
    fn one_call_in_a_second_looks_and_few_read_the_clock() {
        let turn = Turn::default();
        let calls: Vec<_> = (0..10_000).map(|now| call(&turn, now)).collect();
        let looks = calls.iter().filter(|(looks, _)| *looks).count();
        let readings = calls.iter().filter(|(_, reads)| *reads).count();
        assert_eq!(looks, 10);
        assert!((10_000 / 32..10_000 / 15).contains(&readings), "{readings}");
    }

    #[test]
    fn each_of_rare_calls_reads_the_clock() {
        let turn = Turn::default();
        let calls: Vec<_> = (1..10).map(|second| call(&turn, 1_000 * second)).collect();
        assert_eq!(calls, [(true, true); 9]);
    }

    #[test]
    fn two_clients_that_take_turns_both_look() {
        let turns = [Turn::default(), Turn::default()];
        let mut looks = [0, 0];
        for now in 0..100_000 {
            for (turn, looks) in turns.iter().zip(&mut looks) {
                *looks += u32::from(call(turn, now / 10).0);
            }
        }
        assert_eq!(looks, [10, 10]);
    }
}
