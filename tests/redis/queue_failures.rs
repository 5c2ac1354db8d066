//! Messages in streams: what happens to a message whose handler does not succeed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use db_semconv::Telemetry;
use db_trace_tests::{OtherProcess, poll_times};
use opentelemetry::Context;
use opentelemetry::trace::{SpanId, Status};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, Span, SpanData, SpanProcessor};
use redis_trace::queue::{Claim, Consumer, ProcessError, Producer, Receive, Relation};
use redis_trace::{Client, RedisResult, cmd};

use crate::queue::{Refused, only, pending, sides};
use crate::scene::{Scene, only_span};

fn all() -> Claim {
    Claim::idle_for(Duration::ZERO)
}

/// Receives a message and never returns from its handler.
fn never_ends(url: &str) -> ! {
    let mut connection = Client::open(url).expect("a URL").get_connection().expect("a connection");
    let consumer = Consumer::new(&connection, "queue:killed", "group", "killed");
    let message = only(consumer.receive(&mut connection, &Receive::new()).expect("messages"));
    consumer
        .handle(&message, || -> Result<(), Refused> {
            OtherProcess::is_processing();
            loop {
                std::thread::park();
            }
        })
        .expect("it never ends");
    unreachable!()
}

#[test]
fn message_of_a_killed_consumer_is_claimed_by_another_process_in_a_new_trace() -> RedisResult<()> {
    if let Some(url) = OtherProcess::url() {
        never_ends(&url);
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let scene = runtime.block_on(Scene::new());
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:killed");
    let consumer = consumer.relation(Relation::Parent);
    let id = producer.send(&mut connection, &[("job", "Xq7")])?;
    let send = only_span(&scene.recorder);

    let name = "queue_failures::message_of_a_killed_consumer_is_claimed_by_another_process_in_a_new_trace";
    drop(OtherProcess::start(name, scene.server.url()));

    assert!(consumer.receive(&mut connection, &Receive::new())?.is_empty(), "it is no new message");
    assert_eq!(pending(&scene, "queue:killed"), 1);
    let claimed = consumer.claim(&mut connection, &all())?;
    let message = only(claimed.messages);
    assert_eq!((message.id(), message.is_redelivered(), message.deliveries()), (id.as_str(), true, Some(2)));
    consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
    assert_eq!(pending(&scene, "queue:killed"), 0);
    let process = scene.recorder.span("process queue:killed");
    assert_eq!((process.parent, process.links.as_slice()), (SpanId::INVALID, &[(send.trace, send.id)][..]));
    assert_ne!(process.trace, send.trace, "a message that is delivered again is a new trace");
    assert_eq!(scene.recorder.names().len(), 3, "the claim is one span");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn message_whose_handler_fails_stays_pending() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:failed");
    producer.send(&mut connection, &[("job", "Xq7")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    scene.recorder.forget();
    let handler = || Err::<(), _>(message.get::<String>("job").expect("a text"));
    let error = consumer.process(&mut connection, &message, handler).expect_err("refused");
    assert!(matches!(error, ProcessError::Handler(job) if job == "Xq7"));
    let process = only_span(&scene.recorder);
    let class = "alloc::string::String";
    assert_eq!((process.attribute("error.type"), &process.status), (Some(class), &Status::error(class)));
    assert_eq!(pending(&scene, "queue:failed"), 1);
    // A consumer of the same name begins with what it did not acknowledge.
    let again = only(consumer.receive(&mut connection, &Receive::new().pending_after("0"))?);
    assert_eq!((again.id(), again.is_redelivered()), (message.id(), true));
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn message_whose_handler_panics_stays_pending() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:panics");
    producer.send(&mut connection, &[("job", "1")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    scene.recorder.forget();
    let handler = || -> Result<(), Refused> { panic!("Xq7 on purpose") };
    let run = || drop(consumer.process(&mut connection, &message, handler));
    catch_unwind(AssertUnwindSafe(run)).expect_err("the panic reaches the caller");
    let process = only_span(&scene.recorder);
    assert_eq!((process.attribute("error.type"), &process.status), (Some("panic"), &Status::error("panic")));
    assert_eq!(pending(&scene, "queue:panics"), 1);

    let mut asynchronous = scene.multiplexed().await;
    let task = async move {
        let handler = async {
            tokio::task::yield_now().await;
            panic!("Xq7 on purpose")
        };
        let _ = consumer.process_async::<(), Refused>(&mut asynchronous, &message, handler).await;
    };
    assert!(tokio::spawn(task).await.expect_err("it fails").is_panic());
    assert_eq!(only_span(&scene.recorder).attribute("error.type"), Some("panic"));
    assert_eq!(pending(&scene, "queue:panics"), 1);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn message_whose_future_is_dropped_stays_pending_until_it_is_acknowledged() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let (producer, consumer) = sides(&scene, &connection, "queue:dropped");
    producer.send_async(&mut connection, &[("job", "1")]).await?;
    let message = only(consumer.receive_async(&mut connection, &Receive::new()).await?);
    for times in 0..100 {
        scene.recorder.forget();
        let mut has_succeeded = false;
        let handler = async {
            tokio::task::yield_now().await;
            has_succeeded = true;
            Ok::<_, Refused>(())
        };
        let done =
            poll_times(times, consumer.process_async(&mut connection.clone(), &message, handler)).await;
        let spans = scene.recorder.spans();
        if done.is_some() {
            assert_eq!(spans.len(), 2);
            assert_eq!(pending(&scene, "queue:dropped"), 0);
            return Ok(());
        }
        let ends: Vec<_> =
            spans.iter().map(|span| (span.name.as_str(), span.attribute("dbtrace.outcome"))).collect();
        match times {
            0 => assert!(ends.is_empty()),
            _ if !has_succeeded => {
                assert_eq!(ends, [("process queue:dropped", Some("cancelled"))]);
                assert_eq!(pending(&scene, "queue:dropped"), 1);
            }
            _ => assert_eq!(
                ends,
                [("process queue:dropped", None), ("settle queue:dropped", Some("cancelled"))]
            ),
        }
    }
    panic!("it never ends");
}

#[tokio::test]
async fn poisoned_message_is_found_by_its_deliveries_and_stops_no_other() -> RedisResult<()> {
    const MOST_DELIVERIES: u64 = 3;
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let (producer, consumer) = sides(&scene, &connection, "queue:poisoned");
    let dead = Producer::new(&connection, "queue:poisoned:dead");
    let jobs = ["good", "Xq7poison", "good"].map(|job| [("job", job)]);
    producer.send_batch_async(&mut connection, &jobs).await?;
    let mut messages = consumer.receive_async(&mut connection, &Receive::new()).await?;
    let (mut good, mut deliveries) = (0, Vec::new());
    while !messages.is_empty() {
        for message in &messages {
            let job: String = message.get("job").expect("a text");
            if job == "Xq7poison" {
                deliveries.extend(message.deliveries());
                if message.deliveries() > Some(MOST_DELIVERIES) {
                    let fields: Vec<_> = message.fields().collect();
                    let fields: Vec<_> = fields.into_iter().map(|(field, _)| (field, job.as_str())).collect();
                    dead.send_async(&mut connection, &fields).await?;
                    consumer.acknowledge_async(&mut connection, &[message]).await?;
                    continue;
                }
            }
            let handler = async { if job == "good" { Ok(()) } else { Err(Refused) } };
            good += usize::from(consumer.process_async(&mut connection, message, handler).await.is_ok());
        }
        messages = consumer.claim_async(&mut connection, &all()).await?.messages;
    }
    assert_eq!((good, deliveries), (2, vec![1, 2, 3, 4]));
    assert_eq!(pending(&scene, "queue:poisoned"), 0);
    let kept: usize = cmd("XLEN").arg("queue:poisoned:dead").query_async(&mut connection).await?;
    assert_eq!(kept, 1);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn deleted_message_is_delivered_again_without_fields() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:deleted");
    let id = producer.send(&mut connection, &[("job", "1")])?;
    only(consumer.receive(&mut connection, &Receive::new())?);
    cmd("XDEL").arg("queue:deleted").arg(&id).exec(&mut connection)?;
    let message = only(consumer.receive(&mut connection, &Receive::new().pending_after("0"))?);
    assert!(message.is_deleted() && message.fields().next().is_none());
    let claimed = consumer.claim(&mut connection, &all())?;
    assert_eq!((claimed.messages.len(), claimed.deleted), (0, vec![id]));
    assert_eq!((claimed.next.as_str(), pending(&scene, "queue:deleted")), ("0-0", 0));
    Ok(())
}

#[tokio::test]
async fn failed_steps_have_the_servers_code_and_no_value() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let consumer = Consumer::new(&connection, "queue:no-group", "Xq7group", "consumer");
    consumer.receive(&mut connection, &Receive::new()).expect_err("no group");
    consumer.claim(&mut connection, &all()).expect_err("no group");
    let spans = scene.recorder.spans();
    assert_eq!(spans.len(), 2);
    for span in &spans {
        assert_eq!(
            (span.name.as_str(), span.attribute("error.type")),
            ("receive queue:no-group", Some("NOGROUP"))
        );
    }
    scene.recorder.forget();

    cmd("SET").arg("queue:text").arg("1").exec(&mut scene.plain())?;
    let producer = Producer::new(&connection, "queue:text");
    producer.send(&mut connection, &[("job", "Xq7")]).expect_err("no stream");
    assert_eq!(only_span(&scene.recorder).status, Status::error("WRONGTYPE"));
    let sent = producer.send_batch(&mut connection, &[[("job", "Xq7")], [("job", "Xq7")]])?;
    assert!(sent.len() == 2 && sent.iter().all(Result::is_err));
    assert_eq!(only_span(&scene.recorder).attribute("error.type"), Some("WRONGTYPE"));
    let points = scene.recorder.sums("messaging.client.sent.messages");
    assert_eq!(points.into_values().collect::<Vec<_>>(), [3]);
    scene.recorder.assert_never_seen(&["Xq7job"]);
    Ok(())
}

#[tokio::test]
async fn output_of_a_handler_is_returned_if_the_acknowledgement_fails() -> RedisResult<()> {
    let scene = Scene::own().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:lost");
    producer.send(&mut connection, &[("job", "1")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    scene.recorder.forget();
    let handler = || {
        scene.server.restart().expect("restarted");
        Ok::<_, Refused>(7)
    };
    let error = consumer.process(&mut connection, &message, handler).expect_err("the server is gone");
    assert!(matches!(error, ProcessError::NotAcknowledged { output: 7, .. }));
    let settle = scene.recorder.span("settle queue:lost");
    assert_eq!(settle.attribute("error.type"), Some("closed"));
    assert_eq!(scene.recorder.span("process queue:lost").status, Status::Unset);
    Ok(())
}

/// Panics at the end of each span.
#[derive(Debug)]
struct Panics;

impl SpanProcessor for Panics {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, _: SpanData) {
        panic!("the processor");
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[tokio::test]
async fn panic_of_a_processor_while_a_handler_panics_aborts_nothing() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:twice");
    producer.send(&mut connection, &[("job", "1")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    let provider = SdkTracerProvider::builder().with_span_processor(Panics).build();
    let telemetry = Telemetry::builder().tracer_provider(provider).enabled(true).build();
    let panicking = scene.client.clone().telemetry(&telemetry);
    let panicking = std::panic::catch_unwind(|| panicking.get_connection());
    assert!(panicking.is_err(), "outside of a panic it reaches the caller, as for a span by hand");
    let traced = redis_trace::Traced::from_driver(scene.plain(), &telemetry, &redis_trace::Target::new());
    let consumer_of_panics = Consumer::new(&traced, "queue:twice", "group", "consumer");
    let handler = || -> Result<(), Refused> { panic!("the handler") };
    let run = || consumer_of_panics.handle(&message, handler);
    let panic = catch_unwind(AssertUnwindSafe(run)).expect_err("the handler's panic");
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"the handler"));
    assert_eq!(pending(&scene, "queue:twice"), 1);
    assert!(consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).is_ok());
    Ok(())
}
