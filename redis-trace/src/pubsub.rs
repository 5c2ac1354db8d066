//! Subscriptions of a connection that blocks.

use std::fmt;
use std::time::Duration;

use db_semconv::RedisSession;
use redis::{FromRedisValue, Msg, RedisResult, ToRedisArgs};

use crate::{call, outcome};

/// Like [`redis::PubSub`]: subscribing is a span, and waiting for messages is none.
pub struct PubSub<'a> {
    driver: redis::PubSub<'a>,
    session: &'a RedisSession,
}

impl<'a> PubSub<'a> {
    pub(crate) fn new(driver: redis::PubSub<'a>, session: &'a RedisSession) -> Self {
        Self { driver, session }
    }

    /// Like [`redis::PubSub::subscribe`].
    pub fn subscribe<T: ToRedisArgs>(&mut self, channel: T) -> RedisResult<()> {
        self.call("SUBSCRIBE", channel.num_of_args(), |driver| driver.subscribe(channel))
    }

    /// Like [`redis::PubSub::psubscribe`].
    pub fn psubscribe<T: ToRedisArgs>(&mut self, pchannel: T) -> RedisResult<()> {
        self.call("PSUBSCRIBE", pchannel.num_of_args(), |driver| driver.psubscribe(pchannel))
    }

    /// Like [`redis::PubSub::unsubscribe`].
    pub fn unsubscribe<T: ToRedisArgs>(&mut self, channel: T) -> RedisResult<()> {
        self.call("UNSUBSCRIBE", channel.num_of_args(), |driver| driver.unsubscribe(channel))
    }

    /// Like [`redis::PubSub::punsubscribe`].
    pub fn punsubscribe<T: ToRedisArgs>(&mut self, pchannel: T) -> RedisResult<()> {
        self.call("PUNSUBSCRIBE", pchannel.num_of_args(), |driver| driver.punsubscribe(pchannel))
    }

    /// Like [`redis::PubSub::ping_message`].
    pub fn ping_message<T: FromRedisValue>(&mut self, message: impl ToRedisArgs) -> RedisResult<T> {
        self.call("PING", message.num_of_args(), |driver| driver.ping_message(message))
    }

    /// Like [`redis::PubSub::ping`].
    pub fn ping<T: FromRedisValue>(&mut self) -> RedisResult<T> {
        self.call("PING", 0, redis::PubSub::ping)
    }

    fn call<T>(
        &mut self,
        name: &'static str,
        values: usize,
        call: impl FnOnce(&mut redis::PubSub<'a>) -> RedisResult<T>,
    ) -> RedisResult<T> {
        let described = call::named(self.session, name, values);
        self.session.observe_blocking(described, |_| call(&mut self.driver), outcome::done)
    }

    /// Like [`redis::PubSub::get_message`].
    pub fn get_message(&mut self) -> RedisResult<Msg> {
        self.driver.get_message()
    }

    /// Like [`redis::PubSub::set_read_timeout`].
    pub fn set_read_timeout(&self, dur: Option<Duration>) -> RedisResult<()> {
        self.driver.set_read_timeout(dur)
    }
}

impl fmt::Debug for PubSub<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PubSub").field("session", &self.session).finish_non_exhaustive()
    }
}
