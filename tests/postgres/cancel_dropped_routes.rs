//! The ways of a request to cancel to the server: through a socket, to one of several hosts, out of a pool, and through
//! PgBouncer.

use std::net::{Ipv4Addr, TcpListener};

use db_testcontainers::{PgBouncer, Postgres};
use futures_util::future::{Either, join, select};
use pg_trace::bb8::PostgresConnectionManager;
use pg_trace::bb8::bb8::Pool;
use pg_trace::{Client, Config, NoTls, SimpleQueryMessage};
use tokio::time::timeout;

use crate::cancel_dropped_scene::{LONG, SECRET, Scene, WAIT, abandon, process_of};
use crate::client::connect_to;

/// Connects a client whose dropped calls are cancelled.
async fn connected(config: &Config) -> Client {
    let (mut client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.cancel_dropped_calls(config, NoTls);
    client
}

/// A port at which nothing listens.
fn dead_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

impl Scene {
    /// A client of the server that `hosts` has, in the driver's form with keys.
    async fn through(self, hosts: &str) -> Self {
        let database = self.url.rsplit('/').next().expect("a database");
        let config = self.config_of(&format!("{hosts} user=postgres dbname={database}"));
        self.with_client(connected(&config).await).await
    }
}

#[tokio::test]
async fn dropped_call_is_cancelled_through_a_unix_socket() {
    let scene = Scene::new().await;
    let folder = scene.server.socket_dir().expect("a socket").display();
    let hosts = format!("host={folder} port={}", scene.server.port());
    scene.through(&hosts).await.assert_only_dropped_calls_are_cancelled().await;
}

#[tokio::test]
async fn dropped_call_is_cancelled_although_another_host_of_the_same_name_is_down() {
    let scene = Scene::new().await;
    let hosts = format!("host=127.0.0.1,127.0.0.1 port={},{}", dead_port(), scene.server.port());
    scene.through(&hosts).await.assert_only_dropped_calls_are_cancelled().await;
}

#[tokio::test]
async fn dropped_call_is_cancelled_by_the_address_that_replaces_the_lookup_of_its_host() {
    let scene = Scene::new().await;
    let port = scene.server.port();
    let hosts = format!("host=/nowhere,a.invalid hostaddr=127.0.0.1,127.0.0.1 port={port},{}", dead_port());
    scene.through(&hosts).await.assert_only_dropped_calls_are_cancelled().await;
}

#[tokio::test]
async fn hosts_of_other_names_get_no_request() {
    let scene = Scene::new().await;
    // It takes each connection, and does not answer.
    let other = scene.gate.address.port();
    let hosts = format!("host=127.0.0.1,localhost port={},{other}", scene.server.port());
    let scene = scene.through(&hosts).await;
    scene.assert_only_dropped_calls_are_cancelled().await;
    assert_eq!(scene.gate.requests(), 0);
}

#[tokio::test]
async fn dropped_call_is_cancelled_at_the_host_that_takes_writes() {
    let scene = Scene::new().await;
    let replica = Postgres::start_own().await.expect("a server");
    let database = scene.url.rsplit('/').next().expect("a database");
    let client = connect_to(replica.url(), scene.recorder.telemetry()).await;
    for text in [
        format!("CREATE DATABASE {database}"),
        format!("ALTER DATABASE {database} SET default_transaction_read_only = on"),
    ] {
        client.batch_execute(&text).await.expect("done");
    }
    let ports = format!("{},{}", replica.port(), scene.server.port());
    let hosts = format!("host=127.0.0.1,127.0.0.1 port={ports} target_session_attrs=read-write");
    scene.through(&hosts).await.assert_only_dropped_calls_are_cancelled().await;
}

#[tokio::test]
async fn query_of_a_client_of_bb8_that_is_dropped_with_it_is_cancelled_and_the_next_user_is_not() {
    let scene = Scene::new().await;
    let manager = PostgresConnectionManager::new(scene.config_of(&scene.url), NoTls).cancel_dropped_calls();
    let pool = Pool::builder().max_size(1).build(manager).await.expect("a pool");
    for _ in 0..50 {
        let process = process_of(&pool.get().await.expect("a client")).await;
        let handler = async {
            let client = pool.get().await.expect("a client");
            client.query(WAIT, &[]).await
        };
        abandon(&scene.holder, process, handler).await;
        let client = pool.get().await.expect("a client");
        let row = timeout(LONG, client.query_one("SELECT 1", &[])).await.expect("the lock is held");
        assert_eq!(row.expect("a row").get::<_, i32>(0), 1);
    }
    assert_eq!(scene.cancels().len(), 50);
    scene.recorder.assert_never_seen(&[SECRET]);
}

/// Two clients share a connection to the server.
async fn assert_cancels_through_pgbouncer(mode: &str) {
    let scene = Scene::new().await;
    let size = if mode == "session" { "2" } else { "1" };
    let settings = [("pool_mode", mode), ("default_pool_size", size)];
    let pooler = PgBouncer::start(&scene.server, &settings).await.expect("PgBouncer");
    let url = pooler.url_of(&scene.url).expect("a URL");
    let other = connected(&scene.config_of(&url)).await;
    let client = connected(&scene.config_of(&url)).await;
    let scene = scene.with_client(client).await;
    scene.assert_only_dropped_calls_are_cancelled().await;
    for _ in 0..50 {
        abandon(&scene.holder, scene.process, scene.client.simple_query(WAIT)).await;
        // The other client waits for the connection, and gets it at once.
        let answer = timeout(LONG, other.simple_query("SELECT pg_sleep(0.001)")).await.expect("an answer");
        answer.expect("the call of another client is not cancelled");
        timeout(LONG, scene.client.simple_query("SELECT 1"))
            .await
            .expect("an answer")
            .expect("not cancelled");
    }
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn dropped_call_is_cancelled_through_pgbouncer_in_session_mode() {
    assert_cancels_through_pgbouncer("session").await;
}

#[tokio::test]
async fn dropped_call_is_cancelled_through_pgbouncer_in_transaction_mode_and_calls_of_other_clients_are_not()
{
    assert_cancels_through_pgbouncer("transaction").await;
}

#[tokio::test]
async fn call_that_is_dropped_while_it_waits_for_a_connection_of_pgbouncer_leaves_the_client_usable() {
    let scene = Scene::new().await;
    let settings = [("pool_mode", "transaction"), ("default_pool_size", "1"), ("admin_users", "postgres")];
    let pooler = PgBouncer::start(&scene.server, &settings).await.expect("PgBouncer");
    let url = pooler.url_of(&scene.url).expect("a URL");
    let other = connected(&scene.config_of(&url)).await;
    let client = connected(&scene.config_of(&url)).await;
    let console = url.replace(url.rsplit('/').next().expect("a database"), "pgbouncer");
    let console = connect_to(&console, scene.recorder.telemetry()).await;
    let scene = scene.with_client(client).await;
    other.batch_execute("BEGIN").await.expect("begun");
    let waits = async {
        loop {
            let pools = console.simple_query("SHOW POOLS").await.expect("pools");
            let waiting = |message: &SimpleQueryMessage| match message {
                SimpleQueryMessage::Row(row) => row.get("cl_waiting") == Some("1"),
                _ => false,
            };
            if pools.iter().any(waiting) {
                return;
            }
        }
    };
    let call = scene.client.simple_query("SELECT 1, 'Xq7Secret'");
    match select(Box::pin(call), Box::pin(waits)).await {
        Either::Left(_) => panic!("the connection is taken"),
        Either::Right(((), call)) => drop(call),
    }
    let (next, committed) = join(scene.client.simple_query("SELECT 2"), other.batch_execute("COMMIT")).await;
    committed.expect("committed");
    next.expect("not cancelled");
    scene.recorder.assert_never_seen(&[SECRET]);
}
