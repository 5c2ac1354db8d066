//! The driver's traits of commands that only certain connections have.

use redis::{ControlFlow, HotkeysCommands, Msg, PubSubCommands, RedisResult, ToRedisArgs};

use crate::{Connection, PubSub};

impl PubSubCommands for Connection {
    fn subscribe<C, F, U>(&mut self, channels: C, func: F) -> RedisResult<U>
    where
        F: FnMut(Msg) -> ControlFlow<U>,
        C: ToRedisArgs,
    {
        let mut pubsub = self.as_pubsub();
        pubsub.subscribe(channels)?;
        pubsub.handle(func)
    }

    fn psubscribe<P, F, U>(&mut self, patterns: P, func: F) -> RedisResult<U>
    where
        F: FnMut(Msg) -> ControlFlow<U>,
        P: ToRedisArgs,
    {
        let mut pubsub = self.as_pubsub();
        pubsub.psubscribe(patterns)?;
        pubsub.handle(func)
    }
}

impl PubSub<'_> {
    fn handle<U>(&mut self, mut handler: impl FnMut(Msg) -> ControlFlow<U>) -> RedisResult<U> {
        loop {
            if let ControlFlow::Break(value) = handler(self.get_message()?) {
                return Ok(value);
            }
        }
    }
}

impl HotkeysCommands for Connection {}
