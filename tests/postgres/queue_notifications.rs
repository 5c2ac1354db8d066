//! Notifications: what is on the wire, and whose trace a message continues.

use std::future::poll_fn;
use std::pin::pin;

use db_semconv::Telemetry;
use db_trace_tests::Span;
use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::{FutureExt as _, SpanKind, Status};
use opentelemetry::{Context, KeyValue};
use pg_trace::queue::{Envelope, Envelopes, NotifyError, Relation};
use pg_trace::{AsyncMessage, Client, NoTls, Notification};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::queue_scene::{Refused, Scene, traceparent};

const PAYLOAD: &str = "Xq7 \"quoted\" \u{1F980}\n{\"payload\":\"inner\"}";

/// A client that listens to the channel `news`.
struct Listener {
    _client: Client,
    notifications: UnboundedReceiver<Notification>,
}

impl Listener {
    async fn new(scene: &Scene) -> Self {
        let mut config: pg_trace::Config = scene.url.parse().expect("a URL");
        let (client, mut connection) =
            config.telemetry(&Telemetry::disabled()).connect(NoTls).await.expect("a connection");
        let (sender, notifications) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(notification) = message {
                    let _ = sender.send(notification);
                }
            }
        });
        client.batch_execute("LISTEN news").await.expect("listening");
        Self { _client: client, notifications }
    }

    async fn next(&mut self) -> Notification {
        self.notifications.recv().await.expect("a notification")
    }
}

#[track_caller]
fn assert_send(scene: &Scene) -> Span {
    let send = scene.recorder.span("send news");
    scene.assert_step(&send, &SpanKind::Producer, &[]);
    send
}

#[tokio::test]
async fn notification_in_an_envelope_carries_the_context_of_send() -> Result<(), NotifyError> {
    let scene = Scene::new().await;
    let mut listener = Listener::new(&scene).await;
    let client = scene.client().await;
    let envelopes = Envelopes::of_channel(&client, "news");
    envelopes.send(&client, PAYLOAD).await?;
    let send = assert_send(&scene);
    assert_eq!(scene.recorder.names().len(), 1, "one call is one span");
    scene.recorder.forget();

    let notification = listener.next().await;
    let written = notification.payload();
    assert!(written.contains(&format!("\"traceparent\":\"{}\"", traceparent(&send))), "{written}");
    let envelope = Envelope::from(&notification);
    assert_eq!(envelope.payload(), PAYLOAD);
    let handler = async {
        tokio::task::yield_now().await;
        Ok::<_, Refused>(())
    };
    envelopes.handle(&envelope, handler).await.expect("handled");
    let process = scene.recorder.span("process news");
    scene.assert_step(&process, &SpanKind::Consumer, &[]);
    assert_eq!(process.links, [(send.trace, send.id)]);
    assert_ne!(process.trace, send.trace);
    scene.recorder.assert_never_seen(&["Xq7"]);
    assert!(!format!("{envelope:?} {envelopes:?}").contains("Xq7"));
    Ok(())
}

#[tokio::test]
async fn notification_continues_the_trace_on_request() -> Result<(), NotifyError> {
    let scene = Scene::new().await;
    let mut listener = Listener::new(&scene).await;
    let client = scene.client().await;
    let envelopes = Envelopes::of_channel(&client, "news").relation(Relation::Parent);
    envelopes.send(&client, PAYLOAD).await?;
    let send = assert_send(&scene);
    let notification = listener.next().await;
    let envelope = Envelope::from(&notification);
    envelopes.handle(&envelope, async { Err::<(), _>(Refused) }).await.expect_err("refused");
    let process = scene.recorder.span("process news");
    assert_eq!((process.trace, process.parent), (send.trace, send.id));
    let class = std::any::type_name::<Refused>();
    assert_eq!((process.attribute("error.type"), &process.status), (Some(class), &Status::error(class)));
    Ok(())
}

#[tokio::test]
async fn notification_of_a_transaction_is_delivered_when_it_commits() -> Result<(), NotifyError> {
    let scene = Scene::new().await;
    let mut listener = Listener::new(&scene).await;
    let mut client = scene.client().await;
    let envelopes = Envelopes::of_channel(&client, "news");
    let transaction = client.transaction().await?;
    envelopes.send(&transaction, "never").await?;
    transaction.rollback().await?;
    let transaction = client.transaction().await?;
    envelopes.send(&transaction, "once").await?;
    let long = "Xq7".repeat(4_000);
    envelopes.send(&transaction, &long).await.expect_err("too long");
    transaction.commit().await?;
    assert_eq!(Envelope::from(&listener.next().await).payload(), "once");
    Ok(())
}

#[tokio::test]
async fn payload_without_an_envelope_is_handled_as_it_is() -> Result<(), NotifyError> {
    let scene = Scene::new().await;
    let mut listener = Listener::new(&scene).await;
    let client = scene.client().await;
    let envelopes = Envelopes::of_channel(&client, "news");
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let foreign = format!(r#"{{"id": 7, "traceparent": "{parent}"}}"#);
    for payload in [PAYLOAD, "", &foreign] {
        client.execute("SELECT pg_notify('news', $1)", &[&payload]).await?;
        scene.recorder.forget();
        let notification = listener.next().await;
        let envelope = Envelope::from(&notification);
        assert_eq!(envelope.payload(), payload);
        envelopes.handle(&envelope, async { Ok::<_, Refused>(()) }).await.expect("handled");
        let links = scene.recorder.span("process news").links;
        assert_eq!(links.len(), usize::from(payload == foreign));
        assert!(links.iter().all(|(trace, _)| trace.to_string() == parent[3..35]));
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn notification_is_too_long_exactly_where_the_server_refuses_it() -> Result<(), NotifyError> {
    let scene = Scene::new().await;
    let mut listener = Listener::new(&scene).await;
    let client = scene.client().await;
    // The limit is the server's.
    let notify = async |length: usize| {
        scene.plain.execute("SELECT pg_notify('other', $1)", &[&"x".repeat(length)]).await
    };
    notify(7_999).await?;
    let error = notify(8_000).await.expect_err("too long");
    assert_eq!(error.code().map(pg_trace::error::SqlState::code), Some("22023"));

    let envelopes = Envelopes::of_channel(&client, "news");
    envelopes.send(&client, "").await?;
    let around = listener.next().await.payload().len();
    assert_eq!(around, 86, "as the page says");
    let longest = "x".repeat(7_999 - around);
    envelopes.send(&client, &longest).await?;
    let notification = listener.next().await;
    assert_eq!(notification.payload().len(), 7_999);
    assert_eq!(Envelope::from(&notification).payload(), longest);
    scene.recorder.forget();

    // A character of two bytes, and one that the envelope writes in two.
    for (end, bytes) in [("x", 8_000), ("\u{e9}", 8_001), ("\n", 8_001)] {
        let payload = format!("Xq7{}{end}", &longest[3..]);
        let error = envelopes.send(&client, &payload).await.expect_err("too long");
        assert!(matches!(error, NotifyError::TooLong { bytes: found } if found == bytes), "{error}");
        assert!(
            error.to_string().contains(&bytes.to_string()) && !format!("{error} {error:?}").contains("Xq7")
        );
        let send = scene.recorder.span("send news");
        assert_eq!(send.attribute("error.type"), Some("payload_too_long"));
        scene.recorder.forget();
    }
    envelopes.send(&client, "after").await?;
    assert_eq!(Envelope::from(&listener.next().await).payload(), "after", "nothing was sent in between");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn failed_notification_has_the_servers_code() -> Result<(), NotifyError> {
    let scene = Scene::new().await;
    let client = scene.client().await;
    let envelopes = Envelopes::of_channel(&client, "");
    let error = envelopes.send(&client, "Xq7").await.expect_err("no channel");
    let NotifyError::Database(error) = error else { panic!("{error}") };
    assert_eq!(error.code().map(pg_trace::error::SqlState::code), Some("22023"));
    assert_eq!(scene.recorder.spans()[0].attribute("error.type"), Some("22023"));
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn baggage_travels_in_an_envelope_on_request() -> Result<(), NotifyError> {
    let scene = Scene::new().await;
    let mut listener = Listener::new(&scene).await;
    let client = scene.client().await;
    let envelopes = Envelopes::of_channel(&client, "news");
    let asking = envelopes.clone().baggage(true);
    let caller = Context::new().with_baggage([KeyValue::new("tenant", "Xq7")]);
    envelopes.send(&client, "1").with_context(caller.clone()).await?;
    asking.send(&client, "2").with_context(caller).await?;
    let mut found = Vec::new();
    for payload in ["1", "2"] {
        let notification = listener.next().await;
        let envelope = Envelope::from(&notification);
        assert_eq!(envelope.payload(), payload);
        for envelopes in [&envelopes, &asking] {
            let handler = async {
                Ok::<_, Refused>(Context::current().baggage().get("tenant").map(ToString::to_string))
            };
            found.push(envelopes.handle(&envelope, handler).await.expect("handled"));
        }
    }
    assert_eq!(found, [None, None, None, Some("Xq7".to_owned())]);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn handler_of_a_notification_that_is_dropped_is_cancelled() {
    let scene = Scene::new().await;
    let client = scene.client().await;
    let envelopes = Envelopes::of_channel(&client, "news");
    let envelope = Envelope::open(PAYLOAD);
    {
        let handler = std::future::pending::<Result<(), Refused>>();
        let mut handling = pin!(envelopes.handle(&envelope, handler));
        assert!(futures_util::poll!(&mut handling).is_pending());
    }
    assert_eq!(scene.recorder.span("process news").attribute("dbtrace.outcome"), Some("cancelled"));
}
