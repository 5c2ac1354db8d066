//! Requests to cancel what the server does for a call that was dropped.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::work_end::WorkEnd;

/// Sends a request on a connection of its own, and returns when the server has closed that connection: the request has no effect
/// after it. It runs no code of the program, because a call is being dropped.
type Send = Box<dyn Fn() -> Option<WorkEnd> + std::marker::Send + Sync>;

/// The requests to cancel calls of a connection. Its calls are followed only if requests are sent.
///
/// A request cancels what the server executes when it arrives. So it is sent only if that can be no other call than the one that
/// was dropped, and no call is sent until it has had its effect.
#[derive(Default)]
pub(crate) struct CancelRequests {
    /// The clients stay what they are for `catch_unwind`: it is called while nothing is half changed.
    send: OnceLock<AssertUnwindSafe<Send>>,
    calls: Mutex<Calls>,
}

/// The calls of a connection, in the order in which they were sent.
#[derive(Default)]
struct Calls {
    /// The number of the last call that was sent.
    last: u64,
    /// All calls up to this number have their answers.
    answered: u64,
    /// The calls whose futures are there.
    under_way: usize,
    open: Option<WorkEnd>,
}

impl CancelRequests {
    pub(crate) fn are_sent(&self) -> bool {
        self.send.get().is_some()
    }

    /// Lets requests be sent from now on. The first `send` counts.
    pub(crate) fn send_by(&self, send: Send) {
        let _ = self.send.set(AssertUnwindSafe(send));
    }

    /// Follows a call that is being sent. Call it in the turn of the connection.
    pub(crate) fn begin(&self) -> Option<UnderWay<'_>> {
        self.are_sent().then(|| {
            let mut calls = self.calls();
            calls.last += 1;
            calls.under_way += 1;
            UnderWay { requests: self, number: calls.last }
        })
    }

    /// Returns the number of the last call that was sent.
    pub(crate) fn last(&self) -> u64 {
        if self.are_sent() { self.calls().last } else { 0 }
    }

    /// The server has ended all calls up to `number`.
    pub(crate) fn answered(&self, number: u64) {
        let mut calls = self.calls();
        calls.answered = calls.answered.max(number);
    }

    /// Returns the end of a request that may have an effect.
    pub(crate) fn open(&self) -> Option<WorkEnd> {
        if self.are_sent() { self.calls().open() } else { None }
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    fn open(&mut self) -> Option<WorkEnd> {
        self.open.take_if(|open| open.look().is_some());
        self.open.clone()
    }
}

/// A call that was sent, and whose future has no result.
pub(crate) struct UnderWay<'s> {
    requests: &'s CancelRequests,
    number: u64,
}

impl UnderWay<'_> {
    /// The call has its answer.
    pub(crate) fn answered(&self) {
        self.requests.answered(self.number);
    }

    /// Sends a request to cancel the call, if no other one is under way. Call it in the turn of the connection.
    pub(crate) fn cancel(&self) {
        let Some(send) = self.requests.send.get() else { return };
        if self.is_alone() {
            // Without the lock: a runtime that ends drops what it is given.
            let open = (send.0)();
            self.requests.calls().open = open;
        }
    }
}

impl UnderWay<'_> {
    /// Returns `true` if the server can execute no other call, now or later.
    fn is_alone(&self) -> bool {
        let mut calls = self.requests.calls();
        calls.under_way == 1
            && calls.last == self.number
            && calls.answered + 1 >= self.number
            && calls.open().is_none()
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut calls = self.requests.calls();
        calls.under_way = calls.under_way.saturating_sub(1);
    }
}

impl fmt::Debug for CancelRequests {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CancelRequests").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Requests that are counted, and have had their effect if `closes`.
    fn requests(closes: bool) -> (CancelRequests, Arc<AtomicUsize>) {
        let (requests, count) = (CancelRequests::default(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&count);
        requests.send_by(Box::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            Some(if closes { WorkEnd::new(ready(())) } else { WorkEnd::new(pending()) })
        }));
        (requests, count)
    }

    fn call(requests: &CancelRequests) -> UnderWay<'_> {
        requests.begin().expect("requests are sent")
    }

    #[test]
    fn call_that_is_alone_is_cancelled() {
        let (requests, count) = requests(true);
        call(&requests).answered();
        call(&requests).cancel();
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn call_is_not_cancelled_while_the_server_may_execute_another_one() {
        let (requests, count) = requests(true);
        let (first, second) = (call(&requests), call(&requests));
        second.cancel();
        first.cancel();
        drop((first, second));
        // Neither has an answer, so the server may be at either.
        let third = call(&requests);
        third.cancel();
        assert_eq!(count.load(Ordering::Relaxed), 0);
        third.answered();
        drop(third);
        call(&requests).cancel();
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn request_is_open_until_it_has_had_its_effect() {
        let (pending, count) = requests(false);
        assert!(pending.open().is_none());
        call(&pending).cancel();
        assert!(pending.open().is_some());
        pending.answered(1);
        call(&pending).cancel();
        assert_eq!(count.load(Ordering::Relaxed), 1, "one at a time");
        let (closed, _) = requests(true);
        call(&closed).cancel();
        assert!(closed.open().is_none());
    }
}
