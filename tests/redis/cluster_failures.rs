//! A cluster that loses a node.

use db_testcontainers::RedisCluster;
use db_trace_tests::Recorder;
use opentelemetry::trace::Status;
use redis_trace::cluster::ClusterClient;
use redis_trace::{AsyncCommands as _, Commands as _, RedisResult};

use crate::scene::only_span;

/// A key of each node's.
fn keys(cluster: &RedisCluster) -> [String; 3] {
    let mut keys = [const { String::new() }; 3];
    for number in 0.. {
        let key = format!("cluster_failures:{number}");
        let owner = cluster.owner_of(cluster.slot_of(&key).expect("a slot")).expect("an owner");
        keys[owner] = key;
        if keys.iter().all(|key| !key.is_empty()) {
            break;
        }
    }
    keys
}

/// The span failed as the caller's result did: the connection was lost, there is none, or another node that the driver tried
/// in its place said `MOVED`.
#[track_caller]
fn assert_lost<T>(recorder: &Recorder, operation: &str, result: RedisResult<T>) {
    let Err(error) = result else { panic!("the node is gone") };
    let span = only_span(recorder);
    assert_eq!(span.attribute("db.operation.name"), Some(operation));
    assert_eq!(span.attribute("db.response.status_code"), error.code());
    let error_type = span.attribute("error.type").expect("a failure");
    match error.code() {
        Some(code) => assert_eq!((code, error_type), ("MOVED", "MOVED")),
        None => {
            assert!(["closed", "connection_refused", "node_not_found"].contains(&error_type), "{span:#?}");
        }
    }
    assert_eq!(span.status, Status::error(error_type.to_owned()));
}

#[tokio::test]
async fn killed_cluster_node_fails_only_its_commands() -> RedisResult<()> {
    let cluster = RedisCluster::start_with(&[("cluster-require-full-coverage", "no")]).await;
    let (cluster, recorder) = (cluster.expect("a cluster"), Recorder::new());
    let client = ClusterClient::builder(cluster.urls()).retries(1).build()?.telemetry(&recorder.telemetry());
    let mut blocking = client.get_connection()?;
    let mut multiplexed = client.get_async_connection().await?;
    let [lost, kept, _] = keys(&cluster);
    recorder.forget();

    let wait = {
        let (mut waiting, key) = (client.get_async_connection().await?, lost.clone());
        recorder.forget();
        tokio::spawn(async move { waiting.blpop::<_, ()>(key, 0.0).await })
    };
    // The node has the waiting command when it says so.
    let mut node = redis::Client::open(cluster.nodes()[0].url())?.get_connection()?;
    while !redis::cmd("CLIENT").arg("LIST").query::<String>(&mut node)?.contains("cmd=blpop") {
        tokio::task::yield_now().await;
    }
    cluster.kill(0).expect("killed");
    assert_lost(&recorder, "BLPOP", wait.await.expect("no panic"));
    assert_lost(&recorder, "SET", multiplexed.set::<_, _, ()>(&lost, "Xq7").await);
    assert_lost(&recorder, "SET", blocking.set::<_, _, ()>(&lost, "Xq7"));
    let pipeline = redis_trace::cluster::cluster_pipe().set(&lost, "Xq7").set(&kept, "Xq7").clone();
    assert_lost(&recorder, "PIPELINE SET", pipeline.query::<()>(&mut blocking));

    // The other nodes go on.
    let () = multiplexed.set(&kept, "Xq7").await?;
    let () = blocking.set(&kept, "Xq7")?;
    let spans = recorder.spans();
    assert_eq!(spans.len(), 2);
    assert!(spans.iter().all(|span| span.status == Status::Unset), "{spans:#?}");
    recorder.forget();

    cluster.nodes()[0].restart().expect("restarted");
    cluster.wait_until_ok().expect("well again");
    // The clients find the node by themselves, as the driver has it: what fails until then is recorded, and so is what succeeds.
    let mut again = client.get_connection()?;
    recorder.forget();
    let () = again.set(&lost, "Xq7")?;
    assert_eq!(only_span(&recorder).status, Status::Unset);
    loop {
        match multiplexed.set::<_, _, ()>(&lost, "Xq7").await {
            Ok(()) => break assert_eq!(only_span(&recorder).status, Status::Unset),
            lost => assert_lost(&recorder, "SET", lost),
        }
    }
    recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn killed_cluster_fails_the_connect() -> RedisResult<()> {
    let (cluster, recorder) = (RedisCluster::start().await.expect("a cluster"), Recorder::new());
    let client = ClusterClient::new(cluster.urls())?.telemetry(&recorder.telemetry());
    for node in 0..3 {
        cluster.kill(node).expect("killed");
    }
    assert_lost(&recorder, "CONNECT", client.get_connection());
    assert_lost(&recorder, "CONNECT", client.get_async_connection().await);
    Ok(())
}
