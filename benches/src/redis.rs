//! redis-rs: a `GET` on a multiplexed connection.

use opentelemetry::KeyValue;
use redis::{AsyncCommands as _, AsyncConnectionConfig, RedisConnectionInfo};

use crate::candidate::Candidate;
use crate::floor::Floor;
use crate::memory::Memory;
use crate::mode::Mode;
use crate::postgres::runtime;
use crate::redis_server::RedisServer;

const KEY: &str = "user:7";

/// The call in a mode.
pub fn candidate(mode: Mode) -> Candidate {
    let runtime = runtime();
    let stream = Memory::connect(RedisServer);
    if let Some(telemetry) = mode.telemetry() {
        // A connection that is made around a stream has no other way to get one.
        telemetry.set_global();
        let mut connection = runtime.block_on(async {
            let (info, config) = configuration();
            let connected = redis_trace::aio::MultiplexedConnection::new_with_config(&info, stream, config);
            let (connection, driver) = connected.await.expect("connected");
            tokio::spawn(driver);
            connection
        });
        return Candidate::new(mode, move |calls| {
            runtime.block_on(async {
                for _ in 0..calls {
                    let _: String = connection.get(KEY).await.expect("a value");
                }
            });
        });
    }
    let mut connection = runtime.block_on(async {
        let (info, config) = configuration();
        let connected = redis::aio::MultiplexedConnection::new_with_config(&info, stream, config);
        let (connection, driver) = connected.await.expect("connected");
        tokio::spawn(driver);
        connection
    });
    if mode == Mode::Plain {
        return Candidate::new(mode, move |calls| {
            runtime.block_on(async {
                for _ in 0..calls {
                    let _: String = connection.get(KEY).await.expect("a value");
                }
            });
        });
    }
    let floor = floor(mode);
    Candidate::new(mode, move |calls| {
        runtime.block_on(async {
            for _ in 0..calls {
                let started = floor.start(format!("GET {KEY}"));
                let value: redis::RedisResult<String> = connection.get(KEY).await;
                floor.end(started, None);
                value.expect("a value");
            }
        });
    })
}

fn configuration() -> (RedisConnectionInfo, AsyncConnectionConfig) {
    // The timeout of an answer is the driver's own timer, which an in-memory server has no use for.
    (RedisConnectionInfo::default(), AsyncConnectionConfig::new().set_response_timeout(None))
}

fn floor(mode: Mode) -> Floor<3> {
    Floor::new(mode, &mode.tracers(), "GET redis", || {
        [
            KeyValue::new("db.system.name", "redis"),
            KeyValue::new("db.namespace", "0"),
            KeyValue::new("db.operation.name", "GET"),
        ]
    })
}
