//! A program with what the shop seldom has: callers that give up, calls that are cancelled, connections that are made again.

use std::future::Future;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use db_testcontainers::Postgres;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use prometheus::{Registry, TextEncoder};
use tokio::task::JoinHandle;
use tokio_postgres::deadpool::{Manager, Object, Pool, PoolError, Runtime, Timeouts};
use tokio_postgres::{Config, NoTls, Telemetry};

/// Values that the program passes to its databases.
pub(crate) const VALUES: [&str; 2] = ["grace@navy.example", "5200-8282-8282-8210"];

/// Stopped when it is dropped.
pub(crate) struct Rare {
    address: SocketAddr,
    work: JoinHandle<()>,
    _server: Postgres,
}

impl Rare {
    pub(crate) async fn start() -> Self {
        let registry = Registry::new();
        let reader =
            opentelemetry_prometheus::exporter().with_registry(registry.clone()).build().expect("a reader");
        let meters = SdkMeterProvider::builder().with_reader(reader).build();
        let postgres = Postgres::start().await.expect("PostgreSQL");
        let database = postgres.create_database().await.expect("a database");
        let orders = Orders::open(&database, meters).await;
        let work = tokio::spawn(async move {
            loop {
                orders.work().await;
            }
        });
        let address = serve(registry);
        Self { address, work, _server: postgres }
    }

    /// Returns where `GET /metrics` is answered.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Rare {
    fn drop(&mut self) {
        self.work.abort();
    }
}

fn text(registry: &Registry) -> String {
    TextEncoder::new().encode_to_string(&registry.gather()).expect("the text format")
}

/// Answers each request with the metrics.
fn serve(registry: Registry) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.expect("a connection");
            read_request(&connection);
            let body = text(&registry);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = connection.write_all((head + &body).as_bytes());
        }
    });
    address
}

/// Reads a request to its end. If a part of it is unread when the connection is closed, the other side loses the answer.
fn read_request(connection: &TcpStream) {
    let lines = BufReader::new(connection).lines();
    let _ = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).count();
}

struct Orders {
    pool: Pool,
}

impl Orders {
    async fn open(database: &str, meters: SdkMeterProvider) -> Self {
        let telemetry = Telemetry::builder().meter_provider(meters).build();
        let mut config: Config = database.parse().expect("a URL");
        config.telemetry(&telemetry);
        let pool = Pool::builder(Manager::new(config, NoTls))
            .pool_name("rare")
            .max_size(2)
            .runtime(Runtime::Tokio1)
            .build()
            .expect("a pool");
        let client = pool.get().await.expect("a connection");
        client
            .batch_execute("CREATE TABLE orders (id serial PRIMARY KEY, customer text, card text)")
            .await
            .expect("a table");
        Self { pool }
    }

    /// Does each thing once.
    async fn work(&self) {
        let [customer, card] = VALUES;
        let mut client = self.pool.get().await.expect("a connection");
        // A transaction that is dropped.
        let transaction = client.transaction().await.expect("a transaction");
        let insert = "INSERT INTO orders (customer, card) VALUES ($1, $2)";
        transaction.execute(insert, &[&customer, &card]).await.expect("an order");
        drop(transaction);
        cancel(client.query("SELECT pg_sleep(10)", &[]));

        // One caller has the other connection, and a third one gives up.
        let other = self.pool.get().await.expect("a connection");
        let wait = Some(Duration::from_millis(20));
        let third = self.pool.timeout_get(&Timeouts { wait, ..Timeouts::default() }).await;
        assert!(matches!(third, Err(PoolError::Timeout(_))), "the pool has two connections");
        // It leaves the pool, which connects again in the next round.
        drop(Object::take(other));
        // The load of a program that is not busy.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Polls a call once and drops it.
fn cancel(call: impl Future) {
    let mut call = std::pin::pin!(call);
    assert!(matches!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
}
