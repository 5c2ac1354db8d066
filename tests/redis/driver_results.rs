//! Results, errors and orders are the driver's: the same calls, side by side.

use redis_trace::{AsyncConnectionConfig, RedisResult};

use crate::scene::Scene;

/// Calls that a program could make, on connections of either crate.
macro_rules! run {
    ($driver:ident, $connection:expr, $database:literal, $call:ident, $($later:tt)*) => {{
        let mut seen = Vec::new();
        let connection = &mut $connection;
        macro_rules! see {
            ($name:literal, $arguments:expr) => {
                let mut command = $driver::cmd($name);
                for argument in $arguments {
                    command.arg(argument);
                }
                seen.push(format!("{:?}", command.$call::<$driver::Value>(connection)$($later)*));
            };
        }
        see!("SELECT", [$database]);
        see!("FLUSHDB", [""; 0]);
        see!("SET", ["text", "a value"]);
        see!("GET", ["text"]);
        see!("GET", ["none"]);
        see!("INCR", ["text"]);
        see!("LPUSH", ["text", "value"]);
        see!("LPUSH", ["list", "a", "b"]);
        see!("LRANGE", ["list", "0", "-1"]);
        see!("HSET", ["hash", "field", "value"]);
        see!("HGETALL", ["hash"]);
        see!("ZADD", ["sorted", "1.5", "member"]);
        see!("ZRANGE", ["sorted", "0", "-1", "WITHSCORES"]);
        see!("EVAL", ["return {1, 'two', {3.7, false}}", "0"]);
        see!("EVAL", ["return redis.error_reply('MADE up')", "0"]);
        see!("EVALSHA", ["ffffffffffffffffffffffffffffffffffffffff", "0"]);
        see!("GET", [""; 0]);
        see!("NOSUCH", ["command"]);
        see!("OBJECT", ["ENCODING", "none"]);
        macro_rules! see_pipeline {
            ($pipeline:expr) => {
                seen.push(format!("{:?}", $pipeline.$call::<$driver::Value>(connection)$($later)*));
            };
        }
        see_pipeline!($driver::pipe());
        see_pipeline!($driver::pipe().set("one", 1));
        see_pipeline!($driver::pipe().set("one", 1).ignore().incr("one", 1));
        see_pipeline!($driver::pipe().incr("text", 1).get("text"));
        see_pipeline!($driver::pipe().ignore_errors().incr("text", 1).get("text"));
        see_pipeline!($driver::pipe().atomic().incr("one", 1).get("one"));
        see_pipeline!($driver::pipe().atomic().incr("one", 1).incr("text", 1));
        see_pipeline!($driver::pipe().atomic().incr("one", 1).cmd("GET"));
        see_pipeline!($driver::pipe().atomic());
        see!("FLUSHDB", [""; 0]);
        seen
    }};
}

#[tokio::test]
async fn blocking_connection_returns_what_the_driver_returns() -> RedisResult<()> {
    let scene = Scene::new().await;
    let plain = run!(redis, scene.plain(), 9, query,);
    let traced = run!(redis_trace, scene.connection(), 9, query,);
    assert_eq!(traced, plain);
    assert_eq!(scene.recorder.spans().len(), plain.len() - 1, "all but the empty pipeline are recorded");
    Ok(())
}

#[tokio::test]
async fn multiplexed_connection_returns_what_the_driver_returns() -> RedisResult<()> {
    let scene = Scene::new().await;
    let config = AsyncConnectionConfig::new();
    let driver = scene.client.inner();
    let plain = run!(redis, driver.get_multiplexed_async_connection_with_config(&config).await?, 10, query_async, .await);
    let traced = run!(redis_trace, scene.multiplexed().await, 10, query_async, .await);
    assert_eq!(traced, plain);
    assert_eq!(scene.recorder.spans().len(), plain.len() - 1, "all but the empty pipeline are recorded");
    Ok(())
}

#[tokio::test]
async fn resp3_connection_returns_what_the_driver_returns() -> RedisResult<()> {
    let scene = Scene::new().await;
    let url = format!("{}/?protocol=resp3", scene.server.url());
    let client = redis_trace::Client::open(url)?.telemetry(&scene.recorder.telemetry());
    let plain = run!(redis, client.inner().get_connection()?, 11, query,);
    assert_eq!(run!(redis_trace, client.get_connection()?, 11, query,), plain);
    Ok(())
}
