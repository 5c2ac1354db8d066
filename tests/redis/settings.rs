//! What is captured, as the user chooses.

use db_semconv::{QueryText, Telemetry};
use db_trace_tests::Recorder;
use opentelemetry::KeyValue;
use redis_trace::{Client, ConnectionLike as _, RedisResult, Traced, cmd, pipe};

use crate::scene::Scene;

#[tokio::test]
async fn raw_text_shows_no_credential() {
    let scene = Scene::with(|builder| builder.query_text(QueryText::Raw)).await;
    let mut connection = scene.connection();
    cmd("AUTH").arg("Xq7User").arg("Xq7Password").exec(&mut connection).expect_err("no such user");
    cmd("HELLO")
        .arg(2)
        .arg("AUTH")
        .arg("Xq7User")
        .arg("Xq7Password")
        .exec(&mut connection)
        .expect_err("none");
    pipe().cmd("AUTH").arg("Xq7Password").cmd("PING").exec(&mut connection).expect_err("no such user");
    scene.recorder.assert_never_seen(&["Xq7Password"]);
}

#[tokio::test]
async fn query_text_limit_of_zero_keeps_the_whole_text() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.query_text_limit(0)).await;
    let keys: Vec<_> = (0..1_000).map(|number| format!("settings:{number}")).collect();
    cmd("MGET").arg(&keys).exec(&mut scene.connection())?;
    scene.only_text("MGET", &format!("MGET {}", keys.join(" ")));
    Ok(())
}

#[tokio::test]
async fn attribute_of_the_user_is_on_pipelines() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.attribute(KeyValue::new("shop.tier", "gold"))).await;
    pipe().get("a").get("b").exec_async(&mut scene.multiplexed().await).await?;
    assert_eq!(scene.only_span().attribute("shop.tier"), Some("gold"));
    assert!(scene.recorder.durations().iter().all(|point| !point.attributes.contains_key("shop.tier")));
    Ok(())
}

#[tokio::test]
async fn health_check_spans_are_an_opt_in() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    assert!(connection.check_connection() && connection.is_open());
    let target = db_semconv::Target::new().address("pooled");
    let mut traced = Traced::from_driver(scene.plain(), &scene.recorder.telemetry(), &target);
    assert!(traced.check_connection());
    assert!(scene.recorder.spans().is_empty());
    let scene = Scene::with(|builder| builder.health_check_spans(true)).await;
    let mut connection = scene.connection();
    assert!(connection.check_connection());
    scene.only("PING", &[]);
    // One that the program sends is a command.
    let scene = Scene::new().await;
    cmd("PING").exec(&mut scene.connection()).expect("an answer");
    scene.only_text("PING", "PING");
}

#[tokio::test]
async fn disabled_telemetry_records_no_kind_of_call() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.enabled(false)).await;
    let mut connection = scene.connection();
    cmd("PING").exec(&mut connection)?;
    pipe().get("a").get("b").exec(&mut connection)?;
    connection.send_packed_command(&cmd("PING").get_packed_command())?;
    connection.recv_response()?;
    connection.as_pubsub().subscribe("settings:channel")?;
    cmd("PING").exec_async(&mut scene.multiplexed().await).await?;
    assert!(scene.recorder.spans().is_empty());
    assert!(scene.recorder.durations().is_empty());
    let client = Client::from_driver(scene.client.into_inner(), &Telemetry::disabled());
    cmd("PING").exec(&mut client.get_connection()?)
}

#[tokio::test]
async fn connection_keeps_the_telemetry_of_its_client() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let other = Recorder::new();
    let client = scene.client.clone().telemetry(&other.telemetry());
    cmd("PING").exec(&mut connection)?;
    cmd("PING").exec(&mut client.get_connection()?)?;
    assert_eq!(scene.operations(), ["PING"]);
    assert_eq!(crate::scene::operations(&other), ["CONNECT", "PING"]);
    Ok(())
}
