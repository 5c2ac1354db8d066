//! How the observation of a call ends.

use super::future::Observed;
use super::observation::Observation;
use crate::outcome::{Failure, Outcome};

/// The end of an observation, when the driver's future has its result.
pub trait End<R> {
    /// The output of the observed future.
    type Output;

    /// Ends the observation with the result, or hands it over.
    fn end(&mut self, result: R, observation: &mut Observation<'_>) -> Self::Output;
}

/// An end with the result of the call, which the observed future returns.
#[derive(Debug)]
pub struct Returns<T, E>(pub(super) fn(&Result<T, E>) -> Outcome<'_>);

impl<T, E> End<Result<T, E>> for Returns<T, E> {
    type Output = Result<T, E>;

    #[inline]
    fn end(&mut self, result: Result<T, E>, observation: &mut Observation<'_>) -> Self::Output {
        if observation.is_active() {
            observation.finish((self.0)(&result));
        }
        result
    }
}

/// An end for a call that opens a stream or a sink: a success returns it together with the observation.
#[derive(Debug)]
pub struct HandsOver<E>(pub(super) fn(&E) -> Failure<'_>);

impl<T, E> End<Result<T, E>> for HandsOver<E> {
    type Output = Result<(T, Observation<'static>), E>;

    #[inline]
    fn end(&mut self, result: Result<T, E>, observation: &mut Observation<'_>) -> Self::Output {
        let opened = observation.check(result, self.0)?;
        Ok((opened, observation.take().into_owned()))
    }
}

/// An end for a call that opens a stream of rows: a success returns the stream, observed.
#[derive(Debug)]
pub struct OpensRows<T, E>(pub(super) Rows<T, E>);

impl<S, T, E> End<Result<S, E>> for OpensRows<T, E> {
    type Output = Result<Observed<Observation<'static>, S, Rows<T, E>>, E>;

    #[inline]
    fn end(&mut self, result: Result<S, E>, observation: &mut Observation<'_>) -> Self::Output {
        let Rows { item, failure, one_is_enough, has_begun } = self.0;
        let stream = observation.check(result, failure)?;
        let rows = Rows { item, failure, one_is_enough, has_begun };
        Ok(Observed::stream(stream, observation.take().into_owned(), rows))
    }
}

/// The end of a call that is a stream: the stream is drained, fails or is dropped.
///
/// ```
/// use db_semconv::{Failure, Rows};
///
/// # struct Row; struct Error;
/// /// An item of the driver's stream: rows, and after them the number of rows that the statement changed.
/// enum Item {
///     Row(Row),
///     Done(u64),
/// }
///
/// const ROWS: Rows<Item, Error> = Rows::new(
///     |item, observation| match item {
///         Item::Row(_) => observation.count_rows(1),
///         Item::Done(changed) => observation.count_affected_rows(*changed),
///     },
///     |_| Failure::class("closed"),
/// );
/// ```
#[derive(Debug)]
pub struct Rows<T, E> {
    pub(super) item: fn(&T, &mut Observation<'_>),
    pub(super) failure: fn(&E) -> Failure<'_>,
    one_is_enough: bool,
    has_begun: bool,
}

impl<T, E> Rows<T, E> {
    /// Returns an end for a stream: `item` records what an item shows, and `failure` returns why the stream failed.
    pub const fn new(item: fn(&T, &mut Observation<'_>), failure: fn(&E) -> Failure<'_>) -> Self {
        Self { item, failure, one_is_enough: false, has_begun: false }
    }

    /// Returns an end for a stream of which each item is a row.
    pub const fn each(failure: fn(&E) -> Failure<'_>) -> Self {
        Self::new(|_, observation| observation.row_given(), failure)
    }

    /// Counts a stream that is dropped after [exactly one row](Observation::one_row_is_enough) as ended, and not as cancelled.
    #[must_use]
    pub const fn one_is_enough(self) -> Self {
        Self { one_is_enough: true, ..self }
    }

    /// Prepares an observation for the stream, once.
    #[inline]
    pub(super) fn begin(&mut self, observation: &mut Observation<'_>) {
        if std::mem::replace(&mut self.has_begun, true) {
            return;
        }
        observation.count_rows(0);
        if self.one_is_enough {
            observation.one_row_is_enough();
        }
    }

    #[inline]
    pub(super) fn observe(&self, item: Option<&Result<T, E>>, observation: &mut Observation<'_>) {
        if observation.is_active() {
            match item {
                Some(Ok(item)) => (self.item)(item, observation),
                Some(Err(error)) => observation.finish(Outcome::failure((self.failure)(error))),
                None => observation.finish(Outcome::success()),
            }
        }
    }
}
