//! A process that is killed in the middle of a job.

use std::time::{Duration, Instant};

use db_semconv::Telemetry;
use db_trace_tests::{OtherProcess, Refused};
use diesel_trace::queue::{Consumer, Message, Relation};
use opentelemetry::trace::SpanId;

use crate::scene::{Scene, Side, Then, on_both};

/// Receives a job and never returns from its handler.
async fn never_ends<C: Side>(url: &str) {
    let mut connection = C::connect(url, &Telemetry::builder().enabled(true).build()).await;
    let consumer = Consumer::new(&connection, "jobs");
    let handler = |_: &Message| -> Result<(), Refused> {
        OtherProcess::is_processing();
        loop {
            std::thread::park();
        }
    };
    connection.receive(&consumer, 1, Then::Process(&handler)).await.expect("it never ends");
}

on_both! {
    async fn job_of_a_killed_process_is_delivered_to_another_in_a_new_trace<C>() {
        if let Some(url) = OtherProcess::url() {
            return never_ends::<C>(&url).await;
        }
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.relation(Relation::Parent);
        let id = connection.send(&producer, "Xq7".into()).await.expect("sent");
        let send = scene.recorder.span("send jobs");

        let test = "job_of_a_killed_process_is_delivered_to_another_in_a_new_trace";
        let test = format!("killed::of_{}_connections::{test}", C::KIND);
        let other_process = OtherProcess::start(&test, &scene.url);
        scene.wait_a_second().await;
        let processed = Then::Process(&|_| Ok(()));
        assert!(connection.receive(&consumer, 1, processed).await.expect("received").is_none(), "the other has it");
        drop(other_process);

        // The server gives the job back when it notices that the process is gone.
        let deadline = Instant::now() + Duration::from_secs(30);
        let done = loop {
            assert!(Instant::now() < deadline, "the job does not come back");
            let once = consumer.clone().most_deliveries(1);
            let received = connection.receive(&once, 1, Then::Process(&|_| Ok(()))).await;
            assert!(received.expect("received").is_none(), "the delivery to the killed process counts");
            let received = connection.receive(&consumer, 1, Then::Process(&|_| Ok(()))).await;
            if let Some(done) = received.expect("received") {
                break done;
            }
        };
        let message = &done[0].message;
        assert_eq!((message.id(), message.is_redelivered(), message.deliveries()), (id, true, 2));
        assert_eq!(scene.jobs().await, 0);
        let process = scene.recorder.span("process jobs");
        let expected = (SpanId::INVALID, &[(send.trace, send.id)][..]);
        assert_eq!((process.parent, process.links.as_slice()), expected);
        assert_ne!(process.trace, send.trace, "a job that is delivered again is a new trace");
        scene.recorder.assert_never_seen(&["Xq7"]);
    }
}
