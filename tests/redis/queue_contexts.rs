//! Messages in streams: whose trace a message continues.

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::{FutureExt as _, SpanId, SpanKind, TraceContextExt as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::Sampler;
use redis_trace::queue::{Receive, Relation};
use redis_trace::{Client, RedisResult};

use crate::queue::{Refused, only, sides, traceparent, wire};
use crate::scene::Scene;

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn single_message_continues_the_producers_trace_on_request() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let (producer, consumer) = sides(&scene, &connection, "queue:parent");
    let consumer = consumer.relation(Relation::Parent);
    producer.send_async(&mut connection, &[("job", "1")]).await?;
    let message = only(consumer.receive_async(&mut connection, &Receive::new()).await?);
    let ambient = scene.recorder.parent("ambient");
    let ambient_span = ambient.span().span_context().clone();
    let handler = async {
        let inside = Context::current().span().span_context().clone();
        redis_trace::cmd("PING").exec_async(&mut connection.clone()).await.expect("an answer");
        Ok::<_, Refused>(inside)
    };
    let process =
        consumer.process_async(&mut connection.clone(), &message, handler).with_context(ambient).await;
    let inside = process.expect("processed");
    let [send, process] =
        ["send", "process"].map(|step| scene.recorder.span(&format!("{step} queue:parent")));
    assert_eq!((process.trace, process.parent), (send.trace, send.id));
    assert_eq!(process.links, [(ambient_span.trace_id(), ambient_span.span_id())]);
    assert_eq!((inside.trace_id(), inside.span_id()), (process.trace, process.id));
    assert_eq!(scene.recorder.span(&format!("PING {}", scene.place())).parent, process.id);
    Ok(())
}

#[tokio::test]
async fn message_is_processed_under_the_current_span_with_a_link_by_default() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:ambient");
    producer.send(&mut connection, &[("job", "1")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    let ambient = scene.recorder.parent("ambient");
    let _entered = ambient.clone().attach();
    consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
    let [send, process] =
        ["send", "process"].map(|step| scene.recorder.span(&format!("{step} queue:ambient")));
    assert_eq!(process.parent, ambient.span().span_context().span_id());
    assert_eq!(process.links, [(send.trace, send.id)]);
    Ok(())
}

#[tokio::test]
async fn traceparent_of_the_caller_wins() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, _) = sides(&scene, &connection, "queue:given");
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    let given = [("traceparent", parent), ("tracestate", "a=1"), ("job", "1")];
    producer.send(&mut connection, &given)?;
    assert_eq!(wire(&scene, "queue:given"), fields(&given));
    let send = scene.recorder.span("send queue:given");
    assert_eq!(send.kind, SpanKind::Client, "the context of its messages is another");
    let links: Vec<_> =
        send.links.iter().map(|(trace, span)| (trace.to_string(), span.to_string())).collect();
    assert_eq!(links, [(parent[3..35].to_owned(), parent[36..52].to_owned())]);
    Ok(())
}

#[tokio::test]
async fn batch_carries_its_context_next_to_one_of_the_caller() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:mixed");
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    producer.send_batch(&mut connection, &[vec![("job", "1")], vec![("traceparent", parent)]])?;
    let send = scene.recorder.span("send queue:mixed");
    assert_eq!((send.kind, send.links.len()), (SpanKind::Producer, 1));
    let messages = consumer.receive(&mut connection, &Receive::new())?;
    let origins = messages.iter().map(|message| message.origin().expect("a span").span_id());
    assert_eq!(
        origins.collect::<Vec<_>>(),
        [send.id, SpanId::from_hex(&parent[36..52]).expect("an identity")]
    );
    Ok(())
}

#[tokio::test]
async fn send_without_a_span_passes_the_current_context_on() -> RedisResult<()> {
    let scene = Scene::new().await;
    // Nothing records here, as in a program without a provider.
    let client =
        Client::from_driver(scene.client.inner().clone(), &Telemetry::builder().enabled(true).build());
    let mut connection = client.get_connection()?;
    let (producer, _) = sides(&scene, &connection, "queue:none");
    producer.send(&mut connection, &[("job", "1")])?;
    assert_eq!(wire(&scene, "queue:none"), fields(&[("job", "1")]), "there is no context");

    let (producer, consumer) = sides(&scene, &connection, "queue:passed");
    let ambient = scene.recorder.parent("ambient");
    let span = ambient.span().span_context().clone();
    {
        let _entered = ambient.attach();
        producer.send(&mut connection, &[("job", "1")])?;
    }
    let parent = format!("00-{}-{}-01", span.trace_id(), span.span_id());
    assert_eq!(wire(&scene, "queue:passed"), fields(&[("job", "1"), ("traceparent", &parent)]));

    // Nor does the consumer record, and its handler still knows the trace.
    let consumer = consumer.relation(Relation::Parent);
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    let inside = || Ok::<_, Refused>(Context::current().span().span_context().span_id());
    assert_eq!(consumer.process(&mut connection, &message, inside).expect("processed"), span.span_id());

    // A job that queues itself again there would continue that trace without end.
    let mut sending = client.get_connection()?;
    let again = || producer.send(&mut sending, &[("job", "2")]);
    consumer.process(&mut connection, &message, again).expect("processed");
    assert!(only(consumer.receive(&mut connection, &Receive::new())?).origin().is_none());
    Ok(())
}

#[tokio::test]
async fn unsampled_message_says_so() -> RedisResult<()> {
    let scene = Scene::new().await;
    let unsampled = Recorder::with_sampler(Sampler::AlwaysOff);
    let client = Client::from_driver(scene.client.inner().clone(), &unsampled.telemetry());
    let mut connection = client.get_connection()?;
    let (producer, consumer) = sides(&scene, &connection, "queue:unsampled");
    producer.send(&mut connection, &[("job", "1")])?;
    let [_, (_, parent)] = <[_; 2]>::try_from(wire(&scene, "queue:unsampled")).expect("two fields");
    assert!(parent.ends_with("-00"), "{parent}");
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    assert!(!message.origin().expect("a span").is_sampled());
    assert!(unsampled.spans().is_empty());
    Ok(())
}

#[tokio::test]
async fn suppressed_steps_record_and_write_nothing() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:suppressed");
    let _caller = scene.recorder.parent("caller").attach();
    let _suppressed = Context::enter_telemetry_suppressed_scope();
    producer.send(&mut connection, &[("job", "1")])?;
    assert_eq!(wire(&scene, "queue:suppressed"), fields(&[("job", "1")]));
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
    assert!(scene.recorder.spans().is_empty());
    Ok(())
}

#[tokio::test]
async fn job_that_queues_itself_again_is_a_new_trace_with_a_link() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:itself");
    let (other, _) = sides(&scene, &connection, "queue:another");
    let consumer = consumer.relation(Relation::Parent);
    producer.send(&mut connection, &[("job", "1")])?;
    let mut previous = scene.recorder.span("send queue:itself");
    for _ in 0..3 {
        scene.recorder.forget();
        let message = only(consumer.receive(&mut connection, &Receive::new())?);
        let mut sending = scene.client.get_connection()?;
        let handler = || {
            other.send(&mut sending, &[("job", "1")])?;
            producer.send(&mut sending, &[("job", "1")])
        };
        consumer.process(&mut connection, &message, handler).expect("processed");
        let [again, another, process] = ["send queue:itself", "send queue:another", "process queue:itself"]
            .map(|name| scene.recorder.span(name));
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
async fn process_is_recorded_without_a_parent_where_calls_require_one() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.require_parent(true)).await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:required");
    producer.send(&mut connection, &[("job", "1")])?;
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
    assert_eq!(scene.recorder.names(), ["process queue:required", "settle queue:required"]);
    Ok(())
}

#[tokio::test]
async fn tracestate_travels_with_its_traceparent() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:state");
    let state = "vendor=1,other=2".parse().expect("a state");
    let recorder_parent = scene.recorder.parent("caller");
    let caller = recorder_parent.span().span_context().clone();
    let remote = opentelemetry::trace::SpanContext::new(
        caller.trace_id(),
        caller.span_id(),
        caller.trace_flags(),
        true,
        state,
    );
    {
        let _entered = Context::new().with_remote_span_context(remote).attach();
        producer.send(&mut connection, &[("job", "1")])?;
    }
    let send = scene.recorder.span("send queue:state");
    let expected = [("job", "1"), ("traceparent", &traceparent(&send)), ("tracestate", "vendor=1,other=2")];
    assert_eq!(wire(&scene, "queue:state"), fields(&expected));
    let message = only(consumer.receive(&mut connection, &Receive::new())?);
    assert_eq!(message.origin().expect("a span").trace_state().header(), "vendor=1,other=2");
    Ok(())
}

#[tokio::test]
async fn steps_inside_a_borrowed_context_are_recorded() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:borrowed");
    Context::map_current(|_| {
        producer.send(&mut connection, &[("job", "1")])?;
        let message = only(consumer.receive(&mut connection, &Receive::new())?);
        consumer.process(&mut connection, &message, || Ok::<_, Refused>(())).expect("processed");
        RedisResult::Ok(())
    })?;
    let steps = ["send", "receive", "process", "settle"].map(|step| format!("{step} queue:borrowed"));
    assert_eq!(scene.recorder.names(), steps);
    Ok(())
}

#[tokio::test]
async fn baggage_travels_on_request_of_both_sides() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (producer, consumer) = sides(&scene, &connection, "queue:baggage");
    let caller = Context::new().with_baggage([KeyValue::new("tenant", "Xq7 a,b")]);
    {
        let _entered = caller.attach();
        producer.send(&mut connection, &[("job", "1")])?;
        producer.clone().baggage(true).send(&mut connection, &[("job", "2")])?;
        producer.baggage(true).send(&mut connection, &[("job", "3"), ("baggage", "tenant=mine")])?;
    }
    let inside = || Ok::<_, Refused>(Context::current().baggage().get("tenant").map(ToString::to_string));
    let messages = consumer.receive(&mut connection, &Receive::new())?;
    let [without, with, given] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(without.fields().count(), 1);
    assert_eq!(with.get::<String>("baggage").expect("a field"), "tenant=Xq7%20a%2Cb");
    assert_eq!(given.get::<String>("baggage").expect("a field"), "tenant=mine");
    assert_eq!(consumer.handle(with, inside).expect("handled"), None, "nobody asked for it here");

    let consumer = consumer.baggage(true);
    let again = consumer.receive(&mut connection, &Receive::new().pending_after("0"))?;
    let found: Vec<_> =
        again.iter().map(|message| consumer.handle(message, inside).expect("handled")).collect();
    assert_eq!(found, [None, Some("Xq7 a,b".to_owned()), Some("mine".to_owned())]);
    assert!(again.iter().all(|message| message.fields().count() == 1), "it is no payload");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}
