//! The rows of a query.

use std::fmt;

use db_semconv::{Observation, Outcome};
use diesel::QueryResult;

use crate::driver::Driver;
use crate::outcome;

/// The driver's cursor, observed until it is drained, fails or is dropped.
pub struct Cursor<'conn, I> {
    driver: I,
    observation: Observation<'conn>,
    failure: fn(&diesel::result::Error) -> db_semconv::Failure,
    rows: u64,
}

impl<'conn, I> Cursor<'conn, I> {
    pub(crate) fn new<C: Driver>(driver: I, mut observation: Observation<'conn>) -> Self {
        observation.count_rows(0);
        Self { driver, observation, failure: outcome::failure::<C>, rows: 0 }
    }
}

impl<I, R> Iterator for Cursor<'_, I>
where
    I: Iterator<Item = QueryResult<R>>,
{
    type Item = QueryResult<R>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.driver.next();
        if self.observation.is_active() {
            match &row {
                Some(Ok(_)) => {
                    self.rows += 1;
                    self.observation.count_rows(1);
                }
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

impl<I, R> ExactSizeIterator for Cursor<'_, I>
where
    I: ExactSizeIterator<Item = QueryResult<R>>,
{
    fn len(&self) -> usize {
        self.driver.len()
    }
}

/// Diesel reads one row for a caller who asked for one, and does not look whether there are more.
impl<I> Drop for Cursor<'_, I> {
    fn drop(&mut self) {
        if self.rows == 1 {
            self.observation.finish(Outcome::success());
        }
    }
}

impl<I> fmt::Debug for Cursor<'_, I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cursor").field("observation", &self.observation).finish_non_exhaustive()
    }
}
