//! No value is exported by what stands before a connection: clusters, sentinels, managers and pools.

use std::fmt::Debug;

use db_semconv::Target;
use db_testcontainers::{Redis, RedisCluster, RedisSentinel};
use db_trace_tests::Recorder;
use redis_trace::aio::ConnectionManagerConfig;
use redis_trace::cluster::{ClusterClient, cluster_pipe};
use redis_trace::sentinel::{SentinelClient, SentinelNodeConnectionInfo, SentinelServerType};
use redis_trace::{Client, RedisConnectionInfo, RedisResult, Traced, aio, cmd, pipe};

/// A user whose name, password and values begin with this.
const MARK: &str = "Xq7";
const USER: [&str; 6] = ["SETUSER", "Xq7User", "on", ">Xq7Password", "~*", "+@all"];

/// How many calls [`send`] and [`send_async`] make.
const CALLS: usize = 5;

/// Commands that succeed, that fail and quote what they were given, and that are sent together.
fn send(connection: &mut dyn redis_trace::ConnectionLike) -> RedisResult<()> {
    cmd("SET").arg("{key}").arg("Xq7Value").arg("EX").arg(77_123).exec(connection)?;
    cmd("HSET").arg("{hash}").arg("field").arg("Xq7Value").exec(connection)?;
    cmd("SET").arg("{key}").arg("Xq7Value").arg("Xq7Option").exec(connection).expect_err("no option");
    cmd("CONFIG").arg("SET").arg("maxmemory").arg("Xq7Bytes").exec(connection).expect_err("no number");
    let body = "return redis.error_reply('Xq7Code Xq7Message')";
    cmd("EVAL").arg(body).arg(1).arg("{key}").arg("Xq7Argument").exec(connection).expect_err("its answer");
    Ok(())
}

async fn send_async(connection: &mut impl aio::ConnectionLike) -> RedisResult<()> {
    let mut pipeline = pipe();
    pipeline.set("{key}", "Xq7Value").hset("{key}", "field", "Xq7Value").lpush("{key}", "Xq7Value");
    pipeline.exec_async(connection).await.expect_err("no list");
    pipeline.atomic().exec_async(connection).await.expect_err("no list");
    cmd("SET").arg("{key}").arg("Xq7Value").exec_async(connection).await?;
    let no_option = cmd("SET").arg("{key}").arg("Xq7Value").arg("Xq7Option").exec_async(connection).await;
    no_option.expect_err("no option");
    let body = "return redis.error_reply('Xq7Code Xq7Message')";
    let answer = cmd("EVAL").arg(body).arg(1).arg("{key}").arg("Xq7Argument").exec_async(connection).await;
    answer.expect_err("its answer");
    Ok(())
}

/// Checks that there are so many spans, each with its measurement, and that neither they nor what programs print has a mark.
#[track_caller]
fn assert_silent(recorder: &Recorder, spans: usize, printed: &[&dyn Debug]) {
    let found = recorder.spans();
    assert_eq!(found.len(), spans, "{found:#?}");
    assert_eq!(recorder.durations().iter().map(|point| point.count).sum::<u64>(), spans as u64);
    recorder.assert_never_seen(&[MARK, "77123"]);
    for printed in printed {
        let printed = format!("{printed:?} {printed:#?}");
        assert!(!printed.contains(MARK), "{printed}");
    }
}

#[tokio::test]
async fn cluster_client_exports_no_value() -> RedisResult<()> {
    let (cluster, recorder) = (RedisCluster::start().await.expect("a cluster"), Recorder::new());
    for node in cluster.nodes() {
        redis::cmd("ACL").arg(&USER).exec(&mut redis::Client::open(node.url())?.get_connection()?)?;
    }
    let builder = || ClusterClient::builder(cluster.urls()).retries(1).username("Xq7User");
    let client = builder().password("Xq7Password").build()?.telemetry(&recorder.telemetry());
    let mut blocking = client.get_connection()?;
    let mut multiplexed = client.get_async_connection().await?;
    send(&mut blocking)?;
    send_async(&mut multiplexed).await?;
    let mut pipeline = cluster_pipe();
    pipeline.set("{a}", "Xq7Value").set("{b}", "Xq7Value").lpush("{a}", "Xq7Value");
    pipeline.exec(&mut blocking).expect_err("no list");
    let wrong = builder().password("Xq7Wrong").build()?.telemetry(&recorder.telemetry());
    wrong.get_connection().map(drop).expect_err("another password");
    wrong.get_async_connection().await.map(drop).expect_err("another password");
    assert_silent(&recorder, 2 + CALLS + CALLS + 1 + 2, &[&blocking, &multiplexed]);
    Ok(())
}

#[tokio::test]
async fn sentinel_client_exports_no_value() -> RedisResult<()> {
    let (servers, recorder) = (RedisSentinel::start().await.expect("servers"), Recorder::new());
    let mut primary = redis::Client::open(servers.primary().url())?.get_connection()?;
    redis::cmd("ACL").arg(&USER).exec(&mut primary)?;
    let client = |name: &str, password: &str| {
        let info = RedisConnectionInfo::default().set_username("Xq7User").set_password(password);
        let node = SentinelNodeConnectionInfo::default().set_redis_connection_info(info);
        let nodes = vec![servers.sentinel_url()];
        SentinelClient::build(nodes, name, Some(node), SentinelServerType::Master)
            .map(|client| client.telemetry(&recorder.telemetry()))
    };
    let mut client_of_primary = client(servers.master_name(), "Xq7Password")?;
    let mut blocking = client_of_primary.get_connection()?;
    let mut multiplexed = client_of_primary.get_async_connection().await?;
    send(&mut blocking)?;
    send_async(&mut multiplexed).await?;
    assert_silent(&recorder, 2 + CALLS + CALLS, &[&blocking, &multiplexed]);
    recorder.forget();
    for (name, password) in [(servers.master_name(), "Xq7Wrong"), ("Xq7Name", "Xq7Password")] {
        let mut refused = client(name, password)?;
        refused.get_connection().map(drop).expect_err("refused");
        refused.get_async_connection().await.map(drop).expect_err("refused");
    }
    assert_eq!(recorder.spans().len(), 4);
    recorder.assert_never_seen(&[MARK]);
    Ok(())
}

#[tokio::test]
async fn connection_manager_and_pools_export_no_value() -> RedisResult<()> {
    let server = Redis::start_own_with(&[("requirepass", "Xq7Password")]).await.expect("a server");
    let recorder = Recorder::new();
    let client = Client::open(server.url())?.telemetry(&recorder.telemetry());

    let mut manager = client.get_connection_manager().await?;
    let mut lazy = client.get_connection_manager_lazy(ConnectionManagerConfig::new())?;
    send_async(&mut manager).await?;
    send_async(&mut lazy).await?;
    assert_silent(&recorder, 1 + CALLS + CALLS, &[&manager, &lazy]);

    let pool = r2d2::Pool::builder().max_size(1).build(client.clone()).expect("a pool");
    let mut connection = pool.get().expect("a connection");
    send(&mut *connection)?;
    assert_silent(&recorder, 1 + CALLS + CALLS + 1 + CALLS, &[&*connection]);

    let pool: bb8::Pool<Client> = bb8::Pool::builder().max_size(1).build(client.clone()).await?;
    let mut connection = pool.get().await.expect("a connection");
    send_async(&mut *connection).await?;
    assert_silent(&recorder, 2 + 3 * CALLS + 1 + CALLS, &[&*connection]);

    let pool = deadpool_redis::Config::from_url(server.url()).create_pool(None).expect("a pool");
    let connection = pool.get().await.expect("a connection");
    let mut connection = Traced::from_driver(connection, &recorder.telemetry(), &Target::new());
    send_async(&mut connection).await?;
    assert_silent(&recorder, 3 + 5 * CALLS, &[]);
    Ok(())
}
