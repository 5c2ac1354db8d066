//! redis-rs 0.32, which is the newest that otel-instrumentation-redis takes.

use db_trace_benches::candidate::Candidate;
use db_trace_benches::memory::Memory;
use db_trace_benches::mode::Mode;
use db_trace_benches::redis_server::RedisServer;
use otel_instrumentation_redis::aio::InstrumentedMultiplexedConnection;
use redis::aio::MultiplexedConnection;
use redis::{AsyncCommands as _, RedisConnectionInfo, RedisError};
use tokio::runtime::Runtime;

const KEY: &str = "user:7";

pub(crate) fn bare(_: &str) -> crate::Result<Candidate> {
    let (runtime, mut connection) = connect()?;
    Ok(Candidate::new(Mode::Plain, move |calls| {
        runtime.block_on(async {
            for _ in 0..calls {
                let _: String = connection.get(KEY).await.expect("a value");
            }
        });
    }))
}

pub(crate) fn by_otel_instrumentation(_: &str) -> crate::Result<Candidate> {
    let (runtime, connection) = connect()?;
    let mut connection = InstrumentedMultiplexedConnection::new(connection);
    Ok(Candidate::new(Mode::Sampled, move |calls| {
        runtime.block_on(async {
            for _ in 0..calls {
                let _: String = connection.get(KEY).await.expect("a value");
            }
        });
    }))
}

fn connect() -> crate::Result<(Runtime, MultiplexedConnection)> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let connection = runtime.block_on(async {
        let info = Box::leak(Box::new(RedisConnectionInfo::default()));
        let (connection, driver) = MultiplexedConnection::new(info, Memory::connect(RedisServer)).await?;
        tokio::spawn(driver);
        Ok::<_, RedisError>(connection)
    })?;
    Ok((runtime, connection))
}
