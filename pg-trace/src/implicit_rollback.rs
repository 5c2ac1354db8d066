//! The rollbacks that the driver sends on its own.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db_semconv::{Effect, Failure, Operation, Outcome, Query, Session, control};

use crate::Error;
use crate::in_front::{Raw, front};

/// Records the rollback that `send` sends. It fails if there is no connection any more, because then nothing is sent.
pub(crate) fn record<D>(
    session: &Session,
    is_savepoint: bool,
    driver: D,
    client: impl Fn(&D) -> &tokio_postgres::Client,
    send: impl FnOnce(D),
) {
    let is_closed = client(&driver).is_closed();
    let query = query(is_savepoint);
    let observation = session.start(|| Operation::of(query).implicit());
    let front = front(session, &observation);
    let begun =
        front.map(|front| front.begin(Raw::uncancelled(client(&driver)), Effect::of_kind(query.kind())));
    send(driver);
    if let Some(begun) = begun {
        begun.end(!is_closed);
    }
    observation.end(if is_closed { Outcome::failure(Failure::class("closed")) } else { Outcome::success() });
}

fn query(is_savepoint: bool) -> &'static Arc<Query> {
    if is_savepoint { &control::ROLLBACK_TO } else { &control::ROLLBACK }
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
            // The rollback cannot wait for a request to cancel, which could cancel it. It cancels one statement at most.
            if self.session.may_cancel() && !self.is_savepoint {
                driver.client().__private_api_rollback(None);
            }
            record(&self.session, self.is_savepoint, driver, |driver| driver.client(), drop);
        }
    }
}

/// The beginning of a transaction: the driver sends a rollback if the beginning fails, or is dropped before its end.
///
/// Drop it after the driver's future.
pub(crate) struct Beginning<'a> {
    session: &'a Session,
    /// Shared with the call that sends the beginning, which may wait before it does so.
    sends_rollback: AtomicBool,
}

impl<'a> Beginning<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session, sends_rollback: AtomicBool::new(false) }
    }

    /// Call it in the poll that sends the beginning.
    pub(crate) fn sent(&self) {
        self.sends_rollback.store(true, Ordering::Relaxed);
    }

    /// Returns the result of the beginning.
    pub(crate) fn ended<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        // On a closed connection nothing has begun.
        let sends_rollback = result.as_ref().is_err_and(|error| !error.is_closed());
        self.sends_rollback.store(sends_rollback, Ordering::Relaxed);
        result
    }
}

impl Drop for Beginning<'_> {
    fn drop(&mut self) {
        if *self.sends_rollback.get_mut() {
            // The driver holds the client until its future is gone, and the future has sent the rollback then.
            let query = query(false);
            if self.session.sends_context() {
                self.session.follow_sent(Effect::of_kind(query.kind()));
            }
            self.session.start(|| Operation::of(query).implicit()).end(Outcome::success());
        }
    }
}
