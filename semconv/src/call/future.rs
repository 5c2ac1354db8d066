//! A driver's futures and streams, observed.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::begin::{AtFirstPoll, Begin};
use super::end::{End, Rows};
use super::observation::Observation;

pin_project! {
    /// A driver's future or stream, observed.
    ///
    /// [`Begin`] decides when the observation begins, [`End`] what happens to it when the future has its result. A stream ends
    /// by [`Rows`]. A call that is dropped before its end was cancelled.
    #[derive(Debug)]
    #[must_use = "futures and streams do nothing unless polled"]
    pub struct Observed<B, C, E> {
        begin: B,
        #[pin]
        call: C,
        end: E,
    }
}

impl<B, C, E> Observed<B, C, E> {
    pub(super) fn new(begin: B, call: C, end: E) -> Self {
        Self { begin, call, end }
    }

    /// Returns the driver's future or stream.
    pub fn inner(&self) -> &C {
        &self.call
    }
}

impl<D, C, E> Observed<AtFirstPoll<'_, D>, C, E> {
    /// Returns the same future or stream with a session of its own, if the driver's borrows nothing: it can be spawned.
    pub fn into_owned(self) -> Observed<AtFirstPoll<'static, D>, C, E> {
        Observed::new(self.begin.into_owned(), self.call, self.end)
    }
}

impl<B, C, E, T, F> Future for Observed<B, C, E>
where
    B: Begin,
    C: Future<Output = Result<T, F>>,
    E: End<Result<T, F>>,
{
    type Output = E::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let (begin, end) = (this.begin, this.end);
        let result = ready!(begin.poll(this.call, context, C::poll, Result::is_ok));
        Poll::Ready(begin.with(|observation| end.end(result, observation)))
    }
}

/// A driver's stream, with the observation of the call that opened it.
pub type ObservedStream<S, T, E> = Observed<Observation<'static>, S, Rows<T, E>>;

impl<S, T, E> ObservedStream<S, T, E> {
    /// Continues the observation of the call that opened `stream`.
    pub fn stream(stream: S, mut observation: Observation<'static>, mut rows: Rows<T, E>) -> Self {
        rows.begin(&mut observation);
        Self::new(observation, stream, rows)
    }

    /// Returns the driver's stream and the observation.
    pub fn into_parts(self) -> (S, Observation<'static>) {
        (self.call, self.begin)
    }
}

impl<S: Stream, T, E> ObservedStream<S, T, E> {
    /// Looks whether the end of the answer is there. Call it where the stream is dropped: otherwise later calls of the connection
    /// count as [waiting](crate::TelemetryBuilder::queued_behind_cancelled) for a stream that was dropped after its last row.
    pub fn look_for_end(self: Pin<&mut Self>) {
        let this = self.project();
        let Some(queued) = this.begin.queued() else { return };
        if let Poll::Ready(None) = this.call.poll_next(&mut Context::from_waker(Waker::noop())) {
            queued.settled();
        }
    }
}

impl<B, S, T, E> Stream for Observed<B, S, Rows<T, E>>
where
    B: Begin,
    S: Stream<Item = Result<T, E>>,
{
    type Item = Result<T, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let (begin, rows) = (this.begin, this.end);
        begin.with(|observation| {
            observation.row_asked();
        });
        let item = begin.poll(this.call, context, S::poll_next, Option::is_some);
        begin.with(|observation| rows.begin(observation));
        let item = ready!(item);
        begin.with(|observation| rows.observe(item.as_ref(), observation));
        Poll::Ready(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.call.size_hint()
    }
}
