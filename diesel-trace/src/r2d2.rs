//! Being pooled by r2d2.

use std::sync::{Arc, LazyLock};

use db_semconv::{Class, Operation, Query};
use diesel::QueryResult;
use diesel::r2d2::R2D2Connection;

use crate::driver::Driver;
use crate::outcome;
use crate::traced::Traced;

static PING: LazyLock<Arc<Query>> = LazyLock::new(|| Arc::new(Query::control("PING", Class::HealthCheck)));

impl<C> R2D2Connection for Traced<C>
where
    C: Driver + R2D2Connection,
{
    fn ping(&mut self) -> QueryResult<()> {
        let Self { driver, database, gate, .. } = self;
        gate.close();
        database.observe_blocking(|| Operation::of(&PING), || driver.ping(), outcome::done::<C, ()>)
    }

    fn is_broken(&mut self) -> bool {
        self.driver.is_broken()
    }
}
