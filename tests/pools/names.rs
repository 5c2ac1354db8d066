//! Several pools in one process.

use db_trace_tests::Recorder;

use crate::scene::Scene;

#[tokio::test]
async fn unnamed_pools_of_one_database_are_numbered() {
    let scene = Scene::new().await;
    let (first, second) = (scene.pool(), scene.pool());
    let name = scene.database();
    let _client = first.get().await.expect("a connection");
    second.resize(7);
    let other = format!("{name}#2");
    assert_eq!((scene.counts(name), scene.counts(&other)), (Some((0, 1)), Some((0, 0))));
    assert_eq!((scene.number(name, "max"), scene.number(&other, "max")), (Some(2), Some(7)));
    drop(second);
    assert_eq!((scene.counts(name), scene.counts(&other)), (Some((0, 1)), None));
    // The name is free again.
    let third = scene.pool();
    assert_eq!(scene.counts(&other), Some((0, 0)));
    drop(third);
}

#[tokio::test]
async fn pools_of_the_same_name_are_added_up() {
    let scene = Scene::new().await;
    let pool = || scene.builder(&scene.recorder.telemetry()).pool_name("shards").build().expect("a pool");
    let (telemetry, other) = (scene.recorder.telemetry(), Recorder::new());
    let build = |telemetry| scene.builder(&telemetry).pool_name("shards").build().expect("a pool");
    let (first, second) = (build(telemetry.clone()), build(telemetry));
    let _clients = (first.get().await.expect("one"), second.get().await.expect("another"));
    assert_eq!(scene.counts("shards"), Some((0, 2)));
    assert_eq!(scene.number("shards", "max"), Some(4));
    assert_eq!(scene.counts(scene.database()), None);
    // A pool of another recorder does not count here.
    let elsewhere = build(other.telemetry());
    assert_eq!(scene.number("shards", "max"), Some(4));
    drop((elsewhere, pool));
}
