//! The duration, as the conventions want it.

use db_trace_tests::Duration;
use redis_trace::{AsyncCommands as _, RedisResult, Script, cmd, pipe};

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
async fn command_of_every_kind_is_measured_once() -> RedisResult<()> {
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
    assert!(scene.recorder.returned_rows().is_empty(), "Redis has no rows");
    for point in &durations {
        for absent in ["db.query.text", "db.query.summary", "db.operation.batch.size", "dbtrace.blocking"] {
            assert!(!point.attributes.contains_key(absent), "{point:#?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn script_is_measured_with_its_digest() -> RedisResult<()> {
    let scene = Scene::new().await;
    let script = Script::new("return 'metrics'");
    let mut connection = scene.connection();
    script.load(&mut connection)?;
    let _: String = script.invoke(&mut connection)?;
    let durations = scene.recorder.durations();
    assert_eq!(point(&durations, "EVALSHA", None).attributes["db.stored_procedure.name"], script.get_hash());
    Ok(())
}
