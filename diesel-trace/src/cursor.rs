//! The rows of a query.

use std::fmt;

use db_semconv::{Observation, Outcome};
use diesel::QueryResult;

use crate::backend::TracedBackend;
use crate::outcome;

/// The driver's cursor, observed until it is drained, fails or is dropped.
///
/// It borrows the connection only if the driver's cursor does. PostgreSQL's default does not: several can be open at once.
pub struct Cursor<I> {
    driver: I,
    observation: Observation<'static>,
    failure: fn(&diesel::result::Error) -> db_semconv::Failure<'_>,
}

impl<I> Cursor<I> {
    #[inline]
    pub(crate) fn new<B: TracedBackend>(driver: I, mut observation: Observation<'static>) -> Self {
        observation.count_rows(0);
        observation.one_row_is_enough();
        Self { driver, observation, failure: outcome::failure::<B> }
    }
}

impl<I, R> Iterator for Cursor<I>
where
    I: Iterator<Item = QueryResult<R>>,
{
    type Item = QueryResult<R>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.observation.row_asked();
        let row = self.driver.next();
        if self.observation.is_active() {
            match &row {
                Some(Ok(_)) => self.observation.row_given(),
                Some(Err(error)) => self.observation.finish(Outcome::failure((self.failure)(error))),
                None => self.observation.finish(Outcome::success()),
            }
        }
        row
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.driver.size_hint()
    }
}

impl<I, R> ExactSizeIterator for Cursor<I>
where
    I: ExactSizeIterator<Item = QueryResult<R>>,
{
    fn len(&self) -> usize {
        self.driver.len()
    }
}

impl<I> fmt::Debug for Cursor<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cursor").field("observation", &self.observation).finish_non_exhaustive()
    }
}
