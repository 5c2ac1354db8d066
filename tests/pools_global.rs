//! A pool and the global providers: a process of its own, since there is one of each.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use db_testcontainers::Postgres;
use db_trace_tests::Recorder;
use opentelemetry::global;
use pg_trace::NoTls;
use pg_trace::deadpool::{Config, Runtime};

/// The pool is made first and the provider installed later, as in an application that connects first.
#[tokio::test]
async fn pool_made_before_the_global_provider_records_once_it_is_set() {
    let server = Postgres::start().await.expect("a server");
    let url = server.create_database().await.expect("a database");
    let config = Config { url: Some(url), ..Config::default() };
    let pool = config.create_pool(Some(Runtime::Tokio1), NoTls).expect("a pool");
    drop(pool.get().await.expect("a connection"));

    let recorder = Recorder::new();
    global::set_meter_provider(recorder.meter_provider().clone());
    let sums = |recorder: &Recorder| {
        let points = recorder.sums("db.client.connection.count").into_iter();
        let state = |(mut attributes, value): (BTreeMap<_, _>, _)| {
            (attributes.remove("db.client.connection.state").expect("a state"), value)
        };
        points.map(state).collect::<BTreeMap<String, i64>>()
    };
    assert_eq!(sums(&recorder), BTreeMap::new(), "no call has looked for it");
    let client = pool.get().await.expect("a connection");
    assert_eq!(sums(&recorder), BTreeMap::from([("idle".to_owned(), 0), ("used".to_owned(), 1)]));
    assert_eq!(recorder.seconds("db.client.connection.wait_time")[0].count, 1);
    drop(client);
    assert_eq!(sums(&recorder), BTreeMap::from([("idle".to_owned(), 1), ("used".to_owned(), 0)]));
    assert_eq!(recorder.seconds("db.client.connection.use_time")[0].count, 1);

    // Those who ask for connections do not take the turns of the calls that look for a tracer, however many there were.
    for _ in 0..200 {
        pool.get().await.expect("a connection").batch_execute("").await.expect("done");
    }
    global::set_tracer_provider(recorder.tracer_provider().clone());
    let begin = Instant::now();
    while recorder.spans().is_empty() {
        let client = pool.get().await.expect("a connection");
        client.batch_execute("SELECT 1 FROM pg_class LIMIT 1").await.expect("done");
        assert!(begin.elapsed() < Duration::from_secs(5), "it looks about once in a second");
    }

    drop(pool);
    assert_eq!(sums(&recorder), BTreeMap::new());
}
