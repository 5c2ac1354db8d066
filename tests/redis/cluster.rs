//! A cluster: one span for a command, wherever its nodes send it.

use db_testcontainers::RedisCluster;
use db_trace_tests::{Recorder, Span};
use opentelemetry::trace::Status;
use redis_trace::cluster::{ClusterClient, cluster_pipe};
use redis_trace::{RedisResult, cmd, pipe};
use tokio::sync::OnceCell;

use crate::scene::{all_attributes, only_span, operations};

/// The cluster that the tests share: each moves slots of its own.
pub(crate) async fn cluster() -> &'static RedisCluster {
    static CLUSTER: OnceCell<RedisCluster> = OnceCell::const_new();
    CLUSTER.get_or_init(|| async { RedisCluster::start().await.expect("a cluster") }).await
}

fn client(cluster: &RedisCluster, recorder: &Recorder) -> RedisResult<ClusterClient> {
    Ok(ClusterClient::new(cluster.urls())?.telemetry(&recorder.telemetry()))
}

/// A success whose address is all nodes.
#[track_caller]
fn assert_span(span: &Span, cluster: &RedisCluster, operation: &str, attributes: &[(&str, &str)]) {
    let nodes: Vec<_> =
        cluster.nodes().iter().map(|node| format!("{}:{}", node.host(), node.port())).collect();
    let nodes = nodes.join(",");
    let place = [
        ("db.system.name", "redis"),
        ("db.namespace", "0"),
        ("server.address", nodes.as_str()),
        ("db.operation.name", operation),
    ];
    assert_eq!(all_attributes(span), place.iter().chain(attributes).copied().collect());
    assert_eq!(span.name, format!("{operation} {nodes}"));
    assert_eq!(span.status, Status::Unset);
}

#[tokio::test]
async fn cluster_span_names_all_nodes() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let client = client(cluster, &recorder)?;
    let assert_only = |operation: &str, attributes: &[(&str, &str)]| {
        assert_span(&only_span(&recorder), cluster, operation, attributes);
    };
    let mut connection = client.get_connection()?;
    assert_only("CONNECT", &[]);
    for key in ["cluster:a", "cluster:b", "cluster:c", "cluster:d"] {
        let text = format!("SET {key} ?");
        cmd("SET").arg(key).arg(1).exec(&mut connection)?;
        assert_only("SET", &[("db.query.text", &text)]);
    }
    let values: Vec<i64> =
        cmd("MGET").arg(&["cluster:a", "cluster:b", "cluster:c"]).query(&mut connection)?;
    assert_eq!(values, [1, 1, 1]);
    assert_only("MGET", &[("db.query.text", "MGET cluster:a cluster:b cluster:c")]);
    let values: Vec<i64> = cluster_pipe().get("cluster:a").get("cluster:d").query(&mut connection)?;
    assert_eq!(values, [1, 1]);
    let pipeline = [("db.query.text", "GET cluster:a; GET cluster:d"), ("db.operation.batch.size", "2")];
    assert_only("PIPELINE GET", &pipeline);

    let mut connection = client.get_async_connection().await?;
    assert_only("CONNECT", &[]);
    cmd("GET").arg("cluster:b").exec_async(&mut connection).await?;
    assert_only("GET", &[("db.query.text", "GET cluster:b")]);
    // The driver has such pipelines for one slot only.
    let values: Vec<i64> = pipe().get("cluster:a").get("cluster:a").query_async(&mut connection).await?;
    assert_eq!(values, [1, 1]);
    let pipeline = [("db.query.text", "GET cluster:a; GET cluster:a"), ("db.operation.batch.size", "2")];
    assert_only("PIPELINE GET", &pipeline);
    Ok(())
}

#[tokio::test]
async fn followed_cluster_redirect_is_not_a_failure() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let client = client(cluster, &recorder)?;
    let mut connection = client.get_connection()?;
    let mut multiplexed = client.get_async_connection().await?;
    recorder.forget();
    // The first slot is moved after the clients have their maps (MOVED); the second one is on its way (ASK).
    let moved = cluster.slot_of("{cluster:moved}").expect("a slot");
    let owner = cluster.owner_of(moved).expect("an owner");
    cluster.migrate_slot(moved, owner, (owner + 1) % 3).expect("moved");
    let asked = cluster.slot_of("{cluster:asked}").expect("a slot");
    let owner = cluster.owner_of(asked).expect("an owner");
    cluster.start_migrating(asked, owner, (owner + 2) % 3).expect("on its way");
    for key in ["{cluster:moved}", "{cluster:asked}"] {
        let text = format!("SET {key} ?");
        cmd("SET").arg(key).arg(1).exec(&mut connection)?;
        assert_span(&only_span(&recorder), cluster, "SET", &[("db.query.text", &text)]);
        cmd("SET").arg(key).arg(2).exec_async(&mut multiplexed).await?;
        assert_span(&only_span(&recorder), cluster, "SET", &[("db.query.text", &text)]);
    }
    let measured: u64 = recorder.durations().iter().map(|point| point.count).sum();
    assert_eq!(measured, 6, "two connects and four commands");
    Ok(())
}

#[tokio::test]
async fn command_across_cluster_slots_is_a_failure() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let client = client(cluster, &recorder)?;
    let mut connection = client.get_connection()?;
    let mut multiplexed = client.get_async_connection().await?;
    recorder.forget();
    let mut rename = cmd("RENAME");
    rename.arg("{cluster:one}").arg("{cluster:two}");
    rename.exec(&mut connection).expect_err("two slots");
    let blocking = only_span(&recorder);
    rename.exec_async(&mut multiplexed).await.expect_err("two slots");
    for span in [blocking, only_span(&recorder)] {
        assert_eq!(span.attribute("error.type"), Some("CROSSSLOT"));
        assert_eq!(span.attribute("db.response.status_code"), Some("CROSSSLOT"));
        assert_eq!(span.status, Status::error("CROSSSLOT"));
    }
    cmd("SET").arg("cluster:text").arg("Xq7").exec(&mut connection)?;
    recorder.forget();
    let pipeline = cluster_pipe().get("cluster:text").incr("cluster:text", 1).clone();
    pipeline.query::<()>(&mut connection).expect_err("no number");
    assert_eq!(only_span(&recorder).attribute("error.type"), Some("ERR"));
    recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn cluster_connection_shared_by_a_hundred_tasks_records_each_command_once() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let connection = client(cluster, &recorder)?.get_async_connection().await?;
    recorder.forget();
    let tasks = (0..100_u32).map(|number| {
        let mut connection = connection.clone();
        tokio::spawn(async move {
            let key = format!("cluster:task:{number}");
            cmd("SET").arg(&key).arg(number).exec_async(&mut connection).await?;
            cmd("GET").arg(&key).query_async::<u32>(&mut connection).await
        })
    });
    for (number, task) in tasks.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(task.await.expect("no panic")? as usize, number);
    }
    let operations = operations(&recorder);
    assert_eq!(operations.iter().filter(|name| *name == "GET").count(), 100);
    assert_eq!(operations.len(), 200);
    Ok(())
}
