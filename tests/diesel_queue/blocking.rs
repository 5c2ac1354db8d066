//! What is special to connections that block.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use db_semconv::Telemetry;
use db_trace_tests::Refused;
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::result::Error;
use diesel_trace::PgConnection;
use diesel_trace::queue::{Consumer, ProcessError, Producer, Receive, Received};
use opentelemetry::trace::Status;

use crate::scene::{Scene, only};

#[derive(Debug)]
struct With(Telemetry);

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for With {
    fn on_acquire(&self, connection: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        connection.set_telemetry(&self.0);
        Ok(())
    }
}

fn pool(scene: &Scene) -> Pool<ConnectionManager<PgConnection>> {
    let with = Box::new(With(scene.telemetry.clone()));
    let builder = Pool::builder().max_size(1).connection_customizer(with);
    builder.build(ConnectionManager::new(&scene.url)).expect("a pool")
}

#[tokio::test]
async fn job_over_a_connection_of_a_pool_has_the_same_spans() {
    let scene = Scene::new().await;
    let pool = pool(&scene);
    let mut connection = pool.get().expect("a connection");
    scene.recorder.forget();
    let producer = Producer::new(&*connection, "jobs");
    let id = producer.send(&mut connection, "Xq7").expect("sent");
    let consumer = Consumer::new(&*connection, "jobs");
    let work = |Received { connection, messages }: Received<'_, PgConnection>| {
        consumer.process(connection, &messages[0], |_| Ok::<_, Refused>(())).expect("processed");
        QueryResult::Ok(())
    };
    consumer.receive(&mut connection, &Receive::new(), work).expect("received").expect("a job");
    scene.assert_one_message(id, "BEGIN");
}

#[tokio::test]
async fn job_whose_handler_panics_comes_back_when_the_pool_closes_the_connection() {
    let scene = Scene::new().await;
    let (mut other, producer, consumer) = scene.sides::<PgConnection>().await;
    producer.send(&mut other, "1").expect("sent");
    let pool = pool(&scene);
    let mut connection = pool.get().expect("a connection");
    scene.recorder.forget();
    let work = |Received { connection, messages }: Received<'_, PgConnection>| -> QueryResult<()> {
        let _ = consumer.process::<(), Refused>(connection, &messages[0], |_| panic!("Xq7 on purpose"));
        Ok(())
    };
    let working = || consumer.receive(&mut connection, &Receive::new(), work);
    catch_unwind(AssertUnwindSafe(working)).expect_err("it panics");
    let process = scene.recorder.span("process jobs");
    assert_eq!((process.attribute("error.type"), &process.status), (Some("panic"), &Status::error("panic")));
    drop(connection);
    // This waits for the lock, which the end of the connection ends.
    scene.pass_a_second().await;
    assert!(only(&consumer, &mut other).await.is_redelivered());
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn job_in_a_transaction_of_the_caller_is_there_when_it_commits() {
    let scene = Scene::new().await;
    let (mut connection, producer, consumer) = scene.sides::<PgConnection>().await;
    let mut other: PgConnection = scene.connection().await;
    let rolled_back = connection.transaction(|connection| {
        producer.send(connection, "1")?;
        let seen = consumer.receive(&mut other, &Receive::new(), |_| QueryResult::Ok(()))?;
        assert!(seen.is_none(), "it is not committed");
        // The jobs are held in a savepoint.
        let held =
            consumer.receive(connection, &Receive::new(), |_| Err::<(), _>(Error::RollbackTransaction));
        assert_eq!(held, Err(Error::RollbackTransaction));
        Err::<(), _>(Error::RollbackTransaction)
    });
    assert_eq!(rolled_back, Err(Error::RollbackTransaction));
    assert_eq!(scene.jobs().await, 0);
    assert!(scene.recorder.names().iter().any(|name| name == "SAVEPOINT"));
    let id = connection.transaction(|connection| producer.send(connection, "2")).expect("committed");
    assert_eq!(only(&consumer, &mut other).await.id(), id);
}

#[tokio::test]
async fn job_whose_handler_fails_in_the_database_comes_back_when_the_transaction_ends() {
    let scene = Scene::new().await;
    let (mut connection, producer, consumer) = scene.sides::<PgConnection>().await;
    producer.send(&mut connection, "1").expect("sent");
    let work = |Received { connection, messages }: Received<'_, PgConnection>| {
        consumer
            .process(connection, &messages[0], |connection| {
                diesel::sql_query("SELECT 1 / 0").execute(connection)
            })
            .map_err(|error| match error {
                ProcessError::Handler(error) | ProcessError::NotAcknowledged { error, .. } => error,
            })
    };
    let failed = consumer.receive(&mut connection, &Receive::new(), work).expect_err("division by zero");
    assert!(failed.to_string().contains("division by zero"), "the error is the handler's: {failed}");
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
    let (mut connection, producer, consumer) = scene.sides::<PgConnection>().await;
    let mut other = scene.connection::<PgConnection>().await;
    producer.send(&mut connection, "1").expect("sent");
    let pid = diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT pg_backend_pid()");
    let pid: i32 = pid.get_result(&mut connection).expect("a row");
    let work = |Received { connection, messages }: Received<'_, PgConnection>| {
        let processed = consumer.process(connection, &messages[0], |_| {
            diesel::sql_query(format!("SELECT pg_terminate_backend({pid}, 10000)")).execute(&mut other)?;
            Ok::<_, Error>(7)
        });
        let error = processed.expect_err("the connection is gone");
        assert!(matches!(error, ProcessError::NotAcknowledged { output: 7, .. }), "{error}");
        Err::<(), _>(Error::RollbackTransaction)
    };
    consumer.receive(&mut connection, &Receive::new(), work).expect_err("no connection");
    assert!(scene.recorder.span("settle jobs").attribute("error.type").is_some());
    assert_eq!(scene.recorder.span("process jobs").status, Status::Unset);
    scene.pass_a_second().await;
    assert_eq!(only(&consumer, &mut other).await.deliveries(), 2);
}

#[tokio::test]
async fn instrumentation_of_the_program_gets_the_statements() {
    let scene = Scene::new().await;
    let (mut connection, producer, _) = scene.sides::<PgConnection>().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            log.lock().expect("no panic").push(query.to_string());
        }
    });
    for _ in 0..2 {
        producer.send(&mut connection, "Xq7").expect("sent");
    }
    let seen = seen.lock().expect("no panic");
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|query| query.starts_with("INSERT INTO \"jobs\" (payload, ")), "{seen:?}");
    assert_eq!(scene.recorder.names(), ["send jobs"; 2]);
    scene.recorder.assert_never_seen(&["Xq7"]);
}
