//! deadpool's pool of connections to one Redis.

use db_semconv::TelemetryBuilder;
use db_testcontainers::Redis;
use db_trace_tests::Recorder;
use redis_trace::deadpool::{Connection, Manager, Pool, PoolBuilder, PoolError, Runtime, Timeouts};
use redis_trace::{AsyncCommands as _, RedisResult, pipe};

use crate::recorded::{counts, measurements, number, owned, waits};

struct Scene {
    recorder: Recorder,
    server: Redis,
}

impl Scene {
    async fn new() -> Self {
        Self { recorder: Recorder::new(), server: Redis::start().await.expect("a server") }
    }

    fn builder(&self, settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> PoolBuilder {
        let manager = Manager::new(self.server.url()).expect("a URL");
        let manager = manager.telemetry(&settings(self.recorder.builder()).build());
        Pool::builder(manager).max_size(2).runtime(Runtime::Tokio1)
    }

    fn pool(&self, name: &str) -> Pool {
        self.builder(|builder| builder).pool_name(name).build().expect("a pool")
    }

    fn span(&self, operation: &str) -> String {
        format!("{operation} {}:{}", self.server.host(), self.server.port())
    }
}

#[tokio::test]
async fn redis_pool_wait_is_on_the_first_command() {
    let scene = Scene::new().await;
    let pool = scene.pool("redis-spans");
    for round in 0..2 {
        let mut connection = pool.get().await.expect("a connection");
        let () = connection.set("pools:user", "hidden-value").await.expect("done");
        let _: Vec<Option<String>> =
            pipe().get("pools:user").get("pools:none").query_async(&mut connection).await.expect("done");
        let (connect, set, get) = (scene.span("CONNECT"), scene.span("SET"), scene.span("PIPELINE GET"));
        let expected = [(connect.as_str(), false), (&set, true), (&get, false)];
        let expected = owned(expected).split_off(usize::from(round > 0));
        assert_eq!(waits(&scene.recorder), expected);
        scene.recorder.forget();
    }
    scene.recorder.assert_never_seen(&["hidden-value"]);
}

#[tokio::test]
async fn redis_pool_keeps_the_waits_of_its_connections_apart() {
    let scene = Scene::new().await;
    let pool = scene.pool("redis-apart");
    let mut first = pool.get().await.expect("one");
    let mut second = pool.get().await.expect("another");
    scene.recorder.forget();
    let _: Option<String> = second.get("pools:none").await.expect("done");
    let _: Option<String> = first.get("pools:none").await.expect("done");
    let get = scene.span("GET");
    assert_eq!(waits(&scene.recorder), owned([(&get, true), (&get, true)]));
}

#[tokio::test]
async fn redis_pool_check_spans_are_an_opt_in() {
    let scene = Scene::new().await;
    let builder = scene.builder(|builder| builder.health_check_spans(true));
    let pool = builder.pool_name("redis-checks").max_size(1).build().expect("a pool");
    drop(pool.get().await.expect("a connection"));
    scene.recorder.forget();
    drop(pool.get().await.expect("the same"));
    assert_eq!(waits(&scene.recorder), owned([(&scene.span("PING"), false)]));
}

#[tokio::test]
async fn redis_pool_counts_follow_the_pool() {
    let scene = Scene::new().await;
    let pool = scene.pool("redis-counts");
    let recorded =
        || (counts(&scene.recorder, "redis-counts"), number(&scene.recorder, "redis-counts", "max"));
    assert_eq!(recorded(), (Some((0, 0)), Some(2)));
    let (first, second) = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    assert_eq!(recorded(), (Some((0, 2)), Some(2)));
    assert!(matches!(pool.timeout_get(&Timeouts::wait_millis(1)).await, Err(PoolError::Timeout(_))));
    assert_eq!(number(&scene.recorder, "redis-counts", "timeouts"), Some(1));
    assert_eq!(number(&scene.recorder, "redis-counts", "pending_requests"), Some(0));
    drop(first);
    assert_eq!(recorded(), (Some((1, 1)), Some(2)));
    let mut taken = Connection::take(second);
    let _: Option<String> = taken.get("pools:none").await.expect("it goes on");
    assert_eq!(recorded(), (Some((1, 0)), Some(2)));
    pool.retain(|_, _| false);
    assert_eq!(recorded(), (Some((0, 0)), Some(2)));
    drop(pool.get().await.expect("a new one"));
    pool.resize(0);
    assert_eq!(recorded(), (Some((0, 0)), Some(0)));
    pool.resize(1);
    let last = pool.get().await.expect("a new one");
    pool.close();
    assert_eq!(recorded(), (Some((0, 1)), Some(0)));
    drop(last);
    assert_eq!(recorded(), (Some((0, 0)), Some(0)));
    let of = |metric| measurements(&scene.recorder, metric);
    assert_eq!((of("create_time"), of("wait_time"), of("use_time")), (4, 4, 3));
    drop(pool);
    assert_eq!(recorded(), (None, None));
}

#[tokio::test]
async fn redis_pool_count_drops_the_connection_of_a_killed_server() {
    let scene = Scene { recorder: Recorder::new(), server: Redis::start_own().await.expect("a server") };
    // It has a port of its own, and so a name of its own.
    let pool = scene.builder(|builder| builder).build().expect("a pool");
    let name = format!("{}:{}/0", scene.server.host(), scene.server.port());
    let mut connection = pool.get().await.expect("a connection");
    scene.server.kill().expect("killed");
    let failed: RedisResult<Option<String>> = connection.get("pools:none").await;
    failed.expect_err("no server is there");
    drop(connection);
    assert_eq!(counts(&scene.recorder, &name), Some((1, 0)));
    assert!(matches!(pool.get().await, Err(PoolError::Backend(_))));
    assert_eq!(counts(&scene.recorder, &name), Some((0, 0)));
}
