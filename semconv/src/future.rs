//! A driver's futures and streams, observed.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::database::Database;
use crate::observe::Observation;
use crate::operation::Describe;
use crate::outcome::{Failure, Outcome};

impl Database {
    /// Observes a call that is over when its future is. The observation begins now: call this at the first poll.
    pub fn observe<'a, F, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: F,
        outcome: fn(&Result<T, E>) -> Outcome,
    ) -> Observed<'a, F, T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        Observed { call, observation: self.start(operation), outcome }
    }

    /// Observes a call in which other spans can nest: the span is the current one while the future is polled.
    pub fn observe_nesting<'a, F, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: F,
        outcome: fn(&Result<T, E>) -> Outcome,
    ) -> Observed<'a, F, T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        Observed { call, observation: self.start_nesting(operation), outcome }
    }

    /// Observes the opening of a stream or sink: its success hands the observation over.
    pub fn open<'a, F, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: F,
        failure: fn(&E) -> Failure,
    ) -> Opening<'a, F, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        Opening { call, observation: self.start(operation), failure }
    }

    /// Like [`observe`](Self::observe), from the first poll of the future on: for a client whose futures have names, and
    /// so cannot be those of an `async fn`.
    pub fn observe_later<D, F, T, E>(
        &self,
        operation: D,
        call: F,
        outcome: fn(&Result<T, E>) -> Outcome,
    ) -> ObservedLater<'_, D, F, T, E> {
        let observed = Observed { call, observation: Observation::none(), outcome };
        ObservedLater { later: Some((self, operation)), observed }
    }

    /// Observes, from the first poll of the future on, a call that returns a stream, whose items each are a row.
    ///
    /// Whoever drops the stream after [exactly one row](Observation::one_row_is_enough) has had what they wanted.
    pub fn observe_rows_later<D, F, E>(
        &self,
        operation: D,
        call: F,
        failure: fn(&E) -> Failure,
    ) -> ObservedRowsLater<'_, D, F, E> {
        let opening = Opening { call, observation: Observation::none(), failure };
        ObservedRowsLater { later: Some((self, operation)), opening }
    }

    /// Observes a call that blocks.
    pub fn observe_blocking<'a, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: impl FnOnce() -> Result<T, E>,
        outcome: fn(&Result<T, E>) -> Outcome,
    ) -> Result<T, E> {
        let mut observation = self.start(operation);
        let result = call();
        if observation.is_active() {
            observation.finish(&outcome(&result));
        }
        result
    }
}

pin_project! {
    /// The future of [`Database::observe`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Observed<'a, F, T, E> {
        #[pin]
        call: F,
        observation: Observation<'a>,
        outcome: fn(&Result<T, E>) -> Outcome,
    }
}

impl<'a, F, T, E> Observed<'a, F, T, E> {
    pub(crate) fn new(call: F, observation: Observation<'a>, outcome: fn(&Result<T, E>) -> Outcome) -> Self {
        Self { call, observation, outcome }
    }

    /// Observes from now on a call that was polled before, the last time with `answer`.
    pub(crate) fn begin(self: Pin<&mut Self>, observation: Observation<'a>, answer: &Poll<Result<T, E>>) {
        let this = self.project();
        *this.observation = observation;
        if let (Poll::Ready(result), true) = (answer, this.observation.is_active()) {
            this.observation.finish(&(this.outcome)(result));
        }
    }
}

impl<F, T, E> Future for Observed<'_, F, T, E>
where
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = {
            let _nesting = this.observation.context().map(|span| span.clone().attach());
            ready!(this.call.poll(context))
        };
        if this.observation.is_active() {
            this.observation.finish(&(this.outcome)(&result));
        }
        Poll::Ready(result)
    }
}

pin_project! {
    /// The future of [`Database::open`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Opening<'a, F, E> {
        #[pin]
        call: F,
        observation: Observation<'a>,
        failure: fn(&E) -> Failure,
    }
}

impl<F, T, E> Future for Opening<'_, F, E>
where
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<(T, Observation<'static>), E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.call.poll(context));
        let opened = this.observation.check(result, *this.failure)?;
        let observation = std::mem::replace(this.observation, Observation::none());
        Poll::Ready(Ok((opened, observation.into_owned())))
    }
}

pin_project! {
    /// The future of [`Database::observe_later`].
    // Each lifetime and type is named once, and no trait relates two of them: so the compiler finds the future to be `Send`
    // where it has forgotten which lifetimes are the same, as it has for what is held over an `await`.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ObservedLater<'a, D, F, T, E> {
        // Taken at the first poll.
        later: Option<(&'a Database, D)>,
        #[pin]
        observed: Observed<'a, F, T, E>,
    }
}

impl<'a, D, F, T, E> Future for ObservedLater<'a, D, F, T, E>
where
    D: Describe<'a>,
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Some((database, operation)) = this.later.take() {
            *this.observed.as_mut().project().observation = database.start(operation);
        }
        this.observed.poll(context)
    }
}

pin_project! {
    /// The future of [`Database::observe_rows_later`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ObservedRowsLater<'a, D, F, E> {
        // Taken at the first poll.
        later: Option<(&'a Database, D)>,
        #[pin]
        opening: Opening<'a, F, E>,
    }
}

impl<'a, D, F, S, T, E> Future for ObservedRowsLater<'a, D, F, E>
where
    D: Describe<'a>,
    F: Future<Output = Result<S, E>>,
    S: Stream<Item = Result<T, E>>,
{
    type Output = Result<ObservedStream<S, T, E>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let opening = this.opening.as_mut().project();
        if let Some((database, operation)) = this.later.take() {
            *opening.observation = database.start(operation);
        }
        let failure = *opening.failure;
        let (stream, mut observation) = ready!(this.opening.poll(context))?;
        observation.one_row_is_enough();
        Poll::Ready(Ok(ObservedStream::new(stream, observation, |_| 1, failure)))
    }
}

pin_project! {
    /// A driver's stream, observed until it is drained, fails or is dropped.
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct ObservedStream<S, T, E> {
        #[pin]
        stream: S,
        observation: Observation<'static>,
        rows: fn(&T) -> u64,
        failure: fn(&E) -> Failure,
    }
}

impl<S, T, E> ObservedStream<S, T, E> {
    /// Observes `stream`, whose items each stand for so many rows.
    pub fn new(
        stream: S,
        mut observation: Observation<'static>,
        rows: fn(&T) -> u64,
        failure: fn(&E) -> Failure,
    ) -> Self {
        observation.count_rows(0);
        Self { stream, observation, rows, failure }
    }

    /// The driver's stream.
    pub fn inner(&self) -> &S {
        &self.stream
    }

    /// The driver's stream and what observes it.
    pub fn into_parts(self) -> (S, Observation<'static>) {
        (self.stream, self.observation)
    }
}

impl<S, T, E> Stream for ObservedStream<S, T, E>
where
    S: Stream<Item = Result<T, E>>,
{
    type Item = Result<T, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let item = ready!(this.stream.poll_next(context));
        if this.observation.is_active() {
            match &item {
                Some(Ok(item)) => this.observation.count_rows((this.rows)(item)),
                Some(Err(error)) => this.observation.finish(&Outcome::failure((this.failure)(error))),
                None => this.observation.finish(&Outcome::success()),
            }
        }
        Poll::Ready(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}
