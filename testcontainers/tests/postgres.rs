//! What a test gets from a PostgreSQL that this crate starts.

#![allow(clippy::unwrap_used, reason = "Clippy knows tests by their attribute, and not what they call")]

use std::{
    process::Command,
    time::{Duration, Instant},
};

use db_testcontainers::{PgBouncer, Postgres};
use tokio_postgres::{Client, Error, NoTls, error::SqlState};

#[tokio::test]
async fn concurrent_postgres_starts_share_one_server() {
    let starts: Vec<_> = (0..4).map(|_| tokio::spawn(Postgres::start())).collect();
    let mut urls = Vec::new();
    for start in starts {
        urls.push(start.await.unwrap().unwrap().url().to_owned());
    }
    urls.dedup();
    assert_eq!(urls.len(), 1);
    connect(&urls[0]).await.unwrap();
}

#[test]
fn shared_postgres_server_outlives_the_runtime_of_its_first_user() {
    let runtimes =
        [|| tokio::runtime::Builder::new_current_thread(), || tokio::runtime::Builder::new_multi_thread()];
    for runtime in runtimes {
        runtime().enable_all().build().unwrap().block_on(async {
            let url = Postgres::start().await.unwrap().create_database().await.unwrap();
            connect(&url).await.unwrap().batch_execute("CREATE TABLE t ()").await.unwrap();
        });
    }
}

#[tokio::test]
async fn created_postgres_databases_are_separate() {
    let server = Postgres::start().await.unwrap();
    let (first, second) = tokio::join!(server.create_database(), server.create_database());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_ne!(first, second);
    for url in [first, second] {
        connect(&url).await.unwrap().batch_execute("CREATE TABLE accounts ()").await.unwrap();
    }
}

#[tokio::test]
async fn postgres_server_has_the_parameters_it_is_started_with() {
    let server = Postgres::start_own_with(&["max_connections=17", "application_name=a b"]).await.unwrap();
    let client = connect(server.url()).await.unwrap();
    for (parameter, value) in [("max_connections", "17"), ("application_name", "a b")] {
        let row = client.query_one(&format!("SHOW {parameter}"), &[]).await.unwrap();
        assert_eq!(row.get::<_, &str>(0), value);
    }
}

#[tokio::test]
async fn wrong_postgres_password_is_refused() {
    let server = Postgres::start_own().await.unwrap();
    connect(&server.password_url().unwrap()).await.unwrap();
    let error = connect(&server.wrong_password_url().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::INVALID_PASSWORD));
}

#[tokio::test]
async fn local_postgres_server_has_a_socket() {
    let server = Postgres::start_own().await.unwrap();
    let Some(url) = server.socket_url() else {
        return assert!(server.socket_dir().is_none());
    };
    let row = connect(&url).await.unwrap().query_one("SELECT inet_client_addr()::text", &[]).await.unwrap();
    assert_eq!(row.get::<_, Option<String>>(0), None, "this is not TCP");
}

#[tokio::test]
async fn dropped_own_postgres_server_is_gone() {
    let shared = Postgres::start().await.unwrap();
    let own = Postgres::start_own().await.unwrap();
    assert_ne!(own.url(), shared.url());
    let (url, folder) = (own.url().to_owned(), own.socket_dir().map(ToOwned::to_owned));
    connect(&url).await.unwrap();

    drop(own);
    assert!(connect(&url).await.is_err());
    assert!(folder.is_none_or(|folder| !folder.exists()));
    connect(shared.url()).await.unwrap();
}

#[tokio::test]
async fn killed_postgres_server_closes_connections_without_an_answer() {
    let own = Postgres::start_own().await.unwrap();
    let busy = connect(own.url()).await.unwrap();
    let idle = connect(own.url()).await.unwrap();
    let running = tokio::spawn(async move { busy.batch_execute("SELECT pg_sleep(60)").await });
    eventually("the statement runs", async || {
        let running = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        idle.query_one(running, &[]).await.unwrap().get::<_, i64>(0) == 1
    })
    .await;

    own.kill().unwrap();
    let error = running.await.unwrap().unwrap_err();
    assert!(error.as_db_error().is_none(), "{error:?}");
    assert!(idle.batch_execute("SELECT 1").await.unwrap_err().is_closed());
    assert!(connect(own.url()).await.is_err());
    own.kill().unwrap();
}

#[tokio::test]
async fn killed_postgres_server_leaves_no_shared_memory() {
    let own = Postgres::start_own().await.unwrap();
    let Some(folder) = own.socket_dir() else { return };
    let lock = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    let id = lock.lines().nth(6).and_then(|line| line.split_whitespace().last()).unwrap().to_owned();
    let is_there = || {
        let segments = Command::new("ipcs").arg("-m").output().unwrap().stdout;
        String::from_utf8(segments).unwrap().split_whitespace().any(|word| word == id)
    };
    assert!(is_there());
    own.kill().unwrap();
    assert!(!is_there());
}

#[tokio::test]
async fn shared_postgres_server_cannot_be_killed() {
    let shared = Postgres::start().await.unwrap();
    let error = shared.kill().unwrap_err();
    assert!(error.to_string().contains("start_own"), "{error}");
    connect(shared.url()).await.unwrap();
}

#[tokio::test]
async fn pooler_leads_to_its_server_until_it_is_killed() {
    let server = Postgres::start_own().await.unwrap();
    let pooler = PgBouncer::start(&server, &[("pool_mode", "session")]).await.unwrap();
    let url = pooler.url_of(server.url()).unwrap();
    let client = connect(&url).await.unwrap();
    let port: i32 = client.query_one("SELECT inet_server_port()", &[]).await.unwrap().get(0);
    assert_eq!(port, i32::from(server.port()));
    assert!(!url.contains(&server.port().to_string()));
    pooler.kill().unwrap();
    connect(&url).await.map(drop).unwrap_err();
    connect(server.url()).await.unwrap();
}

async fn connect(url: &str) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition().await {
        assert!(Instant::now() < deadline, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
