//! The rollbacks that the driver sends on its own.

use std::ops::{Deref, DerefMut};

use db_semconv::{Failure, Operation, Outcome, Session, control};

use crate::Error;

/// Records the rollback that `send` sends. It fails if there is no connection any more, because then nothing is sent.
pub(crate) fn record(session: &Session, is_savepoint: bool, is_closed: bool, send: impl FnOnce()) {
    let query = if is_savepoint { &control::ROLLBACK_TO } else { &control::ROLLBACK };
    let observation = session.start(|| Operation::of(query).implicit());
    send();
    observation.end(if is_closed { Outcome::failure(Failure::class("closed")) } else { Outcome::success() });
}

/// The driver's transaction, which sends a rollback if it is dropped before the caller has ended it.
pub(crate) struct RollsBack<'a> {
    /// None once the caller has ended the transaction.
    driver: Option<tokio_postgres::Transaction<'a>>,
    session: Session,
    is_savepoint: bool,
}

impl<'a> RollsBack<'a> {
    pub(crate) fn new(
        driver: tokio_postgres::Transaction<'a>,
        session: Session,
        is_savepoint: bool,
    ) -> RollsBack<'a> {
        RollsBack { driver: Some(driver), session, is_savepoint }
    }

    pub(crate) fn is_savepoint(&self) -> bool {
        self.is_savepoint
    }

    /// Returns the driver's transaction, for the caller to end it.
    pub(crate) fn into_driver(mut self) -> tokio_postgres::Transaction<'a> {
        self.driver.take().expect(HAS_NOT_ENDED)
    }
}

const HAS_NOT_ENDED: &str = "only the end of the transaction takes the driver's";

impl<'a> Deref for RollsBack<'a> {
    type Target = tokio_postgres::Transaction<'a>;

    fn deref(&self) -> &tokio_postgres::Transaction<'a> {
        self.driver.as_ref().expect(HAS_NOT_ENDED)
    }
}

impl<'a> DerefMut for RollsBack<'a> {
    fn deref_mut(&mut self) -> &mut tokio_postgres::Transaction<'a> {
        self.driver.as_mut().expect(HAS_NOT_ENDED)
    }
}

impl Drop for RollsBack<'_> {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            record(&self.session, self.is_savepoint, driver.client().is_closed(), || drop(driver));
        }
    }
}

/// The beginning of a transaction: the driver sends a rollback if the beginning fails, or is dropped before its end.
///
/// Drop it after the driver's future.
pub(crate) struct Beginning<'a> {
    session: &'a Session,
    sends_rollback: bool,
}

impl<'a> Beginning<'a> {
    /// Call it at the first poll.
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session, sends_rollback: true }
    }

    /// Returns the result of the beginning.
    pub(crate) fn ended<T>(mut self, result: Result<T, Error>) -> Result<T, Error> {
        // On a closed connection nothing has begun.
        self.sends_rollback = result.as_ref().is_err_and(|error| !error.is_closed());
        result
    }
}

impl Drop for Beginning<'_> {
    fn drop(&mut self) {
        if self.sends_rollback {
            // The driver holds the client until its future is gone, and the future has sent the rollback then.
            record(self.session, false, false, || ());
        }
    }
}
