//! Executor delay: the time between the wake of a call's task and its next poll.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

use atomic_waker::AtomicWaker;
use opentelemetry::KeyValue;

use crate::attribute::{DBTRACE_EXECUTOR_DELAY, DBTRACE_POLLS};

/// The delays of one call. A call that blocks its thread has none.
#[derive(Debug, Default)]
pub(super) struct ExecutorDelay {
    polls: u32,
    delay: Duration,
    task: Option<(Arc<Task>, Waker)>,
}

/// The task of a call, between the driver that wakes it and the executor that polls it.
#[derive(Debug)]
struct Task {
    since: Instant,
    /// When the driver woke the task, in nanoseconds after `since`. It is 0 if the driver has not.
    woken: AtomicU64,
    executors: AtomicWaker,
}

impl ExecutorDelay {
    /// Begins a poll of the call, and returns a waker for it that notes the time.
    pub(super) fn begin_poll(&mut self, context: &Context<'_>) -> &Waker {
        self.polls = self.polls.saturating_add(1);
        let (task, waker) = self.task.get_or_insert_with(Task::new);
        self.delay += task.delay();
        task.executors.register(context.waker());
        waker
    }

    /// The attributes, if the call was polled.
    pub(super) fn attributes(&self) -> impl Iterator<Item = KeyValue> {
        let attributes = (self.polls > 0).then(|| {
            [
                KeyValue::new(DBTRACE_EXECUTOR_DELAY, self.delay.as_secs_f64()),
                KeyValue::new(DBTRACE_POLLS, i64::from(self.polls)),
            ]
        });
        attributes.into_iter().flatten()
    }
}

impl Task {
    fn new() -> (Arc<Self>, Waker) {
        let (woken, executors) = (AtomicU64::new(0), AtomicWaker::new());
        let task = Arc::new(Self { since: Instant::now(), woken, executors });
        (Arc::clone(&task), Waker::from(task))
    }

    /// Returns the time since the driver woke the task, and nothing if the executor polls it for another reason.
    fn delay(&self) -> Duration {
        match self.woken.swap(0, Ordering::Relaxed) {
            0 => Duration::ZERO,
            woken => self.since.elapsed().saturating_sub(Duration::from_nanos(woken)),
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let now = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX).max(1);
        // The first wake counts. The order of memory is that of the executor's waker.
        let _ = self.woken.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
        self.executors.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Polls twice, with `between` in between, and returns the delay. The driver's waker is passed to `between`.
    fn delay(between: impl FnOnce(Waker)) -> Duration {
        let mut delay = ExecutorDelay::default();
        let executor = Context::from_waker(Waker::noop());
        let waker = delay.begin_poll(&executor).clone();
        between(waker);
        delay.begin_poll(&executor);
        assert_eq!(delay.polls, 2);
        delay.delay
    }

    #[test]
    fn time_between_the_first_wake_and_the_poll_is_the_delay() {
        let pause = Duration::from_millis(20);
        let delay = delay(|waker| {
            waker.wake_by_ref();
            std::thread::sleep(pause);
            waker.wake();
        });
        assert!(delay >= pause, "{delay:?}");
    }

    #[test]
    fn poll_without_a_wake_has_no_delay() {
        assert_eq!(delay(|_| std::thread::sleep(Duration::from_millis(20))), Duration::ZERO);
    }

    #[test]
    fn executor_is_woken_once_for_each_poll() {
        struct Count(AtomicU64);
        impl Wake for Count {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
        let count = Arc::new(Count(AtomicU64::new(0)));
        let executor = Waker::from(Arc::clone(&count));
        let mut delay = ExecutorDelay::default();
        for _ in 0..3 {
            let waker = delay.begin_poll(&Context::from_waker(&executor));
            waker.wake_by_ref();
            waker.wake_by_ref();
        }
        assert_eq!(count.0.load(Ordering::Relaxed), 3);
    }
}
