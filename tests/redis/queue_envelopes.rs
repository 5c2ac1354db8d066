//! Messages in lists and channels: what is on the wire, and whose trace a message continues.

use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::SpanKind;
use opentelemetry::{Context, KeyValue};
use redis_trace::queue::{Envelope, Envelopes, Relation};
use redis_trace::{Commands as _, RedisResult};

use crate::queue::{Refused, traceparent};
use crate::scene::{Scene, only_span};

const PAYLOAD: &str = "Xq7 \"quoted\" \u{1F980}\n{\"payload\":\"inner\"}";

#[tokio::test]
async fn envelope_in_a_list_carries_the_context_of_send() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let envelopes = Envelopes::of_list(&connection, "envelopes:list");
    assert_eq!(envelopes.send(&mut connection, PAYLOAD)?, 1);
    let send = only_span(&scene.recorder);
    assert_eq!((send.name.as_str(), &send.kind), ("send envelopes:list", &SpanKind::Producer));
    let message: Vec<u8> = connection.rpop("envelopes:list", None)?;
    scene.recorder.forget();
    let written = String::from_utf8(message.clone()).expect("JSON");
    assert!(written.contains(&format!("\"traceparent\":\"{}\"", traceparent(&send))), "{written}");

    let envelope = Envelope::open(&message);
    assert_eq!(envelope.payload(), PAYLOAD.as_bytes());
    envelopes.handle(&envelope, || Ok::<_, Refused>(())).expect("handled");
    let process = only_span(&scene.recorder);
    assert_eq!((process.name.as_str(), &process.kind), ("process envelopes:list", &SpanKind::Consumer));
    assert_eq!(process.links, [(send.trace, send.id)]);
    assert_ne!(process.trace, send.trace);
    scene.recorder.assert_never_seen(&["Xq7"]);
    assert!(!format!("{envelope:?} {envelopes:?}").contains("Xq7"));
    Ok(())
}

#[tokio::test]
async fn envelope_in_a_channel_continues_the_trace_on_request() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut subscriber = scene.connection();
    let mut subscription = subscriber.as_pubsub();
    subscription.subscribe("envelopes:channel")?;
    let mut publisher = scene.multiplexed().await;
    let envelopes = Envelopes::of_channel(&publisher, "envelopes:channel").relation(Relation::Parent);
    assert_eq!(envelopes.send_async(&mut publisher, PAYLOAD).await?, 1);
    let send = only_span(&scene.recorder);
    let message = subscription.get_message()?;
    let envelope = Envelope::open(message.get_payload_bytes());
    assert_eq!(envelope.payload(), PAYLOAD.as_bytes());
    envelopes.handle_async(&envelope, async { Err::<(), _>(Refused) }).await.expect_err("refused");
    let process = only_span(&scene.recorder);
    assert_eq!((process.trace, process.parent), (send.trace, send.id));
    assert_eq!(process.attribute("error.type"), Some(std::any::type_name::<Refused>()));
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn payload_without_an_envelope_is_sent_and_handled_as_it_is() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let () = connection.lpush("envelopes:plain", PAYLOAD)?;
    let message: Vec<u8> = connection.rpop("envelopes:plain", None)?;
    assert_eq!(message, PAYLOAD.as_bytes());
    scene.recorder.forget();
    let envelopes = Envelopes::of_list(&connection, "envelopes:plain");
    let envelope = Envelope::open(&message);
    let payload = envelopes.handle(&envelope, || Ok::<_, Refused>(envelope.payload().to_owned()));
    assert_eq!(payload.expect("handled"), PAYLOAD.as_bytes());
    assert!(only_span(&scene.recorder).links.is_empty());
    Ok(())
}

#[tokio::test]
async fn baggage_travels_in_an_envelope_on_request() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let envelopes = Envelopes::of_list(&connection, "envelopes:baggage");
    let caller = Context::new().with_baggage([KeyValue::new("tenant", "Xq7")]);
    {
        let _entered = caller.attach();
        envelopes.send(&mut connection, "1")?;
        envelopes.clone().baggage(true).send(&mut connection, "2")?;
    }
    let inside = || Ok::<_, Refused>(Context::current().baggage().get("tenant").map(ToString::to_string));
    let asking = envelopes.clone().baggage(true);
    let mut found = Vec::new();
    for payload in ["1", "2"] {
        let message: Vec<u8> = connection.rpop("envelopes:baggage", None)?;
        let envelope = Envelope::open(&message);
        assert_eq!(envelope.payload(), payload.as_bytes());
        found.push(envelopes.handle(&envelope, inside).expect("handled"));
        found.push(asking.handle(&envelope, inside).expect("handled"));
    }
    assert_eq!(found, [None, None, None, Some("Xq7".to_owned())]);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}
