//! How much larger the futures are than the driver's.

use db_testcontainers::Redis;
use db_trace_tests::Recorder;
use redis_trace::{Client, RedisResult, cmd, pipe};

/// The bound for every adapter: a program's stack and task sizes must not notice.
const MOST_ADDED: usize = 384;

#[tokio::test]
async fn redis_futures_grow_by_a_bounded_size() -> RedisResult<()> {
    let server = Redis::start().await.expect("a server");
    let client = Client::open(server.url())?.telemetry(&Recorder::new().telemetry());
    let plain_client = redis::Client::open(server.url())?;
    let (mut traced, mut plain) = (
        client.get_multiplexed_async_connection().await?,
        plain_client.get_multiplexed_async_connection().await?,
    );
    let (command, mut pipeline) = (cmd("PING"), pipe());
    pipeline.ping().ping();
    let sizes = [
        (
            "connect",
            size(plain_client.get_multiplexed_async_connection()),
            size(client.get_multiplexed_async_connection()),
        ),
        ("command", size(plain.send_packed_command(&command)), size(traced.send_packed_command(&command))),
        (
            "pipeline",
            size(plain.send_packed_commands(&pipeline, 0, 2)),
            size(traced.send_packed_commands(&pipeline, 0, 2)),
        ),
        ("subscribe", size(plain.subscribe("channel")), size(traced.subscribe("channel"))),
    ];
    for (call, plain, traced) in sizes {
        println!("{call}: {plain} + {} bytes", traced - plain);
        assert!(traced <= plain + MOST_ADDED, "{call}: {plain} bytes, traced {traced}");
    }
    Ok(())
}

/// Of a future, which is dropped unpolled: it borrows its connection.
#[expect(clippy::needless_pass_by_value, reason = "the next future borrows the same connection")]
fn size<F: Future>(future: F) -> usize {
    size_of_val(&future)
}
