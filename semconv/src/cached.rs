//! Calls that a client's own cache may answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{self, Poll};
use std::time::SystemTime;

use opentelemetry::{Context, time};
use pin_project_lite::pin_project;

use crate::database::Database;
use crate::future::Observed;
use crate::observe::Observation;
use crate::operation::Describe;
use crate::outcome::Outcome;

/// What a cache has counted so far, for all of its users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounts {
    /// Look-ups that found something.
    pub hits: usize,
    /// Look-ups that found nothing, so that the server is asked.
    pub misses: usize,
}

/// Held by all users of a cache: whose call looks something up is told by letting them do so one after the other.
#[derive(Clone, Debug, Default)]
pub struct CacheTurns(Arc<Mutex<()>>);

/// A call's view of the cache that may answer it.
#[derive(Debug)]
pub struct CacheLookup<C> {
    /// Shared by all users of the cache.
    pub turns: CacheTurns,
    /// Tells what the cache has counted so far.
    pub counts: C,
    /// The fewest hits that the call needs to do without the server.
    pub least_hits: usize,
}

impl<C: Fn() -> CacheCounts> CacheLookup<C> {
    /// Does something, and tells what the cache has counted meanwhile: for nobody else, as they wait.
    fn count<T>(&self, action: impl FnOnce() -> T) -> (T, CacheCounts) {
        // What a panic leaves behind is unlocked, and holds nothing.
        let _turn = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = (self.counts)();
        let done = action();
        let after = (self.counts)();
        let counts = CacheCounts {
            hits: after.hits.wrapping_sub(before.hits),
            misses: after.misses.wrapping_sub(before.misses),
        };
        (done, counts)
    }
}

impl Database {
    /// Observes a call as [`observe`](Self::observe) does, unless the client's cache answers it: such a call never
    /// reaches the server, and leaves no span and no measurement.
    ///
    /// The cache has answered if the poll that brought the answer counted hits and no miss. Until a poll has counted
    /// something nothing is known: the call may be waiting before it asks the cache. So a span is started late, with
    /// the time and the parent of the first poll. `cache` is `None` where there is none.
    #[inline]
    pub fn observe_unless_cached<'a, D, C, F, T, E>(
        &'a self,
        operation: D,
        cache: Option<CacheLookup<C>>,
        call: F,
        outcome: fn(&Result<T, E>) -> Outcome,
    ) -> ObservedUnlessCached<'a, D, C, F, T, E>
    where
        D: Describe<'a>,
        C: Fn() -> CacheCounts,
        F: Future<Output = Result<T, E>>,
    {
        match cache {
            None => ObservedUnlessCached { call: self.observe(operation, call, outcome), waiting: None },
            Some(cache) => ObservedUnlessCached {
                call: Observed::new(call, Observation::none(), outcome),
                waiting: Some(Waiting {
                    database: self,
                    operation: Some(operation),
                    cache,
                    first_poll: None,
                }),
            },
        }
    }
}

/// A call of which it is not known yet whether the cache answers it.
#[derive(Debug)]
struct Waiting<'a, D: Describe<'a>, C> {
    database: &'a Database,
    /// None once the call is observed.
    operation: Option<D>,
    cache: CacheLookup<C>,
    first_poll: Option<(SystemTime, Context)>,
}

impl<'a, D: Describe<'a>, C> Waiting<'a, D, C> {
    fn begin(&mut self) -> Observation<'a> {
        match (self.operation.take(), self.first_poll.take()) {
            (Some(operation), Some((begin, parent))) => {
                let _parent = parent.attach();
                self.database.start_at(operation, begin)
            }
            _ => Observation::none(),
        }
    }
}

/// The caller gave up while the call waited.
impl<'a, D: Describe<'a>, C> Drop for Waiting<'a, D, C> {
    fn drop(&mut self) {
        drop(self.begin());
    }
}

pin_project! {
    /// The future of [`Database::observe_unless_cached`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ObservedUnlessCached<'a, D, C, F, T, E>
    where
        D: Describe<'a>,
    {
        #[pin]
        call: Observed<'a, F, T, E>,
        waiting: Option<Waiting<'a, D, C>>,
    }
}

impl<'a, D, C, F, T, E> Future for ObservedUnlessCached<'a, D, C, F, T, E>
where
    D: Describe<'a>,
    C: Fn() -> CacheCounts,
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<T, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(waiting) = this.waiting else {
            return this.call.poll(context);
        };
        if waiting.first_poll.is_none() {
            waiting.first_poll = Some((time::now(), Context::current()));
        }
        let call = this.call.as_mut();
        let (answer, CacheCounts { hits, misses }) = waiting.cache.count(|| call.poll(context));
        match &answer {
            Poll::Pending if hits == 0 && misses == 0 => return answer,
            Poll::Ready(Ok(_)) if hits > 0 && hits >= waiting.cache.least_hits && misses == 0 => {
                waiting.operation = None;
            }
            answer => this.call.begin(waiting.begin(), answer),
        }
        *this.waiting = None;
        answer
    }
}
