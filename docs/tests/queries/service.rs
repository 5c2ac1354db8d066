//! A service that does everything that the dashboard shows, and offers its metrics to Prometheus.
//!
//! It is here until `examples/orders` offers the same: then `Service::start` starts that program.

use std::collections::BTreeSet;
use std::future::Future;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use db_testcontainers::{Postgres, Redis};
use opentelemetry::metrics::{Histogram, MeterProvider};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use prometheus::{Registry, TextEncoder};
use redis::AsyncCommands;
use tokio::task::JoinHandle;
use tokio_postgres::deadpool::{Manager, Object, Pool, PoolError, Runtime, Timeouts};
use tokio_postgres::{Config, NoTls, Telemetry};

/// Values that the service passes to its databases.
const VALUES: [&str; 3] = ["ada@engine.example", "5200-8282-8282-8210", "a secret note"];

/// Stopped when it is dropped.
pub(crate) struct Service {
    address: SocketAddr,
    registry: Registry,
    work: JoinHandle<()>,
    _servers: (Postgres, Redis),
}

impl Service {
    pub(crate) async fn start() -> Self {
        let registry = Registry::new();
        let reader =
            opentelemetry_prometheus::exporter().with_registry(registry.clone()).build().expect("a reader");
        let meters = SdkMeterProvider::builder().with_reader(reader).build();
        let postgres = Postgres::start().await.expect("PostgreSQL");
        let redis = Redis::start().await.expect("Redis");
        let database = postgres.create_database().await.expect("a database");
        let orders = Orders::open(&database, redis.url(), meters).await;
        let work = tokio::spawn(async move {
            loop {
                orders.work().await;
            }
        });
        let address = serve(registry.clone());
        Self { address, registry, work, _servers: (postgres, redis) }
    }

    /// Returns where `GET /metrics` is answered.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn metric_names(&self) -> BTreeSet<String> {
        self.registry.gather().iter().map(|family| family.name().to_owned()).collect()
    }

    pub(crate) fn assert_never_exported(&self) {
        let exported = text(&self.registry);
        for value in VALUES {
            assert!(!exported.contains(value), "{value} is in:\n{exported}");
        }
    }
}

impl Drop for Service {
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
            let _ = connection.read(&mut [0; 4096]);
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

struct Orders {
    pool: Pool,
    cache: redis::aio::MultiplexedConnection,
    requests: Histogram<f64>,
}

impl Orders {
    async fn open(database: &str, cache: &str, meters: SdkMeterProvider) -> Self {
        let requests =
            meters.meter("http").f64_histogram("http.server.request.duration").with_unit("s").build();
        let telemetry = Telemetry::builder().meter_provider(meters).returned_rows_metric(true).build();
        let mut config: Config = database.parse().expect("a URL");
        config.telemetry(&telemetry);
        let pool = Pool::builder(Manager::new(config, NoTls))
            .pool_name("orders")
            .max_size(2)
            .runtime(Runtime::Tokio1)
            .build()
            .expect("a pool");
        let client = pool.get().await.expect("a connection");
        client
            .batch_execute("CREATE TABLE orders (id serial PRIMARY KEY, customer text, card text UNIQUE)")
            .await
            .expect("a table");
        let cache = redis::Client::open(cache).expect("a URL").telemetry(&telemetry);
        let cache = cache.get_multiplexed_async_connection().await.expect("a connection");
        Self { pool, cache, requests }
    }

    /// Does each thing once.
    async fn work(&self) {
        let [customer, card, note] = VALUES;
        let mut client = self.pool.get().await.expect("a connection");
        let transaction = client.transaction().await.expect("a transaction");
        let insert = "INSERT INTO orders (customer, card) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        transaction.execute(insert, &[&customer, &card]).await.expect("an order");
        transaction.commit().await.expect("a commit");

        // A violated constraint, and the rollback of a transaction that is dropped.
        let transaction = client.transaction().await.expect("a transaction");
        let insert = "INSERT INTO orders (customer, card) VALUES ($1, $2)";
        transaction.execute(insert, &[&customer, &card]).await.expect_err("a second order");
        drop(transaction);

        client.query("SELECT id FROM orders WHERE customer = $1", &[&customer]).await.expect("orders");
        cancel(client.query("SELECT pg_sleep(10)", &[]));

        let mut cache = self.cache.clone();
        let () = cache.set("orders:note", note).await.expect("a note");
        let _: String = cache.get("orders:note").await.expect("a note");

        // One caller has the other connection, and a third one gives up.
        let other = self.pool.get().await.expect("a connection");
        let wait = Some(Duration::from_millis(20));
        let third = self.pool.timeout_get(&Timeouts { wait, ..Timeouts::default() }).await;
        assert!(matches!(third, Err(PoolError::Timeout(_))), "the pool has two connections");
        // It leaves the pool, which connects again in the next round.
        drop(Object::take(other));

        self.requests.record(0.01, &[]);
        // The load of a service that is not busy.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Polls a call once and drops it.
fn cancel(call: impl Future) {
    let mut call = std::pin::pin!(call);
    assert!(matches!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
}
