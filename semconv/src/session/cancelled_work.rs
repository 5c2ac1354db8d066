//! What the server still does on a connection for calls that were cancelled.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::work_end::WorkEnd;
use crate::in_front::SendsInFront;

/// The calls of a connection that were cancelled after they were sent. The server executes them before all later ones.
#[derive(Debug, Default)]
pub(crate) struct CancelledWork {
    /// `true` if no statement that shows the end has been sent after a call that was cancelled.
    has_no_end: AtomicBool,
    /// The end of all others.
    end: Mutex<Option<WorkEnd>>,
    /// The number of the last call in front of that end.
    last: AtomicU64,
    /// The least nanoseconds from sending a call to its answer, or 0 before the first one.
    least_round_trip: AtomicU64,
}

/// The scheduler takes as much at times.
const LEAST: Duration = Duration::from_millis(1);

impl CancelledWork {
    /// Adds a call that was cancelled.
    pub(crate) fn add(&self) {
        self.has_no_end.store(true, Ordering::Relaxed);
    }

    /// Sends a statement after the calls that were cancelled, of which the last has this number. Call it in the turn of the connection.
    pub(crate) fn send_behind(&self, driver: impl SendsInFront, last: u64) {
        if self.has_no_end.swap(false, Ordering::Relaxed) {
            // It is behind all the others too.
            let mark = driver.send_mark();
            *self.end() = mark;
            self.last.store(last, Ordering::Relaxed);
        }
    }

    /// Returns the end of what is ahead of a call that is about to be sent, if the server has not ended it. Call it
    /// in the turn of the connection.
    pub(crate) fn ahead(&self, driver: impl SendsInFront, last: u64) -> Option<WorkEnd> {
        self.send_behind(driver, last);
        let mut end = self.end();
        if end.as_ref()?.look().is_some() {
            *end = None;
        }
        end.clone()
    }

    /// Returns the number of the last call that is known to have ended although it was cancelled.
    pub(crate) fn ended(&self) -> u64 {
        let has_ended = self.end().as_ref().is_none_or(|end| end.look().is_some());
        if has_ended { self.last.load(Ordering::Relaxed) } else { 0 }
    }

    /// Notes how long a call took from being sent to its answer.
    pub(crate) fn answered_in(&self, round_trip: Duration) {
        let nanoseconds = u64::try_from(round_trip.as_nanos()).unwrap_or(u64::MAX);
        let least = self.least_round_trip.load(Ordering::Relaxed);
        if least == 0 || nanoseconds < least {
            self.least_round_trip.store(nanoseconds, Ordering::Relaxed);
        }
    }

    /// Returns `true` if a wait is longer than the way to the server and back takes.
    pub(crate) fn is_noticeable(&self, wait: Duration) -> bool {
        let round_trip = Duration::from_nanos(self.least_round_trip.load(Ordering::Relaxed));
        wait > LEAST.max(round_trip)
    }

    fn end(&self) -> MutexGuard<'_, Option<WorkEnd>> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::{Ready, pending, ready};

    use super::*;

    #[derive(Clone, Copy)]
    struct Driver<'a> {
        sent: &'a Cell<u32>,
        has_ended: bool,
    }

    impl SendsInFront for Driver<'_> {
        type Answer = Ready<bool>;

        fn send(self, _: &str) {
            unreachable!("only marks are sent");
        }

        fn ask(self, _: &'static str) -> Ready<bool> {
            ready(true)
        }

        fn send_mark(self) -> Option<WorkEnd> {
            self.sent.set(self.sent.get() + 1);
            Some(if self.has_ended { WorkEnd::new(ready(())) } else { WorkEnd::new(pending()) })
        }
    }

    #[test]
    fn mark_is_sent_once_behind_cancelled_calls_and_is_ahead_until_its_answer() {
        let (work, sent) = (CancelledWork::default(), Cell::new(0));
        let (running, ended) =
            (Driver { sent: &sent, has_ended: false }, Driver { sent: &sent, has_ended: true });
        assert!(work.ahead(running, 0).is_none(), "nothing was cancelled");
        work.add();
        work.add();
        assert!(work.ahead(running, 0).is_some() && work.ahead(running, 0).is_some());
        assert_eq!(sent.get(), 1);
        work.add();
        work.send_behind(ended, 0);
        assert!(work.ahead(running, 0).is_none());
        assert_eq!(sent.get(), 2);
    }

    #[test]
    fn wait_that_is_no_longer_than_a_round_trip_is_not_noticeable() {
        let work = CancelledWork::default();
        assert!(!work.is_noticeable(LEAST));
        assert!(work.is_noticeable(LEAST * 2));
        for trip in [9, 5, 7] {
            work.answered_in(Duration::from_millis(trip));
        }
        assert!(!work.is_noticeable(Duration::from_millis(5)));
        assert!(work.is_noticeable(Duration::from_millis(6)));
    }
}
