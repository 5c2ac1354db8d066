//! Calls that a client's own cache may answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context as TaskContext, Poll};
use std::time::SystemTime;

use opentelemetry::{Context, KeyValue, time};

use super::begin::Begin;
use super::end::Returns;
use super::future::Observed;
use super::observation::Observation;
use super::parent::Parent;
use crate::attribute::DBTRACE_CACHE_RESULT;
use crate::operation::Describe;
use crate::outcome::Outcome;
use crate::session::Session;

/// The counts of a cache so far, for all of its users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounts {
    /// Look-ups that found something.
    pub hits: usize,
    /// Look-ups that found nothing, so that the client asks the server.
    pub misses: usize,
}

/// The turns of a cache's users. They look things up one after the other, so that a hit belongs to one call.
#[derive(Clone, Debug, Default)]
pub struct CacheTurns(Arc<Mutex<()>>);

/// The cache that may answer a call, as the call sees it.
#[derive(Debug)]
pub struct CacheLookup<C> {
    /// Shared by all users of the cache.
    pub turns: CacheTurns,
    /// Returns the counts of the cache so far.
    pub counts: C,
    /// The fewest hits with which the call needs no server.
    pub least_hits: usize,
}

/// A poll in which a cache counts. The other users of the cache wait until it ends.
struct Counting<'c, C> {
    // The lock guards no data, so a panic cannot leave it half written.
    _turn: MutexGuard<'c, ()>,
    counts: &'c C,
    before: CacheCounts,
}

impl<C: Fn() -> CacheCounts> CacheLookup<C> {
    fn begin_counting(&self) -> Counting<'_, C> {
        let turn = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        Counting { _turn: turn, counts: &self.counts, before: (self.counts)() }
    }
}

impl<C: Fn() -> CacheCounts> Counting<'_, C> {
    /// Returns what the cache has counted since the beginning.
    fn end(self) -> CacheCounts {
        let after = (self.counts)();
        CacheCounts {
            hits: after.hits.wrapping_sub(self.before.hits),
            misses: after.misses.wrapping_sub(self.before.misses),
        }
    }
}

impl Session {
    /// Records what a cache has counted for a call of `caller`, if the user asked for it.
    #[inline]
    fn record_lookups(&self, counts: CacheCounts, caller: &Context) {
        if self.database().settings().cache_metric && counts != CacheCounts::default() {
            self.record_requested_lookups(counts, Parent::of(caller));
        }
    }

    #[cold]
    fn record_requested_lookups(&self, CacheCounts { hits, misses }: CacheCounts, caller: Parent) {
        let database = self.database();
        let Some(signals) = database.signals().filter(|_| !caller.suppressed) else { return };
        // A call that the cache answers looks for no provider elsewhere.
        signals.look(caller.is_local());
        let Some(instruments) = signals.instruments() else { return };
        for (result, lookups) in [("hit", hits), ("miss", misses)] {
            if lookups > 0 {
                let mut attributes = vec![KeyValue::new(DBTRACE_CACHE_RESULT, result)];
                database.0.attributes.for_each(|attribute| attributes.push(attribute));
                instruments.record_lookups(lookups, &attributes);
            }
        }
    }

    /// Observes a call as [`observe`](Self::observe) does, unless the client's cache answers it: such a call never
    /// reaches the server, and leaves no span and no measurement.
    ///
    /// The cache has answered if the poll that brought the answer counted hits and no miss. Until a poll has counted
    /// something nothing is known: the call may be waiting before it asks the cache. So a span is started late, with
    /// the time and the parent of the first poll, and the call is made before it. `cache` is `None` if there is none.
    #[inline]
    pub fn observe_unless_cached<'a, D, C, F, T, E>(
        &'a self,
        operation: D,
        cache: Option<CacheLookup<C>>,
        call: impl FnOnce(&Observation<'a>) -> F,
        outcome: fn(&Result<T, E>) -> Outcome<'_>,
    ) -> Observed<UnlessCached<'a, D, C>, F, Returns<T, E>>
    where
        D: Describe<'a>,
        C: Fn() -> CacheCounts,
        F: Future<Output = Result<T, E>>,
    {
        let begin = match cache {
            None => UnlessCached { observation: self.start(operation), waiting: None },
            Some(cache) => {
                let operation = Some(operation);
                let waiting = Some(Waiting { session: self, operation, cache, first_poll: None });
                UnlessCached { observation: Observation::none(), waiting }
            }
        };
        let call = call(&begin.observation);
        Observed::new(begin, call, Returns(outcome))
    }
}

/// An observation that begins when it is known that the cache does not answer the call.
#[derive(Debug)]
pub struct UnlessCached<'a, D: Describe<'a>, C> {
    observation: Observation<'a>,
    waiting: Option<Waiting<'a, D, C>>,
}

/// A call of which it is not known yet if the cache answers it.
#[derive(Debug)]
struct Waiting<'a, D: Describe<'a>, C> {
    session: &'a Session,
    /// None once the call is observed.
    operation: Option<D>,
    cache: CacheLookup<C>,
    first_poll: Option<(SystemTime, Context)>,
}

impl<'a, D: Describe<'a>, C> Waiting<'a, D, C> {
    fn begin(&mut self) -> Observation<'a> {
        match (self.operation.take(), self.first_poll.take()) {
            (Some(operation), Some((begin, parent))) => self.session.start_at(operation, begin, &parent),
            _ => Observation::none(),
        }
    }
}

/// The caller cancelled the call while it waited.
impl<'a, D: Describe<'a>, C> Drop for Waiting<'a, D, C> {
    fn drop(&mut self) {
        drop(self.begin());
    }
}

impl<'a, D: Describe<'a>, C: Fn() -> CacheCounts> Waiting<'a, D, C> {
    /// Begins a poll in which the cache may answer. Returns `None` on a thread whose context is gone.
    fn begin_poll(&mut self) -> Option<Counting<'_, C>> {
        if self.first_poll.is_none() {
            self.first_poll = Some((time::now(), crate::context::with_current(Context::clone)?));
        }
        Some(self.cache.begin_counting())
    }

    /// Ends the poll: returns the observation if it is known that the cache does not answer the call, one of nothing if the
    /// cache has answered, and `None` if neither is known.
    fn end_poll(&mut self, counts: CacheCounts, success: Poll<bool>) -> Option<Observation<'a>> {
        if let Some((_, caller)) = &self.first_poll {
            self.session.record_lookups(counts, caller);
        }
        let CacheCounts { hits, misses } = counts;
        match success {
            Poll::Pending if hits == 0 && misses == 0 => None,
            Poll::Ready(true) if hits > 0 && hits >= self.cache.least_hits && misses == 0 => {
                self.operation = None;
                Some(Observation::none())
            }
            _ => Some(self.begin()),
        }
    }
}

impl<'a, D: Describe<'a>, C: Fn() -> CacheCounts> UnlessCached<'a, D, C> {
    /// The one copy of the driver's future for calls that something watches.
    #[cold]
    #[inline(never)]
    fn poll_watched<P, R>(
        &mut self,
        call: Pin<&mut P>,
        context: &TaskContext<'_>,
        poll: impl FnOnce(Pin<&mut P>, &mut TaskContext<'_>) -> Poll<R>,
        is_success: impl Fn(&R) -> bool,
    ) -> Poll<R> {
        let counting = self.waiting.as_mut().and_then(Waiting::begin_poll);
        let answer = poll(call, &mut self.observation.watch(context));
        let counts = counting.map(Counting::end);
        let Some(waiting) = &mut self.waiting else { return answer };
        let success = match &answer {
            Poll::Ready(result) => Poll::Ready(is_success(result)),
            Poll::Pending => Poll::Pending,
        };
        let known = match counts {
            Some(counts) => waiting.end_poll(counts, success),
            None => Some(Observation::none()),
        };
        if let Some(observation) = known {
            self.waiting = None;
            self.observation = observation;
        }
        answer
    }
}

impl<'a, D, C> Begin for UnlessCached<'a, D, C>
where
    D: Describe<'a>,
    C: Fn() -> CacheCounts,
{
    #[inline]
    fn poll<P, R>(
        &mut self,
        call: Pin<&mut P>,
        context: &mut TaskContext<'_>,
        poll: impl FnOnce(Pin<&mut P>, &mut TaskContext<'_>) -> Poll<R>,
        is_success: impl Fn(&R) -> bool,
    ) -> Poll<R> {
        if self.waiting.is_some() || self.observation.is_watched() {
            self.poll_watched(call, context, poll, is_success)
        } else {
            poll(call, context)
        }
    }

    #[inline]
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T {
        use_it(&mut self.observation)
    }
}
