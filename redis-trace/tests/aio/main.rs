//! Asynchronous connections and pools, with the feature `cache-aio`.
//!
//! They are tested here because the package of `tests/redis` does not enable that feature. With it, each call looks into
//! the connection's cache, and an answer from the cache is no span.

mod cache;
mod pools;
mod server;

use std::time::Duration;

use futures_util::StreamExt as _;
use redis_trace::aio::{ConnectionLike as _, ConnectionManager, ConnectionManagerConfig, PubSub, PubSubSink};
use redis_trace::{AsyncCommands as _, Client, RedisResult, Value, cmd};

use server::Scene;

fn hurried() -> ConnectionManagerConfig {
    ConnectionManagerConfig::new().set_number_of_retries(1).set_min_delay(Duration::from_millis(1))
}

#[tokio::test]
async fn connection_manager_connects_in_a_span_and_reconnects_in_none() -> RedisResult<()> {
    let scene = Scene::new();
    let mut manager = scene.client.get_connection_manager().await?;
    assert_eq!(scene.spans(), ["CONNECT"]);
    let lost: RedisResult<String> = manager.get("close").await;
    lost.expect_err("the server closes the connection");
    let name: String = manager.get("user:7").await?;
    assert_eq!(name, "Ada");
    assert_eq!(scene.spans(), ["GET: closed", "GET"]);
    Ok(())
}

#[tokio::test]
async fn lazy_connection_manager_connects_within_its_first_command() -> RedisResult<()> {
    let scene = Scene::new();
    let mut manager = ConnectionManager::new_lazy_with_config(scene.client.clone(), hurried())?;
    assert_eq!(scene.spans(), [""; 0]);
    let _: String = manager.get("user:7").await?;
    assert_eq!(scene.spans(), ["GET"]);
    Ok(())
}

#[tokio::test]
async fn refused_async_connection_fails_its_span() -> RedisResult<()> {
    let scene = Scene::deserted();
    assert!(ConnectionManager::new_with_config(scene.client.clone(), hurried()).await.is_err());
    assert_eq!(scene.spans(), ["CONNECT: connection_refused"]);
    assert!(scene.client.get_async_pubsub().await.is_err());
    assert_eq!(scene.spans(), ["CONNECT: connection_refused"]);
    assert!(scene.client.get_async_monitor().await.is_err());
    assert_eq!(scene.spans(), ["CONNECT: connection_refused"]);
    let mut lazy = scene.client.get_connection_manager_lazy(hurried())?;
    let refused: RedisResult<String> = lazy.get("user:7").await;
    refused.expect_err("no server is there");
    assert_eq!(scene.spans(), ["GET: connection_refused"]);
    Ok(())
}

#[tokio::test]
async fn pubsub_has_a_span_for_subscribe_and_none_for_messages() -> RedisResult<()> {
    let scene = Scene::new();
    let mut pubsub = scene.client.get_async_pubsub().await?;
    pubsub.subscribe("first").await?;
    assert_eq!(scene.spans(), ["CONNECT", "SUBSCRIBE"]);
    let message = pubsub.on_message().next().await.expect("the server sends one");
    assert_eq!(message.get_payload::<String>()?, "news");
    let (mut sink, mut stream) = pubsub.split();
    sink.subscribe("second").await?;
    let pong: String = sink.ping().await?;
    assert_eq!(pong, "PONG");
    let message = stream.next().await.expect("the server sends one");
    assert_eq!(message.get_channel_name(), "second");
    assert_eq!(scene.spans(), ["SUBSCRIBE", "PING"]);
    drop(stream);
    assert!(sink.subscribe("third").await.is_err());
    assert_eq!(scene.spans(), ["SUBSCRIBE: closed"]);
    Ok(())
}

#[tokio::test]
async fn monitor_has_only_the_span_of_its_connect() -> RedisResult<()> {
    let scene = Scene::new();
    let mut monitor = scene.client.get_async_monitor().await?;
    let line: Option<String> = monitor.on_message().next().await;
    assert_eq!(line.as_deref(), Some("0.0 [0 127.0.0.1:1] \"GET\" \"user:7\""));
    assert_eq!(scene.commands(), ["MONITOR"]);
    drop(monitor);
    assert_eq!(scene.spans(), ["CONNECT"]);
    Ok(())
}

#[tokio::test]
async fn command_without_a_response_is_a_span_of_its_sending() -> RedisResult<()> {
    let scene = Scene::new();
    let mut manager = scene.client.get_connection_manager().await?;
    // The server would close the connection, which this command does not wait for.
    let mut unanswered = cmd("GET");
    unanswered.arg("close").set_no_response(true);
    assert_eq!(manager.send_packed_command(&unanswered).await?, Value::Nil);
    assert_eq!(scene.spans(), ["CONNECT", "GET"]);
    Ok(())
}

#[tokio::test]
async fn unpolled_redis_future_sends_nothing_and_has_no_span() -> RedisResult<()> {
    let scene = Scene::new();
    drop(scene.client.get_connection_manager());
    drop(scene.client.get_async_pubsub());
    drop(scene.client.get_async_monitor());
    let mut manager = ConnectionManager::new_lazy_with_config(scene.client.clone(), hurried())?;
    let ping = cmd("PING");
    drop(manager.req_packed_command(&ping));
    drop(manager.send_packed_command(&ping));
    let mut pubsub = scene.client.get_async_pubsub().await?;
    drop(pubsub.subscribe("first"));
    let answer: String = pubsub.ping().await?;
    assert_eq!(answer, "PONG");
    assert_eq!(scene.spans(), ["CONNECT", "PING"]);
    assert_eq!(scene.commands(), ["PING"]);
    Ok(())
}

/// Compiles.
#[expect(dead_code, reason = "nothing of it is to run")]
fn assert_async_redis_futures_are_send(
    client: &Client,
    manager: &mut ConnectionManager,
    pubsub: &mut PubSub,
    sink: &mut PubSubSink,
) {
    fn send<T: Send>(_: T) {}
    fn share<T: Send + Sync + 'static>() {}
    share::<ConnectionManager>();
    share::<PubSub>();
    share::<PubSubSink>();
    send(client.get_connection_manager());
    send(client.get_async_pubsub());
    send(client.get_async_monitor());
    send(manager.send_packed_command(&cmd("PING")));
    send(manager.send_packed_commands(&redis_trace::pipe(), 0, 0));
    send(manager.subscribe("channel"));
    send(pubsub.subscribe("channel"));
    send(pubsub.ping::<String>());
    send(sink.subscribe("channel"));
}
