//! Connections of pools.

use db_semconv::Target;
use redis_trace::{AsyncCommands as _, Client, RedisResult, Traced, cmd, pipe};

use crate::scene::Scene;

#[tokio::test]
async fn a_pool_of_r2d2_is_silent_but_for_its_connections_and_their_commands() -> RedisResult<()> {
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
async fn a_pool_of_bb8_is_silent_but_for_its_connections_and_their_commands() -> RedisResult<()> {
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
async fn a_pooled_connection_of_the_drivers_can_be_traced() -> RedisResult<()> {
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
