//! Any other connection.

use db_semconv::{RedisSession, Target, Telemetry};
use redis::{Cmd, ConnectionLike, RedisResult, Value};

#[cfg(feature = "aio")]
use crate::answers::Answers;
use crate::{call, outcome};

/// A connection of another crate's, traced: a pool's, a mock, or one of your own.
///
/// It has the commands of every connection, sync or async, as `C` has. An answer from a cache of `C` is a span too, because
/// `C` does not report it.
///
/// ```no_run
/// use redis_trace::{Commands, RedisResult, Target, Telemetry, Traced};
///
/// fn visits(connection: redis::Connection) -> RedisResult<u64> {
///     let target = Target::new().address("cache.example.com").namespace("0");
///     let mut connection = Traced::from_driver(connection, &Telemetry::global(), &target);
///     connection.incr("visits", 1)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Traced<C> {
    pub(crate) driver: C,
    pub(crate) session: RedisSession,
}

impl<C> Traced<C> {
    /// Traces what goes through `connection`, which is connected to `target`.
    pub fn from_driver(connection: C, telemetry: &Telemetry, target: &Target) -> Self {
        let session = RedisSession::new(telemetry, crate::INSTRUMENTATION, target);
        Self { driver: connection, session }
    }

    /// The connection that is traced. What it sends by itself is not.
    pub fn inner(&self) -> &C {
        &self.driver
    }

    /// The connection that is traced. What it sends by itself is not.
    pub fn inner_mut(&mut self) -> &mut C {
        &mut self.driver
    }

    /// The connection, traced no more.
    pub fn into_inner(self) -> C {
        self.driver
    }
}

impl<C: ConnectionLike> ConnectionLike for Traced<C> {
    fn req_command(&mut self, cmd: &Cmd) -> RedisResult<Value> {
        let described = call::command(&self.session, cmd);
        self.session.observe_blocking(described, |_| self.driver.req_command(cmd), outcome::value)
    }

    fn req_packed_command(&mut self, cmd: &[u8]) -> RedisResult<Value> {
        let described = call::packed_command(&self.session, cmd);
        self.session.observe_blocking(described, |_| self.driver.req_packed_command(cmd), outcome::value)
    }

    fn req_packed_commands(&mut self, cmd: &[u8], offset: usize, count: usize) -> RedisResult<Vec<Value>> {
        let described = call::packed_commands(&self.session, cmd, (offset, count));
        let call = |_: &_| self.driver.req_packed_commands(cmd, offset, count);
        self.session.observe_blocking(described, call, outcome::values)
    }

    fn get_db(&self) -> i64 {
        self.driver.get_db()
    }

    fn supports_pipelining(&self) -> bool {
        self.driver.supports_pipelining()
    }

    fn check_connection(&mut self) -> bool {
        let described = call::ping(&self.session);
        let call = |_: &_| self.driver.check_connection().then_some(()).ok_or(());
        self.session.observe_blocking(described, call, outcome::check).is_ok()
    }

    fn is_open(&self) -> bool {
        self.driver.is_open()
    }
}

#[cfg(feature = "aio")]
impl<C: redis::aio::ConnectionLike + Send> redis::aio::ConnectionLike for Traced<C> {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> redis::RedisFuture<'a, Value> {
        let Self { driver, session } = self;
        Box::pin(async move {
            let described = call::command(session, cmd);
            session.observe(described, |_| driver.req_packed_command(cmd), outcome::value).await
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a redis::Pipeline,
        offset: usize,
        count: usize,
    ) -> redis::RedisFuture<'a, Vec<Value>> {
        let Self { driver, session } = self;
        Box::pin(async move {
            let described = call::pipeline(session, pipeline, (offset, count));
            let answers = session
                .observe(
                    described,
                    |_| Answers::to(pipeline, driver.req_packed_commands(pipeline, offset, count)),
                    Answers::outcome,
                )
                .await;
            answers.map(Answers::into_values)
        })
    }

    fn get_db(&self) -> i64 {
        self.driver.get_db()
    }
}
