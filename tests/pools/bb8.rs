//! bb8's pool of traced clients. Its checks are no spans by default.

use pg_trace::NoTls;
use pg_trace::bb8::PostgresConnectionManager;
use pg_trace::bb8::bb8::Pool;

use crate::scene::Scene;

const URL: &str = "postgres://me:Xq7Password@localhost";

#[tokio::test]
async fn bb8_pool_of_postgres_records_only_connects_and_calls() {
    let scene = Scene::new().await;
    let config = scene.config(&scene.recorder.telemetry());
    let manager = PostgresConnectionManager::new(config, NoTls);
    let pool = Pool::builder().max_size(1).build(manager).await.expect("a pool");
    for _ in 0..2 {
        let client = pool.get().await.expect("a connection");
        client.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
    }
    assert_eq!(scene.recorder.names(), ["CONNECT", "SELECT pg_class", "SELECT pg_class"]);
}

#[tokio::test]
async fn check_of_bb8_is_a_span_if_asked_for() {
    let scene = Scene::new().await;
    let telemetry = scene.recorder.builder().health_check_spans(true).build();
    let manager = PostgresConnectionManager::new(scene.config(&telemetry), NoTls);
    let pool = Pool::builder().max_size(1).build(manager).await.expect("a pool");
    let client = pool.get().await.expect("a connection");
    client.execute("SELECT 'Xq7Value' FROM pg_class", &[]).await.expect("done");
    assert_eq!(scene.recorder.names(), ["CONNECT", "PING", "SELECT pg_class"]);
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[test]
fn debug_of_a_manager_shows_no_password() {
    let manager = PostgresConnectionManager::new_from_stringlike(URL, NoTls).expect("a URL");
    assert!(!format!("{manager:?}").contains("Xq7"), "{manager:?}");
}
