//! Clients for the tests.

use db_semconv::Telemetry;
use db_testcontainers::Postgres;
use db_trace_tests::Recorder;
use pg_trace::{Client, Config, NoTls};

/// A client in a database of its own.
pub(crate) async fn connect(telemetry: Telemetry) -> Client {
    connect_to(&database().await, telemetry).await
}

/// A client of this database.
pub(crate) async fn connect_to(url: &str, telemetry: Telemetry) -> Client {
    let mut config: Config = url.parse().expect("a URL");
    let (client, connection) = config.telemetry(&telemetry).connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// A client whose connecting is forgotten.
pub(crate) async fn connect_quietly(recorder: &Recorder) -> Client {
    let client = connect(recorder.telemetry()).await;
    recorder.forget();
    client
}

/// The URL of a new, empty database on the server that the tests share.
pub(crate) async fn database() -> String {
    let postgres = Postgres::start().await.expect("a server");
    postgres.create_database().await.expect("a database")
}
