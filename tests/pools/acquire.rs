//! The wait for a connection: on the first span, and as a span of its own where that is wanted.

use std::time::Duration;

use db_semconv::Telemetry;
use opentelemetry::Context;
use opentelemetry::trace::{FutureExt as _, Status};
use pg_trace::deadpool::{Hook, HookError, Object, Timeouts};

use crate::recorded::{owned, waits};
use crate::scene::Scene;

#[tokio::test]
async fn pool_wait_is_on_the_first_span_after_each_acquire() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    for _ in 0..2 {
        let client = pool.get().await.expect("a connection");
        scene.recorder.forget();
        client.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
        client.execute("SELECT 1 FROM pg_type", &[]).await.expect("done");
        assert_eq!(waits(&scene.recorder), owned([("SELECT pg_class", true), ("SELECT pg_type", false)]));
    }
}

#[tokio::test]
async fn pool_wait_on_the_span_equals_the_metric() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let client = pool.get().await.expect("a connection");
    client.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
    let measured = scene.recorder.seconds("db.client.connection.wait_time")[0].sum;
    let on_span = scene.recorder.span("SELECT pg_class").attributes["dbtrace.pool.wait"]
        .parse::<f64>()
        .expect("a number");
    assert!((on_span - measured).abs() < 1e-9, "{on_span} on the span, {measured} in the metric");
    assert!(on_span > 0.0);
}

#[tokio::test]
async fn unused_pool_wait_is_replaced_at_the_next_acquire() {
    let scene = Scene::new().await;
    // A hook asks before the next user does.
    let hook = Hook::async_fn(|client, _| {
        Box::pin(async move {
            client.execute("SELECT 1 FROM pg_attribute", &[]).await.map(drop).map_err(HookError::Backend)
        })
    });
    let pool = scene.builder(&scene.recorder.telemetry()).pre_recycle(hook).build().expect("a pool");
    drop(pool.get().await.expect("a connection"));
    let client = pool.get().await.expect("the same");
    client.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
    let expected = [("CONNECT", false), ("SELECT pg_attribute", false), ("SELECT pg_class", true)];
    assert_eq!(waits(&scene.recorder), owned(expected));
}

#[tokio::test]
async fn pool_wait_is_on_a_transaction_and_a_taken_client() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let mut client = pool.get().await.expect("a connection");
    scene.recorder.forget();
    let transaction = client.transaction().await.expect("begun");
    transaction.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
    transaction.commit().await.expect("done");
    let expected = [("START TRANSACTION", true), ("SELECT pg_class", false), ("COMMIT", false)];
    assert_eq!(waits(&scene.recorder), owned(expected));
    scene.recorder.forget();
    let taken = Object::take(pool.get().await.expect("a connection"));
    scene.recorder.forget();
    taken.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
    assert_eq!(waits(&scene.recorder), owned([("SELECT pg_class", true)]));
}

#[tokio::test]
async fn postgres_pool_keeps_the_waits_of_its_connections_apart() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let first = pool.get().await.expect("one");
    let second = pool.get().await.expect("another");
    scene.recorder.forget();
    second.execute("SELECT 1 FROM pg_type", &[]).await.expect("done");
    first.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
    assert_eq!(waits(&scene.recorder), owned([("SELECT pg_type", true), ("SELECT pg_class", true)]));
}

#[tokio::test]
async fn acquire_has_no_span_by_default() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    for _ in 0..2 {
        drop(pool.get().await.expect("a connection"));
    }
    assert_eq!(scene.recorder.names(), ["CONNECT"]);
}

#[tokio::test]
async fn acquire_at_the_threshold_is_a_span_under_the_callers() {
    let scene = Scene::new().await;
    let pool = scene.pool_with(|telemetry| telemetry.pool_acquire_threshold(Duration::ZERO));
    let parent = scene.recorder.parent("request");
    let client = pool.get().with_context(parent.clone()).await.expect("a connection");
    let (acquire, connect) = (scene.recorder.span("ACQUIRE"), scene.recorder.span("CONNECT"));
    assert_eq!(acquire.parent, connect.parent, "the connection was made next to it");
    assert_eq!(acquire.status, Status::Unset);
    assert!(acquire.seconds >= connect.seconds);
    assert_eq!(
        acquire.own_attributes(),
        [("db.operation.name", "ACQUIRE"), ("db.query.summary", "ACQUIRE")].into()
    );
    drop(parent);
    drop(client);
    // One that is given up in another context than it was begun in, while that context is borrowed.
    let _held = (pool.get().await.expect("one"), pool.get().await.expect("another"));
    scene.recorder.forget();
    let parent = scene.recorder.parent("request");
    let mut waiting = Box::pin(pool.get().with_context(parent.clone()));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    Context::map_current(|_| drop(waiting));
    drop(parent);
    let acquire = scene.recorder.span("ACQUIRE");
    assert_eq!(acquire.attribute("dbtrace.outcome"), Some("cancelled"));
    assert_eq!(acquire.parent, scene.recorder.span("request").id);
    // And one that times out.
    scene.recorder.forget();
    pool.timeout_get(&Timeouts::wait_millis(1)).await.expect_err("no connection");
    let acquire = scene.recorder.span("ACQUIRE");
    assert_eq!(acquire.attribute("error.type"), Some("timeout"));
    assert_eq!(acquire.status, Status::error("timeout"));
    pool.close();
    scene.recorder.forget();
    pool.get().await.expect_err("closed");
    assert_eq!(scene.recorder.span("ACQUIRE").attribute("error.type"), Some("closed"));
}

#[tokio::test]
async fn acquire_below_the_threshold_has_no_span() {
    let scene = Scene::new().await;
    let pool = scene.pool_with(|telemetry| telemetry.pool_acquire_threshold(Duration::from_secs(3_600)));
    drop(pool.get().await.expect("a connection"));
    assert_eq!(scene.recorder.names(), ["CONNECT"]);
}

#[tokio::test]
async fn suppressed_acquire_is_counted_and_not_measured() {
    let scene = Scene::new().await;
    let pool = scene.pool_with(|telemetry| telemetry.pool_acquire_threshold(Duration::ZERO));
    {
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        let _clients = (pool.get().await.expect("one"), pool.get().await.expect("another"));
        pool.timeout_get(&Timeouts::wait_millis(0)).await.expect_err("no connection");
        assert_eq!(scene.counts(scene.database()), Some((0, 2)));
    }
    assert_eq!(scene.recorder.names(), [""; 0]);
    assert_eq!(scene.number(scene.database(), "timeouts"), None);
    assert_eq!((scene.measurements("wait_time"), scene.measurements("use_time")), (0, 0));
    assert_eq!(scene.measurements("create_time"), 0);
}

#[tokio::test]
async fn pool_with_disabled_telemetry_records_nothing() {
    let scene = Scene::new().await;
    let pool = scene.builder(&Telemetry::disabled()).build().expect("a pool");
    pool.get().await.expect("a connection").execute("SELECT 1", &[]).await.expect("done");
    assert_eq!(scene.recorder.names(), [""; 0]);
    assert_eq!(scene.counts(scene.database()), None);
}
