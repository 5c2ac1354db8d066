//! Messages in streams: the spans and metrics of each step, and what is on the wire.

use std::collections::BTreeMap;

use db_trace_tests::{Recorder, Span};
use opentelemetry::trace::{SpanId, SpanKind, Status};
use redis_trace::aio::ConnectionManager;
use redis_trace::queue::{Consumer, Message, Producer, Receive, TracedConnection};
use redis_trace::{RedisResult, Value};

use crate::scene::{Scene, all_attributes};

/// An error of a handler that shows a value.
#[derive(Debug)]
pub(crate) struct Refused;

/// The fields of the only entry of a stream, as the server has them.
pub(crate) fn wire(scene: &Scene, stream: &str) -> Vec<(String, String)> {
    let entries: Vec<(String, Vec<(String, String)>)> =
        redis::cmd("XRANGE").arg(stream).arg("-").arg("+").query(&mut scene.plain()).expect("entries");
    let [(_, fields)] = entries.as_slice() else { panic!("not one entry: {entries:?}") };
    fields.clone()
}

pub(crate) fn traceparent(span: &Span) -> String {
    format!("00-{}-{}-01", span.trace, span.id)
}

/// How many messages of the group `group` are not acknowledged.
pub(crate) fn pending(scene: &Scene, stream: &str) -> i64 {
    let summary: Vec<redis::Value> =
        redis::cmd("XPENDING").arg(stream).arg("group").query(&mut scene.plain()).expect("a summary");
    redis::from_redis_value_ref(&summary[0]).expect("a number")
}

/// Makes the group `group` of a new stream and returns the two sides of it.
pub(crate) fn sides(scene: &Scene, connection: &impl TracedConnection, stream: &str) -> (Producer, Consumer) {
    redis::cmd("XGROUP")
        .arg(&["CREATE", stream, "group", "0", "MKSTREAM"])
        .exec(&mut scene.plain())
        .expect("a group");
    (Producer::new(connection, stream), Consumer::new(connection, stream, "group", "consumer"))
}

#[track_caller]
pub(crate) fn only(messages: Vec<Message>) -> Message {
    let Ok([message]) = <[Message; 1]>::try_from(messages) else { panic!("not one message") };
    message
}

/// How many measurements each point of a histogram has.
fn counts(scene: &Scene, name: &str) -> BTreeMap<BTreeMap<String, String>, u64> {
    scene.recorder.seconds(name).into_iter().map(|point| (point.attributes, point.count)).collect()
}

#[track_caller]
fn assert_step(scene: &Scene, span: &Span, kind: &SpanKind, attributes: &[(&str, &str)]) {
    let (step, stream) = span.name.split_once(' ').expect("two words");
    assert_eq!((&span.kind, &span.status), (kind, &Status::Unset), "{step}");
    let port = scene.server.port().to_string();
    let mut expected: BTreeMap<_, _> = attributes.iter().copied().collect();
    expected.extend([
        ("messaging.system", "redis"),
        ("messaging.destination.name", stream),
        ("messaging.operation.name", step),
        ("messaging.operation.type", step),
        ("server.address", scene.server.host()),
        ("server.port", &port),
    ]);
    if step != "send" {
        expected.insert("messaging.consumer.group.name", "group");
    }
    assert_eq!(all_attributes(span), expected, "{step}");
}

/// The four spans of one message that was sent and processed by itself.
#[track_caller]
fn assert_one_message(scene: &Scene, stream: &str, id: &str) {
    assert_eq!(
        scene.recorder.names(),
        ["send", "receive", "process", "settle"].map(|step| format!("{step} {stream}"))
    );
    let spans = scene.recorder.spans();
    let [send, receive, process, settle] = spans.as_slice() else { unreachable!() };
    let id = [("messaging.message.id", id)];
    assert_step(scene, send, &SpanKind::Producer, &id);
    assert_step(scene, receive, &SpanKind::Client, &[("messaging.batch.message_count", "1")]);
    assert_step(scene, process, &SpanKind::Consumer, &id);
    assert_step(scene, settle, &SpanKind::Client, &id);

    let origin = (send.trace, send.id);
    assert!(send.links.is_empty());
    for span in [receive, process, settle] {
        assert_eq!(span.links, [origin], "{}", span.name);
        assert_ne!(span.trace, send.trace, "{}", span.name);
    }
    for span in [send, receive, process] {
        assert_eq!(span.parent, SpanId::INVALID, "{}", span.name);
    }
    assert_eq!((settle.trace, settle.parent), (process.trace, process.id));
    let fields = [("job", "Xq7payload".to_owned()), ("traceparent", traceparent(send))];
    assert_eq!(wire(scene, stream), fields.map(|(field, value)| (field.to_owned(), value)));
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn message_over_a_blocking_connection_has_four_spans_with_links() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:blocking");
    let id = producer.send(&mut connection, &[("job", "Xq7payload")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new().count(10))?);
    assert_eq!((message.id(), message.deliveries(), message.is_redelivered()), (id.as_str(), Some(1), false));
    assert_eq!(message.fields().count(), 1, "the context is no payload");
    assert_eq!(pending(&scene, "queue:blocking"), 1);
    let output = consumer
        .process(&mut connection, &message, || {
            Ok::<_, Refused>(message.get::<String>("job").expect("a text"))
        })
        .expect("processed");
    assert_eq!((output.as_str(), pending(&scene, "queue:blocking")), ("Xq7payload", 0));
    assert_one_message(&scene, "queue:blocking", &id);
    for debug in [format!("{message:?}"), format!("{producer:?}"), format!("{consumer:?}")] {
        assert!(!debug.contains("Xq7"), "{debug}");
    }
    Ok(())
}

#[tokio::test]
async fn message_over_asynchronous_connections_has_the_same_spans() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut multiplexed = scene.multiplexed().await;
    let mut manager = ConnectionManager::new(scene.client.clone()).await?;
    scene.recorder.forget();
    let (producer, consumer) = sides(&scene, &multiplexed, "queue:async");
    // Each future can be spawned.
    let sending = async move { producer.send_async(&mut manager, &[("job", "Xq7payload")]).await };
    let id = tokio::spawn(sending).await.expect("no panic")?;
    let working = async move {
        let message = only(consumer.receive_async(&mut multiplexed, &Receive::new()).await?);
        let handler = async {
            tokio::task::yield_now().await;
            Ok::<_, Refused>(message.get::<String>("job").expect("a text"))
        };
        RedisResult::Ok(consumer.process_async(&mut multiplexed, &message, handler).await.expect("processed"))
    };
    assert_eq!(tokio::spawn(working).await.expect("no panic")?, "Xq7payload");
    assert_one_message(&scene, "queue:async", &id);
    Ok(())
}

#[tokio::test]
async fn connection_of_each_pool_carries_messages() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pool = r2d2::Pool::builder().max_size(1).build(scene.client.clone()).expect("a pool");
    let mut connection = pool.get().expect("a connection");
    let (producer, consumer) = sides(&scene, &*connection, "queue:pools");
    producer.send(&mut *connection, &[("job", "1")])?;
    let pool = bb8::Pool::builder().max_size(1).build(scene.client.clone()).await.expect("a pool");
    let mut connection = pool.get().await.expect("a connection");
    let message = only(consumer.receive_async(&mut *connection, &Receive::new()).await?);
    assert_eq!(consumer.acknowledge_async(&mut *connection, &[&message]).await?, 1);
    assert_eq!(consumer.acknowledge_async(&mut *connection, &[&message]).await?, 0, "it is not pending");
    Ok(())
}

#[tokio::test]
async fn wait_without_a_message_records_nothing() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:empty");
    let wait = Receive::new().block(std::time::Duration::from_nanos(1));
    for receive in [&Receive::new(), &wait, &Receive::new().pending_after("0")] {
        assert!(consumer.receive(&mut connection, receive)?.is_empty());
    }
    let nothing: [[(&str, &str); 1]; 0] = [];
    assert!(producer.send_batch(&mut connection, &nothing)?.is_empty());
    assert_eq!(consumer.acknowledge(&mut connection, &[])?, 0);
    assert!(scene.recorder.spans().is_empty());
    assert!(counts(&scene, "messaging.client.operation.duration").is_empty());
    Ok(())
}

#[tokio::test]
async fn message_counts_and_durations_are_metrics_of_their_destination() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:metrics");
    let jobs = [[("job", "Xq7one")], [("job", "Xq7two")], [("job", "Xq7three")]];
    assert_eq!(producer.send_batch(&mut connection, &jobs)?.len(), 3);
    let messages = consumer.receive(&mut connection, &Receive::new())?;
    for message in &messages[..2] {
        consumer.handle(message, || Ok::<_, Refused>(())).expect("handled");
    }
    consumer.handle(&messages[2], || Err::<(), _>(Refused)).expect_err("refused");
    assert_eq!(consumer.acknowledge(&mut connection, &[&messages[0], &messages[1]])?, 2);

    let port = scene.server.port().to_string();
    let point = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let place = [
            ("messaging.system", "redis"),
            ("messaging.destination.name", "queue:metrics"),
            ("server.address", scene.server.host()),
            ("server.port", &port),
        ];
        place.iter().chain(pairs).map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    let group = ("messaging.consumer.group.name", "group");
    let name = |name| ("messaging.operation.name", name);
    let kind = |kind| ("messaging.operation.type", kind);
    let refused = ("error.type", std::any::type_name::<Refused>());
    let points = |name| counts(&scene, name);
    assert_eq!(
        scene.recorder.sums("messaging.client.sent.messages"),
        BTreeMap::from([(point(&[name("send")]), 3)])
    );
    let received = BTreeMap::from([(point(&[name("receive"), group]), 3)]);
    assert_eq!(scene.recorder.sums("messaging.client.consumed.messages"), received);
    let operations = BTreeMap::from([
        (point(&[name("send"), kind("send")]), 1),
        (point(&[name("receive"), kind("receive"), group]), 1),
        (point(&[name("settle"), kind("settle"), group]), 1),
    ]);
    assert_eq!(points("messaging.client.operation.duration"), operations);
    let processed = BTreeMap::from([
        (point(&[name("process"), group]), 2),
        (point(&[name("process"), group, refused]), 1),
    ]);
    assert_eq!(points("messaging.process.duration"), processed);
    assert!(points("db.client.operation.duration").len() <= 1, "only CONNECT is a database call");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn ten_thousand_messages_in_batches_are_processed_once_each() -> RedisResult<()> {
    const BATCH: usize = 1_000;
    const BATCHES: usize = 10;
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    connection.set_response_timeout(std::time::Duration::from_secs(60));
    let (producer, consumer) = sides(&scene, &connection, "queue:batches");
    for batch in 0..BATCHES {
        let jobs: Vec<_> = (0..BATCH).map(|job| [("job", format!("Xq7{}", batch * BATCH + job))]).collect();
        let ids = producer.send_batch_async(&mut connection, &jobs).await?;
        assert!(ids.len() == BATCH && ids.iter().all(Result::is_ok));
    }
    let mut jobs = Vec::new();
    loop {
        // The size of a batch is not that of the producer.
        let messages = consumer.receive_async(&mut connection, &Receive::new().count(2_500)).await?;
        if messages.is_empty() {
            break;
        }
        for message in &messages {
            let job = async { Ok::<_, Refused>(message.get::<String>("job").expect("a text")) };
            jobs.push(consumer.handle_async(message, job).await.expect("handled"));
        }
        let messages: Vec<_> = messages.iter().collect();
        assert_eq!(consumer.acknowledge_async(&mut connection, &messages).await?, 2_500);
    }
    let expected: Vec<_> = (0..BATCH * BATCHES).map(|job| format!("Xq7{job}")).collect();
    assert_eq!(jobs, expected);
    assert_eq!(pending(&scene, "queue:batches"), 0);

    let spans = scene.recorder.spans();
    let named = |step: &str| -> Vec<&Span> {
        spans.iter().filter(|span| span.name == format!("{step} queue:batches")).collect()
    };
    let (sent, received, processed) = (named("send"), named("receive"), named("process"));
    assert_eq!((sent.len(), received.len(), processed.len()), (BATCHES, 4, BATCH * BATCHES));
    assert_eq!(spans.len(), sent.len() + received.len() + processed.len() + named("settle").len());
    assert!(sent.iter().all(|span| span.attribute("messaging.batch.message_count") == Some("1000")));
    assert!(received.iter().all(|span| span.attribute("messaging.batch.message_count") == Some("2500")));
    // A link for each context, and not for each message.
    assert_eq!(received.iter().map(|span| span.links.len()).collect::<Vec<_>>(), [3, 3, 3, 3]);
    for (index, span) in processed.iter().enumerate() {
        let sent = sent[index / BATCH];
        assert_eq!(span.links, [(sent.trace, sent.id)]);
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn entries_of_other_programs_are_all_received() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (_, consumer) = sides(&scene, &connection, "queue:others");
    let mut plain = scene.plain();
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let add = |fields: &[&[u8]], plain: &mut redis::Connection| -> RedisResult<()> {
        redis::cmd("XADD").arg("queue:others").arg("*").arg(fields).exec(plain)
    };
    add(&[b"\xff\xfe", b"Xq7\xff"], &mut plain)?;
    add(&[b"traceparent", parent.as_bytes(), b"job", b"Xq7"], &mut plain)?;
    add(&[b"traceparent", b"Xq7 is none", b"tracestate", b"Xq7"], &mut plain)?;
    add(&[b"traceparent", b"", b"traceparent", parent.as_bytes()], &mut plain)?;
    let messages = consumer.receive(&mut connection, &Receive::new())?;
    let [binary, foreign, wrong, empty] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(binary.get::<Vec<u8>>(b"\xff\xfe").expect("bytes"), b"Xq7\xff");
    assert_eq!(foreign.origin().expect("a span").trace_id().to_string(), &parent[3..35]);
    assert_eq!(foreign.fields().collect::<Vec<_>>(), [(&b"job"[..], &Value::BulkString(b"Xq7".into()))]);
    assert!(wrong.origin().is_none() && empty.origin().is_none());
    assert_eq!((wrong.fields().count(), empty.fields().count()), (2, 2), "nothing is removed");
    for message in &messages {
        consumer.process(&mut connection, message, || Ok::<_, Refused>(())).expect("processed");
    }
    assert_eq!(pending(&scene, "queue:others"), 0);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn destination_of_masked_keys_is_masked_in_names_and_metrics() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.masked_keys(true)).await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:user:48151623");
    producer.send(&mut connection, &[("job", "1")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
    let steps = ["send", "receive", "process", "settle"].map(|step| format!("{step} queue:user:?"));
    assert_eq!(scene.recorder.names(), steps);
    scene.recorder.assert_never_seen(&["48151623"]);
    Ok(())
}

#[test]
fn queue_of_a_switched_off_client_writes_and_records_nothing() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let scene = runtime.block_on(Scene::with(|builder| builder.enabled(false)));
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:off");
    let parent = Recorder::new().parent("caller");
    let _entered = parent.attach();
    producer.send(&mut connection, &[("job", "1")]).expect("sent");
    assert_eq!(wire(&scene, "queue:off"), [("job".to_owned(), "1".to_owned())]);
    let message = only(consumer.receive(&mut connection, &Receive::new()).expect("received"));
    consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
    assert_eq!(pending(&scene, "queue:off"), 0);
    assert!(scene.recorder.spans().is_empty());
}
