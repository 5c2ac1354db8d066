//! Crates that are built on redis-rs: each command that the server received is in one span.

use std::time::Duration;

use apalis_core::backend::TaskSink;
use apalis_core::worker::builder::WorkerBuilder;
use apalis_core::worker::context::WorkerContext;
use apalis_redis::RedisStorage;
use async_trait::async_trait;
use bb8_redis::RedisConnectionManager;
use opentelemetry_sdk::trace::SpanData;
use redis::{AsyncCommands, Script, Telemetry};
use sidekiq::{Processor, Worker};
use whole_graph::SECRET;
use whole_graph::monitor::Monitor;
use whole_graph::recorded::{Recorded, section};

#[tokio::test(flavor = "multi_thread")]
async fn each_command_of_crates_on_the_driver_is_in_one_span() {
    let recorded = Recorded::install();
    // This line does not compile without the patch. The pools check a connection by a PING.
    Telemetry::builder().health_check_spans(true).build().set_global();
    let address = std::env::var("WHOLE_GRAPH_REDIS").expect("`cargo xtask graph` runs this program");
    let monitor = Monitor::begin(&address);
    let url = format!("redis://{address}");

    section("driver", driver(&url)).await;
    section("bb8-redis", bb8(&url)).await;
    section("deadpool-redis", deadpool(&url)).await;
    section("rusty-sidekiq", sidekiq(&url)).await;
    section("apalis-redis", apalis(&url)).await;

    let received = monitor.end();
    let calls = recorded.calls();
    let names: Vec<_> = calls.iter().map(|span| span.name.to_string()).collect();
    assert_eq!(recorded.count("CONNECT"), received.connections(), "{names:#?}");
    let commands: usize = calls.iter().map(commands_of).sum();
    assert_eq!(commands, received.names().len(), "{names:#?}\n{:#?}", received.names());
    assert_eq!(recorded.measurements(), calls.len());
    assert!(calls.iter().all(|span| span.instrumentation_scope.name() == "redis-trace"));

    let names = recorded.names_in("driver");
    assert_eq!(names[..3], ["CONNECT", "SET", "MULTI"]);
    assert!(names[3].starts_with("EVALSHA ") && names.len() == 4, "{names:?}");
    // bb8 connects in a task of its own, outside of the section.
    assert_eq!(recorded.names_in("bb8-redis"), ["PING", "SET", "PING", "SET"]);
    assert_eq!(recorded.names_in("deadpool-redis"), ["CONNECT", "SET", "PIPELINE", "SET"]);
    let queued = ["PING", "SADD", "LPUSH", "PING", "ZADD", "PING", "BRPOP"];
    assert_eq!(recorded.names_in("rusty-sidekiq"), queued);
    // How often a worker asks for tasks depends on the time.
    let names = recorded.names_in("apalis-redis");
    let (first, last) = (names.first().map(String::as_str), names.last().map(String::as_str));
    assert_eq!((first, last), (Some("CONNECT"), Some("ZREM")));
    let scripts = &names[1..names.len() - 1];
    assert!(scripts.len() > 2 && scripts.iter().all(|name| name.starts_with("EVALSHA ")), "{names:?}");

    assert!(received.contains(SECRET), "the values reach the server");
    recorded.assert_never_seen(SECRET);
}

/// How many commands a span stands for.
fn commands_of(span: &SpanData) -> usize {
    if span.name.starts_with("CONNECT") {
        return 0;
    }
    let size = span.attributes.iter().find(|attribute| attribute.key.as_str() == "db.operation.batch.size");
    let commands = size.map_or(1, |size| size.value.as_str().parse().expect("a number"));
    // With its MULTI and its EXEC.
    if span.name.starts_with("MULTI") { commands + 2 } else { commands }
}

async fn driver(url: &str) {
    let client = redis::Client::open(url).expect("a URL");
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    let () = connection.set("user:7", SECRET).await.expect("stored");
    let mut transaction = redis::pipe();
    transaction.atomic().set("user:8", SECRET).ignore().incr("visits", 1).ignore();
    let () = transaction.query_async(&mut connection).await.expect("stored");
    let script = Script::new("return ARGV[1]");
    let returned: String = script.arg(SECRET).invoke_async(&mut connection).await.expect("run");
    assert_eq!(returned, SECRET);
}

async fn bb8(url: &str) {
    let manager = RedisConnectionManager::new(url).expect("a URL");
    let pool = bb8::Pool::builder().max_size(1).build(manager).await.expect("a pool");
    for _ in 0..2 {
        let mut connection = pool.get().await.expect("a connection");
        let () = connection.set("user:7", SECRET).await.expect("stored");
    }
}

async fn deadpool(url: &str) {
    let pool = deadpool_redis::Config::from_url(url).builder().expect("a URL").max_size(1).build();
    let pool = pool.expect("a pool");
    for _ in 0..2 {
        let mut connection = pool.get().await.expect("a connection");
        let () = connection.set("user:7", SECRET).await.expect("stored");
    }
}

#[derive(Clone)]
struct Greet;

#[async_trait]
impl Worker<String> for Greet {
    async fn perform(&self, name: String) -> sidekiq::Result<()> {
        assert_eq!(name, SECRET);
        Ok(())
    }
}

async fn sidekiq(url: &str) {
    let manager = sidekiq::RedisConnectionManager::new(url).expect("a URL");
    let pool = bb8::Pool::builder().max_size(1).build(manager).await.expect("a pool");
    Greet::perform_async(&pool, SECRET.to_owned()).await.expect("queued");
    Greet::perform_in(&pool, Duration::from_secs(60), SECRET.to_owned()).await.expect("scheduled");
    let mut processor = Processor::new(pool, vec!["default".to_owned()]);
    processor.register(Greet);
    processor.process_one_tick_once().await.expect("done");
}

async fn apalis(url: &str) {
    let connection = apalis_redis::connect(url).await.expect("a connection");
    let mut storage = RedisStorage::new(connection);
    storage.push(SECRET.to_owned()).await.expect("queued");
    let greet = |name: String, worker: WorkerContext| async move {
        assert_eq!(name, SECRET);
        worker.stop()
    };
    WorkerBuilder::new("greeter").backend(storage).build(greet).run().await.expect("stopped");
}
