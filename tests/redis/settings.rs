//! What is captured, as the user chooses.

use std::borrow::Cow;

use db_semconv::{QueryText, Telemetry, TelemetryBuilder};
use db_trace_tests::{Recorder, Span};
use opentelemetry::KeyValue;
use redis_trace::{Client, ConnectionLike as _, Operation, RedisResult, Traced, cmd, pipe};

use crate::scene::Scene;

/// The span of one command under the settings.
async fn span_under(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Option<Span> {
    let scene = Scene::with(settings).await;
    let mut connection = scene.connection();
    cmd("SET").arg("settings:key").arg("visible value").exec(&mut connection).expect("set");
    let spans = scene.recorder.spans();
    assert!(spans.len() <= 1);
    spans.into_iter().next()
}

#[tokio::test]
async fn a_text_is_shown_as_chosen() {
    let sanitized = "SET settings:key ?";
    for (mode, shown) in [
        (QueryText::Sanitized, Some(sanitized)),
        (QueryText::Parameterized, Some(sanitized)),
        (QueryText::Raw, Some("SET settings:key \"visible value\"")),
        (QueryText::Off, None),
    ] {
        let span = span_under(|builder| builder.query_text(mode)).await.expect("a span");
        assert_eq!(span.attribute("db.query.text"), shown, "{mode:?}");
        assert_eq!(span.attribute("db.operation.name"), Some("SET"), "{mode:?}");
    }
}

#[tokio::test]
async fn credentials_are_not_shown_where_values_are() {
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
async fn a_text_is_cut_at_the_limit() {
    let span = span_under(|builder| builder.query_text_limit(12)).await.expect("a span");
    let text = span.attribute("db.query.text").expect("a text");
    assert!(text.len() <= 12 && text.starts_with("SET ") && text.ends_with('…'), "{text}");
}

#[tokio::test]
async fn no_limit_is_none() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.query_text_limit(0)).await;
    let keys: Vec<_> = (0..1_000).map(|number| format!("settings:{number}")).collect();
    cmd("MGET").arg(&keys).exec(&mut scene.connection())?;
    scene.only_text("MGET", &format!("MGET {}", keys.join(" ")));
    Ok(())
}

#[tokio::test]
async fn a_filter_leaves_calls_out() {
    let filter = |operation: &Operation<'_>| operation.name() != Some("SET");
    assert!(span_under(|builder| builder.filter(filter)).await.is_none());
    let filter = |operation: &Operation<'_>| operation.text().is_some_and(|text| text.contains("settings:"));
    assert!(span_under(|builder| builder.filter(filter)).await.is_some());
}

#[tokio::test]
async fn a_function_names_spans() {
    let name = |operation: &Operation<'_>| {
        operation.name().filter(|name| *name == "SET").map(|_| Cow::Borrowed("store"))
    };
    let span = span_under(|builder| builder.span_name(name)).await.expect("a span");
    assert_eq!(span.name, "store");
}

#[tokio::test]
async fn an_attribute_of_the_users_is_on_every_span_and_on_no_metric() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.attribute(KeyValue::new("shop.tier", "gold"))).await;
    cmd("PING").exec(&mut scene.client.get_connection()?)?;
    pipe().get("a").get("b").exec_async(&mut scene.client.get_multiplexed_async_connection().await?).await?;
    let spans = scene.recorder.spans();
    assert_eq!(spans.len(), 4);
    assert!(spans.iter().all(|span| span.attribute("shop.tier") == Some("gold")));
    assert!(scene.recorder.durations().iter().all(|point| !point.attributes.contains_key("shop.tier")));
    Ok(())
}

#[tokio::test]
async fn connects_can_be_left_out() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.connect_spans(false)).await;
    cmd("PING").exec(&mut scene.client.get_connection()?)?;
    cmd("PING").exec_async(&mut scene.client.get_multiplexed_async_connection().await?).await?;
    assert_eq!(scene.operations(), ["PING", "PING"]);
    Ok(())
}

#[tokio::test]
async fn health_checks_are_an_opt_in() {
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
async fn nothing_is_recorded_where_it_is_switched_off() -> RedisResult<()> {
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
async fn connections_keep_the_telemetry_that_their_client_had() -> RedisResult<()> {
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
