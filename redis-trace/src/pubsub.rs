//! Subscriptions of a connection that blocks.

use std::fmt;
use std::time::Duration;

use db_semconv::Database;
use redis::{FromRedisValue, Msg, RedisResult, ToRedisArgs};

use crate::{call, outcome};

/// Like [`redis::PubSub`]: subscribing is a span, and waiting for messages is none.
pub struct PubSub<'a> {
    driver: redis::PubSub<'a>,
    database: &'a Database,
}

impl<'a> PubSub<'a> {
    pub(crate) fn new(driver: redis::PubSub<'a>, database: &'a Database) -> Self {
        Self { driver, database }
    }

    /// Like [`redis::PubSub::subscribe`].
    pub fn subscribe<T: ToRedisArgs>(&mut self, channel: T) -> RedisResult<()> {
        self.call("SUBSCRIBE", channel, redis::PubSub::subscribe)
    }

    /// Like [`redis::PubSub::psubscribe`].
    pub fn psubscribe<T: ToRedisArgs>(&mut self, pchannel: T) -> RedisResult<()> {
        self.call("PSUBSCRIBE", pchannel, redis::PubSub::psubscribe)
    }

    /// Like [`redis::PubSub::unsubscribe`].
    pub fn unsubscribe<T: ToRedisArgs>(&mut self, channel: T) -> RedisResult<()> {
        self.call("UNSUBSCRIBE", channel, redis::PubSub::unsubscribe)
    }

    /// Like [`redis::PubSub::punsubscribe`].
    pub fn punsubscribe<T: ToRedisArgs>(&mut self, pchannel: T) -> RedisResult<()> {
        self.call("PUNSUBSCRIBE", pchannel, redis::PubSub::punsubscribe)
    }

    /// Like [`redis::PubSub::ping_message`].
    pub fn ping_message<T: FromRedisValue>(&mut self, message: impl ToRedisArgs) -> RedisResult<T> {
        self.call("PING", message, redis::PubSub::ping_message)
    }

    /// Like [`redis::PubSub::ping`].
    pub fn ping<T: FromRedisValue>(&mut self) -> RedisResult<T> {
        self.call("PING", (), |driver, ()| driver.ping())
    }

    fn call<A: ToRedisArgs, T>(
        &mut self,
        name: &'static str,
        values: A,
        call: impl FnOnce(&mut redis::PubSub<'a>, A) -> RedisResult<T>,
    ) -> RedisResult<T> {
        let described = call::named(self.database, name, values.num_of_args());
        self.database.observe_blocking(described, || call(&mut self.driver, values), outcome::done)
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
        formatter.debug_struct("PubSub").field("database", &self.database).finish_non_exhaustive()
    }
}
