//! The making of a connection, dropped at each of its await points.

use db_testcontainers::RedisSentinel;
use db_trace_tests::{Recorder, poll_times};
use opentelemetry::trace::Status;
use redis_trace::RedisResult;
use redis_trace::cluster::ClusterClient;
use redis_trace::sentinel::{SentinelClient, SentinelServerType};

use crate::cluster::cluster;
use crate::scene::{Scene, only_span};

/// Far more polls than any of the connects needs.
const MOST_POLLS: usize = 100;

/// Drops the connect after each number of polls until it runs to its end, and checks the span each time.
async fn drop_everywhere<C>(recorder: &Recorder, mut connect: impl AsyncFnMut() -> RedisResult<C>) {
    for times in 0..MOST_POLLS {
        recorder.forget();
        let ended = poll_times(times, connect()).await;
        if times == 0 {
            assert!(recorder.spans().is_empty(), "nothing happens before the first poll");
            continue;
        }
        let span = only_span(recorder);
        assert_eq!(span.attribute("db.operation.name"), Some("CONNECT"));
        assert_eq!(span.status, Status::Unset, "{span:#?}");
        let outcome = span.attribute("dbtrace.outcome");
        if let Some(result) = ended {
            result.map(drop).expect("connected");
            assert_eq!(outcome, None);
            assert!(times > 1, "it was never dropped on its way");
            return;
        }
        assert_eq!(outcome, Some("cancelled"));
    }
    panic!("the connection was not made in {MOST_POLLS} polls");
}

#[tokio::test]
async fn dropped_connect_of_a_client_is_cancelled() {
    let scene = Scene::new().await;
    let (recorder, client) = (&scene.recorder, &scene.client);
    drop_everywhere(recorder, async || client.get_connection_manager().await).await;
    drop_everywhere(recorder, async || client.get_async_pubsub().await).await;
    drop_everywhere(recorder, async || client.get_async_monitor().await).await;
}

#[tokio::test]
async fn dropped_connect_of_a_cluster_client_is_cancelled() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let client = ClusterClient::new(cluster.urls())?.telemetry(&recorder.telemetry());
    drop_everywhere(&recorder, async || client.get_async_connection().await).await;
    Ok(())
}

#[tokio::test]
async fn dropped_connect_of_a_sentinel_client_is_cancelled() -> RedisResult<()> {
    let (servers, recorder) = (RedisSentinel::start().await.expect("servers"), Recorder::new());
    let nodes = vec![servers.sentinel_url()];
    let client = SentinelClient::build(nodes, servers.master_name(), None, SentinelServerType::Master)?;
    let mut client = client.telemetry(&recorder.telemetry());
    drop_everywhere(&recorder, async || client.get_async_connection().await).await;
    Ok(())
}
