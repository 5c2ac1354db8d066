//! Jobs in a table: the spans and metrics of each step, and what is in the table.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use db_trace_tests::{Recorder, Span};
use pg_trace::deadpool::{Manager, Pool, Runtime};
use pg_trace::queue::{Consumer, JOBS_SQL, Job, Message, Producer, Receive, Received, TracedClient};
use pg_trace::{Error, NoTls};

use crate::queue_scene::{Refused, Scene, only, traceparent};

/// Sends and processes one job over any client.
async fn one_message<C: TracedClient>(sending: &C, working: &mut C) -> Result<i64, Error> {
    let id = Producer::new(sending, "jobs").send(sending, "Xq7payload").await?;
    let consumer = Consumer::new(working, "jobs");
    let received = consumer.receive(working, &Receive::new()).await?.expect("a job");
    let Received { transaction, messages } = received;
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!((message.id(), message.deliveries(), message.is_redelivered()), (id, 1, false));
    let handler = async {
        tokio::task::yield_now().await;
        Ok::<_, Refused>(message.payload().to_owned())
    };
    let output = consumer.process(&transaction, message, handler).await.expect("processed");
    assert_eq!(output, "Xq7payload");
    transaction.commit().await?;
    for debug in [format!("{messages:?}"), format!("{consumer:?}"), format!("{:?}", Job::new("Xq7"))] {
        assert!(!debug.contains("Xq7"), "{debug}");
    }
    Ok(id)
}

#[tokio::test]
async fn job_over_clients_has_four_spans_with_links() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (sending, mut working) = (scene.client().await, scene.client().await);
    // The future can be spawned.
    let id =
        tokio::spawn(async move { one_message(&sending, &mut working).await }).await.expect("no panic")?;
    scene.assert_one_message(id, "START TRANSACTION");
    assert_eq!(scene.jobs().await, 0, "it is deleted");
    Ok(())
}

#[tokio::test]
async fn job_over_clients_of_a_pool_has_the_same_spans() -> Result<(), Error> {
    let scene = Scene::new().await;
    let mut config: pg_trace::Config = scene.url.parse()?;
    config.telemetry(&scene.recorder.telemetry());
    let pool = Pool::builder(Manager::new(config, NoTls))
        .max_size(2)
        .runtime(Runtime::Tokio1)
        .build()
        .expect("a pool");
    let (sending, mut working) = (pool.get().await.expect("a client"), pool.get().await.expect("a client"));
    scene.recorder.forget();
    let id = one_message(&sending, &mut working).await?;
    scene.assert_one_message(id, "START TRANSACTION");
    scene.recorder.forget();

    let mut transaction = working.transaction().await?;
    let id = Producer::new(&transaction, "jobs").send(&transaction, "Xq7").await?;
    let consumer = Consumer::new(&transaction, "jobs");
    let Received { transaction: savepoint, messages } =
        consumer.receive(&mut transaction, &Receive::new()).await?.expect("a job");
    assert_eq!(messages[0].id(), id);
    consumer.process(&savepoint, &messages[0], async { Ok::<_, Refused>(()) }).await.expect("processed");
    savepoint.commit().await?;
    transaction.commit().await?;
    assert_eq!(scene.jobs().await, 0);
    Ok(())
}

#[tokio::test]
async fn job_of_a_transaction_is_there_when_it_commits() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let mut other = scene.client().await;
    let transaction = client.transaction().await?;
    producer.send(&transaction, "1").await?;
    assert!(consumer.receive(&mut other, &Receive::new()).await?.is_none());
    transaction.rollback().await?;
    assert_eq!(scene.jobs().await, 0);
    let transaction = client.transaction().await?;
    let id = producer.send(&transaction, "2").await?;
    transaction.commit().await?;
    assert_eq!(only(&consumer, &mut other).await.1.id(), id);
    Ok(())
}

#[tokio::test]
async fn receive_without_a_job_records_nothing() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    assert!(consumer.receive(&mut client, &Receive::new()).await?.is_none());
    assert!(producer.send_batch(&client, &[]).await?.is_empty());
    assert_eq!(consumer.acknowledge(&client, &[]).await?, 0);
    assert!(scene.recorder.spans().is_empty());
    assert!(scene.counts("messaging.client.operation.duration").is_empty());
    Ok(())
}

#[tokio::test]
async fn job_is_not_delivered_before_its_time() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let later = SystemTime::now() + Duration::from_secs(3_600);
    let jobs = [Job::new("later").run_at(later), Job::new("now")];
    let ids = producer.send_batch(&client, &jobs).await?;
    let (transaction, message) = only(&consumer, &mut client).await;
    assert_eq!((message.id(), message.payload()), (ids[1], "now"));
    transaction.rollback().await?;
    let run_at: SystemTime =
        scene.plain.query_one("SELECT run_at FROM jobs WHERE id = $1", &[&ids[0]]).await?.get(0);
    assert_eq!(run_at.duration_since(later).unwrap_or_else(|error| error.duration()).as_micros(), 0);

    scene.plain.batch_execute("UPDATE jobs SET run_at = run_at - interval '1 hour'").await?;
    let (transaction, message) = only(&consumer.clone().most_deliveries(1), &mut client).await;
    assert_eq!((message.id(), message.is_redelivered()), (ids[0], false));
    drop(transaction);
    Ok(())
}

#[tokio::test]
async fn jobs_are_delivered_in_the_order_of_their_time() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let ago = |seconds| SystemTime::now() - Duration::from_secs(seconds);
    let jobs = [Job::new("c").run_at(ago(10)), Job::new("a").run_at(ago(30)), Job::new("b").run_at(ago(20))];
    producer.send_batch(&client, &jobs).await?;
    let mut order = String::new();
    while let Some(Received { transaction, messages }) =
        consumer.receive(&mut client, &Receive::new().count(2)).await?
    {
        order.extend(messages.iter().map(Message::payload));
        order.push('|');
        consumer.acknowledge(&transaction, &messages.iter().collect::<Vec<_>>()).await?;
        transaction.commit().await?;
    }
    assert_eq!(order, "ab|c|");
    Ok(())
}

#[tokio::test]
async fn acknowledged_job_is_kept_with_its_time_on_request() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let consumer = consumer.keep_done(true);
    producer.send(&client, "1").await?;
    let (transaction, message) = only(&consumer, &mut client).await;
    consumer.process(&transaction, &message, async { Ok::<_, Refused>(()) }).await.expect("processed");
    assert_eq!(consumer.acknowledge(&transaction, &[&message]).await?, 0, "it is done");
    assert!(!consumer.retry(&transaction, &message, Duration::ZERO).await?, "it is done");
    transaction.commit().await?;
    let done: bool = scene.plain.query_one("SELECT done_at IS NOT NULL FROM jobs", &[]).await?.get(0);
    assert!(done);
    scene.pass_a_second().await;
    assert!(consumer.receive(&mut client, &Receive::new()).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn job_counts_and_durations_are_metrics_of_their_table() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, producer, consumer) = scene.sides().await;
    let jobs = ["Xq7one", "Xq7two", "Xq7three"].map(Job::new);
    assert_eq!(producer.send_batch(&client, &jobs).await?.len(), 3);
    let received = consumer.receive(&mut client, &Receive::new().count(10)).await?.expect("jobs");
    let Received { transaction, messages } = received;
    for message in &messages[..2] {
        consumer.handle(message, async { Ok::<_, Refused>(()) }).await.expect("handled");
    }
    consumer.handle(&messages[2], async { Err::<(), _>(Refused) }).await.expect_err("refused");
    assert_eq!(consumer.acknowledge(&transaction, &[&messages[0], &messages[1]]).await?, 2);
    transaction.commit().await?;

    let point = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let mut point = scene.place("jobs");
        point.extend(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        point
    };
    let name = |name| ("messaging.operation.name", name);
    let kind = |kind| ("messaging.operation.type", kind);
    let refused = ("error.type", std::any::type_name::<Refused>());
    let sums = |name| scene.recorder.sums(name);
    assert_eq!(sums("messaging.client.sent.messages"), BTreeMap::from([(point(&[name("send")]), 3)]));
    assert_eq!(sums("messaging.client.consumed.messages"), BTreeMap::from([(point(&[name("receive")]), 3)]));
    let operations = ["send", "receive", "settle"].map(|step| (point(&[name(step), kind(step)]), 1)).into();
    assert_eq!(scene.counts("messaging.client.operation.duration"), operations);
    let processed = BTreeMap::from([(point(&[name("process")]), 2), (point(&[name("process"), refused]), 1)]);
    assert_eq!(scene.counts("messaging.process.duration"), processed);
    let calls: Vec<_> = scene.recorder.durations();
    let summaries: Vec<_> = calls.iter().map(|point| point.attributes["db.query.summary"].as_str()).collect();
    assert!(
        summaries.iter().all(|summary| ["CONNECT", "START TRANSACTION", "COMMIT"].contains(summary)),
        "{summaries:?}"
    );
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn ten_thousand_jobs_in_batches_are_processed_once_each() -> Result<(), Error> {
    const BATCH: usize = 1_000;
    const BATCHES: usize = 10;
    let scene = Scene::new().await;
    let other = scene.client().await;
    let (client, producer, consumer) = scene.sides().await;
    let mut expected = Vec::new();
    for batch in 0..BATCHES {
        let payloads: Vec<_> = (0..BATCH).map(|job| format!("Xq7{:05}", batch * BATCH + job)).collect();
        let jobs: Vec<Job<'_>> = payloads.iter().map(Job::from).collect();
        let ids = producer.send_batch(&client, &jobs).await?;
        assert!(ids.len() == BATCH && ids.is_sorted());
        expected.extend(payloads);
    }
    // Two consumers at once: neither waits for the other, and each job has one of them.
    let work = async |mut client: pg_trace::Client| -> Result<Vec<String>, Error> {
        let mut jobs = Vec::new();
        while let Some(received) = consumer.receive(&mut client, &Receive::new().count(1_250)).await? {
            let Received { transaction, messages } = received;
            for message in &messages {
                let job = async { Ok::<_, Refused>(message.payload().to_owned()) };
                jobs.push(consumer.handle(message, job).await.expect("handled"));
            }
            let messages: Vec<_> = messages.iter().collect();
            assert_eq!(consumer.acknowledge(&transaction, &messages).await?, messages.len() as u64);
            transaction.commit().await?;
        }
        Ok(jobs)
    };
    let (first, second) = futures_util::future::try_join(work(client), work(other)).await?;
    assert!(!first.is_empty() && !second.is_empty());
    let mut jobs = [first, second].concat();
    jobs.sort_unstable();
    assert_eq!(jobs, expected);
    assert_eq!(scene.jobs().await, 0);

    let spans = scene.recorder.spans();
    let named = |step: &str| -> Vec<&Span> {
        spans.iter().filter(|span| span.name == format!("{step} jobs")).collect()
    };
    let (sent, processed) = (named("send"), named("process"));
    assert_eq!((sent.len(), processed.len()), (BATCHES, BATCH * BATCHES));
    assert!(sent.iter().all(|span| span.attribute("messaging.batch.message_count") == Some("1000")));
    // A link for each context, and not for each job.
    assert!(named("receive").iter().all(|span| (1..=3).contains(&span.links.len())));
    let origins: Vec<_> = sent.iter().map(|span| (span.trace, span.id)).collect();
    for (index, origin) in origins.iter().enumerate() {
        let links = processed.iter().filter(|span| span.links == [*origin]).count();
        assert_eq!(links, BATCH, "of batch {index}");
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn jobs_of_other_programs_are_all_received() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (mut client, _, consumer) = scene.sides().await;
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    scene
        .plain
        .batch_execute(&format!(
            "INSERT INTO jobs (payload) VALUES ('Xq7'); \
             INSERT INTO jobs (payload, traceparent) VALUES ('Xq7', '{parent}'); \
             INSERT INTO jobs (payload, traceparent, tracestate, baggage) VALUES ('Xq7', 'Xq7 is none', 'Xq7', 'Xq7')"
        ))
        .await?;
    let received = consumer.receive(&mut client, &Receive::new().count(10)).await?.expect("jobs");
    let Received { transaction, messages } = received;
    let [plain, foreign, wrong] = messages.as_slice() else { panic!("{messages:?}") };
    assert!(plain.origin().is_none() && wrong.origin().is_none());
    assert_eq!(foreign.origin().expect("a span").trace_id().to_string(), &parent[3..35]);
    for message in &messages {
        consumer.process(&transaction, message, async { Ok::<_, Refused>(()) }).await.expect("processed");
    }
    transaction.commit().await?;
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn table_of_masked_names_is_masked_in_names_and_metrics() -> Result<(), Error> {
    let scene = Scene::with(|builder| builder.masked_names(true)).await;
    let mut client = scene.client().await;
    let sql = format!(
        "CREATE SCHEMA app; SET search_path TO app; {}",
        JOBS_SQL.replace("jobs", "\"Jobs_48151623\"")
    );
    scene.plain.batch_execute(&sql.replace("\"Jobs_48151623\"_waiting", "waiting")).await?;
    let table = "app.Jobs_48151623";
    let (producer, consumer) = (Producer::new(&client, table), Consumer::new(&client, table));
    producer.send(&client, "1").await?;
    let (transaction, message) = only(&consumer, &mut client).await;
    consumer.process(&transaction, &message, async { Ok::<_, Refused>(()) }).await.expect("processed");
    transaction.commit().await?;
    let steps = ["send", "receive", "process", "settle"].map(|step| format!("{step} app.Jobs_?"));
    let names = scene.recorder.names();
    assert_eq!(names.iter().filter(|name| name.contains("app")).collect::<Vec<_>>(), Vec::from_iter(&steps));
    scene.recorder.assert_never_seen(&["48151623"]);
    assert!(!format!("{producer:?} {consumer:?}").contains("48151623"));
    Ok(())
}

#[tokio::test]
async fn queue_of_a_switched_off_client_writes_and_records_nothing() -> Result<(), Error> {
    let scene = Scene::with(|builder| builder.enabled(false)).await;
    let (mut client, producer, consumer) = scene.sides().await;
    let parent = Recorder::new().parent("caller");
    let sent = {
        use opentelemetry::trace::FutureExt as _;
        producer.send(&client, "1").with_context(parent)
    };
    let id = sent.await?;
    assert_eq!(scene.context(id).await, [const { None }; 3]);
    let (transaction, message) = only(&consumer, &mut client).await;
    consumer.process(&transaction, &message, async { Ok::<_, Refused>(()) }).await.expect("processed");
    transaction.commit().await?;
    assert_eq!(scene.jobs().await, 0);
    assert!(scene.recorder.spans().is_empty());
    Ok(())
}

#[tokio::test]
async fn job_carries_the_context_of_its_send_span() -> Result<(), Error> {
    let scene = Scene::new().await;
    let (client, producer, _) = scene.sides().await;
    let id = producer.send(&client, "1").await?;
    let send = scene.recorder.span("send jobs");
    assert_eq!(scene.context(id).await, [Some(traceparent(&send)), None, None]);
    Ok(())
}
