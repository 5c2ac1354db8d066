//! Calls that a client's own cache may answer.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
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

impl<C: Fn() -> CacheCounts> CacheLookup<C> {
    /// Runs `action`, and returns what the cache has counted in it. The other users wait.
    fn count<T>(&self, action: impl FnOnce() -> T) -> (T, CacheCounts) {
        // The lock guards no data, so a panic cannot leave it half written.
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

impl<'a, D, C> Begin for UnlessCached<'a, D, C>
where
    D: Describe<'a>,
    C: Fn() -> CacheCounts,
{
    #[inline]
    fn poll<R>(
        &mut self,
        context: &mut TaskContext<'_>,
        poll: impl FnOnce(&mut TaskContext<'_>) -> Poll<R>,
        is_success: impl Fn(&R) -> bool,
    ) -> Poll<R> {
        let Some(waiting) = &mut self.waiting else {
            return self.observation.poll(context, poll, is_success);
        };
        if waiting.first_poll.is_none() {
            let Some(parent) = crate::context::with_current(Context::clone) else {
                self.waiting = None;
                return poll(context);
            };
            waiting.first_poll = Some((time::now(), parent));
        }
        let (answer, counts) = waiting.cache.count(|| poll(context));
        if let Some((_, caller)) = &waiting.first_poll {
            waiting.session.record_lookups(counts, caller);
        }
        let CacheCounts { hits, misses } = counts;
        match &answer {
            Poll::Pending if hits == 0 && misses == 0 => return answer,
            Poll::Ready(result)
                if is_success(result) && hits > 0 && hits >= waiting.cache.least_hits && misses == 0 =>
            {
                waiting.operation = None;
            }
            _ => self.observation = waiting.begin(),
        }
        self.waiting = None;
        answer
    }

    #[inline]
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T {
        use_it(&mut self.observation)
    }
}
