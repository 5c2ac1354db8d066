//! Calls that a client's own cache may answer.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use opentelemetry::time;
use pin_project_lite::pin_project;

use crate::database::Database;
use crate::future::Observed;
use crate::observe::Observation;
use crate::operation::Describe;
use crate::outcome::Outcome;

impl Database {
    /// Observes a call as [`observe`](Self::observe) does, unless the client's cache answers it: such a call never
    /// reached the server, and leaves no span and no measurement.
    ///
    /// `hits` tells how often the cache has answered so far, whomever: `None` where there is no cache. The cache
    /// answered this call if the first poll succeeded and the count rose meanwhile. For the cache answers without waiting,
    /// which raises the count; and a server's answer is brought by another task, for which the first poll does not wait.
    /// What is begun later than the poll has the time of its beginning.
    ///
    /// Two calls are told wrongly. One that waits before it asks the cache is observed though the cache answers it. And
    /// one that the server answers while its first poll still runs is not observed if the cache answers another
    /// caller's in the meantime: that takes a thread which is held up inside of the poll for a round trip.
    pub fn observe_unless_cached<'a, D, H, F, T, E>(
        &'a self,
        operation: D,
        hits: Option<H>,
        call: F,
        outcome: fn(&Result<T, E>) -> Outcome,
    ) -> ObservedUnlessCached<'a, D, H, F, T, E>
    where
        D: Describe<'a>,
        H: Fn() -> usize,
        F: Future<Output = Result<T, E>>,
    {
        match hits {
            None => ObservedUnlessCached { call: self.observe(operation, call, outcome), lookup: None },
            Some(hits) => ObservedUnlessCached {
                call: Observed::new(call, Observation::none(), outcome),
                lookup: Some(Lookup { database: self, operation, hits }),
            },
        }
    }
}

/// What is needed of a call while the cache may answer it.
#[derive(Debug)]
struct Lookup<'a, D, H> {
    database: &'a Database,
    operation: D,
    hits: H,
}

pin_project! {
    /// The future of [`Database::observe_unless_cached`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ObservedUnlessCached<'a, D, H, F, T, E> {
        #[pin]
        call: Observed<'a, F, T, E>,
        // Until the first poll.
        lookup: Option<Lookup<'a, D, H>>,
    }
}

impl<'a, D, H, F, T, E> Future for ObservedUnlessCached<'a, D, H, F, T, E>
where
    D: Describe<'a>,
    H: Fn() -> usize,
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(Lookup { database, operation, hits }) = this.lookup.take() else {
            return this.call.poll(context);
        };
        let (begin, hits_before) = (time::now(), hits());
        let answer = this.call.as_mut().poll(context);
        if matches!(answer, Poll::Ready(Ok(_))) && hits() != hits_before {
            return answer;
        }
        this.call.begin(database.start_at(operation, begin), &answer);
        answer
    }
}
