//! From the obtaining of a connection to its return.

use std::panic::Location;
use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::time;

use super::away::Hold;
use super::clock::between;
use super::telemetry::PoolInner;
use crate::session::Session;
use crate::signals::Observable as _;

/// The use of a pooled connection. Drop it when the connection is given back.
#[derive(Debug)]
pub struct Lease(Option<LeaseInner>);

#[derive(Debug)]
struct LeaseInner {
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
        let hold = pool.away.as_ref().map(|away| away.begin(place, begin));
        Self(Some(LeaseInner { pool, connection, begin, hold }))
    }

    /// Ends the use of a connection that leaves the pool permanently, and is not given back.
    pub fn detach(mut self) {
        if let Some(lease) = self.0.take() {
            lease.end();
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(lease) = self.0.take() else { return };
        // No caller has asked for it: the next wait is another one's.
        lease.connection.connection().pool_wait.clear();
        let seconds = between(lease.begin, time::now()).as_secs_f64();
        lease.pool.record(|instruments, attributes| instruments.use_time.record(seconds, attributes));
        lease.end();
    }
}

impl LeaseInner {
    fn end(self) {
        self.pool.warn_of_held();
        if let (Some(away), Some(hold)) = (&self.pool.away, self.hold) {
            away.end(hold);
        }
    }
}
