//! The end of what a server still does for calls that were cancelled.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::SystemTime;

use opentelemetry::time;

/// The answer to a statement that was sent behind cancelled calls: it comes when the server has ended them. Clones wait for the
/// same answer.
#[derive(Clone)]
pub struct WorkEnd(Arc<Shared>);

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
        Self(Arc::new(Shared { state, waiting: Arc::default() }))
    }

    /// Returns when the answer came, as far as it has been looked for: each poll does so.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<SystemTime> {
        self.0.waiting.add(context.waker());
        self.look().map_or(Poll::Pending, Poll::Ready)
    }

    /// Returns when the answer came, if it has come.
    pub(crate) fn look(&self) -> Option<SystemTime> {
        let mut state = lock(&self.0.state);
        if let State::Waits(answer) = &mut *state {
            let waker = Waker::from(Arc::clone(&self.0.waiting));
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

/// Who waits for the answer.
#[derive(Default)]
struct Waiting(Mutex<Vec<Waker>>);

/// A call that is not woken looks for the answer when its own answer comes, which is later.
const MOST_WAITING: usize = 64;

impl Waiting {
    fn add(&self, waker: &Waker) {
        let mut wakers = lock(&self.0);
        if wakers.len() < MOST_WAITING && !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        // Woken without the lock: a waker may poll at once.
        let wakers = std::mem::take(&mut *lock(&self.0));
        wakers.into_iter().for_each(Waker::wake);
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
        for count in &counts {
            let waker = Waker::from(Arc::clone(count));
            for _ in 0..3 {
                assert!(end.clone().poll(&mut Context::from_waker(&waker)).is_pending());
            }
        }
        answer.comes();
        assert_eq!(counts.map(|count| count.0.load(Ordering::Relaxed)), [1, 1]);
        let at = end.look().expect("it has come");
        assert_eq!(poll_fn(|context| end.poll(context)).now_or_never(), Some(at), "the time stays");
    }

    #[test]
    fn calls_without_end_that_wait_take_bounded_memory() {
        let end = Answer::default().end();
        for _ in 0..1_000 {
            let waker = Waker::from(Arc::new(Count::default()));
            assert!(end.poll(&mut Context::from_waker(&waker)).is_pending());
        }
        assert_eq!(lock(&end.0.waiting.0).len(), MOST_WAITING);
    }
}
