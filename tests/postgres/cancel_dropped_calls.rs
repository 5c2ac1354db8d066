//! Requests to cancel calls that were dropped: they arrive, and never cancel another call.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db_testcontainers::Postgres;
use db_trace_tests::{Recorder, poll_times};
use futures_util::TryStreamExt as _;
use futures_util::future::{Either, join, select};
use pg_trace::deadpool::{Manager, Pool, Runtime};
use pg_trace::{Client, Config, NoTls};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::client::connect_to;

const SECRET: &str = "Xq7Secret";
const WAIT: &str = "SELECT pg_advisory_xact_lock(7), 'Xq7Secret'";
const LONG: Duration = Duration::from_secs(60);

/// What is between the requests to cancel and the server. It passes each on when it is opened.
struct Gate {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    opened: Arc<Semaphore>,
}

impl Gate {
    async fn start(server: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (requests, opened) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let (counted, gate) = (Arc::clone(&requests), Arc::clone(&opened));
        tokio::spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.expect("a request");
                counted.fetch_add(1, Ordering::SeqCst);
                let (server, gate) = (server.clone(), Arc::clone(&gate));
                tokio::spawn(async move {
                    gate.acquire().await.expect("a permit").forget();
                    let mut server = TcpStream::connect(&server).await.expect("the server");
                    // The server closes the connection once it has sent the signal.
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        Self { address, requests, opened }
    }

    fn open(&self) {
        self.opened.add_permits(100_000);
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// A client whose dropped calls are cancelled through a gate, and another one that holds a lock.
struct Scene {
    recorder: Recorder,
    client: Client,
    process: i32,
    holder: Client,
    gate: Gate,
    config: Config,
}

impl Scene {
    async fn new() -> Self {
        let server = Postgres::start().await.expect("a server");
        let address = format!("{}:{}", server.host(), server.port());
        let url = server.create_database().await.expect("a database");
        let gate = Gate::start(address.clone()).await;
        let recorder = Recorder::new();
        let mut client = connect_to(&url, recorder.telemetry()).await;
        let config: Config = url.replace(&address, &gate.address.to_string()).parse().expect("a URL");
        client.cancel_dropped_calls(&config, NoTls);
        let holder = connect_to(&url, Recorder::new().telemetry()).await;
        holder.batch_execute("SELECT pg_advisory_lock(7)").await.expect("the lock");
        let process = process_of(&client).await;
        // So that the calls of the connection are known to have their answers.
        client.batch_execute("SELECT 1").await.expect("done");
        recorder.forget();
        let mut config: Config = url.parse().expect("a URL");
        config.telemetry(&recorder.telemetry());
        Self { recorder, client, process, holder, gate, config }
    }

    async fn release(&self) {
        self.holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("released");
    }

    /// Waits until the server's process is in a state.
    async fn is(&self, state: &str) {
        is(&self.holder, self.process, state).await;
    }
}

async fn is(watcher: &Client, process: i32, state: &str) {
    let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state = $2";
    let waits =
        async { while watcher.query_opt(sql, &[&process, &state]).await.expect("the view").is_none() {} };
    timeout(LONG, waits).await.unwrap_or_else(|_| panic!("the process is not {state}"));
}

async fn process_of(client: &Client) -> i32 {
    client.inner().query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0)
}

/// Polls a call until the server waits in it for the lock, and drops it.
async fn abandon<F: Future>(watcher: &Client, process: i32, call: F) {
    let waits = async {
        let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'advisory'";
        while watcher.query_opt(sql, &[&process]).await.expect("the view").is_none() {}
    };
    match select(Box::pin(call), Box::pin(waits)).await {
        Either::Left(_) => panic!("the call does not wait"),
        Either::Right(((), call)) => drop(call),
    }
}

#[tokio::test]
async fn dropped_call_ends_at_the_server_while_it_waits_for_a_lock() {
    let scene = Scene::new().await;
    scene.gate.open();
    for _ in 0..3 {
        abandon(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
        scene.is("idle").await;
        let row = scene.client.query_one("SELECT 1", &[]).await.expect("a row");
        assert_eq!(row.get::<_, i32>(0), 1);
    }
    assert_eq!(scene.gate.requests(), 3);
    let cancels: Vec<_> = scene.recorder.spans().into_iter().filter(|span| span.name == "CANCEL").collect();
    assert_eq!(cancels.len(), 3);
    for span in cancels {
        assert_eq!(span.attribute("dbtrace.implicit"), Some("true"), "{span:#?}");
        assert_eq!(span.attribute("error.type"), None, "{span:#?}");
    }
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn second_of_two_dropped_calls_is_cancelled_too() {
    let scene = Scene::new().await;
    scene.gate.open();
    for number in 1..=5 {
        abandon(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
        scene.is("idle").await;
        // The driver has the answers to what was sent before.
        scene.client.inner().batch_execute("").await.expect("done");
        assert_eq!(scene.gate.requests(), number);
    }
}

#[tokio::test]
async fn call_that_has_its_result_is_not_cancelled() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    for _ in 0..20 {
        let client = &mut scene.client;
        let statement = client.prepare("SELECT $1::text").await.expect("a statement");
        client.query_one(&statement, &[&SECRET]).await.expect("a row");
        client.query("SELECT 1 / 0", &[]).await.expect_err("a division");
        client.batch_execute("SELECT 1").await.expect("done");
        client.check_connection().await.expect("open");
        let rows = client.query_raw(&statement, [SECRET]).await.expect("rows");
        rows.try_collect::<Vec<_>>().await.expect("rows");
        let transaction = client.transaction().await.expect("begun");
        transaction.query_one("SELECT 1", &[]).await.expect("a row");
        transaction.commit().await.expect("committed");
        drop(client.transaction().await.expect("begun"));
    }
    scene.client.query_one("SELECT 1", &[]).await.expect("a row");
    assert_eq!(scene.gate.requests(), 0);
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn next_call_is_not_sent_before_a_late_request_has_had_its_effect() {
    let scene = Scene::new().await;
    abandon(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
    // The dropped call ends by itself, and the request comes later.
    scene.release().await;
    scene.is("idle").await;
    let next = Box::pin(scene.client.query_one("SELECT pg_sleep(0.2)::text, 7", &[]));
    let looks = async {
        for _ in 0..20 {
            scene.is("idle").await;
        }
    };
    let Either::Right(((), next)) = select(next, Box::pin(looks)).await else {
        panic!("the request is open")
    };
    scene.gate.open();
    assert_eq!(next.await.expect("it is not cancelled").get::<_, i32>(1), 7);
    assert_eq!(scene.gate.requests(), 1);
}

#[tokio::test]
async fn late_requests_cancel_no_next_call() {
    let scene = Scene::new().await;
    scene.gate.open();
    let client = &scene.client;
    for number in 0..400 {
        let polls = usize::try_from(number % 4).expect("small");
        if let Some(row) = poll_times(polls, client.query_one("SELECT $1::int", &[&number])).await {
            assert_eq!(row.expect("a row").get::<_, i32>(0), number);
        }
        let row = client.query_one("SELECT $1::int, pg_sleep(0.001)::text", &[&number]).await;
        assert_eq!(row.expect("not cancelled").get::<_, i32>(0), number);
    }
    let requests = scene.gate.requests();
    assert!(requests >= 100, "{requests} requests");
}

#[tokio::test]
async fn late_requests_cancel_no_rollback_and_no_next_transaction() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    scene.client.batch_execute("CREATE TABLE t (id int)").await.expect("a table");
    for number in 0..200 {
        let polls = usize::try_from(number % 6).expect("small");
        let client = &mut scene.client;
        let call = async {
            let transaction = client.transaction().await?;
            transaction.execute("INSERT INTO t VALUES ($1)", &[&number]).await?;
            transaction.query("SELECT 1", &[]).await
        };
        if let Some(rows) = poll_times(polls, call).await {
            rows.expect("rows");
        }
        let count: i64 = client.query_one("SELECT count(*) FROM t", &[]).await.expect("a row").get(0);
        assert_eq!(count, 0, "it was rolled back");
        let transaction = client.transaction().await.expect("begun");
        transaction.query_one("SELECT 1", &[]).await.expect("a row");
        transaction.commit().await.expect("committed");
    }
    scene.is("idle").await;
    let requests = scene.gate.requests();
    assert!(requests >= 20, "{requests} requests");
}

#[tokio::test]
async fn dropped_transaction_ends_at_the_server_while_it_waits_for_a_lock() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    let client = &mut scene.client;
    let call = async {
        let transaction = client.transaction().await?;
        transaction.query(WAIT, &[]).await
    };
    abandon(&scene.holder, scene.process, call).await;
    scene.is("idle").await;
    assert_eq!(scene.gate.requests(), 1);
    scene.client.query_one("SELECT 1", &[]).await.expect("a row");
}

#[tokio::test]
async fn call_in_a_savepoint_is_not_cancelled() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    let mut transaction = scene.client.transaction().await.expect("begun");
    let savepoint = transaction.savepoint("s").await.expect("a savepoint");
    abandon(&scene.holder, scene.process, savepoint.query(WAIT, &[])).await;
    drop(savepoint);
    scene.holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("released");
    transaction.query_one("SELECT 1", &[]).await.expect("the transaction goes on");
    transaction.commit().await.expect("committed");
    assert_eq!(scene.gate.requests(), 0);
}

#[tokio::test]
async fn call_is_not_cancelled_while_another_one_is_under_way_on_the_connection() {
    let scene = Scene::new().await;
    scene.gate.open();
    let client = &scene.client;
    // The server executes the first one.
    let mut first = Box::pin(client.query("SELECT pg_advisory_xact_lock(7), 1", &[]));
    let Either::Right(_) = select(&mut first, Box::pin(scene.is("active"))).await else {
        panic!("the lock is held")
    };
    assert!(poll_times(1, client.query("SELECT 2", &[])).await.is_none());
    let ((), rows) = join(scene.release(), first).await;
    assert_eq!(rows.expect("it is not cancelled").len(), 1);
    assert_eq!(scene.gate.requests(), 0);
}

#[tokio::test]
async fn call_that_is_dropped_outside_of_a_runtime_sends_nothing() {
    let scene = Scene::new().await;
    scene.gate.open();
    let Scene { client, holder, gate, .. } = scene;
    let mut call = Box::pin(async move { client.query(WAIT, &[]).await });
    assert!(poll_times(2, &mut call).await.is_none());
    std::thread::spawn(move || drop(call)).join().expect("no panic");
    holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("released");
    assert_eq!(gate.requests(), 0);
}

#[tokio::test]
async fn query_of_a_pooled_client_that_is_dropped_with_it_is_cancelled_and_the_next_user_is_not() {
    let scene = Scene::new().await;
    let manager = Manager::new(scene.config.clone(), NoTls).cancel_dropped_calls(NoTls);
    let pool = Pool::builder(manager).max_size(1).runtime(Runtime::Tokio1).build().expect("a pool");
    for _ in 0..3 {
        let process = process_of(&pool.get().await.expect("a client")).await;
        let handler = async {
            let client = pool.get().await.expect("a client");
            let statement = client.prepare_cached(WAIT).await.expect("a statement");
            client.query(&statement, &[]).await
        };
        abandon(&scene.holder, process, handler).await;
        let client = pool.get().await.expect("a client");
        let row = timeout(LONG, client.query_one("SELECT 1", &[])).await.expect("the lock is held");
        assert_eq!(row.expect("a row").get::<_, i32>(0), 1);
    }
    scene.recorder.assert_never_seen(&[SECRET]);
}
