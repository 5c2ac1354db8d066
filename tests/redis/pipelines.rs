//! Commands that are sent together.

use std::sync::{Arc, Barrier};

use db_trace_tests::Recorder;
use futures_util::future::join_all;
use opentelemetry::trace::{FutureExt as _, TraceContextExt as _};
use redis_trace::{AsyncCommands as _, Commands as _, Pipeline, RedisResult, aio, cmd, pipe, transaction};

use crate::fake_server::{self, Reaction};
use crate::scene::Scene;

/// Runs the pipeline through both kinds of connection.
async fn both(scene: &Scene, pipeline: &Pipeline, check: impl Fn()) -> RedisResult<()> {
    pipeline.exec(&mut scene.connection())?;
    check();
    pipeline.exec_async(&mut scene.multiplexed().await).await?;
    check();
    Ok(())
}

#[tokio::test]
async fn pipeline_of_equal_commands_is_named_after_them() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pipeline = pipe().set("pipelines:a", 1).set("pipelines:b", 2).set("pipelines:c", 3).clone();
    both(&scene, &pipeline, || {
        let text = "SET pipelines:a ?; SET pipelines:b ?; SET pipelines:c ?";
        scene.only("PIPELINE SET", &[("db.query.text", text), ("db.operation.batch.size", "3")]);
    })
    .await
}

#[tokio::test]
async fn pipeline_of_different_commands_is_named_pipeline() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pipeline = pipe().set("pipelines:mixed", 1).get("pipelines:mixed").clone();
    both(&scene, &pipeline, || {
        let text = "SET pipelines:mixed ?; GET pipelines:mixed";
        scene.only("PIPELINE", &[("db.query.text", text), ("db.operation.batch.size", "2")]);
    })
    .await
}

#[tokio::test]
async fn pipeline_of_one_command_is_that_command() -> RedisResult<()> {
    let scene = Scene::new().await;
    both(&scene, &pipe().set("pipelines:one", 1).clone(), || scene.only_text("SET", "SET pipelines:one ?"))
        .await?;
    both(&scene, &pipe().cmd("BLPOP").arg("pipelines:none").arg(0.01).clone(), || {
        scene.only("BLPOP", &[("db.query.text", "BLPOP pipelines:none ?"), ("dbtrace.blocking", "true")]);
    })
    .await
}

#[tokio::test]
async fn empty_pipeline_has_no_span() {
    let scene = Scene::new().await;
    let error = redis::pipe().exec(&mut scene.plain()).expect_err("the driver has it so").to_string();
    let traced = pipe().exec(&mut scene.connection());
    assert_eq!(traced.expect_err("the driver has it so").to_string(), error);
    let traced = pipe().exec_async(&mut scene.multiplexed().await).await;
    assert_eq!(traced.expect_err("the driver has it so").to_string(), error);
    assert!(scene.recorder.spans().is_empty());
}

#[tokio::test]
async fn atomic_pipeline_is_named_multi() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pipeline = pipe().atomic().incr("pipelines:n", 1).incr("pipelines:m", 1).clone();
    both(&scene, &pipeline, || {
        let text = "INCRBY pipelines:n ?; INCRBY pipelines:m ?";
        scene.only("MULTI INCRBY", &[("db.query.text", text), ("db.operation.batch.size", "2")]);
    })
    .await?;
    let pipeline = pipe().atomic().set("pipelines:n", 1).del("pipelines:n").clone();
    both(&scene, &pipeline, || {
        let text = "SET pipelines:n ?; DEL pipelines:n";
        scene.only("MULTI", &[("db.query.text", text), ("db.operation.batch.size", "2")]);
    })
    .await?;
    let pipeline = pipe().atomic().set("pipelines:n", 1).clone();
    both(&scene, &pipeline, || scene.only("MULTI SET", &[("db.query.text", "SET pipelines:n ?")])).await?;
    both(&scene, pipe().atomic(), || scene.only("MULTI", &[("db.operation.batch.size", "0")])).await
}

#[tokio::test]
async fn pipeline_counts_commands_whose_answers_are_ignored() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pipeline =
        pipe().set("pipelines:i", 41).ignore().incr("pipelines:i", 1).del("pipelines:i").ignore().clone();
    let (answer,): (i64,) = pipeline.query(&mut scene.connection())?;
    assert_eq!(answer, 42);
    let text = "SET pipelines:i ?; INCRBY pipelines:i ?; DEL pipelines:i";
    let attributes = [("db.query.text", text), ("db.operation.batch.size", "3")];
    scene.only("PIPELINE", &attributes);
    let (answer,): (i64,) = pipeline.query_async(&mut scene.multiplexed().await).await?;
    assert_eq!(answer, 42);
    scene.only("PIPELINE", &attributes);
    Ok(())
}

#[tokio::test]
async fn transaction_closure_records_its_commands() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let () = connection.set("pipelines:watched", 1)?;
    scene.recorder.forget();
    let mut attempts = 0;
    let (value,): (i64,) = transaction(&mut connection, &["pipelines:watched"], |connection, pipeline| {
        attempts += 1;
        if attempts == 1 {
            // Another client is faster: `EXEC` answers nil, which is no error.
            let () = redis::Commands::incr(&mut scene.plain(), "pipelines:watched", 10)?;
        }
        let value: i64 = connection.get("pipelines:watched")?;
        pipeline.set("pipelines:watched", value + 1).ignore().get("pipelines:watched").query(connection)
    })?;
    assert_eq!(value, 12);
    let attempt = ["WATCH", "GET", "MULTI"];
    assert_eq!(
        scene.recorder.spans().iter().filter(|span| span.attributes.contains_key("error.type")).count(),
        0
    );
    assert_eq!(scene.operations(), [&attempt[..], &attempt, &["UNWATCH"]].concat());
    Ok(())
}

#[tokio::test]
async fn asynchronous_transaction_closure_records_its_commands() -> RedisResult<()> {
    let scene = Scene::new().await;
    let connection = scene.multiplexed().await;
    let (value,): (i64,) = aio::transaction_async(
        connection,
        &["pipelines:watched:async"],
        |mut connection: aio::MultiplexedConnection, mut pipeline: Pipeline| async move {
            let value: Option<i64> = connection.get("pipelines:watched:async").await?;
            pipeline
                .set("pipelines:watched:async", value.unwrap_or(0) + 1)
                .ignore()
                .get("pipelines:watched:async");
            pipeline.del("pipelines:watched:async").ignore().query_async(&mut connection).await
        },
    )
    .await?;
    assert_eq!(value, 1);
    assert_eq!(scene.operations(), ["WATCH", "GET", "MULTI", "UNWATCH"]);
    Ok(())
}

#[tokio::test]
async fn hand_written_transaction_records_its_commands() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    cmd("MULTI").exec(&mut connection)?;
    scene.only_text("MULTI", "MULTI");
    cmd("SET").arg("pipelines:hand").arg(1).exec(&mut connection)?;
    scene.only_text("SET", "SET pipelines:hand ?");
    cmd("EXEC").exec(&mut connection)?;
    scene.only_text("EXEC", "EXEC");
    Ok(())
}

#[tokio::test]
async fn transaction_by_hand_begins_with_its_first_watch() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    cmd("WATCH").arg("pipelines:watched").exec(&mut connection)?;
    cmd("GET").arg("pipelines:watched").exec(&mut connection)?;
    cmd("MULTI").exec(&mut connection)?;
    cmd("SET").arg("pipelines:watched").arg("Xq7Secret").exec(&mut connection)?;
    scene.recorder.forget();
    cmd("EXEC").exec(&mut connection)?;
    let span = scene.only_span();
    assert_eq!(span.attribute("dbtrace.transaction.statements"), Some("2"), "GET and SET: {span:#?}");
    scene.recorder.assert_never_seen(&["Xq7Secret"]);
    Ok(())
}

#[tokio::test]
async fn long_pipeline_has_a_cut_text_and_its_batch_size() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut pipeline = pipe();
    for number in 0..10_000 {
        pipeline.set(format!("pipelines:long:{}", number % 10), "Xq7Secret");
    }
    both(&scene, &pipeline, || {
        let span = scene.only_span();
        assert_eq!(span.attribute("db.operation.name"), Some("PIPELINE SET"));
        assert_eq!(span.attribute("db.operation.batch.size"), Some("10000"));
        let text = span.attribute("db.query.text").expect("a text");
        assert!(text.len() <= 1_024 && text.ends_with('…'), "{text}");
    })
    .await?;
    scene.recorder.assert_never_seen(&["Xq7Secret"]);
    Ok(())
}

/// Answers only when it has seen so many commands.
fn patient_server(recorder: &Recorder, patience: usize) -> redis_trace::Client {
    fake_server::client(recorder, move || {
        let mut waiting = Vec::new();
        move |command: &[Vec<u8>]| {
            waiting.push(command[1].clone());
            if waiting.len() < patience {
                return Reaction::Nothing;
            }
            let answers = waiting.drain(..).flat_map(|key| [b"+", key.as_slice(), b"\r\n"].concat());
            Reaction::Answer(answers.collect())
        }
    })
}

#[tokio::test]
async fn pipeline_is_sent_before_its_first_answer() -> RedisResult<()> {
    let recorder = Recorder::new();
    let client = patient_server(&recorder, 3);
    let pipeline = pipe().get("a").get("b").get("c").clone();
    let answers: Vec<String> = pipeline.query(&mut client.get_connection()?)?;
    assert_eq!(answers, ["a", "b", "c"]);
    let mut connection = client.get_multiplexed_async_connection().await?;
    let answers: Vec<String> = pipeline.query_async(&mut connection).await?;
    assert_eq!(answers, ["a", "b", "c"]);
    Ok(())
}

#[tokio::test]
async fn concurrent_commands_are_sent_in_the_order_of_their_first_polls() -> RedisResult<()> {
    let recorder = Recorder::new();
    let client = patient_server(&recorder, 50);
    let connection = client.get_multiplexed_async_connection().await?;
    recorder.forget();
    let futures = (0..50).map(|number| {
        let mut connection = connection.clone();
        async move { connection.get::<_, String>(number.to_string()).await }
    });
    for (number, answer) in join_all(futures).await.into_iter().enumerate() {
        assert_eq!(answer?, number.to_string());
    }
    let texts: Vec<_> =
        recorder.spans().iter().map(|span| span.attributes["db.query.text"].clone()).collect();
    assert_eq!(texts, (0..50).map(|number| format!("GET {number}")).collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn unpolled_command_is_not_sent_and_has_no_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let mut other = connection.clone();
    let () = connection.del("pipelines:lazy").await?;
    scene.recorder.forget();
    drop(connection.set::<_, _, ()>("pipelines:lazy", "dropped"));
    let late = connection.get::<_, Option<i64>>("pipelines:lazy");
    assert!(scene.recorder.spans().is_empty());
    let () = other.set("pipelines:lazy", 1).await?;
    assert_eq!(late.await?, Some(1), "it is sent at its first poll");
    assert_eq!(scene.operations(), ["SET", "GET"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connection_shared_by_a_hundred_tasks_records_each_command_once() -> RedisResult<()> {
    let scene = Scene::new().await;
    let connection = scene.multiplexed().await;
    let tasks = (0..100_u32).map(|number| {
        let (mut connection, parent) = (connection.clone(), scene.recorder.parent("task"));
        let id = parent.span().span_context().span_id();
        let work = async move {
            for round in 0..10_u32 {
                let text: String = cmd("ECHO").arg(number * 10 + round).query_async(&mut connection).await?;
                assert_eq!(text, (number * 10 + round).to_string());
            }
            RedisResult::Ok(id)
        };
        tokio::spawn(work.with_context(parent))
    });
    let mut parents = Vec::new();
    for task in join_all(tasks).await {
        parents.push(task.expect("no panic")?);
    }
    let spans = scene.recorder.spans();
    let echoes: Vec<_> = spans.iter().filter(|span| span.name.starts_with("ECHO ")).collect();
    assert_eq!(echoes.len(), 1_000);
    for parent in parents {
        assert_eq!(echoes.iter().filter(|span| span.parent == parent).count(), 10);
    }
    let points = scene.recorder.durations();
    let counts = points
        .iter()
        .filter(|point| point.attributes["db.operation.name"] == "ECHO")
        .map(|point| point.count);
    assert_eq!(counts.sum::<u64>(), 1_000);
    Ok(())
}

#[tokio::test]
async fn blocking_connections_of_several_threads_record_apart() {
    let scene = Scene::new().await;
    let barrier = Arc::new(Barrier::new(8));
    std::thread::scope(|scope| {
        for number in 0..8_u32 {
            let (barrier, scene) = (barrier.clone(), &scene);
            scope.spawn(move || {
                let mut connection = scene.client.get_connection().expect("a connection");
                let parent = scene.recorder.parent("thread");
                let _guard = parent.clone().attach();
                barrier.wait();
                let echo: u32 = cmd("ECHO").arg(number).query(&mut connection).expect("an answer");
                assert_eq!(echo, number);
                let id = parent.span().span_context().span_id();
                assert_eq!(scene.recorder.spans().iter().filter(|span| span.parent == id).count(), 1);
            });
        }
    });
}
