//! A future dropped at each of its await points.

use std::future::Future;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use db_trace_tests::{Recorder, poll_times};
use opentelemetry::trace::Status;
use redis_trace::aio::MultiplexedConnection;
use redis_trace::cluster::ClusterClient;
use redis_trace::cluster_async::ClusterConnection;
use redis_trace::cluster_routing::{RoutingInfo, SingleNodeRoutingInfo};
use redis_trace::{AsyncCommands as _, RedisResult, Script, aio, cmd, pipe};

use crate::cluster::cluster;
use crate::scene::{Scene, only_span};

/// Far more polls than any of the calls needs.
const MOST_POLLS: usize = 60;

/// Drops the call after each number of polls until it runs to its end, and checks the spans each time. The
/// connection is of use afterwards.
async fn drop_everywhere<C, F>(
    (name, spans_of_success): (&str, usize),
    recorder: &Recorder,
    connect: impl AsyncFn() -> C,
    call: impl Fn(C) -> F,
) where
    C: aio::ConnectionLike + Clone,
    F: Future<Output = RedisResult<()>>,
{
    let mut dropped = 0;
    for times in 0..MOST_POLLS {
        let mut connection = connect().await;
        recorder.forget();
        let ended = poll_times(times, call(connection.clone())).await;
        let spans = recorder.spans();
        recorder.forget();
        assert!(spans.iter().all(|span| span.status == Status::Unset), "{name}, {times} polls: {spans:#?}");
        let cancelled =
            spans.iter().filter(|span| span.attribute("dbtrace.outcome") == Some("cancelled")).count();
        // The answer to the dropped call is not given to the next one.
        let echo: usize = cmd("ECHO").arg(times).query_async(&mut connection).await.expect("an answer");
        assert_eq!(echo, times);
        let span = only_span(recorder);
        assert_eq!((span.attribute("db.query.text"), &span.status), (Some("ECHO ?"), &Status::Unset));
        if let Some(result) = ended {
            result.expect("it ran to its end");
            assert_eq!((spans.len(), cancelled), (spans_of_success, 0), "{name}: {spans:#?}");
            assert!(dropped > 0, "{name} was never dropped on its way");
            return;
        }
        if times == 0 {
            assert!(spans.is_empty(), "{name}: nothing happens before the first poll");
        } else {
            dropped += 1;
            assert_eq!(cancelled, 1, "{name}, {times} polls: {spans:#?}");
            assert!(spans.len() <= spans_of_success, "{name}, {times} polls: {spans:#?}");
        }
    }
    panic!("{name} did not end in {MOST_POLLS} polls");
}

async fn drop_multiplexed<F>(call: (&str, usize), run: impl Fn(MultiplexedConnection) -> F)
where
    F: Future<Output = RedisResult<()>>,
{
    let scene = Scene::new().await;
    drop_everywhere(call, &scene.recorder, async || scene.multiplexed().await, run).await;
}

async fn drop_of_cluster<F>(call: (&str, usize), run: impl Fn(ClusterConnection) -> F)
where
    F: Future<Output = RedisResult<()>>,
{
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let client = ClusterClient::new(cluster.urls()).expect("URLs").telemetry(&recorder.telemetry());
    let connect = async || client.get_async_connection().await.expect("a connection");
    drop_everywhere(call, &recorder, connect, run).await;
}

macro_rules! drop_everywhere {
    ($drop:ident: $($test:ident: $spans:literal, |$connection:ident| $call:expr;)*) => {
        $(#[tokio::test]
        async fn $test() {
            $drop((stringify!($test), $spans), |connection| async move {
                let mut $connection = connection;
                $call;
                Ok(())
            })
            .await;
        })*
    };
}

drop_everywhere! {
    drop_multiplexed:
    dropped_command_on_a_missing_key: 1, |connection| connection.get::<_, Option<i64>>("cancellation:none").await?;
    dropped_command_by_name: 1, |connection| cmd("PING").exec_async(&mut connection).await?;
    dropped_command_that_blocks: 1, |connection| connection.blpop::<_, ()>("cancellation:empty", 0.001).await?;
    dropped_command_through_the_trait: 1, |connection| {
        aio::ConnectionLike::req_packed_command(&mut connection, &cmd("PING")).await?
    };
    dropped_command_by_an_inherent_method: 1, |connection| connection.send_packed_command(&cmd("PING")).await?;
    dropped_pipeline: 1, |connection| pipe().get("a").get("b").query_async::<()>(&mut connection).await?;
    dropped_atomic_pipeline: 1, |connection| pipe().atomic().get("a").get("b").query_async::<()>(&mut connection).await?;
    dropped_commands_by_an_inherent_method: 1, |connection| {
        connection.send_packed_commands(pipe().cmd("PING").cmd("PING"), 0, 2).await?
    };
    dropped_sequence_of_commands: 3, |connection| {
        for _ in 0..3 {
            connection.get::<_, ()>("cancellation:several").await?;
        }
    };
    dropped_script_after_its_load: 2, |connection| {
        // Known or not, it is loaded first.
        SCRIPT.load_async(&mut connection).await?;
        SCRIPT.invoke_async::<_, i64>(&mut connection).await?
    };
    dropped_script_that_must_be_loaded: 1, |connection| new_script().invoke_async::<_, i64>(&mut connection).await?;
}

drop_everywhere! {
    drop_of_cluster:
    dropped_command_of_a_cluster: 1, |connection| connection.set::<_, _, ()>("cancellation:{c}", "Xq7").await?;
    dropped_command_of_several_nodes: 1, |connection| {
        connection.mget::<_, Vec<Option<String>>>(&["cancellation:{a}", "cancellation:{b}", "cancellation:{c}"]).await?
    };
    dropped_command_for_one_node: 1, |connection| {
        let anywhere = RoutingInfo::SingleNode(SingleNodeRoutingInfo::Random);
        connection.route_command(cmd("PING"), anywhere).await?
    };
    dropped_pipeline_of_a_cluster: 1, |connection| {
        pipe().get("cancellation:{c}").get("cancellation:{c}").query_async::<()>(&mut connection).await?;
    };
    dropped_pipeline_for_one_node: 1, |connection| {
        let pipeline = pipe().cmd("PING").cmd("PING").clone();
        connection.route_pipeline(pipeline, 0, 2, SingleNodeRoutingInfo::Random).await?
    };
    dropped_atomic_pipeline_of_a_cluster: 1, |connection| {
        let mut pipeline = pipe();
        pipeline.atomic().incr("cancellation:{n}", 1).incr("cancellation:{n}", 1);
        pipeline.query_async::<()>(&mut connection).await?;
    };
    dropped_script_of_a_cluster: 1, |connection| {
        new_script().key("cancellation:{c}").invoke_async::<i64>(&mut connection).await?
    };
}

/// One that the server does not know yet.
fn new_script() -> Script {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    Script::new(&format!("--[[cancellation {} {number}]] return 1", std::process::id()))
}

static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new("return 1"));

#[tokio::test]
async fn dropped_command_of_a_connection_manager() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut manager = scene.client.get_connection_manager().await?;
    scene.recorder.forget();
    for times in 0..MOST_POLLS {
        let ended = poll_times(times, manager.get::<_, Option<i64>>("cancellation:manager")).await;
        if let Some(result) = ended {
            result?;
            scene.only_text("GET", "GET cancellation:manager");
            assert!(times > 1, "it was never dropped on its way");
            return Ok(());
        }
        match times {
            0 => assert!(scene.recorder.spans().is_empty()),
            _ => scene.only(
                "GET",
                &[("db.query.text", "GET cancellation:manager"), ("dbtrace.outcome", "cancelled")],
            ),
        }
    }
    panic!("the command did not end in {MOST_POLLS} polls");
}
