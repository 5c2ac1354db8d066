//! Pools of connections.

use redis_trace::{AsyncCommands as _, Commands as _, RedisResult};

use crate::server::Scene;

#[tokio::test]
async fn the_check_of_a_bb8_pool_is_no_span_unless_asked_for() -> RedisResult<()> {
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
fn the_check_of_an_r2d2_pool_is_no_span_unless_asked_for() -> RedisResult<()> {
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
fn a_connection_that_was_lost_leaves_the_pool() -> RedisResult<()> {
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
