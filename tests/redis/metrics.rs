//! The duration, as the conventions want it.

use std::collections::BTreeMap;

use db_trace_tests::{Duration, Recorder};
use opentelemetry_sdk::trace::Sampler;
use redis_trace::{AsyncCommands as _, Client, RedisResult, Script, cmd, pipe};

use crate::scene::Scene;

fn point<'a>(durations: &'a [Duration], operation: &str, error_type: Option<&str>) -> &'a Duration {
    let mut points = durations.iter().filter(|point| {
        point.attributes.get("db.operation.name").is_some_and(|name| name == operation)
            && point.attributes.get("error.type").map(String::as_str) == error_type
    });
    let point = points.next().expect("a point");
    assert!(points.next().is_none(), "several points of {operation}");
    point
}

#[tokio::test]
async fn a_duration_is_recorded_once_for_each_span_with_its_attributes() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    cmd("SET").arg("metrics:a").arg("Xq7Secret").exec(&mut connection)?;
    let span = scene.only_span();
    let durations = scene.recorder.durations();
    let point = point(&durations, "SET", None);
    let port = scene.server.port().to_string();
    let expected = [
        ("db.system.name", "redis"),
        ("db.namespace", "0"),
        ("db.operation.name", "SET"),
        ("server.address", scene.server.host()),
        ("server.port", &port),
    ];
    let expected: BTreeMap<_, _> = expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    assert_eq!(point.attributes, expected);
    assert_eq!(point.count, 1);
    assert!((point.sum - span.seconds).abs() < 1e-9, "the span's own clock readings");
    assert_eq!(point.bounds, [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0]);
    assert!(scene.recorder.returned_rows().is_empty());
    scene.recorder.assert_never_seen(&["Xq7Secret"]);
    Ok(())
}

#[tokio::test]
async fn every_kind_of_call_is_measured_once() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let mut multiplexed = scene.multiplexed().await;
    for _ in 0..2 {
        cmd("GET").arg("metrics:none").exec(&mut connection)?;
        let () = multiplexed.get("metrics:none").await?;
        pipe().get("a").get("b").exec(&mut connection)?;
        pipe().get("a").get("b").exec_async(&mut multiplexed).await?;
        pipe().atomic().get("a").ttl("b").exec(&mut connection)?;
        pipe().atomic().get("a").ttl("b").exec_async(&mut multiplexed).await?;
        pipe().ttl("a").exec_async(&mut multiplexed).await?;
        connection.send_packed_command(&cmd("PING").get_packed_command())?;
        connection.recv_response()?;
        cmd("INCR").arg("metrics:a").arg("b").exec(&mut connection).expect_err("one argument too many");
        pipe().exec(&mut connection).expect_err("it sends nothing");
    }
    let durations = scene.recorder.durations();
    for (operation, error_type, count) in [
        ("CONNECT", None, 2),
        ("GET", None, 4),
        ("PIPELINE GET", None, 4),
        ("MULTI", None, 4),
        ("TTL", None, 2),
        ("PING", None, 2),
        ("INCR", Some("ERR"), 2),
    ] {
        assert_eq!(point(&durations, operation, error_type).count, count, "{operation}");
    }
    assert_eq!(durations.iter().map(|point| point.count).sum::<u64>(), 20, "and nothing else is");
    assert_eq!(point(&durations, "INCR", Some("ERR")).attributes["db.response.status_code"], "ERR");
    for point in &durations {
        for absent in ["db.query.text", "db.query.summary", "db.operation.batch.size", "dbtrace.blocking"] {
            assert!(!point.attributes.contains_key(absent), "{point:#?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_script_is_measured_under_its_digest() -> RedisResult<()> {
    let scene = Scene::new().await;
    let script = Script::new("return 'metrics'");
    let mut connection = scene.connection();
    script.load(&mut connection)?;
    let _: String = script.invoke(&mut connection)?;
    let durations = scene.recorder.durations();
    assert_eq!(point(&durations, "EVALSHA", None).attributes["db.stored_procedure.name"], script.get_hash());
    Ok(())
}

#[tokio::test]
async fn unsampled_calls_are_measured_too() -> RedisResult<()> {
    let scene = Scene::new().await;
    let recorder = Recorder::with_sampler(Sampler::AlwaysOff);
    let client = Client::open(scene.server.url())?.telemetry(&recorder.telemetry());
    cmd("PING").exec(&mut client.get_connection()?)?;
    assert!(recorder.spans().is_empty());
    assert_eq!(point(&recorder.durations(), "PING", None).count, 1);
    Ok(())
}
