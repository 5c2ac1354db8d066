//! How long connections are made, waited for and used.

use std::time::Instant;

use db_trace_tests::poll_times;
use futures_util::FutureExt as _;

use crate::scene::Scene;

#[tokio::test]
async fn create_wait_and_use_time_are_measured_with_the_pool_name() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let start = Instant::now();
    for _ in 0..3 {
        let client = pool.get().await.expect("a connection");
        client.execute("SELECT 1", &[]).await.expect("done");
    }
    let all = start.elapsed().as_secs_f64();
    for (metric, count) in [("create_time", 1), ("wait_time", 3), ("use_time", 3)] {
        let points = scene.recorder.seconds(&format!("db.client.connection.{metric}"));
        let [point] = points.as_slice() else { panic!("{points:?}") };
        assert_eq!(point.count, count, "{metric}");
        assert!(point.sum > 0.0 && point.sum < all, "{metric}: {} of {all} seconds", point.sum);
        let attributes: Vec<_> =
            point.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(attributes, [("db.client.connection.pool.name", scene.database())]);
        assert_eq!(point.bounds, [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0]);
    }
}

#[tokio::test]
async fn dropped_acquire_measures_no_create_time() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let mut polls = 0;
    // At each of its await points, until it is there.
    loop {
        if let Some(client) = poll_times(polls, pool.get()).await {
            drop(client.expect("a connection"));
            break;
        }
        assert_eq!(scene.counts(scene.database()), Some((0, 0)), "after {polls} polls");
        polls += 1;
    }
    assert!(polls > 1);
    assert_eq!(scene.measurements("create_time"), 1);
    assert_eq!((scene.measurements("wait_time"), scene.measurements("use_time")), (1, 1));
}

#[tokio::test]
async fn unpolled_acquire_creates_no_connection() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    drop(pool.get());
    drop(pool.get().map(drop));
    assert_eq!(pool.status().size, 0);
    assert_eq!(scene.recorder.names(), [""; 0]);
}

#[tokio::test]
async fn acquire_future_grows_by_a_bounded_size() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let (observed, plain) = (size_of_val(&pool.get()), size_of_val(&pool.inner().get()));
    println!("get: {observed} bytes, {plain} without us");
    assert!(observed < plain + 200, "{observed} bytes, {plain} without us");
}
