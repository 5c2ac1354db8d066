//! A client whose dropped calls are cancelled, and what the server does about it.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db_testcontainers::Postgres;
use db_trace_tests::{Proxy, Recorder};
use futures_util::future::{Either, select};
use pg_trace::types::ToSql;
use pg_trace::{Client, Config, NoTls};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::client::connect_to;

pub(crate) const SECRET: &str = "Xq7Secret";
/// Waits for the lock of the scene.
pub(crate) const WAIT: &str = "SELECT pg_advisory_xact_lock(7), 'Xq7Secret'";
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// What is between the requests to cancel and the server. It passes each on when it is opened.
pub(crate) struct Gate {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    opened: Arc<Semaphore>,
}

impl Gate {
    pub(crate) async fn start(server: String) -> Self {
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

    pub(crate) fn open(&self) {
        self.opened.add_permits(100_000);
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// A client whose dropped calls are cancelled through a gate, and another one that holds a lock.
pub(crate) struct Scene {
    pub(crate) recorder: Recorder,
    pub(crate) client: Client,
    pub(crate) process: i32,
    pub(crate) holder: Client,
    pub(crate) gate: Gate,
    /// That of the client, without the gate.
    pub(crate) config: Config,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let server = Postgres::start().await.expect("a server");
        let url = server.create_database().await.expect("a database");
        Self::of(&server, &url, &url).await
    }

    /// A scene in which the request to cancel finds the server at the client's first `ROLLBACK`, once the gate is opened. A proxy
    /// replaces it by a view that waits for a lock, because a rollback itself is over too soon.
    pub(crate) async fn with_a_slow_rollback() -> Self {
        let server = Postgres::start().await.expect("a server");
        let url = server.create_database().await.expect("a database");
        let address = format!("{}:{}", server.host(), server.port());
        let proxy = Proxy::replacing_first(address.clone(), "ROLLBACK", "TABLE w;").await;
        let scene = Self::of(&server, &url, &url.replace(&address, &proxy.address().to_string())).await;
        let view = "CREATE VIEW w AS SELECT pg_advisory_xact_lock(8)::text; SELECT pg_advisory_lock(8); CREATE TABLE t (id int)";
        scene.holder.batch_execute(view).await.expect("a view");
        scene
    }

    async fn of(server: &Postgres, url: &str, url_of_client: &str) -> Self {
        let address = format!("{}:{}", server.host(), server.port());
        let gate = Gate::start(address.clone()).await;
        let recorder = Recorder::new();
        let mut client = connect_to(url_of_client, recorder.telemetry()).await;
        let config: Config = url.replace(&address, &gate.address.to_string()).parse().expect("a URL");
        client.cancel_dropped_calls(&config, NoTls);
        let holder = connect_to(url, Recorder::new().telemetry()).await;
        holder.batch_execute("SELECT pg_advisory_lock(7)").await.expect("the lock");
        let process = process_of(&client).await;
        // So that the calls of the connection are known to have their answers.
        client.batch_execute("SELECT 1").await.expect("done");
        recorder.forget();
        let mut config: Config = url.parse().expect("a URL");
        config.telemetry(&recorder.telemetry());
        Self { recorder, client, process, holder, gate, config }
    }

    pub(crate) async fn release(&self) {
        self.holder.batch_execute("SELECT pg_advisory_unlock(7)").await.expect("released");
    }

    /// Lets the dropped call end by itself, and the request to cancel find the server at the rollback.
    pub(crate) async fn cancel_the_rollback(&self) {
        self.release().await;
        let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'advisory' AND query = 'TABLE w;'";
        has_row(&self.holder, sql, &[&self.process]).await;
        self.gate.open();
    }

    /// Waits until the server's process is in a state.
    pub(crate) async fn is(&self, state: &str) {
        is(&self.holder, self.process, state).await;
    }
}

pub(crate) async fn is(watcher: &Client, process: i32, state: &str) {
    let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state = $2";
    has_row(watcher, sql, &[&process, &state]).await;
}

async fn has_row(watcher: &Client, sql: &str, parameters: &[&(dyn ToSql + Sync)]) {
    let waits = async { while watcher.query_opt(sql, parameters).await.expect("the view").is_none() {} };
    timeout(LONG, waits).await.unwrap_or_else(|_| panic!("no row of {sql}"));
}

pub(crate) async fn process_of(client: &Client) -> i32 {
    client.inner().query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0)
}

/// Polls a call until the server waits in it for the lock, and drops it.
pub(crate) async fn abandon<F: Future>(watcher: &Client, process: i32, call: F) {
    let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'advisory'";
    let waits = async { has_row(watcher, sql, &[&process]).await };
    match select(Box::pin(call), Box::pin(waits)).await {
        Either::Left(_) => panic!("the call does not wait"),
        Either::Right(((), call)) => drop(call),
    }
}
