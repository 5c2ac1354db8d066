//! Messages in streams of a cluster, and batches that fail in part.

use std::collections::BTreeMap;

use db_trace_tests::Recorder;
use opentelemetry::trace::{SpanKind, Status};
use redis_trace::cluster::ClusterClient;
use redis_trace::queue::{Claim, Consumer, Producer, Receive};
use redis_trace::{RedisResult, cmd};

use crate::cluster::cluster;
use crate::queue::{Refused, only, pending, sides};
use crate::scene::{Scene, only_span};

const STEPS: [&str; 4] = ["send", "receive", "process", "settle"];

async fn client(recorder: &Recorder) -> RedisResult<ClusterClient> {
    Ok(ClusterClient::new(cluster().await.urls())?.telemetry(&recorder.telemetry()))
}

/// The spans of one message, each at all nodes of the cluster.
#[track_caller]
fn assert_one_message(recorder: &Recorder, stream: &str) {
    assert_eq!(recorder.names(), STEPS.map(|step| format!("{step} {stream}")));
    let spans = recorder.spans();
    let send = &spans[0];
    assert_eq!(send.kind, SpanKind::Producer);
    for span in &spans {
        assert_eq!(span.status, Status::Unset, "{}", span.name);
        assert_eq!(span.attribute("messaging.destination.name"), Some(stream));
        assert_eq!(span.attribute("server.address").expect("nodes").split(',').count(), 3, "{}", span.name);
    }
    for span in &spans[1..] {
        assert_eq!(span.links, [(send.trace, send.id)], "{}", span.name);
    }
    recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn message_over_a_blocking_cluster_connection_has_four_spans_with_links() -> RedisResult<()> {
    let recorder = Recorder::new();
    let mut connection = client(&recorder).await?.get_connection()?;
    let stream = "queue:cluster:blocking";
    cmd("XGROUP").arg(&["CREATE", stream, "group", "0", "MKSTREAM"]).exec(&mut connection)?;
    recorder.forget();
    let producer = Producer::new(&connection, stream);
    let consumer = Consumer::new(&connection, stream, "group", "consumer");
    producer.send(&mut connection, &[("job", "Xq7")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
    assert_one_message(&recorder, stream);

    producer.send_batch(&mut connection, &[[("job", "Xq7")], [("job", "Xq7")]])?;
    consumer.receive(&mut connection, &Receive::new())?;
    let claimed = consumer.claim(&mut connection, &Claim::idle_for(std::time::Duration::ZERO))?;
    let deliveries: Vec<_> = claimed.messages.iter().map(redis_trace::queue::Message::deliveries).collect();
    assert_eq!(deliveries, [Some(2), Some(2)]);
    Ok(())
}

#[tokio::test]
async fn message_over_an_asynchronous_cluster_connection_has_the_same_spans() -> RedisResult<()> {
    let recorder = Recorder::new();
    let mut connection = client(&recorder).await?.get_async_connection().await?;
    let stream = "queue:cluster:async";
    cmd("XGROUP").arg(&["CREATE", stream, "group", "0", "MKSTREAM"]).exec_async(&mut connection).await?;
    recorder.forget();
    let producer = Producer::new(&connection, stream);
    let consumer = Consumer::new(&connection, stream, "group", "consumer");
    let working = async move {
        producer.send_async(&mut connection, &[("job", "Xq7")]).await?;
        let message = only(consumer.receive_async(&mut connection, &Receive::new()).await?);
        let handler = async { Ok::<_, Refused>(()) };
        consumer.process_async(&mut connection, &message, handler).await.expect("processed");
        RedisResult::Ok(())
    };
    tokio::spawn(working).await.expect("no panic")?;
    assert_one_message(&recorder, stream);
    Ok(())
}

#[tokio::test]
async fn batch_for_a_slot_that_has_moved_is_sent_once_to_its_new_node() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let client = client(&recorder).await?;
    let mut blocking = client.get_connection()?;
    let mut asynchronous = client.get_async_connection().await?;
    recorder.forget();
    // Both connections have the map from before.
    let stream = "{queue:cluster:moved}";
    let slot = cluster.slot_of(stream).expect("a slot");
    let owner = cluster.owner_of(slot).expect("an owner");
    cluster.migrate_slot(slot, owner, (owner + 1) % 3).expect("moved");
    let producer = Producer::new(&blocking, stream);
    let jobs = [[("job", "Xq7")], [("job", "Xq7")]];
    let ids = producer.send_batch(&mut blocking, &jobs)?;
    assert!(ids.len() == 2 && ids.iter().all(Result::is_ok), "{ids:?}");
    assert_eq!(only_span(&recorder).status, Status::Unset);
    let ids = producer.send_batch_async(&mut asynchronous, &jobs).await?;
    assert!(ids.len() == 2 && ids.iter().all(Result::is_ok), "{ids:?}");
    let length: usize = cmd("XLEN").arg(stream).query(&mut blocking)?;
    assert_eq!(length, 4);
    Ok(())
}

/// There is one identity left in a stream with this one.
const LAST: &str = "18446744073709551615-18446744073709551614";
const JOBS: [[(&str, &str); 1]; 3] = [[("job", "Xq7one")], [("job", "Xq7two")], [("job", "Xq7three")]];

/// The outcome of each message of `JOBS`, the one span of the batch, and the metric.
#[track_caller]
fn assert_fails_in_part(recorder: &Recorder, stream: &str, ids: &[RedisResult<String>]) {
    let outcomes: Vec<_> = ids.iter().map(Result::is_ok).collect();
    assert_eq!(outcomes, [true, false, false], "{ids:?}");
    let send = only_span(recorder);
    assert_eq!(send.status, Status::error("ERR"));
    assert_eq!(send.attribute("messaging.batch.message_count"), Some("3"));
    let counts: BTreeMap<_, _> = recorder
        .sums("messaging.client.sent.messages")
        .into_iter()
        .filter(|(attributes, _)| attributes["messaging.destination.name"] == stream)
        .map(|(attributes, count)| (attributes.get("error.type").cloned(), count))
        .collect();
    assert_eq!(counts, BTreeMap::from([(None, 1), (Some("ERR".to_owned()), 2)]));
    recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn batch_that_fails_in_part_returns_and_counts_the_outcome_of_each_message() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut blocking = scene.connection();
    let mut asynchronous = scene.multiplexed().await;
    for stream in ["queue:part:blocking", "queue:part:async"] {
        cmd("XADD").arg(&[stream, LAST, "job", "0"]).exec(&mut blocking)?;
        let producer = Producer::new(&blocking, stream);
        scene.recorder.forget();
        let ids = match stream {
            "queue:part:blocking" => producer.send_batch(&mut blocking, &JOBS)?,
            _ => producer.send_batch_async(&mut asynchronous, &JOBS).await?,
        };
        assert_fails_in_part(&scene.recorder, stream, &ids);
    }
    Ok(())
}

#[tokio::test]
async fn batch_that_fails_in_part_at_a_cluster_returns_the_outcome_of_each_message_too() -> RedisResult<()> {
    let recorder = Recorder::new();
    let client = client(&recorder).await?;
    let mut blocking = client.get_connection()?;
    let mut asynchronous = client.get_async_connection().await?;
    for stream in ["queue:cluster:part:blocking", "queue:cluster:part:async"] {
        cmd("XADD").arg(&[stream, LAST, "job", "0"]).exec(&mut blocking)?;
        let producer = Producer::new(&blocking, stream);
        recorder.forget();
        let ids = match stream {
            "queue:cluster:part:blocking" => producer.send_batch(&mut blocking, &JOBS)?,
            _ => producer.send_batch_async(&mut asynchronous, &JOBS).await?,
        };
        assert_fails_in_part(&recorder, stream, &ids);
    }
    Ok(())
}

#[tokio::test]
async fn batch_whose_connection_is_lost_is_an_outer_error_and_one_failed_span() -> RedisResult<()> {
    let scene = Scene::own().await;
    let mut connection = scene.connection();
    let producer = Producer::new(&connection, "queue:part:lost");
    scene.server.restart().expect("restarted");
    producer.send_batch(&mut connection, &JOBS).expect_err("no connection");
    assert_eq!(only_span(&scene.recorder).attribute("error.type"), Some("closed"));
    let counts = scene.recorder.sums("messaging.client.sent.messages");
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [3]);
    Ok(())
}

#[tokio::test]
async fn batch_that_fails_in_part_leaves_the_sent_messages_to_the_consumer() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:part:received");
    redis::cmd("XADD").arg(&["queue:part:received", LAST, "job", "0"]).exec(&mut scene.plain())?;
    let ids = producer.send_batch(&mut connection, &[[("job", "Xq7one")], [("job", "Xq7two")]])?;
    let messages = consumer.receive(&mut connection, &Receive::new())?;
    let id = ids[0].as_ref().expect("sent");
    assert_eq!((messages.len(), messages[1].id()), (2, id.as_str()));
    assert_eq!(consumer.acknowledge(&mut connection, &[&messages[0], &messages[1]])?, 2);
    assert_eq!(pending(&scene, "queue:part:received"), 0);
    Ok(())
}
