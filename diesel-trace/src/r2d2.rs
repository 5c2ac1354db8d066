//! Being pooled by r2d2.

use db_semconv::Operation;
use db_semconv::control::PING;
use diesel::QueryResult;
use diesel::r2d2::R2D2Connection;

use crate::driver::Driver;
use crate::outcome;
use crate::traced::Traced;

impl<C> R2D2Connection for Traced<C>
where
    C: Driver + R2D2Connection,
{
    fn ping(&mut self) -> QueryResult<()> {
        let Self { driver, session, gate, .. } = self;
        gate.close();
        session.observe_blocking(|| Operation::of(&PING), |_| driver.ping(), outcome::done::<C::Backend, ()>)
    }

    fn is_broken(&mut self) -> bool {
        self.driver.is_broken()
    }
}
