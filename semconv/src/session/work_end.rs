//! The end of what a server still does for calls that were cancelled.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::SystemTime;

use opentelemetry::time;

/// An answer that shows when the server has ended what it did for cancelled calls, such as that to a statement after them. Clones
/// wait for the same answer, and each is woken.
pub struct WorkEnd {
    shared: Arc<Shared>,
    /// Of this clone.
    number: u64,
}

struct Shared {
    state: Mutex<State>,
    waiting: Arc<Waiting>,
}

enum State {
    Waits(Pin<Box<dyn Future<Output = ()> + Send>>),
    Ended(SystemTime),
}

impl WorkEnd {
    /// Returns the end that `answer` shows. An error is an answer too.
    pub fn new(answer: impl Future<Output = ()> + Send + 'static) -> Self {
        let state = Mutex::new(State::Waits(Box::pin(answer)));
        Self::clone_of(Arc::new(Shared { state, waiting: Arc::default() }))
    }

    fn clone_of(shared: Arc<Shared>) -> Self {
        let number = lock(&shared.waiting.0).next_number();
        Self { shared, number }
    }

    /// Returns when the answer came, as far as it has been looked for: each poll does so.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<SystemTime> {
        lock(&self.shared.waiting.0).wakers.insert(self.number, context.waker().clone());
        self.look().map_or(Poll::Pending, Poll::Ready)
    }

    /// Returns when the answer came, if it has come.
    pub(crate) fn look(&self) -> Option<SystemTime> {
        let mut state = lock(&self.shared.state);
        if let State::Waits(answer) = &mut *state {
            let waker = Waker::from(Arc::clone(&self.shared.waiting));
            if answer.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
                *state = State::Ended(time::now());
            }
        }
        match *state {
            State::Waits(_) => None,
            State::Ended(at) => Some(at),
        }
    }
}

impl Clone for WorkEnd {
    fn clone(&self) -> Self {
        Self::clone_of(Arc::clone(&self.shared))
    }
}

impl Drop for WorkEnd {
    fn drop(&mut self) {
        let waker = lock(&self.shared.waiting.0).wakers.remove(&self.number);
        // Without the lock: a waker may hold a task, and the task another clone.
        drop(waker);
    }
}

/// The clones that wait for the answer.
#[derive(Default)]
struct Waiting(Mutex<Waiters>);

#[derive(Default)]
struct Waiters {
    last: u64,
    wakers: HashMap<u64, Waker>,
}

impl Waiters {
    fn next_number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        // Woken without the lock: a waker may poll at once.
        let wakers = std::mem::take(&mut lock(&self.0).wakers);
        wakers.into_values().for_each(Waker::wake);
    }
}

/// A panic leaves nothing half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for WorkEnd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WorkEnd").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::{FutureExt as _, poll_fn};

    use super::*;

    /// An answer that comes when the test says so.
    #[derive(Clone, Default)]
    struct Answer(Arc<Mutex<(bool, Option<Waker>)>>);

    impl Answer {
        fn end(&self) -> WorkEnd {
            let answer = self.clone();
            WorkEnd::new(poll_fn(move |context| {
                let (has_come, waker) = &mut *lock(&answer.0);
                *waker = Some(context.waker().clone());
                if *has_come { Poll::Ready(()) } else { Poll::Pending }
            }))
        }

        fn comes(&self) {
            let waker = {
                let (has_come, waker) = &mut *lock(&self.0);
                *has_come = true;
                waker.take()
            };
            waker.expect("it is waited for").wake();
        }
    }

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn answer_wakes_each_call_that_waits_for_it() {
        let answer = Answer::default();
        let end = answer.end();
        let counts: [Arc<Count>; 2] = Default::default();
        let clones = [end.clone(), end.clone()];
        for (clone, count) in clones.iter().zip(&counts) {
            let waker = Waker::from(Arc::clone(count));
            for _ in 0..3 {
                assert!(clone.poll(&mut Context::from_waker(&waker)).is_pending());
            }
        }
        answer.comes();
        assert_eq!(counts.map(|count| count.0.load(Ordering::Relaxed)), [1, 1]);
        let at = end.look().expect("it has come");
        assert_eq!(poll_fn(|context| end.poll(context)).now_or_never(), Some(at), "the time stays");
    }

    #[test]
    fn clone_that_is_dropped_waits_no_longer() {
        let end = Answer::default().end();
        for _ in 0..3 {
            for _ in 0..3 {
                let waker = Waker::from(Arc::new(Count::default()));
                assert!(end.clone().poll(&mut Context::from_waker(&waker)).is_pending());
                assert!(end.poll(&mut Context::from_waker(&waker)).is_pending());
            }
        }
        assert_eq!(lock(&end.shared.waiting.0).wakers.len(), 1);
    }
}
