//! Connections of pools.

use db_semconv::Target;
use redis_trace::{AsyncCommands as _, Client, RedisResult, Traced, cmd, pipe};

use crate::scene::Scene;

#[tokio::test]
async fn r2d2_pool_records_only_connects_and_commands() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pool = r2d2::Pool::builder().max_size(1).build(scene.client.clone()).expect("a pool");
    scene.only("CONNECT", &[]);
    for _ in 0..3 {
        let mut connection = pool.get().expect("a connection");
        cmd("GET").arg("pools:none").exec(&mut *connection)?;
        scene.only_text("GET", "GET pools:none");
        pipe().get("a").get("b").exec(&mut *connection)?;
        scene.only("PIPELINE GET", &[("db.query.text", "GET a; GET b"), ("db.operation.batch.size", "2")]);
    }
    Ok(())
}

#[tokio::test]
async fn bb8_pool_records_only_connects_and_commands() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pool: bb8::Pool<Client> = bb8::Pool::builder().max_size(1).build(scene.client.clone()).await?;
    for round in 0..3 {
        let mut connection = pool.get().await.expect("a connection");
        if round == 0 {
            scene.only("CONNECT", &[]);
        }
        let _: Option<String> = connection.get("pools:none").await?;
        scene.only_text("GET", "GET pools:none");
    }
    Ok(())
}

#[tokio::test]
async fn pooled_connection_of_the_driver_can_be_traced() -> RedisResult<()> {
    let scene = Scene::new().await;
    let driver = scene.client.inner().clone();
    let blocking = r2d2::Pool::builder().max_size(1).build(driver.clone()).expect("a pool");
    let connection = blocking.get().expect("a connection");
    let target = Target::new().address("pooled").namespace("0");
    let mut connection = Traced::from_driver(connection, &scene.recorder.telemetry(), &target);
    cmd("GET").arg("pools:none").exec(&mut connection)?;
    assert_eq!(scene.recorder.names(), ["GET pooled"]);
    Ok(())
}

#[tokio::test]
async fn connection_of_deadpool_redis_can_be_traced() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pool = deadpool_redis::Config::from_url(scene.server.url()).create_pool(None).expect("a pool");
    let connection = pool.get().await.expect("a connection");
    let target = Target::new().address("pooled").namespace("0");
    let mut connection = Traced::from_driver(connection, &scene.recorder.telemetry(), &target);
    let _: Option<String> = connection.get("pools:none").await?;
    pipe().get("a").get("b").exec_async(&mut connection).await?;
    assert_eq!(scene.recorder.names(), ["GET pooled", "PIPELINE GET pooled"]);
    Ok(())
}

#[tokio::test]
async fn connection_of_bb8_redis_can_be_traced() -> RedisResult<()> {
    let scene = Scene::new().await;
    let manager = bb8_redis::RedisConnectionManager::new(scene.server.url())?;
    let pool = bb8::Pool::builder().max_size(1).build(manager).await?;
    let pooled = pool.get().await.expect("a connection");
    // What bb8 hands out is no `ConnectionLike` itself, but a handle of the connection is.
    let target = Target::new().address("pooled").namespace("0");
    let mut connection = Traced::from_driver(pooled.clone(), &scene.recorder.telemetry(), &target);
    let _: () = connection.set("pools:some", "bb8-value").await?;
    let value: String = connection.get("pools:some").await?;
    assert_eq!(value, "bb8-value");
    assert_eq!(scene.recorder.names(), ["SET pooled", "GET pooled"]);
    scene.recorder.assert_never_seen(&["bb8-value"]);
    Ok(())
}
