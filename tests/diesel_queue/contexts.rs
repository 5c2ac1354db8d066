//! Whose trace a job continues.

use std::time::Duration;

use db_semconv::Telemetry;
use db_trace_tests::traceparent;
use diesel_trace::queue::{Consumer, Job, Producer, Relation};
use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::{FutureExt as _, SpanId, SpanKind, TraceContextExt as _};
use opentelemetry::{Context, KeyValue};

use crate::scene::{Scene, Then, on_both, only, process};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

on_both! {
    async fn job_is_processed_under_the_current_span_with_a_link_by_default<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        connection.send(&producer, "1".into()).await.expect("sent");
        let ambient = scene.recorder.parent("ambient");
        process(&consumer, &mut connection).with_context(ambient.clone()).await;
        let [send, process] = ["send jobs", "process jobs"].map(|name| scene.recorder.span(name));
        assert_eq!(process.parent, ambient.span().span_context().span_id());
        assert_eq!(process.links, [(send.trace, send.id)]);
    }

    async fn single_job_continues_the_producers_trace_on_request<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.relation(Relation::Parent);
        connection.send(&producer, "1".into()).await.expect("sent");
        let ambient = scene.recorder.parent("ambient");
        let ambient_span = ambient.span().span_context().clone();
        let done = connection.receive(&consumer, 1, Then::Process(&|_| Ok(Context::current()))).with_context(ambient).await;
        let done = done.expect("received").expect("a job");
        let Some(Ok(inside)) = &done[0].end else { panic!("not processed") };
        let inside = inside.span().span_context().clone();
        let [send, process] = ["send jobs", "process jobs"].map(|name| scene.recorder.span(name));
        assert_eq!((process.trace, process.parent), (send.trace, send.id));
        assert_eq!(process.links, [(ambient_span.trace_id(), ambient_span.span_id())]);
        assert_eq!((inside.trace_id(), inside.span_id()), (process.trace, process.id));
    }

    async fn retried_job_is_a_new_trace_with_a_link_also_on_request_of_the_parent<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.relation(Relation::Parent);
        connection.send(&producer, "1".into()).await.expect("sent");
        let send = scene.recorder.span("send jobs");
        let mut traces = vec![send.trace];
        for delivery in 1..=3 {
            scene.recorder.forget();
            let retry = Then::Retry(&|_| (), Duration::ZERO);
            let done = connection.receive(&consumer, 1, retry).await.expect("received").expect("a job");
            let message = &done[0].message;
            assert_eq!((message.deliveries(), message.is_redelivered()), (delivery, delivery > 1));
            scene.pass_a_second().await;
            let process = scene.recorder.span("process jobs");
            if delivery > 1 {
                let expected = (SpanId::INVALID, &[(send.trace, send.id)][..]);
                assert_eq!((process.parent, process.links.as_slice()), expected);
                assert!(!traces.contains(&process.trace), "each retry is a trace of its own");
            } else {
                assert_eq!((process.trace, process.parent), (send.trace, send.id));
            }
            traces.push(process.trace);
        }
    }

    async fn job_that_queues_itself_again_is_a_new_trace_with_a_link<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.relation(Relation::Parent);
        connection.send(&producer, "1".into()).await.expect("sent");
        let mut previous = scene.recorder.span("send jobs");
        for _ in 0..3 {
            scene.recorder.forget();
            connection.receive::<()>(&consumer, 1, Then::Send(&producer, "1")).await.expect("received").expect("a job");
            let [again, process] = ["send jobs", "process jobs"].map(|name| scene.recorder.span(name));
            assert_eq!((process.trace, process.parent), (previous.trace, previous.id));
            let expected = (SpanId::INVALID, &[(process.trace, process.id)][..]);
            assert_eq!((again.parent, again.links.as_slice()), expected);
            assert_ne!(again.trace, process.trace);
            previous = again;
        }
    }

    async fn context_of_the_caller_wins<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, _) = scene.sides::<C>().await;
        let producer = producer.baggage(true);
        let job = Job::new("1").traceparent(PARENT).tracestate("a=1").baggage("b=2");
        let id = connection.send(&producer, job).await.expect("sent");
        assert_eq!(scene.context(id).await, [PARENT, "a=1", "b=2"].map(|text| Some(text.to_owned())));
        let send = scene.recorder.span("send jobs");
        assert_eq!(send.kind, SpanKind::Client, "the context of its job is another");
        let links: Vec<_> = send.links.iter().map(|(trace, span)| (trace.to_string(), span.to_string())).collect();
        assert_eq!(links, [(PARENT[3..35].to_owned(), PARENT[36..52].to_owned())]);
        scene.recorder.forget();

        let jobs = [Job::new("1"), Job::new("2").traceparent(PARENT)];
        let ids = connection.send_batch(&producer, &jobs).await.expect("sent");
        let send = scene.recorder.span("send jobs");
        assert_eq!((&send.kind, send.links.len()), (&SpanKind::Producer, 1));
        assert_eq!(scene.context(ids[0]).await[0], Some(traceparent(&send)));
        assert_eq!(scene.context(ids[1]).await[0].as_deref(), Some(PARENT));
    }

    async fn producer_and_consumer_without_a_provider_pass_the_current_context_on<C>() {
        let scene = Scene::new().await;
        // Nothing records here, as in a program without a provider.
        let mut quiet = C::connect(&scene.url, &Telemetry::builder().enabled(true).build()).await;
        let (producer, consumer) = (Producer::new(&quiet, "jobs"), Consumer::new(&quiet, "jobs"));
        let id = quiet.send(&producer, "1".into()).await.expect("sent");
        assert_eq!(scene.context(id).await[0], None, "there is no context");
        let done = quiet.receive(&consumer, 1, Then::Process(&|_| Ok(Context::current()))).await.expect("received").expect("a job");
        assert!(matches!(&done[0].end, Some(Ok(inside)) if !inside.span().span_context().is_valid()));

        let ambient = scene.recorder.parent("ambient");
        let span = ambient.span().span_context().clone();
        let id = quiet.send(&producer, "2".into()).with_context(ambient).await.expect("sent");
        let parent = format!("00-{}-{}-01", span.trace_id(), span.span_id());
        assert_eq!(scene.context(id).await[0], Some(parent));
        assert_eq!(process(&consumer, &mut quiet).await, 1);
        assert!(scene.recorder.names().iter().all(|name| name == "ambient"), "nothing else is recorded");
    }

    async fn job_of_a_producer_without_a_span_is_processed_as_a_trace_of_its_own<C>() {
        let scene = Scene::new().await;
        let mut quiet = C::connect(&scene.url, &Telemetry::builder().enabled(true).build()).await;
        let (mut connection, _, consumer) = scene.sides::<C>().await;
        let producer = Producer::new(&quiet, "jobs");
        quiet.send(&producer, "1".into()).await.expect("sent");
        assert_eq!(process(&consumer.relation(Relation::Parent), &mut connection).await, 1);
        let process = scene.recorder.span("process jobs");
        assert_eq!((process.parent, process.links.len()), (SpanId::INVALID, 0));
    }

    async fn suppressed_steps_record_and_write_nothing<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let suppressed = scene.recorder.parent("caller").with_telemetry_suppressed();
        let id = connection.send(&producer, "1".into()).with_context(suppressed.clone()).await.expect("sent");
        assert_eq!(scene.context(id).await, [const { None }; 3]);
        assert_eq!(process(&consumer, &mut connection).with_context(suppressed).await, 1);
        assert_eq!(scene.jobs().await, 0);
        assert!(scene.recorder.names().iter().all(|name| name == "caller"));
    }

    async fn baggage_travels_on_request_of_both_sides<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let caller = Context::new().with_baggage([KeyValue::new("tenant", "Xq7 a,b")]);
        let without = connection.send(&producer, "1".into()).with_context(caller.clone()).await.expect("sent");
        let producer = producer.baggage(true);
        let with = connection.send(&producer, "2".into()).with_context(caller).await.expect("sent");
        assert_eq!(scene.context(without).await[2], None);
        assert_eq!(scene.context(with).await[2].as_deref(), Some("tenant=Xq7%20a%2Cb"));
        let found = |_: &_| Context::current().baggage().get("tenant").map(ToString::to_string);
        let mut values = Vec::new();
        for consumer in [&consumer, &consumer.clone().baggage(true)] {
            let retry = Then::Retry(&found, Duration::ZERO);
            let done = connection.receive(consumer, 10, retry).await.expect("received").expect("jobs");
            let mut done: Vec<_> = done.into_iter().map(|done| (done.message.id(), done.end)).collect();
            done.sort_unstable_by_key(|(id, _)| *id);
            values.extend(done.into_iter().map(|(_, end)| end.expect("handled").ok().flatten()));
            scene.pass_a_second().await;
        }
        assert_eq!(values, [None, None, None, Some("Xq7 a,b".to_owned())]);
        scene.recorder.assert_never_seen(&["Xq7"]);
    }

    async fn tracestate_travels_with_its_traceparent<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let caller = scene.recorder.parent("caller").span().span_context().clone();
        let state = "vendor=1,other=2".parse().expect("a state");
        let (trace, span, flags) = (caller.trace_id(), caller.span_id(), caller.trace_flags());
        let remote = opentelemetry::trace::SpanContext::new(trace, span, flags, true, state);
        let context = Context::new().with_remote_span_context(remote);
        let id = connection.send(&producer, "1".into()).with_context(context).await.expect("sent");
        let send = scene.recorder.span("send jobs");
        let expected = [Some(traceparent(&send)), Some("vendor=1,other=2".to_owned()), None];
        assert_eq!(scene.context(id).await, expected);
        let message = only(&consumer, &mut connection).await;
        assert_eq!(message.origin().expect("a span").trace_state().header(), "vendor=1,other=2");
    }
}
