//! redis-rs: a `GET`, or a pipeline of them.

use std::rc::Rc;

use redis_trace::AsyncCommands as _;

use super::TRACED;
use crate::candidate::Candidate;
use crate::mode::Mode;
use crate::real_runtime;

const KEY: &str = "user:7";

/// A connection and so many commands in a pipeline, as one call: untraced and traced.
///
/// # Errors
///
/// The driver's.
pub fn pair(url: &str, at_once: usize) -> redis::RedisResult<[Candidate; 2]> {
    let runtime = real_runtime();
    let client = redis_trace::Client::open(url)?.telemetry(&TRACED.telemetry().expect("it is traced"));
    let connection = runtime.block_on(async {
        let mut connection = client.get_multiplexed_async_connection().await?;
        let _: () = connection.set(KEY, "hello").await?;
        Ok::<_, redis::RedisError>(connection)
    })?;
    // The two connections have the same methods and are two types.
    macro_rules! candidate {
        ($mode:expr, $connection:expr, $pipeline:expr) => {{
            let (runtime, mut connection, mut pipeline) = (Rc::clone(&runtime), $connection, $pipeline);
            (0..at_once).for_each(|_| {
                pipeline.get(KEY);
            });
            Candidate::new($mode, move |calls| {
                runtime.block_on(async {
                    for _ in 0..calls {
                        if at_once == 1 {
                            let _: String = connection.get(KEY).await.expect("a value");
                        } else {
                            let _: Vec<String> = pipeline.query_async(&mut connection).await.expect("values");
                        }
                    }
                });
            })
        }};
    }
    Ok([
        candidate!(Mode::Plain, connection.inner().clone(), redis::pipe()),
        candidate!(TRACED, connection, redis_trace::pipe()),
    ])
}
