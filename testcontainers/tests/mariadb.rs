//! What a test gets from a MariaDB that this crate starts.

#![allow(clippy::unwrap_used, reason = "Clippy knows tests by their attribute, and not what they call")]

use std::time::{Duration, Instant};

use db_testcontainers::MariaDb;
use mysql_async::{Conn, Error, Opts, OptsBuilder, ServerError, prelude::Queryable};

#[tokio::test]
async fn concurrent_mariadb_starts_share_one_server() {
    let starts: Vec<_> = (0..4).map(|_| tokio::spawn(MariaDb::start())).collect();
    let mut urls = Vec::new();
    for start in starts {
        urls.push(start.await.unwrap().unwrap().url().to_owned());
    }
    urls.dedup();
    assert_eq!(urls.len(), 1);
    connect(&urls[0]).await.unwrap();
}

#[tokio::test]
async fn created_mariadb_databases_are_separate() {
    let server = MariaDb::start().await.unwrap();
    let (first, second) = tokio::join!(server.create_database(), server.create_database());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_ne!(first, second);
    for url in [first, second] {
        let mut connection = connect(&url).await.unwrap();
        connection.query_drop("CREATE TABLE accounts (id INT PRIMARY KEY) ENGINE = InnoDB").await.unwrap();
    }
}

#[tokio::test]
async fn mariadb_server_has_the_variables_it_is_started_with() {
    let variables = ["max_connections=17", "init_connect=SET @a = 'b c'"];
    let server = MariaDb::start_own_with(&variables).await.unwrap();
    let mut connection = connect(server.url()).await.unwrap();
    let found: Option<(u64, String)> =
        connection.query_first("SELECT @@max_connections, @@init_connect").await.unwrap();
    assert_eq!(found.unwrap(), (17, "SET @a = 'b c'".to_owned()));
}

#[tokio::test]
async fn unknown_mariadb_variable_is_named_in_the_error() {
    let error = MariaDb::start_own_with(&["no_such_variable=1"]).await.unwrap_err();
    assert!(error.to_string().contains("no_such_variable"), "{error}");
}

#[tokio::test]
async fn wrong_mariadb_password_is_refused() {
    const ACCESS_DENIED: u16 = 1045;
    let server = MariaDb::start().await.unwrap();
    let (Some(right), Some(wrong)) = (server.password_url(), server.wrong_password_url()) else { return };
    connect(&right).await.unwrap().query_drop("SELECT * FROM mysql.user").await.unwrap();
    let Error::Server(ServerError { code, .. }) = connect(&wrong).await.unwrap_err() else { panic!() };
    assert_eq!(code, ACCESS_DENIED);
}

#[tokio::test]
async fn mariadb_socket_leads_to_the_same_server() {
    let server = MariaDb::start().await.unwrap();
    let Some(socket) = server.unix_socket() else { return };
    let options = OptsBuilder::from_opts(Opts::from_url(server.url()).unwrap());
    let mut connection = Conn::new(options.socket(Some(socket.to_str().unwrap()))).await.unwrap();
    let port: Option<u16> = connection.query_first("SELECT @@port").await.unwrap();
    assert_eq!(port, Some(server.port()));
}

#[tokio::test]
async fn dropped_own_mariadb_server_is_gone() {
    let shared = MariaDb::start().await.unwrap();
    let own = MariaDb::start_own().await.unwrap();
    let url = own.url().to_owned();
    assert_ne!(url, shared.url());
    let folder = own.unix_socket().and_then(|socket| socket.parent()).map(ToOwned::to_owned);
    assert!(folder.as_ref().is_none_or(|folder| folder.exists()));

    drop(own);
    assert!(connect(&url).await.is_err());
    assert!(folder.is_none_or(|folder| !folder.exists()));
    connect(shared.url()).await.unwrap();
}

#[tokio::test]
async fn killed_mariadb_server_closes_connections_without_an_answer() {
    let own = MariaDb::start_own().await.unwrap();
    let mut busy = connect(own.url()).await.unwrap();
    let mut idle = connect(own.url()).await.unwrap();
    let running = tokio::spawn(async move { busy.query_drop("SELECT SLEEP(60)").await });
    let deadline = Instant::now() + Duration::from_secs(20);
    let is_running = "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'";
    while idle.query_first::<u8, _>(is_running).await.unwrap() != Some(1) {
        assert!(Instant::now() < deadline, "the statement never runs");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    own.kill().unwrap();
    for error in [running.await.unwrap().unwrap_err(), idle.query_drop("SELECT 1").await.unwrap_err()] {
        assert!(matches!(error, Error::Io(_)), "{error:?}");
    }
    assert!(connect(own.url()).await.is_err());
    own.kill().unwrap();
}

#[tokio::test]
async fn restarted_mariadb_server_keeps_committed_rows() {
    let own = MariaDb::start_own().await.unwrap();
    let url = own.create_database().await.unwrap();
    let mut connection = connect(&url).await.unwrap();
    connection.query_drop("CREATE TABLE notes (id INT PRIMARY KEY) ENGINE = InnoDB").await.unwrap();
    connection.query_drop("INSERT INTO notes VALUES (7)").await.unwrap();

    own.restart().unwrap();
    assert!(connection.query_drop("SELECT 1").await.is_err());
    let mut connection = connect(&url).await.unwrap();
    assert_eq!(connection.query_first::<i32, _>("SELECT id FROM notes").await.unwrap(), Some(7));
}

#[tokio::test]
async fn shared_mariadb_server_cannot_be_killed_or_restarted() {
    let shared = MariaDb::start().await.unwrap();
    for error in [shared.kill().unwrap_err(), shared.restart().unwrap_err()] {
        assert!(error.to_string().contains("start_own"), "{error}");
    }
    connect(shared.url()).await.unwrap();
}

async fn connect(url: &str) -> Result<Conn, Error> {
    Conn::new(Opts::from_url(url)?).await
}
