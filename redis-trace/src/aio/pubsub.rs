//! Subscriptions.

use std::fmt;

use db_semconv::{RedisSession, Telemetry};
use futures_core::Stream;
use redis::aio::PubSubStream;
use redis::{FromRedisValue, Msg, RedisConnectionInfo, RedisResult, ToRedisArgs};
use tokio::io::{AsyncRead, AsyncWrite};

use super::subscriptions::subscriptions;
use crate::{call, outcome, target};

/// Like [`redis::aio::PubSub`]: subscribing is a span, and waiting for messages is none.
pub struct PubSub {
    driver: redis::aio::PubSub,
    session: RedisSession,
}

impl PubSub {
    /// Like [`redis::aio::PubSub::new`], with [`Telemetry::global`].
    pub async fn new<C>(connection_info: &RedisConnectionInfo, stream: C) -> RedisResult<Self>
    where
        C: Unpin + AsyncRead + AsyncWrite + Send + 'static,
    {
        let driver = redis::aio::PubSub::new(connection_info, stream).await?;
        let target = target::of_stream(connection_info);
        let session = RedisSession::new(&Telemetry::global(), crate::INSTRUMENTATION, &target);
        Ok(Self::traced(driver, session))
    }

    pub(crate) fn traced(driver: redis::aio::PubSub, session: RedisSession) -> Self {
        Self { driver, session }
    }

    fn parts(&mut self) -> (&mut redis::aio::PubSub, &RedisSession) {
        (&mut self.driver, &self.session)
    }

    subscriptions!("redis::aio::PubSub");

    /// Like [`redis::aio::PubSub::ping`].
    pub async fn ping<T: FromRedisValue>(&mut self) -> RedisResult<T> {
        let described = call::named(&self.session, "PING", 0);
        self.session.observe(described, |_| self.driver.ping(), outcome::done).await
    }

    /// Like [`redis::aio::PubSub::ping_message`].
    pub async fn ping_message<T: FromRedisValue>(&mut self, message: impl ToRedisArgs) -> RedisResult<T> {
        let described = call::named(&self.session, "PING", message.num_of_args());
        self.session.observe(described, |_| self.driver.ping_message(message), outcome::done).await
    }

    /// Like [`redis::aio::PubSub::on_message`].
    pub fn on_message(&mut self) -> impl Stream<Item = Msg> + '_ {
        self.driver.on_message()
    }

    /// Like [`redis::aio::PubSub::into_on_message`].
    pub fn into_on_message(self) -> PubSubStream {
        self.driver.into_on_message()
    }

    /// Like [`redis::aio::PubSub::split`].
    pub fn split(self) -> (PubSubSink, PubSubStream) {
        let (driver, stream) = self.driver.split();
        (PubSubSink { driver, session: self.session }, stream)
    }
}

impl fmt::Debug for PubSub {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PubSub").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Like [`redis::aio::PubSubSink`]: each call is a span.
#[derive(Clone, Debug)]
pub struct PubSubSink {
    driver: redis::aio::PubSubSink,
    session: RedisSession,
}

impl PubSubSink {
    fn parts(&mut self) -> (&mut redis::aio::PubSubSink, &RedisSession) {
        (&mut self.driver, &self.session)
    }

    subscriptions!("redis::aio::PubSubSink");

    /// Like [`redis::aio::PubSubSink::ping`].
    pub async fn ping<T: FromRedisValue>(&mut self) -> RedisResult<T> {
        let described = call::named(&self.session, "PING", 0);
        self.session.observe(described, |_| self.driver.ping(), outcome::done).await
    }

    /// Like [`redis::aio::PubSubSink::ping_message`].
    pub async fn ping_message<T: FromRedisValue>(&mut self, message: impl ToRedisArgs) -> RedisResult<T> {
        let described = call::named(&self.session, "PING", message.num_of_args());
        self.session.observe(described, |_| self.driver.ping_message(message), outcome::done).await
    }
}
