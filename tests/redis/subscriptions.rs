//! Subscribing and publishing are commands; waiting for messages is none.

use std::time::Duration;

use db_trace_tests::Recorder;
use futures_util::StreamExt as _;
use opentelemetry::trace::Status;
use redis_trace::cluster::ClusterClient;
use redis_trace::{
    AsyncConnectionConfig, Client, ControlFlow, ProtocolVersion, PubSubCommands as _, PushInfo, PushKind,
    RedisResult, Value, cmd,
};

use crate::cluster::cluster;
use crate::scene::{Scene, only_span};

fn publish(scene: &Scene, channel: &str, message: &str) -> RedisResult<()> {
    redis::Commands::publish(&mut scene.plain(), channel, message)
}

#[tokio::test]
async fn published_message_records_only_its_commands() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let mut subscriber = connection.as_pubsub();
    subscriber.subscribe(&["Xq7Channel", "Xq7Other"])?;
    scene.only_text("SUBSCRIBE", "SUBSCRIBE ? ?");
    subscriber.psubscribe("Xq7Pattern*")?;
    scene.only_text("PSUBSCRIBE", "PSUBSCRIBE ?");

    let mut publisher = scene.client.get_connection()?;
    scene.recorder.forget();
    let receivers: i64 = redis_trace::Commands::publish(&mut publisher, "Xq7Channel", "Xq7Message")?;
    scene.only_text("PUBLISH", "PUBLISH ? ?");
    assert_eq!(receivers, 1);
    let message = subscriber.get_message()?;
    assert_eq!(
        (message.get_channel_name(), message.get_payload::<String>()?),
        ("Xq7Channel", "Xq7Message".to_owned())
    );
    assert!(scene.recorder.spans().is_empty(), "waiting is no call");

    let _: Value = subscriber.ping()?;
    scene.only_text("PING", "PING");
    let _: Value = subscriber.ping_message("Xq7Ping")?;
    scene.only_text("PING", "PING ?");
    subscriber.unsubscribe("Xq7Channel")?;
    scene.only_text("UNSUBSCRIBE", "UNSUBSCRIBE ?");
    subscriber.punsubscribe("Xq7Pattern*")?;
    scene.only_text("PUNSUBSCRIBE", "PUNSUBSCRIBE ?");
    subscriber.set_read_timeout(Some(Duration::from_millis(1)))?;
    assert!(subscriber.get_message().expect_err("nothing comes").is_timeout());
    subscriber.set_read_timeout(None)?;
    assert!(scene.recorder.spans().is_empty(), "a wait that ends without a message is no failure");
    drop(subscriber);
    cmd("PING").exec(&mut connection)?;
    scene.only_text("PING", "PING");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn subscription_closure_is_one_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    // The subscription is there before a message can be sent: the closure is called for what others send until then.
    std::thread::scope(|scope| {
        let publisher = scope.spawn(|| {
            let mut plain = scene.plain();
            // Until the other connection listens.
            while redis::Commands::publish::<_, _, i64>(&mut plain, "subscriptions:closure", "message")? == 0
            {
                std::thread::yield_now();
            }
            RedisResult::Ok(())
        });
        let payload = connection.subscribe("subscriptions:closure", |message| {
            ControlFlow::Break(message.get_payload::<String>().expect("a text"))
        })?;
        assert_eq!(payload, "message");
        publisher.join().expect("no panic")
    })?;
    scene.only_text("SUBSCRIBE", "SUBSCRIBE ?");
    std::thread::scope(|scope| {
        let publisher = scope.spawn(|| {
            let mut plain = scene.plain();
            while redis::Commands::publish::<_, _, i64>(&mut plain, "subscriptions:pattern", "message")? == 0
            {
                std::thread::yield_now();
            }
            RedisResult::Ok(())
        });
        connection.psubscribe("subscriptions:pat*", |_| ControlFlow::Break(()))?;
        publisher.join().expect("no panic")
    })?;
    scene.only_text("PSUBSCRIBE", "PSUBSCRIBE ?");
    Ok(())
}

fn resp3(scene: &Scene) -> RedisResult<Client> {
    let url = format!("{}/?protocol=resp3", scene.server.url());
    Ok(Client::open(url)?.telemetry(&scene.recorder.telemetry()))
}

#[tokio::test]
async fn message_pushed_to_a_blocking_connection_has_no_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = resp3(&scene)?.get_connection()?;
    scene.recorder.forget();
    let (sender, receiver) = std::sync::mpsc::channel();
    connection.set_push_sender(sender);
    connection.subscribe_resp3("Xq7Channel3")?;
    scene.only_text("SUBSCRIBE", "SUBSCRIBE ?");
    publish(&scene, "Xq7Channel3", "Xq7Message")?;
    cmd("PING").exec(&mut connection)?;
    scene.only_text("PING", "PING");
    let kinds: Vec<_> = receiver.try_iter().map(|push: PushInfo| push.kind).collect();
    assert_eq!(kinds, [PushKind::Subscribe, PushKind::Message]);
    connection.psubscribe_resp3("Xq7Pattern*")?;
    scene.only_text("PSUBSCRIBE", "PSUBSCRIBE ?");
    connection.punsubscribe_resp3("Xq7Pattern*")?;
    scene.only_text("PUNSUBSCRIBE", "PUNSUBSCRIBE ?");
    connection.unsubscribe_resp3("Xq7Channel3")?;
    scene.only_text("UNSUBSCRIBE", "UNSUBSCRIBE ?");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn message_pushed_to_a_multiplexed_connection_has_no_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<PushInfo>();
    let config = AsyncConnectionConfig::new().set_push_sender(sender);
    let client = resp3(&scene)?;
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
    scene.recorder.forget();
    connection.subscribe(&["Xq7Async1", "Xq7Async2"]).await?;
    scene.only_text("SUBSCRIBE", "SUBSCRIBE ? ?");
    connection.psubscribe("Xq7AsyncPattern*").await?;
    scene.only_text("PSUBSCRIBE", "PSUBSCRIBE ?");
    publish(&scene, "Xq7Async1", "Xq7Message")?;
    let message = loop {
        let push = receiver.recv().await.expect("a message");
        if push.kind == PushKind::Message {
            break push.data;
        }
    };
    assert_eq!(message[1], Value::BulkString(b"Xq7Message".to_vec()));
    assert!(scene.recorder.spans().is_empty());
    connection.unsubscribe(&["Xq7Async1", "Xq7Async2"]).await?;
    scene.only_text("UNSUBSCRIBE", "UNSUBSCRIBE ? ?");
    connection.punsubscribe("Xq7AsyncPattern*").await?;
    scene.only_text("PUNSUBSCRIBE", "PUNSUBSCRIBE ?");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn message_pushed_by_a_cluster_has_no_span() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<PushInfo>();
    let client = ClusterClient::builder(cluster.urls())
        .use_protocol(ProtocolVersion::RESP3)
        .push_sender(sender)
        .build()?;
    let mut connection = client.telemetry(&recorder.telemetry()).get_async_connection().await?;
    recorder.forget();
    let assert_only = |operation: &str, text: &str| {
        let span = only_span(&recorder);
        assert_eq!(span.attribute("db.operation.name"), Some(operation));
        assert_eq!(span.attribute("db.query.text"), Some(text));
        assert_eq!(span.status, Status::Unset);
    };
    connection.subscribe("Xq7Channel").await?;
    assert_only("SUBSCRIBE", "SUBSCRIBE ?");
    connection.psubscribe(&["Xq7Pattern*", "Xq7Other*"]).await?;
    assert_only("PSUBSCRIBE", "PSUBSCRIBE ? ?");
    connection.ssubscribe("Xq7Shard").await?;
    assert_only("SSUBSCRIBE", "SSUBSCRIBE ?");
    for (publish, channel, kind) in [
        ("PUBLISH", "Xq7Channel", PushKind::Message),
        ("PUBLISH", "Xq7Pattern1", PushKind::PMessage),
        ("SPUBLISH", "Xq7Shard", PushKind::SMessage),
    ] {
        cmd(publish).arg(channel).arg("Xq7Message").exec_async(&mut connection).await?;
        assert_only(publish, &format!("{publish} ? ?"));
        let message = loop {
            let push = receiver.recv().await.expect("a message");
            if push.kind == kind {
                break push.data;
            }
        };
        assert_eq!(message.last(), Some(&Value::BulkString(b"Xq7Message".to_vec())));
        assert!(recorder.spans().is_empty(), "waiting is no call");
    }
    connection.unsubscribe("Xq7Channel").await?;
    assert_only("UNSUBSCRIBE", "UNSUBSCRIBE ?");
    connection.punsubscribe(&["Xq7Pattern*", "Xq7Other*"]).await?;
    assert_only("PUNSUBSCRIBE", "PUNSUBSCRIBE ? ?");
    connection.sunsubscribe("Xq7Shard").await?;
    assert_only("SUNSUBSCRIBE", "SUNSUBSCRIBE ?");
    recorder.assert_never_seen(&["Xq7"]);

    let plain = ClusterClient::new(cluster.urls())?.telemetry(&recorder.telemetry());
    let mut plain = plain.get_async_connection().await?;
    recorder.forget();
    plain.subscribe("Xq7Channel").await.expect_err("the old protocol has no pushes");
    assert_eq!(only_span(&recorder).attribute("error.type"), Some("configuration"));
    recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn multiplexed_subscription_over_resp2_fails_as_the_driver_does() {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let traced = connection.subscribe("subscriptions:old").await.expect_err("no pushes");
    let span = scene.only_span();
    assert_eq!(span.attribute("error.type"), Some("configuration"));
    let mut plain = connection.into_inner();
    assert_eq!(traced, plain.subscribe("subscriptions:old").await.expect_err("no pushes"));
}

#[tokio::test]
async fn asynchronous_subscription_records_only_its_commands() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut subscriber = scene.client.get_async_pubsub().await?;
    scene.only("CONNECT", &[]);
    subscriber.subscribe(&["Xq7Stream", "Xq7Stream2"]).await?;
    scene.only_text("SUBSCRIBE", "SUBSCRIBE ? ?");
    subscriber.psubscribe("Xq7Stream:*").await?;
    scene.only_text("PSUBSCRIBE", "PSUBSCRIBE ?");
    let _: Value = subscriber.ping().await?;
    scene.only_text("PING", "PING");
    publish(&scene, "Xq7Stream", "Xq7Message")?;
    let message = subscriber.on_message().next().await.expect("a message");
    assert_eq!(message.get_payload::<String>()?, "Xq7Message");
    let (mut sink, mut stream) = subscriber.split();
    publish(&scene, "Xq7Stream:a", "Xq7Other")?;
    assert_eq!(stream.next().await.expect("a message").get_payload::<String>()?, "Xq7Other");
    assert!(scene.recorder.spans().is_empty());
    sink.unsubscribe(&["Xq7Stream", "Xq7Stream2"]).await?;
    scene.only_text("UNSUBSCRIBE", "UNSUBSCRIBE ? ?");
    sink.punsubscribe("Xq7Stream:*").await?;
    scene.only_text("PUNSUBSCRIBE", "PUNSUBSCRIBE ?");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn monitored_command_has_no_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut monitor = scene.client.get_async_monitor().await?;
    scene.only("CONNECT", &[]);
    let mut seen = monitor.on_message::<String>();
    cmd("ECHO").arg("Xq7Monitored").exec(&mut scene.plain())?;
    while !seen.next().await.expect("a line").contains("Xq7Monitored") {}
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}
