//! Connections that return to a pool.

use std::time::Duration;

use db_trace_tests::Recorder;
use pg_trace::deadpool::{Manager, Pool, Runtime};
use pg_trace::{Config, NoTls, SessionContext};
use tokio::time::timeout;

use super::scene::{CONFIGURED, NAME, client_of, only, untraced_name, url};

#[tokio::test]
async fn connection_in_a_pool_has_the_configured_name() {
    let recorder = Recorder::new();
    let url = url().await;
    let mut config: Config = url.parse().expect("a URL");
    config.telemetry(&recorder.builder().session_context(SessionContext::ApplicationName).build());
    let manager = Manager::new(config, NoTls);
    let pool = Pool::builder(manager).max_size(1).runtime(Runtime::Tokio1).build().expect("a pool");
    let watcher = client_of(&url, &recorder, SessionContext::Off).await;
    for _ in 0..2 {
        let client = pool.get().await.expect("a connection");
        let process: i32 =
            client.inner().query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0);
        recorder.forget();
        let statement = client.prepare_cached(NAME).await.expect("a statement");
        recorder.forget();
        let row = client.query_one(&statement, &[]).await.expect("a row");
        assert_eq!(row.get::<_, String>(0), only(&recorder), "a cached statement");
        drop(client);
        // No call follows on the connection itself.
        let name = "SELECT application_name FROM pg_stat_activity WHERE pid = $1 AND state = 'idle'";
        let restored = async {
            while watcher.query_opt(name, &[&process]).await.expect("the view").map(|row| row.get(0))
                != Some(CONFIGURED.to_owned())
            {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), restored).await.expect("the name is restored in the pool");
    }
    let client = pool.get().await.expect("a connection");
    assert_eq!(untraced_name(&client).await, CONFIGURED);
    let client = pg_trace::deadpool::Object::take(client);
    assert_eq!(untraced_name(&client).await, CONFIGURED, "taken out of the pool");
}
