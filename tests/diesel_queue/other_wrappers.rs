//! Jobs that one wrapper sends and another one receives.

use std::time::{Duration, SystemTime};

use db_trace_tests::traceparent;
use diesel_trace::queue::{Consumer, Job, Message, Producer};
use diesel_trace::{AsyncPgConnection, PgConnection};
use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::trace::{FutureExt as _, SpanId};
use opentelemetry::{Context, KeyValue};
use pg_trace::NoTls;

use crate::scene::{Scene, Side, Then};

const SENDERS: [&str; 3] = ["pg-trace", "diesel", "diesel-async"];

async fn client(scene: &Scene) -> pg_trace::Client {
    let mut config: pg_trace::Config = scene.url.parse().expect("a URL");
    let (client, connection) = config.telemetry(&scene.telemetry).connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    scene.recorder.forget();
    client
}

async fn send_by<C: Side>(scene: &Scene, jobs: &[Job<'_>], one: Job<'_>) -> Vec<i64> {
    let mut connection: C = scene.connection().await;
    let producer = Producer::new(&connection, "jobs").baggage(true);
    let mut ids = connection.send_batch(&producer, jobs).await.expect("sent");
    ids.push(connection.send(&producer, one).await.expect("sent"));
    ids
}

/// A batch and a job by each sender, and returns the identities.
async fn send(scene: &Scene, sender: &str) -> Vec<i64> {
    let time = SystemTime::now() - Duration::from_secs(60);
    let jobs = ["Xq7one", "Xq7two"].map(|payload| Job::new(payload).run_at(time));
    let one = Job::new("Xq7three").run_at(time);
    let caller = Context::new().with_baggage([KeyValue::new("tenant", "seven")]);
    let sending = async {
        match sender {
            "diesel" => send_by::<PgConnection>(scene, &jobs, one).await,
            "diesel-async" => send_by::<AsyncPgConnection>(scene, &jobs, one).await,
            _ => {
                let client = client(scene).await;
                let producer = pg_trace::queue::Producer::new(&client, "jobs").baggage(true);
                let mut ids = producer.send_batch(&client, &jobs).await.expect("sent");
                ids.push(producer.send(&client, one).await.expect("sent"));
                ids
            }
        }
    };
    sending.with_context(caller).await
}

fn tenant() -> Option<String> {
    Context::current().baggage().get("tenant").map(ToString::to_string)
}

/// What a handler saw: the job and the baggage.
type Handled = (Message, Option<String>);

async fn receive_by<C: Side>(scene: &Scene) -> Vec<Handled> {
    let mut connection: C = scene.connection().await;
    let consumer = Consumer::new(&connection, "jobs").baggage(true);
    let done = connection.receive(&consumer, 10, Then::Process(&|_| Ok(tenant()))).await;
    let done = done.expect("received").expect("jobs").into_iter();
    done.map(|done| (done.message, done.end.expect("an end").expect("processed"))).collect()
}

async fn receive(scene: &Scene, wrapper: &str) -> Vec<Handled> {
    match wrapper {
        "diesel" => receive_by::<PgConnection>(scene).await,
        "diesel-async" => receive_by::<AsyncPgConnection>(scene).await,
        _ => {
            let mut client = client(scene).await;
            let consumer = pg_trace::queue::Consumer::new(&client, "jobs").baggage(true);
            let receive = pg_trace::queue::Receive::new().count(10);
            let received = consumer.receive(&mut client, &receive).await.expect("received").expect("jobs");
            let pg_trace::queue::Received { transaction, messages } = received;
            let mut done = Vec::new();
            for message in messages {
                let handler = async { Ok::<_, pg_trace::Error>(tenant()) };
                let tenant = consumer.process(&transaction, &message, handler).await.expect("processed");
                done.push((message, tenant));
            }
            transaction.commit().await.expect("committed");
            done
        }
    }
}

#[tokio::test]
async fn job_of_each_wrapper_is_received_by_each_other() {
    let scene = Scene::new().await;
    for sender in SENDERS {
        for receiver in SENDERS {
            scene.recorder.forget();
            let ids = send(&scene, sender).await;
            let sent: Vec<_> =
                scene.recorder.spans().into_iter().filter(|span| span.name == "send jobs").collect();
            let [batch, one] = sent.as_slice() else { panic!("{sent:?}") };
            for (id, span) in ids.iter().zip([batch, batch, one]) {
                let expected = [Some(traceparent(span)), None, Some("tenant=seven".to_owned())];
                assert_eq!(scene.context(*id).await, expected, "{sender}");
            }
            scene.recorder.forget();

            let handled = receive(&scene, receiver).await;
            let payloads: Vec<_> = handled
                .iter()
                .map(|(message, tenant)| (message.id(), message.payload(), tenant.as_deref()))
                .collect();
            let expected = [(ids[0], "Xq7one"), (ids[1], "Xq7two"), (ids[2], "Xq7three")];
            assert_eq!(
                payloads,
                expected.map(|(id, payload)| (id, payload, Some("seven"))),
                "{sender} to {receiver}"
            );
            let processed: Vec<_> =
                scene.recorder.spans().into_iter().filter(|span| span.name == "process jobs").collect();
            assert_eq!(processed.len(), 3);
            for (process, send) in processed.iter().zip([batch, batch, one]) {
                let expected = (SpanId::INVALID, &[(send.trace, send.id)][..]);
                assert_eq!((process.parent, process.links.as_slice()), expected, "{sender} to {receiver}");
            }
            assert_eq!(scene.jobs().await, 0);
            scene.recorder.assert_never_seen(&["Xq7", "seven"]);
        }
    }
}
