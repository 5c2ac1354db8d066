//! A connection that is made again when it is lost.

use redis_trace::aio::{ConnectionManager, ConnectionManagerConfig};
use redis_trace::{AsyncCommands as _, RedisResult, pipe};

use crate::scene::Scene;

#[tokio::test]
async fn connection_manager_records_like_a_connection() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut manager = ConnectionManager::new(scene.client.clone()).await?;
    scene.only("CONNECT", &[]);
    let () = manager.set("manager:key", "Xq7").await?;
    scene.only_text("SET", "SET manager:key ?");
    pipe().get("manager:key").get("manager:none").exec_async(&mut manager.clone()).await?;
    let attributes =
        [("db.query.text", "GET manager:key; GET manager:none"), ("db.operation.batch.size", "2")];
    scene.only("PIPELINE GET", &attributes);
    manager.lpush::<_, _, ()>("manager:key", 1).await.expect_err("no list");
    let attributes = [("db.query.text", "LPUSH manager:key ?"), ("db.response.status_code", "WRONGTYPE")];
    scene.only_failure("LPUSH", "WRONGTYPE", &attributes);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn reconnect_of_a_connection_manager_is_not_a_failure() -> RedisResult<()> {
    let scene = Scene::own().await;
    let mut manager = ConnectionManager::new(scene.client.clone()).await?;
    scene.recorder.forget();
    scene.server.restart().expect("restarted");
    // The driver fails the call that finds its connection lost, and then makes another one.
    let lost = manager.get::<_, Option<i64>>("manager:lost").await;
    let span = scene.only_span();
    assert_eq!(span.attribute("error.type"), lost.is_err().then_some("closed"));
    let () = manager.set("manager:again", 1).await?;
    scene.only_text("SET", "SET manager:again ?");
    Ok(())
}

#[tokio::test]
async fn lazy_connection_manager_connects_inside_its_first_command() -> RedisResult<()> {
    let scene = Scene::new().await;
    let config = ConnectionManagerConfig::new;
    let mut managers = [
        ConnectionManager::new_lazy_with_config(scene.client.clone(), config())?,
        scene.client.get_connection_manager_lazy(config())?,
    ];
    assert!(scene.recorder.spans().is_empty(), "nothing is sent yet");
    for manager in &mut managers {
        let () = manager.set("manager:lazy", "Xq7").await?;
        scene.only_text("SET", "SET manager:lazy ?");
        let () = manager.get("manager:lazy").await?;
        scene.only_text("GET", "GET manager:lazy");
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn lazy_connection_manager_without_a_server_fails_its_commands() -> RedisResult<()> {
    let scene = Scene::own().await;
    let config = ConnectionManagerConfig::new().set_number_of_retries(0);
    let mut manager = scene.client.get_connection_manager_lazy(config)?;
    scene.server.kill().expect("killed");
    manager.set::<_, _, ()>("manager:lazy", "Xq7").await.expect_err("no server there");
    scene.only_failure("SET", "connection_refused", &[("db.query.text", "SET manager:lazy ?")]);
    scene.server.restart().expect("restarted");
    while let Err(error) = manager.set::<_, _, ()>("manager:lazy", "Xq7").await {
        assert!(error.is_connection_refusal() || error.is_connection_dropped(), "{error}");
        assert!(scene.only_span().attributes.contains_key("error.type"));
    }
    scene.only_text("SET", "SET manager:lazy ?");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}
