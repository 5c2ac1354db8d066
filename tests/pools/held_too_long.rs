//! Connections that are held for too long.

use std::time::Duration;

use pg_trace::deadpool::{Object, Pool};

use crate::scene::Scene;
use crate::warnings;

/// Everything is too long.
fn pool(scene: &Scene) -> Pool {
    warnings::listen();
    scene.pool_with(|telemetry| telemetry.pool_hold_threshold(Duration::ZERO))
}

#[tokio::test]
async fn held_connection_is_warned_of_when_metrics_are_collected() {
    let scene = Scene::new().await;
    let pool = pool(&scene);
    let client = pool.get().await.expect("a connection");
    let line = line!() - 1;
    assert_eq!(warnings::of(scene.database()).len(), 0);
    scene.counts(scene.database());
    let [warning] = &warnings::of(scene.database())[..] else { panic!("not one warning") };
    assert!(warning["acquired_at"].starts_with(&format!("{}:{line}:", file!())), "{warning:?}");
    assert!(warning["held_seconds"].parse::<f64>().expect("a number") >= 0.0);
    assert!(warning["message"].contains(&warning["acquired_at"]));
    // The warning comes once.
    scene.counts(scene.database());
    drop(client);
    scene.counts(scene.database());
    assert_eq!(warnings::of(scene.database()).len(), 1);
}

#[tokio::test]
async fn held_connection_is_warned_of_at_return_and_at_acquire() {
    let scene = Scene::new().await;
    let pool = pool(&scene);
    drop(pool.get().await.expect("a connection"));
    assert_eq!(warnings::of(scene.database()).len(), 1);
    let _first = pool.get().await.expect("a connection");
    let _second = pool.get().await.expect("a connection");
    // The one whose return is waited for is found by the one that waits.
    assert!(futures_util::poll!(Box::pin(pool.get())).is_pending());
    assert_eq!(warnings::of(scene.database()).len(), 3);
}

#[tokio::test]
async fn held_connection_warning_is_rate_limited_by_place() {
    let scene = Scene::new().await;
    let pool = pool(&scene);
    for _ in 0..50 {
        drop(pool.get().await.expect("a connection"));
    }
    assert_eq!(warnings::of(scene.database()).len(), 1);
    // Another place is another warning.
    drop(Object::take(pool.get().await.expect("a connection")));
    assert_eq!(warnings::of(scene.database()).len(), 2);
}

#[tokio::test]
async fn held_connection_below_the_threshold_has_no_warning() {
    warnings::listen();
    let scene = Scene::new().await;
    let patient = scene.pool_with(|telemetry| telemetry.pool_hold_threshold(Duration::from_secs(3_600)));
    let unasked = scene.pool();
    let _clients = (patient.get().await.expect("one"), unasked.get().await.expect("another"));
    scene.counts(scene.database());
    assert_eq!(warnings::of(scene.database()).len(), 0);
    assert_eq!(warnings::of(&format!("{}#2", scene.database())).len(), 0);
}
