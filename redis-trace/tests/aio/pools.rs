//! Pools of connections.

use redis_trace::{AsyncCommands as _, Commands as _, RedisResult};

use crate::server::Scene;

#[tokio::test]
async fn bb8_pool_check_spans_of_redis_are_an_opt_in() -> RedisResult<()> {
    for (wanted, spans) in [(false, &["CONNECT", "GET"][..]), (true, &["CONNECT", "PING", "GET"])] {
        let scene = Scene::with("", |builder| builder.health_check_spans(wanted));
        let pool = bb8::Pool::builder().max_size(1).build(scene.client.clone()).await?;
        let mut connection = pool.get().await.expect("the server is there");
        let _: String = connection.get("user:7").await?;
        assert_eq!(scene.commands(), ["PING", "GET user:7"]);
        assert_eq!(scene.spans(), spans);
    }
    Ok(())
}

#[test]
fn r2d2_pool_check_spans_of_redis_are_an_opt_in() -> RedisResult<()> {
    for (wanted, spans) in [(false, &["CONNECT", "GET"][..]), (true, &["CONNECT", "PING", "GET"])] {
        let scene = Scene::with("", |builder| builder.health_check_spans(wanted));
        let pool =
            r2d2::Pool::builder().max_size(1).build(scene.client.clone()).expect("the server is there");
        let mut connection = pool.get().expect("it is connected");
        let _: String = connection.get("user:7")?;
        assert_eq!(scene.commands(), ["PING", "GET user:7"]);
        assert_eq!(scene.spans(), spans);
    }
    Ok(())
}

#[test]
fn lost_redis_connection_leaves_the_r2d2_pool() -> RedisResult<()> {
    let scene = Scene::new();
    let pool = r2d2::Pool::builder().max_size(1).build(scene.client.clone()).expect("the server is there");
    let mut connection = pool.get().expect("it is connected");
    let lost: RedisResult<String> = connection.get("close");
    lost.expect_err("the server closes the connection");
    drop(connection);
    let _: String = pool.get().expect("another is made").get("user:7")?;
    assert_eq!(scene.spans(), ["CONNECT", "GET: closed", "CONNECT", "GET"]);
    Ok(())
}
