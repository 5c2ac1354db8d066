//! Every kind of call: the span that it makes.

use std::time::Duration;

use futures_util::StreamExt as _;
use redis_trace::streams::{StreamReadOptions, StreamReadReply};
use redis_trace::{
    AsyncCommands as _, Commands as _, ConnectionLike as _, Pipeline, RedisResult, ScanOptions, SetExpiry,
    SetOptions, Value, aio, cmd, pack_command,
};

use crate::scene::Scene;

#[tokio::test]
async fn blocking_command_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let () = connection.set("calls:sync", "value")?;
    scene.only_text("SET", "SET calls:sync ?");
    let value: String = connection.get("calls:sync")?;
    scene.only_text("GET", "GET calls:sync");
    assert_eq!(value, "value");
    let options = SetOptions::default().get(true).with_expiration(SetExpiry::EX(60));
    let before: Option<String> = connection.set_options("calls:sync", "other", options)?;
    scene.only_text("SET", "SET calls:sync ? GET EX ?");
    assert_eq!(before.as_deref(), Some("value"));
    let () = connection.hset_multiple("calls:sync:hash", &[("name", "Ada"), ("born", "1815")])?;
    scene.only_text("HMSET", "HMSET calls:sync:hash name ? born ?");
    let length: usize = connection.rpush("calls:sync:list", &["a", "b"])?;
    scene.only_text("RPUSH", "RPUSH calls:sync:list ? ?");
    assert_eq!(length, 2);
    let ranks: Vec<String> = connection.lrange("calls:sync:list", 0, -1)?;
    scene.only_text("LRANGE", "LRANGE calls:sync:list ? ?");
    assert_eq!(ranks, ["a", "b"]);
    let () = connection.zadd("calls:sync:sorted", "member", 1.5)?;
    scene.only_text("ZADD", "ZADD calls:sync:sorted ? ?");
    let deleted: usize =
        connection.del(&["calls:sync", "calls:sync:hash", "calls:sync:list", "calls:sync:sorted"])?;
    scene.only_text("DEL", "DEL calls:sync calls:sync:hash calls:sync:list calls:sync:sorted");
    assert_eq!(deleted, 4);
    Ok(())
}

#[tokio::test]
async fn multiplexed_command_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let () = connection.set_ex("calls:async", "value", 60).await?;
    scene.only_text("SETEX", "SETEX calls:async ? ?");
    let value: String = connection.get("calls:async").await?;
    scene.only_text("GET", "GET calls:async");
    assert_eq!(value, "value");
    let values: Vec<Option<String>> = connection.mget(&["calls:async", "calls:async:none"]).await?;
    scene.only_text("MGET", "MGET calls:async calls:async:none");
    assert_eq!(values, [Some("value".to_owned()), None]);
    let moved: bool = connection.rename_nx("calls:async", "calls:async:new").await?;
    scene.only_text("RENAMENX", "RENAMENX calls:async calls:async:new");
    assert!(moved);
    let clone = &mut connection.clone();
    let () = clone.del("calls:async:new").await?;
    scene.only_text("DEL", "DEL calls:async:new");
    Ok(())
}

#[tokio::test]
async fn typed_command_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    redis_trace::TypedCommands::set(&mut connection, "calls:typed", 7)?;
    scene.only_text("SET", "SET calls:typed ?");
    assert_eq!(redis_trace::TypedCommands::get_int(&mut connection, "calls:typed")?, Some(7));
    scene.only_text("GET", "GET calls:typed");
    let mut connection = scene.multiplexed().await;
    assert_eq!(redis_trace::AsyncTypedCommands::incr(&mut connection, "calls:typed", 2).await?, 9);
    scene.only_text("INCRBY", "INCRBY calls:typed ?");
    assert_eq!(redis_trace::AsyncTypedCommands::del(&mut connection, "calls:typed").await?, 1);
    scene.only_text("DEL", "DEL calls:typed");
    Ok(())
}

#[tokio::test]
async fn command_by_name_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    cmd("SET").arg("calls:name").arg(1).exec(&mut connection)?;
    scene.only_text("SET", "SET calls:name ?");
    assert_eq!(cmd("GET").arg("calls:name").query::<i64>(&mut connection)?, 1);
    scene.only_text("GET", "GET calls:name");
    let mut multiplexed = scene.multiplexed().await;
    cmd("APPEND").arg("calls:name").arg("0").exec_async(&mut multiplexed).await?;
    scene.only_text("APPEND", "APPEND calls:name ?");
    assert_eq!(cmd("GETDEL").arg("calls:name").query_async::<i64>(&mut multiplexed).await?, 10);
    scene.only_text("GETDEL", "GETDEL calls:name");
    Ok(())
}

#[tokio::test]
async fn missing_key_is_not_an_error() -> RedisResult<()> {
    let scene = Scene::new().await;
    let none: Option<String> = scene.connection().get("calls:none")?;
    scene.only_text("GET", "GET calls:none");
    assert_eq!(none, None);
    let none: Option<String> = scene.multiplexed().await.hget("calls:none", "field").await?;
    scene.only_text("HGET", "HGET calls:none field");
    assert_eq!(none, None);
    Ok(())
}

/// The pages of a hash, as the server cuts them.
fn pages(connection: &mut redis::Connection, key: &str) -> RedisResult<usize> {
    let mut cursor = 0_u64;
    for pages in 1.. {
        let (next, _): (u64, Vec<String>) =
            redis::cmd("HSCAN").arg(key).arg(cursor).arg("COUNT").arg(50).query(connection)?;
        if next == 0 {
            return Ok(pages);
        }
        cursor = next;
    }
    unreachable!("the cursor comes back to 0")
}

#[tokio::test]
async fn scan_iterator_records_each_page() -> RedisResult<()> {
    let scene = Scene::new().await;
    let key = "calls:pages";
    let fields: Vec<(String, u32)> = (0..1_000).map(|number| (format!("field {number}"), number)).collect();
    let () = redis::Commands::hset_multiple(&mut scene.plain(), key, &fields)?;
    let pages = pages(&mut scene.plain(), key)?;
    assert!(pages > 5, "{pages}");
    let command = || {
        let mut command = cmd("HSCAN");
        command.arg(key).cursor_arg(0).arg("COUNT").arg(50);
        command
    };
    let assert_pages = |count: usize| {
        let spans = scene.recorder.spans();
        assert_eq!(spans.len(), count);
        for span in &spans {
            scene.assert_span(span, "HSCAN", &[("db.query.text", "HSCAN calls:pages ? COUNT ?")]);
        }
        scene.recorder.forget();
    };

    let mut connection = scene.connection();
    let found: RedisResult<Vec<(String, u32)>> = command().iter(&mut connection)?.collect();
    assert_eq!(found?.len(), 1_000);
    assert_pages(pages);
    let mut iterator = command().iter::<(String, u32)>(&mut connection)?;
    iterator.next().expect("a field")?;
    drop(iterator);
    assert_pages(1);

    let mut connection = scene.multiplexed().await;
    let found: Vec<_> = command().iter_async::<(String, u32)>(&mut connection).await?.collect().await;
    assert_eq!(found.len(), 1_000);
    assert_pages(pages);
    let () = connection.del(key).await?;
    Ok(())
}

#[tokio::test]
async fn scan_iterator_of_each_kind_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let () = connection.set("calls:scan:one", 1)?;
    let () = connection.sadd("calls:scan:set", "member")?;
    let () = connection.zadd("calls:scan:sorted", "member", 1)?;
    scene.recorder.forget();
    let options = ScanOptions::default().with_pattern("calls:scan:o*").with_count(100_000);
    let keys: RedisResult<Vec<String>> = connection.scan_options(options)?.collect();
    assert_eq!(keys?, ["calls:scan:one"]);
    scene.only_text("SCAN", "SCAN ? MATCH ? COUNT ?");
    let members: RedisResult<Vec<String>> = connection.sscan_match("calls:scan:set", "mem*")?.collect();
    assert_eq!(members?, ["member"]);
    scene.only_text("SSCAN", "SSCAN calls:scan:set ? MATCH ?");
    let members: RedisResult<Vec<(String, f64)>> = connection.zscan("calls:scan:sorted")?.collect();
    assert_eq!(members?, [("member".to_owned(), 1.0)]);
    scene.only_text("ZSCAN", "ZSCAN calls:scan:sorted ?");
    Ok(())
}

#[tokio::test]
async fn stream_command_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let key = "calls:stream";
    let () = connection.del(key)?;
    scene.recorder.forget();
    let id: String = connection.xadd(key, "*", &[("name", "Ada"), ("born", "1815")])?;
    scene.only_text("XADD", "XADD calls:stream * ? ? ? ?");
    let () = connection.xgroup_create(key, "readers", "0")?;
    scene.only_text("XGROUP CREATE", "XGROUP CREATE calls:stream ? ?");
    let options = StreamReadOptions::default().group("readers", "one").count(5);
    let reply: StreamReadReply = connection.xread_options(&[key], &[">"], &options)?;
    scene.only_text("XREADGROUP", "XREADGROUP GROUP ? ? COUNT ? STREAMS calls:stream ?");
    assert_eq!(reply.keys[0].ids[0].id, id);
    let acknowledged: usize = connection.xack(key, "readers", &[&id])?;
    scene.only_text("XACK", "XACK calls:stream ? ?");
    assert_eq!(acknowledged, 1);
    Ok(())
}

#[tokio::test]
async fn command_that_blocks_is_marked() -> RedisResult<()> {
    let scene = Scene::new().await;
    let marked = |operation: &str, text: &str| {
        scene.only(operation, &[("db.query.text", text), ("dbtrace.blocking", "true")]);
    };
    let mut connection = scene.connection();
    let () = connection.rpush("calls:queue", &["1", "2", "3"])?;
    scene.recorder.forget();
    let popped: (String, i64) = connection.blpop("calls:queue", 5.0)?;
    marked("BLPOP", "BLPOP calls:queue ?");
    assert_eq!(popped, ("calls:queue".to_owned(), 1));
    let moved: i64 = connection.brpoplpush("calls:queue", "calls:queue:done", 5.0)?;
    marked("BRPOPLPUSH", "BRPOPLPUSH calls:queue calls:queue:done ?");
    assert_eq!(moved, 3);
    let none: Option<(String, i64)> = connection.blpop("calls:queue:empty", 0.01)?;
    marked("BLPOP", "BLPOP calls:queue:empty ?");
    assert_eq!(none, None);
    let options = StreamReadOptions::default().block(1);
    let none: Option<StreamReadReply> =
        connection.xread_options(&["calls:queue:stream"], &["$"], &options)?;
    marked("XREAD", "XREAD BLOCK ? STREAMS calls:queue:stream ?");
    assert!(none.is_none());
    let none: Option<StreamReadReply> = connection.xread(&["calls:queue:stream"], &["0"])?;
    scene.only_text("XREAD", "XREAD STREAMS calls:queue:stream ?");
    assert!(none.is_none());
    let mut connection = scene.multiplexed().await;
    let popped: (String, i64) = connection.blpop("calls:queue", 5.0).await?;
    marked("BLPOP", "BLPOP calls:queue ?");
    assert_eq!(popped.1, 2);
    cmd("WAIT").arg(0).arg(10).exec_async(&mut connection).await?;
    marked("WAIT", "WAIT ? ?");
    let () = connection.del("calls:queue:done").await?;
    Ok(())
}

#[tokio::test]
async fn command_whose_answer_is_read_later_ends_with_the_answer() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    connection.send_packed_command(&cmd("SET").arg("calls:sent").arg(1).get_packed_command())?;
    connection.send_packed_command(&cmd("LPUSH").arg("calls:sent").arg(1).get_packed_command())?;
    connection.send_packed_command(&cmd("DEL").arg("calls:sent").get_packed_command())?;
    assert!(scene.recorder.spans().is_empty());
    assert_eq!(connection.recv_response()?, Value::Okay);
    scene.only_text("SET", "SET calls:sent ?");
    let wrong = connection.recv_response();
    assert_eq!(wrong.and_then(Value::extract_error).expect_err("no list").code(), Some("WRONGTYPE"));
    let status = ("db.response.status_code", "WRONGTYPE");
    scene.only_failure("LPUSH", "WRONGTYPE", &[("db.query.text", "LPUSH calls:sent ?"), status]);
    assert_eq!(connection.recv_response()?, Value::Int(1));
    scene.only_text("DEL", "DEL calls:sent");
    Ok(())
}

#[tokio::test]
async fn command_whose_answer_is_never_read_is_cancelled() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    connection.send_packed_command(&cmd("PING").get_packed_command())?;
    drop(connection);
    scene.only("PING", &[("db.query.text", "PING"), ("dbtrace.outcome", "cancelled")]);
    Ok(())
}

fn packed(arguments: &[&str]) -> Vec<u8> {
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.as_bytes().to_vec()).collect();
    pack_command(&arguments)
}

#[tokio::test]
async fn packed_command_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let answer = connection.req_packed_command(&packed(&["ECHO", "packed"]))?;
    scene.only_text("ECHO", "ECHO ?");
    assert_eq!(answer, Value::BulkString(b"packed".to_vec()));
    let mut bytes = packed(&["SET", "calls:packed", "1"]);
    bytes.extend(packed(&["DEL", "calls:packed"]));
    let answers = connection.req_packed_commands(&bytes, 0, 2)?;
    scene.only(
        "PIPELINE",
        &[("db.query.text", "SET calls:packed ?; DEL calls:packed"), ("db.operation.batch.size", "2")],
    );
    assert_eq!(answers, [Value::Okay, Value::Int(1)]);
    Ok(())
}

#[tokio::test]
async fn inherent_method_of_multiplexed_connection_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    connection.set_response_timeout(Duration::from_secs(60));
    let answer = connection.send_packed_command(cmd("ECHO").arg("alone")).await?;
    scene.only_text("ECHO", "ECHO ?");
    assert_eq!(answer, Value::BulkString(b"alone".to_vec()));
    let mut pipeline = Pipeline::new();
    pipeline.cmd("ECHO").arg("one").cmd("ECHO").arg("two");
    let answers = connection.send_packed_commands(&pipeline, 0, 2).await?;
    scene.only("PIPELINE ECHO", &[("db.query.text", "ECHO ?; ECHO ?"), ("db.operation.batch.size", "2")]);
    assert_eq!(answers, [Value::BulkString(b"one".to_vec()), Value::BulkString(b"two".to_vec())]);
    assert_eq!(aio::ConnectionLike::get_db(&connection), 0);
    Ok(())
}
