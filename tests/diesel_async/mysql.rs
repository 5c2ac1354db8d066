//! What only MySQL and MariaDB have.

use db_testcontainers::MariaDb;
use db_trace_tests::Recorder;
use diesel_async::SimpleAsyncConnection as _;
use diesel_trace::AsyncMysqlConnection;

use crate::scene::{mariadb_url, take_only};

#[tokio::test]
async fn mysql_connect_span_has_its_target() {
    let recorder = Recorder::new();
    let url = mariadb_url().await;
    AsyncMysqlConnection::establish_with(&url, &recorder.telemetry()).await.expect("a connection");
    let span = take_only(&recorder);
    let server = MariaDb::start().await.expect("a server");
    assert_eq!(span.name, "CONNECT");
    assert_eq!(span.attribute("db.system.name"), Some("mysql"));
    assert_eq!(span.attribute("db.namespace"), url.rsplit('/').next());
    assert_eq!(span.attribute("server.address"), Some(server.host()));
    assert_eq!(span.attribute("server.port"), Some(server.port().to_string().as_str()));
}

#[tokio::test]
async fn connection_from_mysql_async_has_its_target() {
    let url = mariadb_url().await;
    let plain = mysql_async::Conn::from_url(&url).await.expect("a connection");
    let mut connection = AsyncMysqlConnection::try_from(plain).await.expect("set up");
    let recorder = Recorder::new();
    connection.set_telemetry(&recorder.telemetry());
    connection.batch_execute("SELECT 1").await.expect("done");
    let span = take_only(&recorder);
    assert_eq!(span.attribute("db.namespace"), url.rsplit('/').next());
    // The driver goes on by the socket where the server is on the same machine.
    let server = MariaDb::start().await.expect("a server");
    let socket = server.unix_socket().map(|path| path.display().to_string());
    assert_eq!(span.attribute("server.address"), socket.as_deref().or(Some(server.host())));
}

#[tokio::test]
async fn mysql_query_is_cancelled_by_its_token() {
    let recorder = Recorder::new();
    let connection = &mut crate::scene::mariadb(&recorder).await;
    let token = connection.cancel_token();
    let (cancelled, ()) =
        futures_util::join!(connection.batch_execute("SELECT SLEEP(60) FROM users"), async {
            // The server may not have seen the query yet.
            while recorder.spans().is_empty() {
                token.cancel_query().await.expect("asked");
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
    // MariaDB says so as an error, and older MySQL by what the function returns.
    let span = take_only(&recorder);
    assert_eq!(span.attribute("error.type"), cancelled.is_err().then_some("_OTHER"));
    assert!(span.seconds < 59.0);
}
