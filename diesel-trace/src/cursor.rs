//! The rows of a query.

use std::fmt;

use db_semconv::{Observation, Outcome};
use diesel::QueryResult;

use crate::backend::TracedBackend;
use crate::outcome;

/// The driver's cursor, observed until it is drained, fails or is dropped.
pub struct Cursor<'conn, I> {
    driver: I,
    observation: Observation<'conn>,
    failure: fn(&diesel::result::Error) -> db_semconv::Failure<'_>,
}

impl<'conn, I> Cursor<'conn, I> {
    #[inline]
    pub(crate) fn new<B: TracedBackend>(driver: I, mut observation: Observation<'conn>) -> Self {
        observation.count_rows(0);
        observation.one_row_is_enough();
        Self { driver, observation, failure: outcome::failure::<B> }
    }
}

impl<I, R> Iterator for Cursor<'_, I>
where
    I: Iterator<Item = QueryResult<R>>,
{
    type Item = QueryResult<R>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let row = self.driver.next();
        if self.observation.is_active() {
            match &row {
                Some(Ok(_)) => self.observation.count_rows(1),
                Some(Err(error)) => self.observation.finish(&Outcome::failure((self.failure)(error))),
                None => self.observation.finish(&Outcome::success()),
            }
        }
        row
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.driver.size_hint()
    }
}

impl<I, R> ExactSizeIterator for Cursor<'_, I>
where
    I: ExactSizeIterator<Item = QueryResult<R>>,
{
    fn len(&self) -> usize {
        self.driver.len()
    }
}

impl<I> fmt::Debug for Cursor<'_, I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cursor").field("observation", &self.observation).finish_non_exhaustive()
    }
}
