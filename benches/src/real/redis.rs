//! redis-rs: a `GET`, or a pipeline of them.

use redis::AsyncCommands as _;

use crate::candidate::Candidate;
use crate::mode::Mode;
use crate::real_runtime;

const KEY: &str = "user:7";

/// A connection and so many commands in a pipeline, as one call.
///
/// # Errors
///
/// The driver's.
pub fn candidate(url: &str, mode: Mode, at_once: usize) -> redis::RedisResult<Candidate> {
    // The two connections have the same methods and are two types.
    macro_rules! candidate {
        ($client:expr) => {{
            let runtime = real_runtime();
            let client = $client;
            let mut connection = runtime.block_on(async {
                let mut connection = client.get_multiplexed_async_connection().await?;
                let _: () = connection.set(KEY, "hello").await?;
                Ok::<_, redis::RedisError>(connection)
            })?;
            let mut pipeline = redis::pipe();
            (0..at_once).for_each(|_| {
                pipeline.get(KEY);
            });
            Ok(Candidate::new(mode, move |calls| {
                runtime.block_on(async {
                    for _ in 0..calls {
                        if at_once == 1 {
                            let _: String = connection.get(KEY).await.expect("a value");
                        } else {
                            let _: Vec<String> = pipeline.query_async(&mut connection).await.expect("values");
                        }
                    }
                });
            }))
        }};
    }
    match mode.telemetry() {
        None => candidate!(redis::Client::open(url)?),
        Some(telemetry) => candidate!(redis_trace::Client::open(url)?.telemetry(&telemetry)),
    }
}
