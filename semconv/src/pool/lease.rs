//! From the obtaining of a connection to its return.

use std::panic::Location;
use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::time;

use super::held::Hold;
use super::telemetry::{PoolInner, between};
use crate::session::Session;

/// A connection that somebody has from a pool. Dropped, it was given back.
#[derive(Debug)]
pub struct Lease(Option<Held>);

#[derive(Debug)]
struct Held {
    pool: Arc<PoolInner>,
    connection: Session,
    begin: SystemTime,
    hold: Option<Hold>,
}

impl Lease {
    pub(super) const fn none() -> Self {
        Self(None)
    }

    pub(super) fn begin(
        pool: Arc<PoolInner>,
        connection: Session,
        place: &'static Location<'static>,
        begin: SystemTime,
    ) -> Self {
        let hold = pool.held.as_ref().map(|held| held.begin(place, begin));
        Self(Some(Held { pool, connection, begin, hold }))
    }

    /// The connection leaves the pool for ever: it is not given back, and nobody waits for it.
    pub fn detach(mut self) {
        if let Some(held) = self.0.take() {
            held.end();
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(held) = self.0.take() else { return };
        // Nobody has asked for it: the next wait is another one's.
        held.connection.connection().pool_wait.clear();
        let seconds = between(held.begin, time::now()).as_secs_f64();
        held.pool.record(|instruments, attributes| instruments.use_time.record(seconds, attributes));
        held.end();
    }
}

impl Held {
    fn end(self) {
        self.pool.warn_of_held();
        if let (Some(held), Some(hold)) = (&self.pool.held, self.hold) {
            held.end(hold);
        }
    }
}
