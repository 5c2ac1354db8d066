//! Scripts and functions.

use db_semconv::Target;
use db_trace_tests::Recorder;
use opentelemetry::trace::Status;
use redis_trace::cluster::ClusterClient;
use redis_trace::{Commands as _, ConnectionLike, RedisResult, Script, Traced, aio, cmd, pipe};

use crate::cluster::cluster;
use crate::scene::{Scene, only_span};

/// A body that no other test has, and its digest.
fn script(name: &str) -> Script {
    Script::new(&format!("--[[Xq7Body {name}]] return {{KEYS[1], ARGV[1]}}"))
}

/// The one span since the last time: the script's, called by its digest, and no failure.
#[track_caller]
fn assert_invoked(recorder: &Recorder, script: &Script) {
    let span = only_span(recorder);
    assert_eq!(span.name, format!("EVALSHA {}", script.get_hash()));
    assert_eq!(span.attribute("db.operation.name"), Some("EVALSHA"));
    assert_eq!(span.attribute("db.stored_procedure.name"), Some(script.get_hash()));
    assert_eq!(span.attribute("db.query.text"), Some("EVALSHA ? 1 scripts:key ?"));
    assert_eq!((span.status, span.attributes.get("error.type")), (Status::Unset, None));
    assert!(!span.attributes.contains_key("dbtrace.outcome"));
    recorder.assert_never_seen(&["Xq7"]);
}

/// Twice: at first the server does not know the script.
#[track_caller]
fn invoke(recorder: &Recorder, script: &Script, connection: &mut dyn ConnectionLike) {
    for _ in 0..2 {
        let answer: RedisResult<(String, String)> =
            script.key("scripts:key").arg("Xq7Argument").invoke(connection);
        assert_eq!(answer, Ok(("scripts:key".to_owned(), "Xq7Argument".to_owned())));
        assert_invoked(recorder, script);
    }
}

async fn invoke_async(recorder: &Recorder, script: &Script, connection: &mut impl aio::ConnectionLike) {
    for _ in 0..2 {
        let answer: RedisResult<(String, String)> =
            script.key("scripts:key").arg("Xq7Argument").invoke_async(connection).await;
        assert_eq!(answer, Ok(("scripts:key".to_owned(), "Xq7Argument".to_owned())));
        assert_invoked(recorder, script);
    }
}

#[tokio::test]
async fn script_that_must_be_loaded_is_one_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    invoke(&scene.recorder, &script("blocking"), &mut connection);
    let mut multiplexed = scene.multiplexed().await;
    let script_of_tasks = script("multiplexed");
    invoke_async(&scene.recorder, &script_of_tasks, &mut multiplexed).await;
    let mut manager = scene.client.get_connection_manager().await?;
    scene.recorder.forget();
    invoke_async(&scene.recorder, &script("manager"), &mut manager).await;
    let (mut connection_of_task, script_of_task) = (multiplexed.clone(), script("of a task"));
    let task =
        async move { script_of_task.prepare_invoke().invoke_async::<()>(&mut connection_of_task).await };
    tokio::spawn(task).await.expect("no panic")?;
    scene.recorder.forget();
    assert_eq!(script_of_tasks.load_async(&mut multiplexed).await?, script_of_tasks.get_hash());
    scene.only_text("SCRIPT LOAD", "SCRIPT LOAD ?");
    assert_eq!(script_of_tasks.prepare_invoke().load(&mut connection)?, script_of_tasks.get_hash());
    scene.only_text("SCRIPT LOAD", "SCRIPT LOAD ?");
    Ok(())
}

#[tokio::test]
async fn script_of_a_wrapped_connection_is_one_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let (telemetry, target) = (scene.recorder.telemetry(), Target::new().address("wrapped"));
    let mut connection = Traced::from_driver(scene.plain(), &telemetry, &target);
    invoke(&scene.recorder, &script("wrapped"), &mut connection);
    let driver = scene.client.inner().get_multiplexed_async_connection().await?;
    let mut connection = Traced::from_driver(driver, &telemetry, &target);
    invoke_async(&scene.recorder, &script("wrapped for tasks"), &mut connection).await;

    let mut twice = Traced::from_driver(connection, &telemetry, &target);
    script("wrapped twice").key("scripts:key").invoke_async::<()>(&mut twice).await?;
    let spans = scene.recorder.spans();
    let recorded: Vec<_> =
        spans.iter().map(|span| (span.attribute("db.operation.name"), &span.status)).collect();
    assert_eq!(recorded, [(Some("EVALSHA"), &Status::Unset); 2]);
    Ok(())
}

#[tokio::test]
async fn script_of_a_cluster_is_one_span() -> RedisResult<()> {
    let (cluster, recorder) = (cluster().await, Recorder::new());
    let client = ClusterClient::new(cluster.urls())?.telemetry(&recorder.telemetry());
    let mut connection = client.get_connection()?;
    let mut multiplexed = client.get_async_connection().await?;
    recorder.forget();
    invoke(&recorder, &script("cluster"), &mut connection);
    invoke_async(&recorder, &script("cluster for tasks"), &mut multiplexed).await;
    Ok(())
}

#[tokio::test]
async fn script_that_must_be_loaded_is_measured_once() -> RedisResult<()> {
    let scene = Scene::new().await;
    let script = script("measured");
    script.key("scripts:key").invoke::<()>(&mut scene.connection())?;
    let durations = scene.recorder.durations();
    let points = durations.iter().filter(|point| point.attributes["db.operation.name"] != "CONNECT");
    let recorded: Vec<_> = points
        .map(|point| {
            (point.attributes["db.operation.name"].as_str(), point.count, point.attributes.get("error.type"))
        })
        .collect();
    assert_eq!(recorded, [("EVALSHA", 1, None)]);
    Ok(())
}

#[tokio::test]
async fn script_that_fails_after_its_load_is_a_failure() -> RedisResult<()> {
    let scene = Scene::own().await;
    let mut connection = scene.connection();
    // What a script answers decides: the driver loads it for this error as well.
    for (code, error_type) in [
        ("return redis.call('INCR', KEYS[1])", "WRONGTYPE"),
        ("return redis.error_reply('NOSCRIPT Xq7')", "NOSCRIPT"),
    ] {
        cmd("RPUSH").arg("scripts:key").arg(1).exec(&mut connection)?;
        scene.recorder.forget();
        let script = Script::new(code);
        script.key("scripts:key").arg("Xq7").invoke::<()>(&mut connection).expect_err("it fails");
        let span = scene.only_span();
        assert_eq!(span.name, format!("EVALSHA {}", script.get_hash()));
        assert_eq!(span.attribute("error.type"), Some(error_type));
        assert_eq!(span.status, Status::error(error_type));
    }
    let rules = ["SETUSER", "limited", "on", ">Xq7", "~*", "+@all", "-script"];
    cmd("ACL").arg(&rules).exec(&mut connection)?;
    cmd("AUTH").arg("limited").arg("Xq7").exec(&mut connection)?;
    scene.recorder.forget();
    script("not to be loaded").key("scripts:key").invoke::<()>(&mut connection).expect_err("refused");
    let span = scene.only_span();
    assert_eq!(span.attribute("db.operation.name"), Some("EVALSHA"));
    assert_eq!(span.attribute("error.type"), Some("NOPERM"), "SCRIPT LOAD was refused");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn script_that_is_never_loaded_is_a_failure() -> RedisResult<()> {
    let scene = Scene::new().await;
    let (mut connection, mut multiplexed) = (scene.connection(), scene.multiplexed().await);
    let script = script("never loaded");
    let invocation = script.prepare_invoke();
    let mut by_hand = cmd("EVALSHA");
    by_hand.arg(script.get_hash()).arg(0);
    let assert_failed = || {
        let span = scene.only_span();
        assert_eq!(span.attribute("error.type"), Some("NOSCRIPT"));
        assert_eq!(span.status, Status::error("NOSCRIPT"));
    };
    by_hand.exec(&mut connection).expect_err("not known");
    assert_failed();
    by_hand.exec_async(&mut multiplexed).await.expect_err("not known");
    assert_failed();
    connection.invoke_script::<()>(&invocation).expect_err("not known");
    assert_failed();
    pipe().invoke_script(&invocation).exec(&mut connection).expect_err("not known");
    assert_failed();
    Ok(())
}

#[tokio::test]
async fn script_body_is_not_exported() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let body = "return 'Xq7Body'";
    cmd("EVAL").arg(body).arg(1).arg("scripts:key").arg("Xq7Argument").exec(&mut connection)?;
    scene.only_text("EVAL", "EVAL ? 1 scripts:key ?");
    cmd("EVAL_RO").arg(body).arg(0).exec(&mut connection)?;
    scene.only_text("EVAL_RO", "EVAL_RO ? 0");
    let library =
        "#!lua name=mylib\nredis.register_function('my_function', function(keys, args) return 'Xq7Body' end)";
    cmd("FUNCTION").arg("LOAD").arg("REPLACE").arg(library).exec(&mut connection)?;
    scene.only_text("FUNCTION LOAD", "FUNCTION LOAD REPLACE ?");
    cmd("FCALL").arg("my_function").arg(1).arg("scripts:key").arg("Xq7Argument").exec(&mut connection)?;
    let span = scene.only_span();
    assert_eq!(span.name, "FCALL my_function");
    assert_eq!(span.attribute("db.operation.name"), Some("FCALL"));
    assert_eq!(span.attribute("db.stored_procedure.name"), Some("my_function"));
    assert_eq!(span.attribute("db.query.text"), Some("FCALL ? 1 scripts:key ?"));
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn script_name_that_is_not_a_digest_is_hidden() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    for (command, name) in [("EVALSHA", "Xq7NoDigest"), ("FCALL", "alice@example.com"), ("FCALL", "Xq7 two")]
    {
        cmd(command).arg(name).arg(0).exec(&mut connection).expect_err("no such thing");
        let span = scene.only_span();
        assert_eq!(span.name, format!("{command} {}", scene.place()));
        assert_eq!(span.attribute("db.stored_procedure.name"), None);
    }
    scene.recorder.assert_never_seen(&["Xq7", "alice"]);
}

#[tokio::test]
async fn pipeline_of_different_scripts_has_no_procedure_name() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (one, two) = (script("one"), script("two"));
    pipe().load_script(&one).load_script(&two).exec(&mut connection)?;
    let attributes = [("db.query.text", "SCRIPT LOAD ?; SCRIPT LOAD ?"), ("db.operation.batch.size", "2")];
    scene.only("PIPELINE SCRIPT LOAD", &attributes);
    let mut invocations = [one.prepare_invoke(), two.prepare_invoke()];
    for invocation in &mut invocations {
        invocation.key("scripts:key").arg("Xq7");
    }
    pipe().invoke_script(&invocations[0]).invoke_script(&invocations[1]).exec(&mut connection)?;
    let span = scene.only_span();
    assert_eq!(span.attribute("db.query.text"), Some("EVALSHA ? 1 scripts:key ?; EVALSHA ? 1 scripts:key ?"));
    assert_eq!(span.name, format!("PIPELINE EVALSHA {}", scene.place()));
    assert_eq!(span.attribute("db.stored_procedure.name"), None, "two scripts have not one name");
    Ok(())
}
