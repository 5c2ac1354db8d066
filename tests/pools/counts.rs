//! How many connections there are, after all that can happen to them.

use pg_trace::deadpool::{Object, Pool, PoolError, Timeouts};

use crate::scene::Scene;

/// Compares the metrics of the pool with its own status, and with these numbers.
#[track_caller]
fn is(scene: &Scene, pool: &Pool, idle: i64, used: i64, max: i64) {
    let name = scene.database();
    assert_eq!(scene.counts(name), Some((idle, used)), "idle and used");
    for (metric, expected) in [("max", max), ("idle.max", max), ("idle.min", 0), ("pending_requests", 0)] {
        assert_eq!(scene.number(name, metric), Some(expected), "{metric}");
    }
    let status = pool.status();
    let numbers = [status.size, status.available, status.max_size];
    assert_eq!(numbers.map(|number| i64::try_from(number).expect("few")), [idle + used, idle, max]);
}

#[tokio::test]
async fn pool_count_moves_between_used_and_idle() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    is(&scene, &pool, 0, 0, 2);
    let first = pool.get().await.expect("a connection");
    is(&scene, &pool, 0, 1, 2);
    let second = pool.get().await.expect("a connection");
    is(&scene, &pool, 0, 2, 2);
    drop(first);
    is(&scene, &pool, 1, 1, 2);
    drop(second);
    is(&scene, &pool, 2, 0, 2);
}

#[tokio::test]
async fn resized_pool_keeps_its_counts_exact() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let (first, second) = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    pool.resize(1);
    is(&scene, &pool, 0, 2, 1);
    drop(first);
    is(&scene, &pool, 0, 1, 1);
    drop(second);
    is(&scene, &pool, 1, 0, 1);
    pool.resize(0);
    is(&scene, &pool, 0, 0, 0);
    pool.resize(5);
    drop(pool.get().await.expect("a connection"));
    is(&scene, &pool, 1, 0, 5);
}

#[tokio::test]
async fn connection_that_is_not_retained_leaves_the_count() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let (first, second) = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    drop((first, second));
    let mut keep = [true, false].into_iter();
    let result = pool.retain(|client, metrics| {
        assert!(!client.is_closed());
        assert_eq!(metrics.recycle_count, 0);
        keep.next().expect("two")
    });
    assert_eq!((result.retained, result.removed.len()), (1, 1));
    is(&scene, &pool, 1, 0, 2);
}

#[tokio::test]
async fn taken_connection_leaves_the_count() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let client = Object::take(pool.get().await.expect("a connection"));
    is(&scene, &pool, 0, 0, 2);
    client.execute("SELECT 1", &[]).await.expect("it goes on");
    drop(client);
    is(&scene, &pool, 0, 0, 2);
    assert_eq!((scene.measurements("wait_time"), scene.measurements("use_time")), (1, 0));
}

#[tokio::test]
async fn connection_ended_by_the_server_is_replaced_in_the_count() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let client = pool.get().await.expect("a connection");
    let process: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0);
    drop(client);
    let other = scene.unseen().await;
    // It is gone when this returns.
    other.query_one("SELECT pg_terminate_backend($1, 10000)", &[&process]).await.expect("a row");
    is(&scene, &pool, 1, 0, 2);
    let client = pool.get().await.expect("another connection");
    let next: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0);
    assert_ne!(next, process);
    is(&scene, &pool, 0, 1, 2);
    drop(client);
    is(&scene, &pool, 1, 0, 2);
    assert_eq!(scene.measurements("create_time"), 2);
}

#[tokio::test]
async fn postgres_pool_count_drops_the_connection_of_a_killed_server() {
    let server = db_testcontainers::Postgres::start_own().await.expect("a server");
    let scene = Scene {
        recorder: db_trace_tests::Recorder::new(),
        url: server.create_database().await.expect("one"),
    };
    let pool = scene.pool();
    let (first, second) = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    server.kill().expect("killed");
    drop((first, second));
    is(&scene, &pool, 2, 0, 2);
    assert!(matches!(pool.get().await, Err(PoolError::Backend(_))));
    is(&scene, &pool, 0, 0, 2);
    assert_eq!(scene.measurements("create_time"), 2);
    assert_eq!((scene.measurements("wait_time"), scene.measurements("use_time")), (2, 2));
}

#[tokio::test]
async fn closed_pool_counts_zero() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let (first, second) = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    drop(first);
    pool.close();
    is(&scene, &pool, 0, 1, 0);
    assert!(matches!(pool.get().await, Err(PoolError::Closed)));
    drop(second);
    is(&scene, &pool, 0, 0, 0);
}

#[tokio::test]
async fn dropped_pool_exports_no_metrics() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let weak = pool.weak();
    let object = pool.get().await.expect("a connection");
    assert_eq!(scene.counts(scene.database()), Some((0, 1)));
    assert!(Object::pool(&object).is_some());
    drop(pool);
    assert!(weak.upgrade().is_none());
    assert!(Object::pool(&object).is_none());
    assert_eq!(scene.counts(scene.database()), None);
    for metric in ["max", "idle.max", "idle.min", "pending_requests"] {
        assert_eq!(scene.number(scene.database(), metric), None, "{metric}");
    }
    drop(object);
    assert_eq!(scene.measurements("use_time"), 1);
}

#[tokio::test]
async fn waiting_acquire_is_pending_until_dropped() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let held = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    let pending = || scene.number(scene.database(), "pending_requests");
    {
        let (mut first, mut second) = (Box::pin(pool.get()), Box::pin(pool.get()));
        assert!(futures_util::poll!(&mut first).is_pending());
        assert_eq!(pending(), Some(1));
        assert!(futures_util::poll!(&mut second).is_pending());
        assert_eq!(pending(), Some(2));
        drop(first);
        assert_eq!(pending(), Some(1));
    }
    assert_eq!(pending(), Some(0));
    is(&scene, &pool, 0, 2, 2);
    assert_eq!(scene.measurements("wait_time"), 2, "a wait that was given up obtained nothing");
    drop(held);
    assert_eq!(scene.measurements("use_time"), 2);
}

#[tokio::test]
async fn acquire_timeout_is_counted() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let _held = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    assert_eq!(scene.number(scene.database(), "timeouts"), None);
    for wait in [0, 1] {
        let timeouts = Timeouts::wait_millis(wait);
        assert!(matches!(pool.timeout_get(&timeouts).await, Err(PoolError::Timeout(_))));
    }
    assert_eq!(scene.number(scene.database(), "timeouts"), Some(2));
    is(&scene, &pool, 0, 2, 2);
    assert_eq!(scene.measurements("wait_time"), 2);
}
