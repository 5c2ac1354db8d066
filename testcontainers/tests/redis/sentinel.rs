//! A primary, a replica and a sentinel.

use db_testcontainers::RedisSentinel;

use crate::client::Client;

#[tokio::test]
async fn sentinel_reports_the_primary_and_a_quorum() {
    let servers = RedisSentinel::start().await.unwrap();
    assert_eq!(servers.primary_url().unwrap(), servers.primary().url());
    let mut sentinel = Client::connect(servers.sentinel_url()).unwrap();
    let port = servers.primary().port().to_string();
    assert_eq!(
        sentinel.ask(&format!("SENTINEL GET-MASTER-ADDR-BY-NAME {}", servers.master_name())),
        format!("*2\r\n$9\r\n127.0.0.1\r\n${}\r\n{port}", port.len())
    );
    assert_eq!(sentinel.ask("SENTINEL CKQUORUM primary").split_once(' ').unwrap().0, "+OK");
}

#[tokio::test]
async fn sentinel_replica_has_the_data_of_the_primary() {
    let servers = RedisSentinel::start().await.unwrap();
    let mut primary = Client::connect(servers.primary().url()).unwrap();
    let mut replica = Client::connect(servers.replica().url()).unwrap();
    assert_eq!(primary.ask("SET key value"), "+OK");
    assert_eq!(primary.ask("WAIT 1 20000"), ":1");
    assert_eq!(replica.ask("GET key"), "$5\r\nvalue");
    assert_eq!(replica.ask("SET key other"), "-READONLY You can't write against a read only replica.");
}

#[tokio::test]
async fn sentinel_replica_takes_over_from_a_killed_primary() {
    let servers = RedisSentinel::start().await.unwrap();
    servers.primary().kill().unwrap();
    servers.wait_for_failover().unwrap();
    assert_eq!(servers.primary_url().unwrap(), servers.replica().url());
    assert_eq!(Client::connect(servers.replica().url()).unwrap().ask("SET key value"), "+OK");
}
