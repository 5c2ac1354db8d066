//! deadpool's pool of connections to a cluster of Redis.

use db_testcontainers::RedisCluster;
use db_trace_tests::Recorder;
use redis_trace::AsyncCommands as _;
use redis_trace::deadpool::cluster::{Config, Connection, Manager, Pool};

use crate::recorded::{counts, owned, waits};

#[tokio::test]
async fn cluster_pool_records_commands_waits_and_counts() {
    let cluster = RedisCluster::start().await.expect("a cluster");
    let nodes: Vec<_> =
        cluster.nodes().iter().map(|node| format!("{}:{}", node.host(), node.port())).collect();
    let nodes = nodes.join(",");
    let recorder = Recorder::new();
    let telemetry = recorder.builder().health_check_spans(true).build();
    let manager = Manager::new(cluster.urls(), true).expect("nodes").telemetry(&telemetry);
    let pool = Pool::builder(manager).max_size(1).build().expect("a pool");
    let name = format!("{nodes}/0");
    assert_eq!(counts(&recorder, &name), Some((0, 0)));
    for _ in 0..2 {
        let mut connection = pool.get().await.expect("a connection");
        let () = connection.set("pools:user", "hidden-value").await.expect("done");
        let _: String = connection.get("pools:user").await.expect("done");
        assert_eq!(counts(&recorder, &name), Some((0, 1)));
    }
    assert_eq!(counts(&recorder, &name), Some((1, 0)));
    let [connect, ping, set, get] = ["CONNECT", "PING", "SET", "GET"].map(|name| format!("{name} {nodes}"));
    let expected =
        [(connect.as_str(), false), (&set, true), (&get, false), (&ping, false), (&set, true), (&get, false)];
    assert_eq!(waits(&recorder), owned(expected));
    let _ = Connection::take(pool.get().await.expect("a connection"));
    assert_eq!(counts(&recorder, &name), Some((0, 0)));
    recorder.assert_never_seen(&["hidden-value"]);
}

#[tokio::test]
async fn cluster_pool_is_made_from_its_configuration() {
    let cluster = RedisCluster::start().await.expect("a cluster");
    let urls: Vec<String> = cluster.urls().iter().map(ToString::to_string).collect();
    let pool = Config::from_urls(urls).create_pool(None).expect("a pool");
    let _: Option<String> = pool.get().await.expect("a connection").get("pools:none").await.expect("done");
}
