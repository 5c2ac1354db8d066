//! What is special to connections that do not block.

use db_semconv::SessionContext;
use db_trace_tests::{Refused, Span, poll_times, traceparent};
use diesel::QueryResult;
use diesel::dsl::sql;
use diesel::result::Error;
use diesel::sql_types::{Integer, Text};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, deadpool};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use diesel_trace::AsyncPgConnection;
use diesel_trace::queue::{Consumer, Job, ProcessError, Producer, Receive, Received};
use futures_util::FutureExt as _;
use opentelemetry::trace::Status;

use crate::scene::{Scene, Side as _, Then, only};

/// A consumer's work on one job.
async fn work(consumer: &Consumer, connection: &mut AsyncPgConnection) -> QueryResult<Option<()>> {
    consumer
        .receive_async(connection, &Receive::new(), async |received: Received<'_, AsyncPgConnection>| {
            let Received { connection, messages } = received;
            let handler = async |connection: &mut AsyncPgConnection| {
                tokio::task::yield_now().await;
                connection.batch_execute("INSERT INTO effects DEFAULT VALUES").await
            };
            consumer.process_async(connection, &messages[0], handler).await.expect("processed");
            QueryResult::Ok(())
        })
        .await
}

#[tokio::test]
async fn job_over_a_connection_of_a_pool_in_another_task_has_the_same_spans() {
    let scene = Scene::new().await;
    let mut config = ManagerConfig::<AsyncPgConnection>::default();
    let telemetry = scene.telemetry.clone();
    config.custom_setup = Box::new(move |url| {
        let (url, telemetry) = (url.to_owned(), telemetry.clone());
        async move { AsyncPgConnection::establish_with(&url, &telemetry).await }.boxed()
    });
    let manager = AsyncDieselConnectionManager::new_with_config(&scene.url, config);
    let pool = deadpool::Pool::builder(manager).max_size(1).build().expect("a pool");
    let mut connection = pool.get().await.expect("a connection");
    scene.recorder.forget();
    let working = tokio::spawn(async move {
        let producer = Producer::new(&*connection, "jobs");
        let id = producer.send_async(&mut connection, "Xq7").await?;
        let consumer = Consumer::new(&*connection, "jobs");
        let work = async |Received { connection, messages }: Received<'_, AsyncPgConnection>| {
            let handler = async |_: &mut AsyncPgConnection| Ok::<_, Refused>(());
            consumer.process_async(connection, &messages[0], handler).await.expect("processed");
            QueryResult::Ok(())
        };
        consumer.receive_async(&mut connection, &Receive::new(), work).await?.expect("a job");
        QueryResult::Ok(id)
    });
    let id = working.await.expect("no panic").expect("done");
    scene.assert_one_message(id, "BEGIN");
}

#[tokio::test]
async fn ten_thousand_jobs_in_batches_are_processed_once_each() {
    const BATCH: usize = 1_000;
    const BATCHES: usize = 10;
    let scene = Scene::new().await;
    let (mut connection, producer, consumer) = scene.sides::<AsyncPgConnection>().await;
    let other = scene.connection().await;
    let mut expected = Vec::new();
    for batch in 0..BATCHES {
        let payloads: Vec<_> = (0..BATCH).map(|job| format!("Xq7{:05}", batch * BATCH + job)).collect();
        let jobs: Vec<Job<'_>> = payloads.iter().map(Job::from).collect();
        let ids = producer.send_batch_async(&mut connection, &jobs).await.expect("sent");
        assert!(ids.len() == BATCH && ids.is_sorted());
        expected.extend(payloads);
    }
    // Two consumers at once: neither waits for the other, and each job has one of them.
    let work = async |mut connection: AsyncPgConnection| {
        let mut jobs = Vec::new();
        while let Some(done) = connection
            .receive(&consumer, 1_250, Then::Acknowledge(&|message| message.payload().to_owned()))
            .await
            .expect("received")
        {
            jobs.extend(done.into_iter().map(|done| done.end.expect("an end").expect("handled")));
        }
        jobs
    };
    let (first, second) = futures_util::future::join(work(connection), work(other)).await;
    assert!(!first.is_empty() && !second.is_empty());
    let mut jobs = [first, second].concat();
    jobs.sort_unstable();
    assert_eq!(jobs, expected);
    assert_eq!(scene.jobs().await, 0);

    let spans = scene.recorder.spans();
    let named = |step: &str| -> Vec<&Span> {
        spans.iter().filter(|span| span.name == format!("{step} jobs")).collect()
    };
    assert_eq!((named("send").len(), named("process").len()), (BATCHES, BATCH * BATCHES));
    // A link for each context, and not for each job.
    assert!(named("receive").iter().all(|span| (1..=3).contains(&span.links.len())));
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn job_whose_handler_panics_comes_back() {
    let scene = Scene::new().await;
    let (mut connection, producer, consumer) = scene.sides::<AsyncPgConnection>().await;
    producer.send_async(&mut connection, "1").await.expect("sent");
    let (panicking, mut other) = (consumer.clone(), scene.connection::<AsyncPgConnection>().await);
    let working = async move {
        let work = async |Received { connection, messages }: Received<'_, AsyncPgConnection>| {
            let handler = async |_: &mut AsyncPgConnection| -> Result<(), Refused> {
                tokio::task::yield_now().await;
                panic!("Xq7 on purpose")
            };
            let _ = panicking.process_async(connection, &messages[0], handler).await;
            QueryResult::Ok(())
        };
        panicking.receive_async(&mut other, &Receive::new(), work).await
    };
    assert!(tokio::spawn(working).await.expect_err("it fails").is_panic());
    let process = scene.recorder.span("process jobs");
    assert_eq!((process.attribute("error.type"), &process.status), (Some("panic"), &Status::error("panic")));
    // This waits for the lock, which the end of the other connection ends.
    scene.pass_a_second().await;
    assert!(only(&consumer, &mut connection).await.is_redelivered());
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn job_whose_future_is_dropped_at_any_await_is_never_lost_and_done_once() {
    let scene = Scene::new().await;
    let (mut connection, producer, consumer) = scene.sides::<AsyncPgConnection>().await;
    let consumer = consumer.most_deliveries(u32::MAX);
    scene.plain.batch_execute("CREATE TABLE effects ()").await.expect("a table");
    producer.send_async(&mut connection, "Xq7").await.expect("sent");
    let mut cancelled = Vec::new();
    for times in 0.. {
        assert!(times < 100, "it never ends");
        // diesel-async leaves the transaction open, so the connection is dropped too.
        let mut connection: AsyncPgConnection = scene.connection().await;
        let done = poll_times(times, work(&consumer, &mut connection)).await;
        let spans = scene.recorder.spans();
        let steps: Vec<_> = spans.iter().filter(|span| span.name.ends_with(" jobs")).collect();
        let outcomes = steps.iter().map(|span| (span.name.as_str(), span.attribute("dbtrace.outcome")));
        cancelled.extend(outcomes.filter(|(_, end)| end.is_some()).map(|(name, _)| name.to_owned()));
        if let Some(done) = done {
            assert_eq!(done, Ok(Some(())));
            assert_eq!(steps.len(), 3, "{steps:?}");
            break;
        }
        // After this, the server has done what it was asked for before.
        let _ = connection.inner_mut().batch_execute("").await;
        drop(connection);
        scene.pass_a_second().await;
        if scene.jobs().await == 0 {
            break;
        }
    }
    assert_eq!(scene.jobs().await, 0);
    let effects: i64 =
        scene.plain.query_one("SELECT count(*) FROM effects", &[]).await.expect("a row").get(0);
    assert_eq!(effects, 1, "what the handler wrote and the end of the job commit together");
    for step in ["process jobs", "settle jobs"] {
        assert!(cancelled.iter().any(|name| name == step), "{cancelled:?}");
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn dropped_send_is_a_cancelled_span() {
    let scene = Scene::new().await;
    let (mut connection, producer, _) = scene.sides::<AsyncPgConnection>().await;
    for times in 0..100 {
        scene.recorder.forget();
        let sent = poll_times(times, producer.send_async(&mut connection, "Xq7")).await;
        let spans = scene.recorder.spans();
        let ends: Vec<_> = spans.iter().map(|span| span.attribute("dbtrace.outcome")).collect();
        match (times, sent) {
            (0, _) => assert!(ends.is_empty()),
            (_, None) => assert_eq!(ends, [Some("cancelled")]),
            (_, Some(sent)) => {
                sent.expect("sent");
                assert_eq!(ends, [None]);
                scene.recorder.assert_never_seen(&["Xq7"]);
                return;
            }
        }
    }
    panic!("it never ends");
}

#[tokio::test]
async fn job_whose_handler_fails_in_the_database_comes_back_when_the_transaction_ends() {
    let scene = Scene::new().await;
    let (mut connection, producer, consumer) = scene.sides::<AsyncPgConnection>().await;
    producer.send_async(&mut connection, "1").await.expect("sent");
    let work = async |Received { connection, messages }: Received<'_, AsyncPgConnection>| {
        let handler =
            async |connection: &mut AsyncPgConnection| connection.batch_execute("SELECT 1 / 0").await;
        let processed = consumer.process_async(connection, &messages[0], handler).await;
        let Err(ProcessError::Handler(error)) = processed else { panic!("it fails") };
        assert!(error.to_string().contains("division by zero"), "the error is the handler's: {error}");
        QueryResult::Ok(())
    };
    // The server rolls back instead of the commit.
    consumer.receive_async(&mut connection, &Receive::new(), work).await.expect("received");
    let settle = scene.recorder.span("settle jobs");
    assert_eq!(
        settle.attribute("error.type"),
        Some("_OTHER"),
        "nothing is written in an aborted transaction"
    );
    scene.pass_a_second().await;
    assert_eq!(only(&consumer, &mut connection).await.deliveries(), 2);
}

#[tokio::test]
async fn output_of_a_handler_is_returned_if_the_acknowledgement_fails() {
    let scene = Scene::new().await;
    let (mut connection, producer, consumer) = scene.sides::<AsyncPgConnection>().await;
    producer.send_async(&mut connection, "1").await.expect("sent");
    let work = async |Received { connection, messages }: Received<'_, AsyncPgConnection>| {
        let handler = async |connection: &mut AsyncPgConnection| {
            let pid: i32 = sql::<Integer>("SELECT pg_backend_pid()").get_result(connection).await?;
            scene.terminate(pid).await;
            Ok::<_, Error>(7)
        };
        let error = consumer.process_async(connection, &messages[0], handler).await.expect_err("it is gone");
        assert!(matches!(error, ProcessError::NotAcknowledged { output: 7, .. }), "{error}");
        Err::<(), _>(Error::RollbackTransaction)
    };
    consumer.receive_async(&mut connection, &Receive::new(), work).await.expect_err("no connection");
    assert!(scene.recorder.span("settle jobs").attribute("error.type").is_some());
    assert_eq!(scene.recorder.span("process jobs").status, Status::Unset);
    scene.pass_a_second().await;
    let mut other = scene.connection::<AsyncPgConnection>().await;
    assert_eq!(only(&consumer, &mut other).await.deliveries(), 2);
}

/// What the server has as the name, without a call that changes it.
async fn name(connection: &mut AsyncPgConnection) -> String {
    let query = sql::<Text>("SELECT current_setting('application_name')");
    query.get_result(connection.inner_mut()).await.expect("a row")
}

#[tokio::test]
async fn statement_of_each_step_has_the_context_in_its_session() {
    let scene = Scene::with(|builder| builder.session_context(SessionContext::ApplicationName)).await;
    let (mut connection, producer, consumer) = scene.sides::<AsyncPgConnection>().await;
    let column = "ALTER TABLE jobs ADD COLUMN name text DEFAULT current_setting('application_name')";
    scene.plain.batch_execute(column).await.expect("a column");
    let configured = name(&mut connection).await;
    let id = producer.send_async(&mut connection, "1").await.expect("sent");
    let send = traceparent(&scene.recorder.span("send jobs"));
    let row = scene.plain.query_one("SELECT name FROM jobs WHERE id = $1", &[&id]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), send);

    let work = async |Received { connection, messages }: Received<'_, AsyncPgConnection>| {
        // It has no span before it knows that there is a job, and then it is not that of another call.
        assert_eq!(name(connection).await, configured);
        let handler = async |_: &mut AsyncPgConnection| Ok::<_, Refused>(());
        consumer.process_async(connection, &messages[0], handler).await.expect("processed");
        let settle = traceparent(&scene.recorder.span("settle jobs"));
        assert_eq!(name(connection).await, settle);
        QueryResult::Ok(())
    };
    consumer.receive_async(&mut connection, &Receive::new(), work).await.expect("received").expect("a job");
    let none = consumer.receive_async(&mut connection, &Receive::new(), async |_| QueryResult::Ok(())).await;
    assert!(none.expect("received").is_none());
    assert_eq!(name(&mut connection).await, configured);
}
