//! A connection that blocks.

use std::fmt;
use std::time::Duration;

use db_semconv::RedisSession;
use redis::{ConnectionLike, RedisResult, ToRedisArgs, Value};

use crate::pass_on::pass_on;
use crate::unanswered::Unanswered;
use crate::{PubSub, Traced, call, outcome};

/// Like [`redis::Connection`]: each command or pipeline is a span.
pub struct Connection {
    traced: Traced<redis::Connection>,
    unanswered: Unanswered,
}

impl Connection {
    pub(crate) fn new(driver: redis::Connection, session: RedisSession) -> Self {
        Self { traced: Traced { driver, session }, unanswered: Unanswered::default() }
    }

    #[cfg(feature = "r2d2")]
    pub(crate) fn parts(&mut self) -> (&mut redis::Connection, &RedisSession) {
        (&mut self.traced.driver, &self.traced.session)
    }

    #[cfg(feature = "queue")]
    pub(crate) fn session(&self) -> &RedisSession {
        &self.traced.session
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner(&self) -> &redis::Connection {
        &self.traced.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner_mut(&mut self) -> &mut redis::Connection {
        &mut self.traced.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn into_inner(self) -> redis::Connection {
        self.traced.driver
    }

    /// Like [`redis::Connection::send_packed_command`]: a span that ends when [`Self::recv_response`] has read the answer.
    ///
    /// If more than 1,024 answers are unread, the span ends at once, as cancelled.
    pub fn send_packed_command(&mut self, cmd: &[u8]) -> RedisResult<()> {
        let mut observation = self.traced.session.start(call::packed_command(&self.traced.session, cmd));
        observation.check(self.traced.driver.send_packed_command(cmd), outcome::failure)?;
        self.unanswered.sent(observation);
        Ok(())
    }

    /// Like [`redis::Connection::recv_response`].
    pub fn recv_response(&mut self) -> RedisResult<Value> {
        let response = self.traced.driver.recv_response();
        let is_answer = !matches!(response, Ok(Value::Push { .. }));
        if is_answer && let Some(observation) = self.unanswered.answered() {
            observation.end(outcome::value(&response));
        }
        response
    }

    /// Like [`redis::Connection::set_write_timeout`].
    pub fn set_write_timeout(&self, dur: Option<Duration>) -> RedisResult<()> {
        self.traced.driver.set_write_timeout(dur)
    }

    /// Like [`redis::Connection::set_read_timeout`].
    pub fn set_read_timeout(&self, dur: Option<Duration>) -> RedisResult<()> {
        self.traced.driver.set_read_timeout(dur)
    }

    /// Like [`redis::Connection::as_pubsub`].
    pub fn as_pubsub(&mut self) -> PubSub<'_> {
        PubSub::new(self.traced.driver.as_pubsub(), &self.traced.session)
    }

    /// Like [`redis::Connection::set_push_sender`].
    pub fn set_push_sender(&mut self, sender: std::sync::mpsc::Sender<redis::PushInfo>) {
        self.traced.driver.set_push_sender(sender);
    }

    /// Like [`redis::Connection::subscribe_resp3`].
    pub fn subscribe_resp3<T: ToRedisArgs>(&mut self, channel: T) -> RedisResult<()> {
        self.call("SUBSCRIBE", channel.num_of_args(), |driver| driver.subscribe_resp3(channel))
    }

    /// Like [`redis::Connection::psubscribe_resp3`].
    pub fn psubscribe_resp3<T: ToRedisArgs>(&mut self, pchannel: T) -> RedisResult<()> {
        self.call("PSUBSCRIBE", pchannel.num_of_args(), |driver| driver.psubscribe_resp3(pchannel))
    }

    /// Like [`redis::Connection::unsubscribe_resp3`].
    pub fn unsubscribe_resp3<T: ToRedisArgs>(&mut self, channel: T) -> RedisResult<()> {
        self.call("UNSUBSCRIBE", channel.num_of_args(), |driver| driver.unsubscribe_resp3(channel))
    }

    /// Like [`redis::Connection::punsubscribe_resp3`].
    pub fn punsubscribe_resp3<T: ToRedisArgs>(&mut self, pchannel: T) -> RedisResult<()> {
        self.call("PUNSUBSCRIBE", pchannel.num_of_args(), |driver| driver.punsubscribe_resp3(pchannel))
    }

    fn call<T>(
        &mut self,
        name: &'static str,
        values: usize,
        call: impl FnOnce(&mut redis::Connection) -> RedisResult<T>,
    ) -> RedisResult<T> {
        let Traced { driver, session } = &mut self.traced;
        session.observe_blocking(call::named(session, name, values), |_| call(driver), outcome::done)
    }
}

impl ConnectionLike for Connection {
    pass_on!(traced);
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connection").field("session", &self.traced.session).finish_non_exhaustive()
    }
}
