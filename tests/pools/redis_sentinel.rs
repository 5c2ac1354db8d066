//! deadpool's pool of connections to the node that sentinels name.

use db_testcontainers::{Redis, RedisSentinel};
use db_trace_tests::Recorder;
use redis_trace::AsyncCommands as _;
use redis_trace::deadpool::sentinel::{Config, Connection, Manager, Pool, SentinelServerType};

use crate::recorded::{counts, owned, waits};

fn place(server: &Redis) -> String {
    format!("{}:{}", server.host(), server.port())
}

#[tokio::test]
async fn sentinel_pool_records_commands_waits_and_counts() {
    let servers = RedisSentinel::start().await.expect("servers");
    let recorder = Recorder::new();
    let telemetry = recorder.builder().health_check_spans(true).build();
    let urls = vec![servers.sentinel_url()];
    let manager =
        Manager::new(urls.clone(), servers.master_name().to_owned(), None, SentinelServerType::Master);
    let manager = manager.expect("a sentinel").telemetry(&telemetry);
    let pool = Pool::builder(manager).max_size(1).build().expect("a pool");
    let name = place(servers.sentinel());
    assert_eq!(counts(&recorder, &name), Some((0, 0)));
    for _ in 0..2 {
        let mut connection = Box::pin(pool.get()).await.expect("a connection");
        let () = connection.set("pools:user", "hidden-value").await.expect("done");
        assert_eq!(counts(&recorder, &name), Some((0, 1)));
    }
    let connect = format!("CONNECT {name}");
    let [set, ping] = ["SET", "PING"].map(|name| format!("{name} {}", place(servers.primary())));
    let expected = [(connect.as_str(), false), (&set, true), (&ping, false), (&set, true)];
    assert_eq!(waits(&recorder), owned(expected));
    let _ = Connection::take(Box::pin(pool.get()).await.expect("a connection"));
    assert_eq!(counts(&recorder, &name), Some((0, 0)));
    recorder.assert_never_seen(&["hidden-value"]);

    let urls: Vec<String> = urls.into_iter().map(str::to_owned).collect();
    let config = Config::from_urls(urls, servers.master_name().to_owned(), SentinelServerType::Replica);
    let replicas = config.create_pool(None).expect("a pool");
    let mut replica = Box::pin(replicas.get()).await.expect("a connection");
    let refused = replica.set::<_, _, ()>("pools:user", "hidden-value").await.expect_err("it only reads");
    assert_eq!(refused.code(), Some("READONLY"));
}
