//! A client whose dropped calls are cancelled, and what the server does about it.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db_testcontainers::Postgres;
use db_trace_tests::{Proxy, Recorder, Span, poll_times};
use futures_util::future::{Either, select};
use pg_trace::types::ToSql;
use pg_trace::{Client, Config, NoTls, SimpleQueryMessage};
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
    pub(crate) address: SocketAddr,
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
    pub(crate) server: Postgres,
    pub(crate) url: String,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::at(Postgres::start().await.expect("a server")).await
    }

    pub(crate) async fn at(server: Postgres) -> Self {
        let url = server.create_database().await.expect("a database");
        Self::of(server, &url, &url).await
    }

    /// A scene in which the request to cancel finds the server at the client's first `ROLLBACK`, once the gate is opened. A proxy
    /// replaces it by a view that waits for a lock, because a rollback itself is over too soon.
    pub(crate) async fn with_a_slow_rollback() -> Self {
        let server = Postgres::start().await.expect("a server");
        let url = server.create_database().await.expect("a database");
        let address = format!("{}:{}", server.host(), server.port());
        let proxy = Proxy::replacing_first(address.clone(), "ROLLBACK", "TABLE w;").await;
        let scene = Self::of(server, &url, &url.replace(&address, &proxy.address().to_string())).await;
        let view = "CREATE VIEW w AS SELECT pg_advisory_xact_lock(8)::text; SELECT pg_advisory_lock(8); CREATE TABLE t (id int)";
        scene.holder.batch_execute(view).await.expect("a view");
        scene
    }

    async fn of(server: Postgres, url: &str, url_of_client: &str) -> Self {
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
        Self { recorder, client, process, holder, gate, server, url: url.to_owned() }
    }

    /// Returns a configuration of this text, with the recorder of the scene.
    pub(crate) fn config_of(&self, text: &str) -> Config {
        let mut config: Config = text.parse().expect("a configuration");
        config.telemetry(&self.recorder.telemetry());
        config
    }

    /// Puts another client in the place of the scene's: its dropped calls are cancelled by another way.
    pub(crate) async fn with_client(self, client: Client) -> Self {
        let process = process_of(&client).await;
        client.batch_execute("SELECT 1").await.expect("done");
        self.recorder.forget();
        Self { client, process, ..self }
    }

    /// Fails if a dropped call goes on at the server, or if a later call of the connection is cancelled.
    pub(crate) async fn assert_only_dropped_calls_are_cancelled(&self) {
        for _ in 0..3 {
            let call = self.client.simple_query(WAIT);
            abandon(&self.holder, self.process, call).await;
            self.is("idle").await;
            self.assert_answers(-1).await;
        }
        for number in 0..50 {
            let polls = usize::try_from(number % 4).expect("small");
            let call = self.client.simple_query("SELECT pg_sleep(0.001), 'Xq7Secret'");
            drop(poll_times(polls, call).await);
            self.assert_answers(number).await;
        }
        let requests = self.cancels();
        assert!(requests.len() >= 10, "{} requests", requests.len());
        for span in requests {
            assert_eq!(span.attribute("dbtrace.implicit"), Some("true"), "{span:#?}");
            assert_eq!(span.attribute("error.type"), None, "{span:#?}");
        }
        self.recorder.assert_never_seen(&[SECRET]);
    }

    async fn assert_answers(&self, number: i32) {
        let text = format!("SELECT {number}, pg_sleep(0.001)");
        let messages =
            timeout(LONG, self.client.simple_query(&text)).await.expect("an answer").expect("not cancelled");
        assert_eq!(first(&messages), number.to_string());
    }

    /// The requests to cancel that have ended.
    pub(crate) fn cancels(&self) -> Vec<Span> {
        let spans = self.recorder.spans().into_iter();
        spans.filter(|span| span.name == "CANCEL").collect()
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

    /// Waits until the server's process has ended.
    pub(crate) async fn is_gone(&self) {
        let sql = "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)";
        has_row(&self.holder, sql, &[&self.process]).await;
    }

    /// Waits until the server waits for the lock.
    pub(crate) async fn waits(&self) {
        waits(&self.holder, self.process).await;
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

/// PgBouncer may send a statement and its preparation to two connections, so nothing is prepared.
pub(crate) async fn process_of(client: &Client) -> i32 {
    let messages = client.inner().simple_query("SELECT pg_backend_pid()").await.expect("a row");
    first(&messages).parse().expect("a number")
}

/// The first value of the first row.
fn first(messages: &[SimpleQueryMessage]) -> &str {
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    row.expect("a value")
}

async fn waits(watcher: &Client, process: i32) {
    let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'advisory'";
    has_row(watcher, sql, &[&process]).await;
}

/// Polls a call until the server waits in it for the lock, and drops it.
pub(crate) async fn abandon<F: Future>(watcher: &Client, process: i32, call: F) {
    match select(Box::pin(call), Box::pin(waits(watcher, process))).await {
        Either::Left(_) => panic!("the call does not wait"),
        Either::Right(((), call)) => drop(call),
    }
}
