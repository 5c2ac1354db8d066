//! Crates that take any `redis::aio::ConnectionLike`: a traced connection is one.

use apalis_core::backend::TaskSink as _;
use apalis_core::worker::builder::WorkerBuilder;
use apalis_core::worker::context::WorkerContext;
use apalis_redis::RedisStorage;

use crate::scene::Scene;

#[tokio::test]
async fn worker_of_apalis_on_a_traced_connection_is_traced() {
    let scene = Scene::new().await;
    let connection = scene.client.get_connection_manager().await.expect("a connection");
    let mut storage = RedisStorage::new(connection);
    storage.push("Xq7Task".to_owned()).await.expect("queued");
    let run = |task: String, worker: WorkerContext| async move {
        assert_eq!(task, "Xq7Task");
        worker.stop()
    };
    WorkerBuilder::new("worker").backend(storage).build(run).run().await.expect("stopped");
    let names = scene.recorder.names();
    assert!(names.iter().filter(|name| name.starts_with("EVALSHA ")).count() > 2, "{names:#?}");
    assert!(names.last().is_some_and(|name| name.starts_with("ZREM ")), "{names:#?}");
    scene.recorder.assert_never_seen(&["Xq7"]);
}
