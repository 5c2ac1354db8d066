//! Jobs in a table: whose trace a job continues.

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::{FutureExt as _, SpanId, SpanKind, TraceContextExt as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::Sampler;
use pg_trace::queue::{Consumer, Job, Producer, Receive, Received, Relation};
use pg_trace::{Client, Error, SessionContext};

use crate::client::connect_to;
use crate::queue_scene::{Refused, Scene, only, traceparent};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

/// Receives and processes the one job that is due.
async fn process(consumer: &Consumer, client: &mut Client) -> Context {
    let (transaction, message) = only(consumer, client).await;
    let handler = async { Ok::<_, Refused>(Context::current()) };
    let inside = consumer.process(&transaction, &message, handler).await.expect("processed");
    transaction.commit().await.expect("committed");
    inside
}

#[tokio::test]
async fn single_job_continues_the_producers_trace_on_request() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.relation(Relation::Parent);
    producer.send(&client, "1").await?;
    let (transaction, message) = only(&consumer, &mut client).await;
    let ambient = scene.recorder.parent("ambient");
    let ambient_span = ambient.span().span_context().clone();
    let handler = async {
        transaction.query_one("SELECT 1", &[]).await.expect("a row");
        Ok::<_, Refused>(Context::current().span().span_context().clone())
    };
    let processed = consumer.process(&transaction, &message, handler).with_context(ambient).await;
    let inside = processed.expect("processed");
    transaction.commit().await?;
    let [send, process] = ["send jobs", "process jobs"].map(|name| scene.recorder.span(name));
    assert_eq!((process.trace, process.parent), (send.trace, send.id));
    assert_eq!(process.links, [(ambient_span.trace_id(), ambient_span.span_id())]);
    assert_eq!((inside.trace_id(), inside.span_id()), (process.trace, process.id));
    assert_eq!(scene.recorder.span("SELECT").parent, process.id);
    Ok(())
}

#[tokio::test]
async fn job_is_processed_under_the_current_span_with_a_link_by_default() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    producer.send(&client, "1").await?;
    let ambient = scene.recorder.parent("ambient");
    process(&consumer, &mut client).with_context(ambient.clone()).await;
    let [send, process] = ["send jobs", "process jobs"].map(|name| scene.recorder.span(name));
    assert_eq!(process.parent, ambient.span().span_context().span_id());
    assert_eq!(process.links, [(send.trace, send.id)]);
    Ok(())
}

#[tokio::test]
async fn retried_job_is_a_new_trace_with_a_link_also_on_request_of_the_parent() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.relation(Relation::Parent);
    producer.send(&client, "1").await?;
    let send = scene.recorder.span("send jobs");
    let mut traces = vec![send.trace];
    for delivery in 1..=3 {
        let (transaction, message) = only(&consumer, &mut client).await;
        assert_eq!((message.deliveries(), message.is_redelivered()), (delivery, delivery > 1));
        scene.recorder.forget();
        let handler = async { Ok::<_, Refused>(()) };
        consumer.handle(&message, handler).await.expect("handled");
        assert!(consumer.retry(&transaction, &message, std::time::Duration::ZERO).await?);
        transaction.commit().await?;
        scene.pass_a_second().await;
        let process = scene.recorder.span("process jobs");
        if delivery > 1 {
            assert_eq!(
                (process.parent, process.links.as_slice()),
                (SpanId::INVALID, &[(send.trace, send.id)][..])
            );
            assert!(!traces.contains(&process.trace), "each retry is a trace of its own");
        } else {
            assert_eq!((process.trace, process.parent), (send.trace, send.id));
        }
        traces.push(process.trace);
    }
    Ok(())
}

#[tokio::test]
async fn job_that_queues_itself_again_is_a_new_trace_with_a_link() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.relation(Relation::Parent);
    scene.plain.batch_execute(&pg_trace::queue::JOBS_SQL.replace("jobs", "others")).await?;
    let other = Producer::new(&client, "others");
    producer.send(&client, "1").await?;
    let mut previous = scene.recorder.span("send jobs");
    for _ in 0..3 {
        scene.recorder.forget();
        let (transaction, message) = only(&consumer, &mut client).await;
        let handler = async {
            other.send(&transaction, "1").await?;
            producer.send(&transaction, "1").await
        };
        consumer.process(&transaction, &message, handler).await.expect("processed");
        transaction.commit().await?;
        let [again, another, process] =
            ["send jobs", "send others", "process jobs"].map(|name| scene.recorder.span(name));
        assert_eq!((process.trace, process.parent), (previous.trace, previous.id));
        assert_eq!((another.trace, another.parent), (process.trace, process.id), "another queue");
        assert_eq!(
            (again.parent, again.links.as_slice()),
            (SpanId::INVALID, &[(process.trace, process.id)][..])
        );
        assert_ne!(again.trace, process.trace);
        previous = again;
    }
    Ok(())
}

#[tokio::test]
async fn table_of_the_same_name_in_another_database_is_another_queue() -> Result<(), Error> {
    let (scene, other) = (Scene::new().await, Scene::new().await);
    let (mut client, producer, consumer) = scene.sides().await;
    let elsewhere = connect_to(&other.url, scene.recorder.telemetry()).await;
    scene.recorder.forget();
    producer.send(&client, "1").await?;
    scene.recorder.forget();
    let (transaction, message) = only(&consumer, &mut client).await;
    let forward = Producer::new(&elsewhere, "jobs");
    consumer.process(&transaction, &message, forward.send(&elsewhere, "1")).await.expect("processed");
    transaction.commit().await?;
    let [send, process] = ["send jobs", "process jobs"].map(|name| scene.recorder.span(name));
    assert_eq!((send.trace, send.parent), (process.trace, process.id));
    Ok(())
}

#[tokio::test]
async fn context_of_the_caller_wins() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (client, producer, _) = scene.sides().await;
    let producer = producer.baggage(true);
    let job = Job::new("1").traceparent(PARENT).tracestate("a=1").baggage("b=2");
    let id = producer.send(&client, job).await?;
    assert_eq!(scene.context(id).await, [PARENT, "a=1", "b=2"].map(|text| Some(text.to_owned())));
    let send = scene.recorder.span("send jobs");
    assert_eq!(send.kind, SpanKind::Client, "the context of its job is another");
    let links: Vec<_> =
        send.links.iter().map(|(trace, span)| (trace.to_string(), span.to_string())).collect();
    assert_eq!(links, [(PARENT[3..35].to_owned(), PARENT[36..52].to_owned())]);
    scene.recorder.forget();

    let ids = producer.send_batch(&client, &[Job::new("1"), Job::new("2").traceparent(PARENT)]).await?;
    let send = scene.recorder.span("send jobs");
    assert_eq!((&send.kind, send.links.len()), (&SpanKind::Producer, 1));
    assert_eq!(scene.context(ids[0]).await[0], Some(traceparent(&send)));
    assert_eq!(scene.context(ids[1]).await[0].as_deref(), Some(PARENT));
    Ok(())
}

#[tokio::test]
async fn tracestate_travels_with_its_traceparent() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let caller = scene.recorder.parent("caller").span().span_context().clone();
    let state = "vendor=1,other=2".parse().expect("a state");
    let (trace, span, flags) = (caller.trace_id(), caller.span_id(), caller.trace_flags());
    let remote = opentelemetry::trace::SpanContext::new(trace, span, flags, true, state);
    let context = Context::new().with_remote_span_context(remote);
    let id = producer.send(&client, "1").with_context(context).await?;
    let send = scene.recorder.span("send jobs");
    assert_eq!(
        scene.context(id).await,
        [Some(traceparent(&send)), Some("vendor=1,other=2".to_owned()), None]
    );
    let (transaction, message) = only(&consumer, &mut client).await;
    assert_eq!(message.origin().expect("a span").trace_state().header(), "vendor=1,other=2");
    transaction.rollback().await
}

#[tokio::test]
async fn send_without_a_span_passes_the_current_context_on() -> Result<(), Error> {
    let scene = Scene::new().await;
    // Nothing records here, as in a program without a provider.
    let mut client = connect_to(&scene.url, Telemetry::builder().enabled(true).build()).await;
    let (producer, consumer) = (Producer::new(&client, "jobs"), Consumer::new(&client, "jobs"));
    let id = producer.send(&client, "1").await?;
    assert_eq!(scene.context(id).await[0], None, "there is no context");
    // A consumer without a provider processes it all the same.
    assert!(!process(&consumer, &mut client).await.span().span_context().is_valid());

    let ambient = scene.recorder.parent("ambient");
    let span = ambient.span().span_context().clone();
    let id = producer.send(&client, "2").with_context(ambient).await?;
    let parent = format!("00-{}-{}-01", span.trace_id(), span.span_id());
    assert_eq!(scene.context(id).await[0], Some(parent));

    // The handler still knows the trace, and a job that queues itself again does not continue it without an end.
    let consumer = consumer.relation(Relation::Parent);
    let (transaction, message) = only(&consumer, &mut client).await;
    let handler = async {
        assert_eq!(Context::current().span().span_context().span_id(), span.span_id());
        producer.send(&transaction, "3").await
    };
    let again = consumer.process(&transaction, &message, handler).await.expect("processed");
    transaction.commit().await?;
    assert_eq!(scene.context(again).await[0], None);
    assert!(scene.recorder.names().iter().all(|name| name == "ambient"), "nothing else is recorded");
    Ok(())
}

#[tokio::test]
async fn job_of_a_producer_without_a_span_is_processed_as_a_trace_of_its_own() -> Result<(), Error> {
    let scene = Scene::new().await;
    let quiet = connect_to(&scene.url, Telemetry::builder().enabled(true).build()).await;
    let (mut client, _, consumer) = scene.sides().await;
    Producer::new(&quiet, "jobs").send(&quiet, "1").await?;
    process(&consumer.relation(Relation::Parent), &mut client).await;
    let process = scene.recorder.span("process jobs");
    assert_eq!((process.parent, process.links.len()), (SpanId::INVALID, 0));
    Ok(())
}

#[tokio::test]
async fn unsampled_job_says_so() -> Result<(), Error> {
    let scene = Scene::new().await;
    let unsampled = Recorder::with_sampler(Sampler::AlwaysOff);
    let mut client = connect_to(&scene.url, unsampled.telemetry()).await;
    let id = Producer::new(&client, "jobs").send(&client, "1").await?;
    let [parent, ..] = scene.context(id).await;
    assert!(parent.expect("a context").ends_with("-00"));
    let (transaction, message) = only(&Consumer::new(&client, "jobs"), &mut client).await;
    assert!(!message.origin().expect("a span").is_sampled());
    transaction.rollback().await?;
    assert!(unsampled.spans().is_empty());
    Ok(())
}

#[tokio::test]
async fn suppressed_steps_record_and_write_nothing() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let suppressed = scene.recorder.parent("caller").with_telemetry_suppressed();
    let id = producer.send(&client, "1").with_context(suppressed.clone()).await?;
    assert_eq!(scene.context(id).await, [const { None }; 3]);
    process(&consumer, &mut client).with_context(suppressed).await;
    assert_eq!(scene.jobs().await, 0);
    assert!(scene.recorder.names().iter().all(|name| name == "caller"));
    Ok(())
}

#[tokio::test]
async fn process_is_recorded_without_a_parent_where_calls_require_one() -> Result<(), Error> {
    let scene = Scene::with(|builder| builder.require_parent(true)).await;
    let (mut client, producer, consumer) = scene.sides().await;
    producer.send(&client, "1").await?;
    process(&consumer, &mut client).await;
    assert_eq!(scene.recorder.names(), ["process jobs", "settle jobs"]);
    Ok(())
}

#[tokio::test]
async fn baggage_travels_on_request_of_both_sides() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let caller = Context::new().with_baggage([KeyValue::new("tenant", "Xq7 a,b")]);
    let without = producer.send(&client, "1").with_context(caller.clone()).await?;
    let producer = producer.baggage(true);
    let with = producer.send(&client, "2").with_context(caller).await?;
    assert_eq!(scene.context(without).await[2], None);
    assert_eq!(scene.context(with).await[2].as_deref(), Some("tenant=Xq7%20a%2Cb"));
    let asking = consumer.clone().baggage(true);
    let received = consumer.receive(&mut client, &Receive::new().count(10)).await?.expect("jobs");
    let Received { transaction, messages } = received;
    let mut found = Vec::new();
    for consumer in [&consumer, &asking] {
        for message in &messages {
            let handler = async {
                Ok::<_, Refused>(Context::current().baggage().get("tenant").map(ToString::to_string))
            };
            found.push(consumer.handle(message, handler).await.expect("handled"));
        }
    }
    assert_eq!(found, [None, None, None, Some("Xq7 a,b".to_owned())]);
    transaction.rollback().await?;
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn statement_of_each_step_has_the_context_in_its_session() -> Result<(), Error> {
    let scene = Scene::with(|builder| builder.session_context(SessionContext::ApplicationName)).await;
    let (mut client, producer, consumer) = scene.sides().await;
    let column = "ALTER TABLE jobs ADD COLUMN name text DEFAULT current_setting('application_name')";
    scene.plain.batch_execute(column).await?;
    let name = async |driver: &tokio_postgres::Client| -> Result<String, Error> {
        Ok(driver.query_one("SELECT current_setting('application_name')", &[]).await?.get(0))
    };
    let configured = name(client.inner()).await?;
    let id = producer.send(&client, "1").await?;
    let send = traceparent(&scene.recorder.span("send jobs"));
    let row = scene.plain.query_one("SELECT name FROM jobs WHERE id = $1", &[&id]).await?;
    assert_eq!(row.get::<_, String>(0), send);

    // It has no span before it knows that there is a job, and then it is not that of another call.
    let (transaction, message) = only(&consumer, &mut client).await;
    assert_eq!(name(transaction.client().inner()).await?, configured);
    consumer.process(&transaction, &message, async { Ok::<_, Refused>(()) }).await.expect("processed");
    let settle = traceparent(&scene.recorder.span("settle jobs"));
    assert_eq!(name(transaction.client().inner()).await?, settle);
    transaction.commit().await?;
    assert!(consumer.receive(&mut client, &Receive::new()).await?.is_none());
    assert_eq!(name(client.inner()).await?, configured);
    Ok(())
}
