//! Scripts, which the driver loads where the server does not know them.

use std::fmt;
use std::ops::Deref;

use db_semconv::call::Attempts;
use redis::{Cmd, ConnectionLike, FromRedisValue, RedisResult, ToRedisArgs, Value};

use crate::outcome;
use crate::pass_on::pass_on;

/// Like [`redis::Script`]: to invoke it is one span, also if the script has to be loaded first.
#[derive(Clone)]
pub struct Script {
    driver: redis::Script,
}

impl Script {
    /// Like [`redis::Script::new`].
    pub fn new(code: &str) -> Self {
        Self { driver: redis::Script::new(code) }
    }

    /// Like [`redis::Script::get_hash`].
    pub fn get_hash(&self) -> &str {
        self.driver.get_hash()
    }

    /// Like [`redis::Script::load`].
    pub fn load(&self, con: &mut dyn ConnectionLike) -> RedisResult<String> {
        self.driver.load(con)
    }

    /// Like [`redis::Script::load_async`].
    #[cfg(feature = "aio")]
    pub async fn load_async<C>(&self, con: &mut C) -> RedisResult<String>
    where
        C: redis::aio::ConnectionLike,
    {
        self.driver.load_async(con).await
    }

    /// Like [`redis::Script::key`].
    pub fn key<T: ToRedisArgs>(&self, key: T) -> ScriptInvocation<'_> {
        ScriptInvocation { driver: self.driver.key(key) }
    }

    /// Like [`redis::Script::arg`].
    pub fn arg<T: ToRedisArgs>(&self, arg: T) -> ScriptInvocation<'_> {
        ScriptInvocation { driver: self.driver.arg(arg) }
    }

    /// Like [`redis::Script::prepare_invoke`].
    pub fn prepare_invoke(&self) -> ScriptInvocation<'_> {
        ScriptInvocation { driver: self.driver.prepare_invoke() }
    }

    /// Like [`redis::Script::invoke`].
    pub fn invoke<T: FromRedisValue>(&self, con: &mut dyn ConnectionLike) -> RedisResult<T> {
        self.prepare_invoke().invoke(con)
    }

    /// Like [`redis::Script::invoke_async`].
    #[cfg(feature = "aio")]
    pub async fn invoke_async<C, T>(&self, con: &mut C) -> RedisResult<T>
    where
        C: redis::aio::ConnectionLike,
        T: FromRedisValue,
    {
        self.prepare_invoke().invoke_async(con).await
    }
}

/// The driver's pipelines take the driver's scripts, and send only the commands in them.
impl Deref for Script {
    type Target = redis::Script;

    fn deref(&self) -> &Self::Target {
        &self.driver
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.driver.fmt(formatter)
    }
}

/// Like [`redis::ScriptInvocation`].
pub struct ScriptInvocation<'a> {
    driver: redis::ScriptInvocation<'a>,
}

impl<'a> ScriptInvocation<'a> {
    /// Like [`redis::ScriptInvocation::arg`].
    pub fn arg<'b, T: ToRedisArgs>(&'b mut self, arg: T) -> &'b mut Self
    where
        'a: 'b,
    {
        self.driver.arg(arg);
        self
    }

    /// Like [`redis::ScriptInvocation::key`].
    pub fn key<'b, T: ToRedisArgs>(&'b mut self, key: T) -> &'b mut Self
    where
        'a: 'b,
    {
        self.driver.key(key);
        self
    }

    /// Like [`redis::ScriptInvocation::invoke`].
    pub fn invoke<T: FromRedisValue>(&self, con: &mut dyn ConnectionLike) -> RedisResult<T> {
        let mut connection = OneCall::new(con);
        let result = self.driver.invoke(&mut connection);
        connection.attempts.end();
        result
    }

    /// Like [`redis::ScriptInvocation::invoke_async`].
    #[cfg(feature = "aio")]
    pub async fn invoke_async<T: FromRedisValue>(
        &self,
        con: &mut impl redis::aio::ConnectionLike,
    ) -> RedisResult<T> {
        let mut connection = OneCall::new(con);
        let result = self.driver.invoke_async(&mut connection).await;
        connection.attempts.end();
        result
    }

    /// Like [`redis::ScriptInvocation::load`].
    pub fn load(&self, con: &mut dyn ConnectionLike) -> RedisResult<String> {
        self.driver.load(con)
    }

    /// Like [`redis::ScriptInvocation::load_async`].
    #[cfg(feature = "aio")]
    pub async fn load_async<C>(&self, con: &mut C) -> RedisResult<String>
    where
        C: redis::aio::ConnectionLike,
    {
        self.driver.load_async(con).await
    }
}

/// As of a [`Script`].
impl<'a> Deref for ScriptInvocation<'a> {
    type Target = redis::ScriptInvocation<'a>;

    fn deref(&self) -> &Self::Target {
        &self.driver
    }
}

impl fmt::Debug for ScriptInvocation<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.driver.fmt(formatter)
    }
}

/// The connection while a script is invoked: what goes through it is one call.
struct OneCall<'a, C: ?Sized> {
    connection: &'a mut C,
    attempts: Attempts,
}

impl<'a, C: ?Sized> OneCall<'a, C> {
    fn new(connection: &'a mut C) -> Self {
        Self { connection, attempts: Attempts::new("NOSCRIPT") }
    }
}

impl<C: ConnectionLike + ?Sized> ConnectionLike for OneCall<'_, C> {
    fn req_command(&mut self, cmd: &Cmd) -> RedisResult<Value> {
        let result = self.attempts.attempt(|| self.connection.req_command(cmd));
        self.attempts.ended(|| outcome::value(&result));
        result
    }

    pass_on!(connection, all but commands);
}

#[cfg(feature = "aio")]
mod aio {
    use std::future::poll_fn;
    use std::task::ready;

    use redis::aio::ConnectionLike;
    use redis::{Cmd, Pipeline, RedisFuture, Value};

    use super::OneCall;
    use crate::outcome;

    impl<C: ConnectionLike> ConnectionLike for OneCall<'_, C> {
        fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
            let Self { connection, attempts } = self;
            let mut call = connection.req_packed_command(cmd);
            Box::pin(poll_fn(move |context| {
                let result = ready!(attempts.attempt(|| call.as_mut().poll(context)));
                attempts.ended(|| outcome::value(&result));
                std::task::Poll::Ready(result)
            }))
        }

        fn req_packed_commands<'a>(
            &'a mut self,
            cmd: &'a Pipeline,
            offset: usize,
            count: usize,
        ) -> RedisFuture<'a, Vec<Value>> {
            self.connection.req_packed_commands(cmd, offset, count)
        }

        fn get_db(&self) -> i64 {
            self.connection.get_db()
        }
    }
}
