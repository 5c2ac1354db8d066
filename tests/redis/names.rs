//! What a span is called, and what is not on it.

use db_trace_tests::Recorder;
use redis_trace::{RedisResult, Traced, cmd};

use crate::scene::{Scene, only_span};

#[tokio::test]
async fn span_name_is_the_command_as_sent_and_the_address() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    for (arguments, operation, text) in [
        (["get", "names:key"].as_slice(), "get", "get names:key"),
        (&["Get", "names:key"], "Get", "Get names:key"),
        (&["CONFIG", "GET", "maxmemory"], "CONFIG GET", "CONFIG GET ?"),
        (&["config", "get", "maxmemory"], "config get", "config get ?"),
        (&["CLIENT", "getname"], "CLIENT getname", "CLIENT getname"),
        (&["PING"], "PING", "PING"),
        (&["COMMAND", "COUNT"], "COMMAND COUNT", "COMMAND COUNT"),
        (&["OBJECT", "HELP"], "OBJECT HELP", "OBJECT HELP"),
    ] {
        let mut command = cmd(arguments[0]);
        command.arg(&arguments[1..]).exec(&mut connection)?;
        scene.only_text(operation, text);
        command.exec_async(&mut scene.multiplexed().await).await?;
        scene.only_text(operation, text);
    }
    Ok(())
}

#[tokio::test]
async fn unknown_command_shows_only_its_name() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    cmd("NO.SUCH-COMMAND").arg("Xq7Secret").exec(&mut connection).expect_err("no such command");
    let status = ("db.response.status_code", "ERR");
    scene.only_failure("NO.SUCH-COMMAND", "ERR", &[("db.query.text", "NO.SUCH-COMMAND"), status]);
    scene.recorder.assert_never_seen(&["Xq7Secret"]);
}

#[tokio::test]
async fn unknown_command_without_a_plausible_name_is_hidden() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    for name in ["alice@example.com", "4111111111111111", "", "two words", "Ünïcode", &"x".repeat(65)] {
        cmd(name).arg("Xq7Secret").exec(&mut connection).expect_err("no such command");
        let span = scene.only_span();
        assert_eq!(span.name, scene.place(), "{name:?}");
        assert_eq!(span.attribute("db.operation.name"), None, "{name:?}");
        assert_eq!(span.attribute("db.query.text"), Some("?"), "{name:?}");
    }
    scene.recorder.assert_never_seen(&["Xq7Secret", "alice", "41111", "two words", "xxxxx", "Ü"]);
}

#[tokio::test]
async fn unknown_subcommand_is_redacted() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    cmd("CONFIG").arg("Xq7Secret").arg("Xq7Other").exec(&mut connection).expect_err("no such subcommand");
    let span = scene.only_span();
    assert_eq!(span.attribute("db.operation.name"), Some("CONFIG"));
    assert_eq!(span.attribute("db.query.text"), Some("CONFIG ? ?"));
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn span_name_without_an_address_ends_in_the_system() -> RedisResult<()> {
    let scene = Scene::new().await;
    let recorder = Recorder::new();
    let target = db_semconv::Target::new();
    let mut connection = Traced::from_driver(scene.plain(), &recorder.telemetry(), &target);
    cmd("PING").exec(&mut connection)?;
    let span = only_span(&recorder);
    assert_eq!(span.name, "PING redis");
    assert_eq!((span.attribute("server.address"), span.attribute("db.namespace")), (None, None));
    Ok(())
}
