//! Jobs in a table: what happens to a job whose handler does not succeed.

use std::time::{Duration, Instant};

use db_semconv::Telemetry;
use db_trace_tests::{OtherProcess, poll_times};
use opentelemetry::trace::{SpanId, Status};
use pg_trace::queue::{Consumer, Job, Message, ProcessError, Producer, Receive, Received, Relation};
use pg_trace::{Client, Error};

use crate::client::connect_to;
use crate::queue_scene::{Refused, Scene, only};

const KILLED: &str = "queue_failures::job_of_a_killed_process_is_delivered_to_another_in_a_new_trace";

/// Receives a job and never returns from its handler.
async fn never_ends(url: &str) {
    let mut client = connect_to(url, Telemetry::builder().enabled(true).build()).await;
    let consumer = Consumer::new(&client, "jobs");
    let (transaction, message) = only(&consumer, &mut client).await;
    let handler = async {
        OtherProcess::is_processing();
        std::future::pending::<Result<(), Refused>>().await
    };
    consumer.process(&transaction, &message, handler).await.expect("it never ends");
}

#[test]
fn job_of_a_killed_process_is_delivered_to_another_in_a_new_trace() -> Result<(), Error> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if let Some(url) = OtherProcess::url() {
        runtime.block_on(never_ends(&url));
        unreachable!("the handler never ends");
    }
    runtime.block_on(async {
        let scene = Scene::new().await;
        let (mut client, producer, consumer) = scene.sides().await;
        let consumer = consumer.relation(Relation::Parent);
        let id = producer.send(&client, "Xq7").await?;
        let send = scene.recorder.span("send jobs");

        let other_process = OtherProcess::start(KILLED, &scene.url);
        scene.wait_a_second().await;
        let receive = Receive::new();
        assert!(consumer.receive(&mut client, &receive).await?.is_none(), "the other process holds it");
        drop(other_process);

        // The server gives the job back when it notices that the process is gone.
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            assert!(Instant::now() < deadline, "the job does not come back");
            assert!(
                consumer.clone().most_deliveries(1).receive(&mut client, &receive).await?.is_none(),
                "the delivery to the killed process counts"
            );
            let Some(received) = consumer.receive(&mut client, &receive).await? else { continue };
            let Received { transaction, messages } = received;
            let [message] = messages.as_slice() else { panic!("{messages:?}") };
            assert_eq!((message.id(), message.is_redelivered(), message.deliveries()), (id, true, 2));
            consumer.process(&transaction, message, async { Ok::<_, Refused>(()) }).await.expect("processed");
            transaction.commit().await?;
            break;
        }
        assert_eq!(scene.jobs().await, 0);
        let process = scene.recorder.span("process jobs");
        assert_eq!(
            (process.parent, process.links.as_slice()),
            (SpanId::INVALID, &[(send.trace, send.id)][..])
        );
        assert_ne!(process.trace, send.trace, "a job that is delivered again is a new trace");
        scene.recorder.assert_never_seen(&["Xq7"]);
        Ok(())
    })
}

#[tokio::test]
async fn job_that_kills_its_process_is_delivered_as_often_as_the_limit_says() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.most_deliveries(3);
    producer.send(&client, "1").await?;
    let mut deliveries = Vec::new();
    while let Some(Received { transaction, messages }) =
        consumer.receive(&mut client, &Receive::new()).await?
    {
        deliveries.extend(messages.iter().map(Message::deliveries));
        assert!(deliveries.len() < 10, "it is never enough");
        // What is left of a killed process: a transaction that rolls back.
        drop(transaction);
        scene.pass_a_second().await;
    }
    assert_eq!((deliveries, scene.jobs().await), (vec![1, 2, 3], 1));
    Ok(())
}

#[tokio::test]
async fn job_whose_handler_fails_is_delivered_again_after_the_delay() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.retry_after(Duration::from_secs(60));
    producer.send(&client, "Xq7").await?;
    let (transaction, message) = only(&consumer, &mut client).await;
    scene.recorder.forget();
    let handler = async { Err::<(), _>(message.payload().to_owned()) };
    let error = consumer.process(&transaction, &message, handler).await.expect_err("refused");
    assert!(matches!(error, ProcessError::Handler(job) if job == "Xq7"));
    transaction.commit().await?;
    let (process, settle) = (scene.recorder.span("process jobs"), scene.recorder.span("settle jobs"));
    let class = "alloc::string::String";
    assert_eq!((process.attribute("error.type"), &process.status), (Some(class), &Status::error(class)));
    assert_eq!((settle.parent, &settle.status), (process.id, &Status::Unset));

    scene.pass_a_second().await;
    assert!(consumer.receive(&mut client, &Receive::new()).await?.is_none());
    let sql = "UPDATE jobs SET run_at = run_at - interval '60 seconds'";
    assert_eq!(scene.plain.execute(sql, &[]).await?, 1);
    let (transaction, again) = only(&consumer, &mut client).await;
    assert_eq!((again.id(), again.deliveries()), (message.id(), 2));
    // The longest delay is one that the server has a time for.
    assert!(consumer.retry(&transaction, &again, Duration::MAX).await?);
    transaction.commit().await?;
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn job_whose_handler_fails_in_the_database_comes_back_when_the_transaction_ends() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    producer.send(&client, "1").await?;
    let (transaction, message) = only(&consumer, &mut client).await;
    scene.recorder.forget();
    let handler = async { transaction.execute("SELECT 1 / 0", &[]).await };
    let error = consumer.process(&transaction, &message, handler).await.expect_err("division by zero");
    let ProcessError::Handler(error) = error else { panic!("{error}") };
    assert_eq!(
        error.code().map(pg_trace::error::SqlState::code),
        Some("22012"),
        "the error is the handler's"
    );
    let settle = scene.recorder.span("settle jobs");
    assert_eq!(settle.attribute("error.type"), Some("25P02"), "nothing is written in an aborted transaction");
    transaction.rollback().await?;
    scene.pass_a_second().await;
    assert_eq!(only(&consumer, &mut client).await.1.deliveries(), 2);
    Ok(())
}

#[tokio::test]
async fn job_whose_handler_panics_comes_back() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    producer.send(&client, "1").await?;
    let working = {
        let (consumer, mut client) = (consumer.clone(), scene.client().await);
        async move {
            let (transaction, message) = only(&consumer, &mut client).await;
            let handler = async {
                tokio::task::yield_now().await;
                panic!("Xq7 on purpose")
            };
            let _ = consumer.process::<(), Refused>(&transaction, &message, handler).await;
        }
    };
    assert!(tokio::spawn(working).await.expect_err("it fails").is_panic());
    let process = scene.recorder.span("process jobs");
    assert_eq!((process.attribute("error.type"), &process.status), (Some("panic"), &Status::error("panic")));
    // This waits for the lock, which the rollback of the other client ends.
    scene.pass_a_second().await;
    assert!(only(&consumer, &mut client).await.1.is_redelivered());
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

/// A consumer's work on one job.
async fn work(consumer: &Consumer, client: &mut Client) {
    let received = consumer.receive(client, &Receive::new()).await.expect("received");
    let Received { transaction, messages } = received.expect("a job");
    let handler = async {
        tokio::task::yield_now().await;
        transaction.execute("INSERT INTO effects DEFAULT VALUES", &[]).await
    };
    consumer.process(&transaction, &messages[0], handler).await.expect("processed");
    transaction.commit().await.expect("committed");
}

#[tokio::test]
async fn job_whose_future_is_dropped_at_any_await_is_never_lost_and_done_once() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.most_deliveries(u32::MAX);
    scene.plain.batch_execute("CREATE TABLE effects ()").await?;
    producer.send(&client, "Xq7").await?;
    let mut cancelled = Vec::new();
    for times in 0.. {
        assert!(times < 100, "it never ends");
        scene.recorder.forget();
        let done = poll_times(times, work(&consumer, &mut client)).await;
        let spans = scene.recorder.spans();
        let steps: Vec<_> = spans.iter().filter(|span| span.name.ends_with(" jobs")).collect();
        let outcomes = steps.iter().map(|span| (span.name.as_str(), span.attribute("dbtrace.outcome")));
        cancelled.extend(outcomes.filter(|(_, end)| end.is_some()).map(|(name, _)| name.to_owned()));
        if done.is_some() {
            assert_eq!(steps.len(), 3, "{steps:?}");
            break;
        }
        // After this, the server has done what it was asked for before.
        client.inner().batch_execute("").await?;
        if scene.jobs().await == 0 {
            break;
        }
        scene.pass_a_second().await;
    }
    assert_eq!(scene.jobs().await, 0);
    let effects: i64 = scene.plain.query_one("SELECT count(*) FROM effects", &[]).await?.get(0);
    assert_eq!(effects, 1, "what the handler wrote and the end of the job commit together");
    for step in ["process jobs", "settle jobs"] {
        assert!(cancelled.iter().any(|name| name == step), "{cancelled:?}");
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn dropped_send_is_a_cancelled_span() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (client, producer, _) = scene.sides().await;
    for times in 0..100 {
        scene.recorder.forget();
        let sent = poll_times(times, producer.send(&client, "Xq7")).await;
        let ends: Vec<_> = scene
            .recorder
            .spans()
            .iter()
            .map(|span| span.attribute("dbtrace.outcome").map(str::to_owned))
            .collect();
        match (times, sent) {
            (0, _) => assert!(ends.is_empty()),
            (_, None) => assert_eq!(ends, [Some("cancelled".to_owned())]),
            (_, Some(sent)) => {
                sent?;
                assert_eq!(ends, [None]);
                scene.recorder.assert_never_seen(&["Xq7"]);
                return Ok(());
            }
        }
    }
    panic!("it never ends");
}

#[tokio::test]
async fn poisoned_job_stops_no_other_and_stays_in_the_table() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.most_deliveries(3).retry_after(Duration::ZERO);
    let ids = producer.send_batch(&client, &["good", "Xq7poison", "good"].map(Job::new)).await?;
    let (mut good, mut deliveries) = (0, Vec::new());
    while let Some(received) = consumer.receive(&mut client, &Receive::new().count(10)).await? {
        let Received { transaction, messages } = received;
        for message in &messages {
            if message.id() == ids[1] {
                deliveries.push(message.deliveries());
            }
            assert!(deliveries.len() < 10, "it is never enough");
            let handler = async { if message.payload() == "good" { Ok(()) } else { Err(Refused) } };
            good += usize::from(consumer.process(&transaction, message, handler).await.is_ok());
        }
        transaction.commit().await?;
        scene.pass_a_second().await;
    }
    assert_eq!((good, deliveries), (2, vec![1, 2, 3]));
    let left = scene.plain.query_one("SELECT id FROM jobs WHERE deliveries >= 3", &[]).await?;
    assert_eq!(left.get::<_, i64>(0), ids[1]);
    scene.plain.batch_execute("UPDATE jobs SET deliveries = 0").await?;
    assert_eq!(only(&consumer, &mut client).await.1.id(), ids[1], "it has another chance");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn job_of_a_consumer_that_was_stopped_before_its_lock_belongs_to_the_next() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let (mut slow, mut first) = (scene.client().await, scene.client().await);
    producer.send(&client, "1").await?;
    // The slow consumer is polled until its delivery is counted, and then not for a while.
    let receive = Receive::new();
    let mut waiting = Box::pin(consumer.receive(&mut slow, &receive));
    scene.poll_until("SELECT deliveries > 0 FROM jobs", &mut waiting).await;
    assert!(
        consumer.receive(&mut first, &receive).await?.is_none(),
        "for a second the job is the slow one's"
    );
    scene.pass_a_second().await;
    let (transaction, message) = only(&consumer, &mut client).await;
    assert_eq!(message.deliveries(), 2);
    assert!(waiting.await?.is_none(), "the other has it");
    consumer.acknowledge(&transaction, &[&message]).await?;
    transaction.commit().await?;
    assert_eq!(scene.jobs().await, 0);
    let received = scene.recorder.names().into_iter().filter(|name| name == "receive jobs").count();
    assert_eq!(received, 1);
    Ok(())
}

#[tokio::test]
async fn job_whose_row_another_consumer_looks_at_waits_for_its_lock() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    producer.send(&client, "1").await?;
    let receive = Receive::new();
    let mut waiting = Box::pin(consumer.receive(&mut client, &receive));
    scene.poll_until("SELECT deliveries > 0 FROM jobs", &mut waiting).await;
    scene.plain.batch_execute("BEGIN; SELECT id FROM jobs FOR UPDATE SKIP LOCKED").await?;
    let waits =
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))";
    scene.poll_until(waits, &mut waiting).await;
    scene.plain.batch_execute("COMMIT").await?;
    let Received { transaction, messages } = waiting.await?.expect("the job");
    assert_eq!(messages[0].deliveries(), 1);
    transaction.rollback().await
}

#[tokio::test]
async fn failed_steps_have_the_servers_code_and_no_value() -> Result<(), Error> {
    let scene = Scene::new().await;
    let mut client = scene.client().await;
    let (producer, consumer) = (Producer::new(&client, "nothing"), Consumer::new(&client, "nothing"));
    producer.send(&client, "Xq7").await.expect_err("no table");
    producer.send_batch(&client, &["Xq7", "Xq7"].map(Job::new)).await.expect_err("no table");
    consumer.receive(&mut client, &Receive::new()).await.expect_err("no table");
    let spans = scene.recorder.spans();
    let ends: Vec<_> = spans.iter().map(|span| (span.name.as_str(), span.attribute("error.type"))).collect();
    let code = Some("42P01");
    assert_eq!(ends, [("send nothing", code), ("send nothing", code), ("receive nothing", code)]);
    assert!(spans.iter().all(|span| span.status == Status::error("42P01 undefined_table")), "{spans:?}");
    let sent = scene.recorder.sums("messaging.client.sent.messages");
    assert_eq!(sent.into_values().collect::<Vec<_>>(), [3]);

    // All of a batch or none of it.
    let producer = Producer::new(&client, "jobs");
    let error = producer.send_batch(&client, &["Xq7", "Xq7\0"].map(Job::new)).await.expect_err("no text");
    assert_eq!(error.code().map(pg_trace::error::SqlState::code), Some("22021"));
    assert_eq!(scene.jobs().await, 0);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn output_of_a_handler_is_returned_if_the_acknowledgement_fails() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    producer.send(&client, "1").await?;
    let (transaction, message) = only(&consumer, &mut client).await;
    let handler = async {
        let pid: i32 = transaction.query_one("SELECT pg_backend_pid()", &[]).await?.get(0);
        scene.plain.execute("SELECT pg_terminate_backend($1)", &[&pid]).await?;
        Ok::<_, Error>(7)
    };
    let error = consumer.process(&transaction, &message, handler).await.expect_err("the connection is gone");
    assert!(matches!(error, ProcessError::NotAcknowledged { output: 7, .. }), "{error}");
    assert!(scene.recorder.span("settle jobs").attribute("error.type").is_some());
    assert_eq!(scene.recorder.span("process jobs").status, Status::Unset);
    drop(transaction);
    scene.pass_a_second().await;
    let mut other = scene.client().await;
    assert_eq!(only(&consumer, &mut other).await.1.deliveries(), 2);
    Ok(())
}
