//! Servers that sentinels name.

use db_testcontainers::{Redis, RedisSentinel};
use db_trace_tests::Recorder;
use redis_trace::sentinel::{SentinelClient, SentinelServerType};
use redis_trace::{RedisResult, cmd};

use crate::scene::only_span;

fn place(server: &Redis) -> String {
    format!("{}:{}", server.host(), server.port())
}

#[tokio::test]
async fn connection_from_a_sentinel_records_the_nodes_address() -> RedisResult<()> {
    let (servers, recorder) = (RedisSentinel::start().await.expect("servers"), Recorder::new());
    let nodes = vec![servers.sentinel_url()];
    let client =
        SentinelClient::build(nodes.clone(), servers.master_name(), None, SentinelServerType::Master)?;
    let mut client = client.telemetry(&recorder.telemetry());
    let mut connection = client.get_connection()?;
    assert_eq!(only_span(&recorder).name, format!("CONNECT {}", place(servers.sentinel())));
    cmd("PING").exec(&mut connection)?;
    assert_eq!(only_span(&recorder).name, format!("PING {}", place(servers.primary())));
    let mut connection = client.get_async_connection().await?;
    assert_eq!(only_span(&recorder).name, format!("CONNECT {}", place(servers.sentinel())));
    cmd("PING").exec_async(&mut connection).await?;
    assert_eq!(only_span(&recorder).name, format!("PING {}", place(servers.primary())));

    let replicas = SentinelClient::build(nodes, servers.master_name(), None, SentinelServerType::Replica)?;
    let mut connection = replicas.telemetry(&recorder.telemetry()).get_connection()?;
    recorder.forget();
    cmd("SET").arg("key").arg("Xq7").exec(&mut connection).expect_err("it only reads");
    let span = only_span(&recorder);
    assert_eq!(span.name, format!("SET {}", place(servers.replica())));
    assert_eq!(span.attribute("error.type"), Some("READONLY"));

    servers.primary().kill().expect("killed");
    servers.wait_for_failover().expect("a new primary");
    // The sentinel takes a moment longer to say so in all its answers.
    let mut connection = loop {
        let connected = client.get_connection();
        let error_type = only_span(&recorder).attribute("error.type").map(str::to_owned);
        match connected {
            Ok(connection) => {
                assert_eq!(error_type, None);
                break connection;
            }
            Err(_) => assert_eq!(error_type.as_deref(), Some("master_not_found")),
        }
    };
    cmd("SET").arg("key").arg("Xq7").exec(&mut connection)?;
    let span = only_span(&recorder);
    assert_eq!(span.name, format!("SET {}", place(servers.replica())));
    assert_eq!(span.attribute("error.type"), None);
    recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn server_that_is_not_a_sentinel_fails_the_connect() -> RedisResult<()> {
    // A server that is no sentinel does not know the question.
    let (server, recorder) = (Redis::start().await.expect("a server"), Recorder::new());
    let client = SentinelClient::build(vec![server.url()], "Xq7Name", None, SentinelServerType::Master)?;
    let mut client = client.telemetry(&recorder.telemetry());
    client.get_connection().expect_err("no sentinel");
    let span = only_span(&recorder);
    assert_eq!(span.name, format!("CONNECT {}", place(&server)));
    assert!(span.attributes.contains_key("error.type"), "{span:#?}");
    client.get_async_connection().await.expect_err("no sentinel");
    assert!(only_span(&recorder).attributes.contains_key("error.type"));
    recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}
