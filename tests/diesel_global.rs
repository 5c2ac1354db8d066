//! The process's defaults, of telemetry and of diesel's instrumentation: a process of its own, since there is one of each.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use db_testcontainers::Postgres;
use db_trace_tests::Recorder;
use diesel::connection::{InstrumentationEvent, SimpleConnection as _, set_default_instrumentation};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use diesel_trace::{AsyncPgConnection, Instrument, SqliteConnection, Telemetry};
use tokio::runtime::Runtime;

static QUERIES: AtomicUsize = AtomicUsize::new(0);
static ESTABLISHED: AtomicUsize = AtomicUsize::new(0);

fn count(event: &InstrumentationEvent<'_>) {
    match event {
        InstrumentationEvent::StartQuery { .. } => _ = QUERIES.fetch_add(1, Relaxed),
        InstrumentationEvent::FinishEstablishConnection { .. } => _ = ESTABLISHED.fetch_add(1, Relaxed),
        _ => {}
    }
}

#[test]
fn global_telemetry_and_default_instrumentation_record_once() {
    let recorder = Recorder::new();
    recorder.telemetry().set_global();

    // The process's telemetry serves each connection that is given none.
    let pool = Pool::builder()
        .max_size(1)
        .build(ConnectionManager::<SqliteConnection>::new(":memory:"))
        .expect("a pool");
    pool.get().expect("a connection").batch_execute("SELECT 1 AS pooled").expect("done");
    assert_eq!(recorder.names(), ["CONNECT", "SELECT"]);
    recorder.forget();

    // A default of the user receives every event once.
    set_default_instrumentation(|| Some(Box::new(|event: InstrumentationEvent<'_>| count(&event))))
        .expect("no panic");
    let mut traced = SqliteConnection::establish(":memory:").expect("a connection");
    traced.batch_execute("SELECT 1").expect("done");
    (*traced).batch_execute("SELECT 1").expect("done");
    assert_eq!((ESTABLISHED.load(Relaxed), QUERIES.load(Relaxed)), (1, 2));
    assert_eq!(recorder.names(), ["CONNECT", "SELECT", "SELECT"]);
    recorder.forget();

    // As the default, `Instrument` records diesel's own connections, and nothing twice of traced ones.
    set_default_instrumentation(|| Some(Box::new(diesel_trace::instrument()))).expect("no panic");
    let mut plain = diesel::SqliteConnection::establish(":memory:").expect("a connection");
    plain.batch_execute("SELECT 1").expect("done");
    assert_eq!(recorder.names(), ["CONNECT", "SELECT"]);
    assert_eq!(recorder.spans()[1].attribute("db.system.name"), Some("sqlite"));
    assert_eq!(recorder.spans()[1].attribute("db.namespace"), Some(":memory:"));
    recorder.forget();
    let mut traced = SqliteConnection::establish(":memory:").expect("a connection");
    traced.batch_execute("SELECT 1").expect("done");
    (*traced).batch_execute("SELECT 1").expect("done");
    assert_eq!(recorder.names(), ["CONNECT", "SELECT", "SELECT"]);
    recorder.forget();

    // So it is with diesel-async's, whose establishing has queries of its own.
    Runtime::new().expect("a runtime").block_on(async {
        let server = Postgres::start().await.expect("a server");
        let mut traced = AsyncPgConnection::establish(server.url()).await.expect("a connection");
        traced.batch_execute("SELECT 1").await.expect("done");
        traced.inner_mut().batch_execute("SELECT 1").await.expect("done");
    });
    assert_eq!(recorder.names(), ["CONNECT", "SELECT", "SELECT"]);
    recorder.forget();

    // An `Instrument` may name another telemetry.
    set_default_instrumentation(|| Some(Box::new(Instrument::with(&Telemetry::disabled()))))
        .expect("no panic");
    let mut plain = diesel::SqliteConnection::establish(":memory:").expect("a connection");
    plain.batch_execute("SELECT 1").expect("done");
    assert!(recorder.spans().is_empty());
}
