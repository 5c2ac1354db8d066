//! No value that a program passes leaves it: every way in, and everything that is exported.

use db_testcontainers::Redis;
use db_trace_tests::Recorder;
use redis_trace::{AsyncCommands as _, Client, Cmd, Commands as _, Keys, RedisResult, cmd, pipe};

use crate::scene::Scene;

/// Sends what may fail: only what is recorded of it counts.
fn send(connection: &mut redis_trace::Connection, words: &str) {
    let mut words = words.split(' ');
    let mut command: Cmd = cmd(words.next().expect("a name"));
    command.arg(words.collect::<Vec<_>>());
    command.exec(connection).ok();
}

#[tokio::test]
async fn credential_of_any_command_is_not_exported() {
    let scene = Scene::own().await;
    let mut connection = scene.connection();
    for (command, text) in [
        ("AUTH Xq7Password", "AUTH ?"),
        ("AUTH Xq7User Xq7Password", "AUTH ? ?"),
        ("auth Xq7User Xq7Password", "auth ? ?"),
        ("HELLO 2 AUTH Xq7User Xq7Password SETNAME Xq7Name", "HELLO ? AUTH ? ? SETNAME ?"),
        ("ACL SETUSER Xq7User on >Xq7Password ~Xq7Key* +@all", "ACL SETUSER ? ? ? ? ?"),
        ("ACL GETUSER Xq7User", "ACL GETUSER ?"),
        ("ACL DELUSER Xq7User", "ACL DELUSER ?"),
        ("CONFIG SET masterauth Xq7Password", "CONFIG SET ? ?"),
        ("CONFIG GET Xq7Setting", "CONFIG GET ?"),
        ("CLIENT SETNAME Xq7Name", "CLIENT SETNAME ?"),
        ("MIGRATE elsewhere 1 key 0 10 AUTH Xq7Password", "MIGRATE elsewhere ? key ? ? AUTH ?"),
        ("MIGRATE elsewhere 1 key 0 10 AUTH2 Xq7User Xq7Password", "MIGRATE elsewhere ? key ? ? AUTH2 ? ?"),
    ] {
        send(&mut connection, command);
        let span = scene.only_span();
        assert_eq!(span.attribute("db.query.text"), Some(text), "{command}");
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn connect_exports_no_password() -> RedisResult<()> {
    let server = Redis::start_own_with(&[("requirepass", "Xq7Password")]).await.expect("a server");
    let recorder = Recorder::new();
    for url in [server.url().to_owned(), format!("{}/3?protocol=resp3", server.url())] {
        let client = Client::open(url)?.telemetry(&recorder.telemetry());
        assert!(!format!("{:?}", client.get_connection()?).contains("Xq7"));
        let mut connection = client.get_multiplexed_async_connection().await?;
        let () = connection.set("key", "Xq7Value").await?;
    }
    let operations = crate::scene::operations(&recorder);
    assert_eq!(
        operations,
        ["CONNECT", "CONNECT", "SET", "CONNECT", "CONNECT", "SET"],
        "AUTH and HELLO are within"
    );
    recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn value_of_any_family_of_commands_is_redacted() {
    let scene = Scene::own().await;
    let mut connection = scene.connection();
    let mut others = Vec::new();
    for (command, text) in [
        ("SET key Xq7 EX 77123", "SET key ? EX ?"),
        ("SETRANGE key 77123 Xq7", "SETRANGE key ? ?"),
        ("MSET a Xq7 b Xq7", "MSET a ? b ?"),
        ("INCRBYFLOAT number 77123.5", "INCRBYFLOAT number ?"),
        ("HSET hash field Xq7 other Xq7", "HSET hash field ? other ?"),
        ("HMGET hash field other", "HMGET hash field other"),
        ("HINCRBY hash count 77123", "HINCRBY hash count ?"),
        ("LPUSH list Xq7 Xq7", "LPUSH list ? ?"),
        ("LINSERT list BEFORE Xq7 Xq7", "LINSERT list BEFORE ? ?"),
        ("LPOS list Xq7 RANK 77123", "LPOS list ? RANK ?"),
        ("SADD set Xq7 Xq7", "SADD set ? ?"),
        ("SMISMEMBER set Xq7", "SMISMEMBER set ?"),
        ("SMOVE set other Xq7", "SMOVE set other ?"),
        ("ZADD sorted NX 77123 Xq7", "ZADD sorted NX ? ?"),
        ("ZRANGEBYLEX sorted [Xq7 [Xq7 LIMIT 77123 77123", "ZRANGEBYLEX sorted ? ? LIMIT ? ?"),
        ("ZUNIONSTORE into 2 a b WEIGHTS 77123 77123", "ZUNIONSTORE into 2 a b WEIGHTS ? ?"),
        ("GEOADD geo 13.77123 38.77123 Xq7", "GEOADD geo ? ? ?"),
        ("GEOSEARCH geo FROMMEMBER Xq7 BYRADIUS 77123 km", "GEOSEARCH geo FROMMEMBER ? BYRADIUS ? km"),
        ("PFADD log Xq7", "PFADD log ?"),
        ("SETBIT bits 77123 1", "SETBIT bits ? ?"),
        ("BITFIELD bits SET u8 77123 77123", "BITFIELD bits SET ? ? ?"),
        ("XADD stream MAXLEN ~ 77123 * Xq7 Xq7", "XADD stream MAXLEN ~ ? * ? ?"),
        ("XRANGE stream 77123 +", "XRANGE stream ? ?"),
        ("XGROUP CREATE stream Xq7 $ MKSTREAM", "XGROUP CREATE stream ? $ MKSTREAM"),
        ("PUBLISH Xq7 Xq7", "PUBLISH ? ?"),
        ("SPUBLISH Xq7 Xq7", "SPUBLISH ? ?"),
        ("KEYS Xq7*", "KEYS ?"),
        ("SORT list BY Xq7_* GET Xq7_* STORE into", "SORT list BY ? GET ? STORE into"),
        ("RESTORE restored 0 Xq7", "RESTORE restored ? ?"),
        ("EXPIREAT key 77123", "EXPIREAT key ?"),
        ("ECHO Xq7", "ECHO ?"),
        ("EVAL Xq7 1 key Xq7", "EVAL ? 1 key ?"),
        ("CLIENT KILL ADDR Xq7:1", "CLIENT KILL ADDR ?"),
        ("LATENCY RESET Xq7", "LATENCY RESET ?"),
        ("OBJECT ENCODING key", "OBJECT ENCODING key"),
        ("JSON.SET doc $.name Xq7", "JSON.SET doc ? ?"),
        ("FT.SEARCH index Xq7", "FT.SEARCH ? ?"),
        ("TS.ADD series 77123 77123 LABELS Xq7 Xq7", "TS.ADD series ? ? LABELS ? ?"),
        ("BF.ADD filter Xq7", "BF.ADD filter ?"),
        ("NOSUCH Xq7", "NOSUCH"),
    ] {
        send(&mut connection, command);
        let shown = scene.only_span().attribute("db.query.text").map(str::to_owned);
        if shown.as_deref() != Some(text) {
            others.push((command, shown));
        }
    }
    assert_eq!(others, []);
    scene.recorder.assert_never_seen(&["Xq7", "77123"]);
}

#[tokio::test]
async fn value_that_looks_like_an_option_is_redacted() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    for (arguments, text) in [
        (["SET", "redaction:look", "EX"].as_slice(), "SET redaction:look ?"),
        (&["SET", "redaction:look", "EX", "EX", "60"], "SET redaction:look ? EX ?"),
        (&["RPUSH", "redaction:list", "BEFORE", "LEFT"], "RPUSH redaction:list ? ?"),
        (&["LINSERT", "redaction:list", "BEFORE", "BEFORE", "AFTER"], "LINSERT redaction:list BEFORE ? ?"),
        (&["ECHO", "PING"], "ECHO ?"),
    ] {
        cmd(arguments[0]).arg(&arguments[1..]).exec(&mut connection)?;
        scene.only_text(arguments[0], text);
    }
    let () = connection.del(&["redaction:look", "redaction:list"])?;
    Ok(())
}

#[tokio::test]
async fn binary_key_is_escaped_as_redis_cli_does() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let _: Option<Vec<u8>> = connection.get(b"redaction:\x00\xff\"\n k".as_slice())?;
    scene.only_text("GET", r#"GET "redaction:\x00\xff\"\n k""#);
    let _: Option<Vec<u8>> = connection.get("redaction:a; FLUSHALL")?;
    scene.only_text("GET", r#"GET "redaction:a; FLUSHALL""#);
    let _: Option<Vec<u8>> = connection.get("")?;
    scene.only_text("GET", r#"GET """#);
    Ok(())
}

#[tokio::test]
async fn masked_keys_hide_what_looks_like_a_value() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.masked_keys(true)).await;
    let mut connection = scene.connection();
    for (key, shown) in [
        ("user:77123", "user:?"),
        ("session:9f86d081884c7d659a2feaa0c55ad015", "session:?"),
        ("order:550e8400-e29b-41d4-a716-446655440000:items", "order:?:items"),
        ("token:dGhpcyBpcyBhIHNlY3JldCB2YWx1ZQ==", "token:?"),
        ("mail:ada@example.com:cart", "mail:?:cart"),
        ("plain:key", "plain:key"),
    ] {
        let _: Option<String> = connection.get(key)?;
        scene.only_text("GET", &format!("GET {shown}"));
    }
    let _: Option<String> = connection.hget("hash:77123", "field:77123")?;
    scene.only_text("HGET", "HGET hash:? field:?");
    let mut multiplexed = scene.multiplexed().await;
    pipe().get("user:77123").get("user:77124").exec_async(&mut multiplexed).await?;
    let attributes = [("db.query.text", "GET user:?; GET user:?"), ("db.operation.batch.size", "2")];
    scene.only("PIPELINE GET", &attributes);
    scene.recorder.assert_never_seen(&["77123", "9f86d0", "550e8400", "dGhpc", "ada", "example"]);
    Ok(())
}

#[tokio::test]
async fn masked_keys_after_the_first_segment_show_the_first_segment_alone() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.masked_keys(Keys::FirstSegment)).await;
    let mut connection = scene.connection();
    for (key, shown) in
        [("session:lovelace:cart", "session:?"), ("{lovelace}:cart", "{?}:?"), ("visits", "visits")]
    {
        let _: Option<String> = connection.get(key)?;
        scene.only_text("GET", &format!("GET {shown}"));
    }
    let _: Option<String> = connection.hget("hash:lovelace", "field:lovelace")?;
    scene.only_text("HGET", "HGET hash:? field:?");
    scene.recorder.assert_never_seen(&["lovelace", "cart"]);
    Ok(())
}

#[tokio::test]
async fn huge_command_is_cut_and_shows_no_value() -> RedisResult<()> {
    let scene = Scene::own().await;
    let pairs: Vec<(String, &str)> =
        (0..100_000).map(|number| (format!("key:{number}"), "Xq7Value")).collect();
    let check = || {
        let span = scene.only_span();
        let text = span.attribute("db.query.text").expect("a text");
        assert!(text.starts_with("MSET key:0 ? key:1 ? ") && text.ends_with('…'), "{text}");
        assert!((1_000..=1_024).contains(&text.len()), "{}", text.len());
    };
    let () = scene.connection().mset(&pairs)?;
    check();
    let () = scene.multiplexed().await.mset(&pairs).await?;
    check();
    let value = "Xq7Value".repeat(1_000_000);
    let () = scene.connection().set("key", value)?;
    scene.only_text("SET", "SET key ?");
    let key = "k".repeat(1_000_000);
    let _: Option<String> = scene.connection().get(key)?;
    let text = scene.only_span().attribute("db.query.text").map(str::to_owned).expect("a text");
    assert!(text.starts_with("GET k") && text.ends_with('…') && text.len() <= 1_024, "{text}");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}
