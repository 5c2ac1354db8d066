//! How failures are recorded: by the server's word for them or by a class, never by a message.

use std::net::TcpListener;
use std::time::Duration;

use db_testcontainers::Redis;
use db_trace_tests::{Recorder, Span};
use opentelemetry::trace::Status;
use redis_trace::{
    AsyncCommands as _, AsyncConnectionConfig, Client, Cmd, ErrorKind, RedisError, RedisResult,
    ServerErrorKind, cmd, pipe,
};

use crate::fake_server::{self, Reaction, answering};
use crate::scene::{Scene, only_span};

#[track_caller]
fn assert_failed(span: &Span, error_type: &str, code: Option<&str>) {
    assert_eq!(span.attribute("error.type"), Some(error_type));
    assert_eq!(span.attribute("db.response.status_code"), code);
    assert_eq!(span.status, Status::error(error_type.to_owned()));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
}

/// Sends the command through both kinds of connection. Both fail in the same way.
async fn fails(client: &Client, recorder: &Recorder, command: &Cmd) -> (RedisError, [Span; 2]) {
    let mut connection = client.get_connection().expect("a connection");
    recorder.forget();
    let error = command.exec(&mut connection).expect_err("it fails");
    let span = only_span(recorder);
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    recorder.forget();
    let other = command.exec_async(&mut connection).await.expect_err("it fails");
    assert_eq!(error.kind(), other.kind());
    (error, [span, only_span(recorder)])
}

#[tokio::test]
async fn server_error_has_its_code() {
    for code in [
        "ERR",
        "WRONGTYPE",
        "NOSCRIPT",
        "READONLY",
        "LOADING",
        "BUSY",
        "OOM",
        "NOAUTH",
        "NOPERM",
        "EXECABORT",
        "MOVED",
        "ASK",
        "CLUSTERDOWN",
        "TRYAGAIN",
        "CROSSSLOT",
        "MASTERDOWN",
        "MISCONF",
        "NOREPLICAS",
        "BUSYGROUP",
        "NOGROUP",
        "UNBLOCKED",
        "NOTBUSY",
        "BUSYKEY",
        "INPROG",
        "NOPROTO",
    ] {
        let recorder = Recorder::new();
        let answer: &'static str = format!("-{code} Xq7Detail 'Xq7Value' 127.0.0.1:1\r\n").leak();
        let (error, spans) =
            fails(&answering(&recorder, answer), &recorder, &cmd("GET").arg("key").clone()).await;
        assert_eq!(error.code(), Some(code));
        assert!(error.to_string().contains("Xq7Value"), "the caller sees all of the error");
        for span in spans {
            assert_failed(&span, code, Some(code));
        }
        recorder.assert_never_seen(&["Xq7"]);
    }
}

#[tokio::test]
async fn error_of_a_real_server_has_its_code() {
    let scene = Scene::new().await;
    let mut plain = scene.plain();
    redis::cmd("SET").arg("failures:text").arg("Xq7Text").exec(&mut plain).expect("set");
    for (arguments, code) in [
        (["LPUSH", "failures:text", "Xq7Value"].as_slice(), "WRONGTYPE"),
        (&["INCR", "failures:text"], "ERR"),
        (&["SET", "failures:text", "Xq7Value", "Xq7Option"], "ERR"),
        (&["EVALSHA", "ffffffffffffffffffffffffffffffffffffffff", "0"], "NOSCRIPT"),
        (&["XREADGROUP", "GROUP", "Xq7Group", "Xq7Name", "STREAMS", "failures:stream", ">"], "NOGROUP"),
        (&["AUTH", "Xq7User", "Xq7Password"], "WRONGPASS"),
        (&["HELLO", "9"], "NOPROTO"),
    ] {
        let command = cmd(arguments[0]).arg(&arguments[1..]).clone();
        let (_, spans) = fails(&scene.client, &scene.recorder, &command).await;
        for span in spans {
            assert_failed(&span, code, Some(code));
        }
    }
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn error_code_made_up_by_a_script_is_not_shown() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    for message in [
        "alice@example.com is not known",
        "-alice@example.com is not known",
        "ALICE is not known",
        "Xq7Secret",
        "-XQ7SECRET Xq7Secret",
        "4111111111111111",
        "ERRXq7 secret",
    ] {
        let body = format!("return redis.error_reply('{message}')");
        cmd("EVAL").arg(body).arg(0).exec(&mut connection).expect_err("an error");
        let span = scene.only_span();
        let error_type = span.attribute("error.type").expect("a failure");
        assert!(["ERR", "_OTHER"].contains(&error_type), "{error_type}");
    }
    scene.recorder.assert_never_seen(&["alice", "ALICE", "Xq7", "XQ7", "4111", "not known"]);
}

#[tokio::test]
async fn failed_command_fails_its_pipeline() -> RedisResult<()> {
    let scene = Scene::new().await;
    let pipeline = pipe().set("failures:pipe", 1).lpush("failures:pipe", "Xq7").get("failures:pipe").clone();
    let text = "SET failures:pipe ?; LPUSH failures:pipe ?; GET failures:pipe";
    let attributes =
        [("db.query.text", text), ("db.operation.batch.size", "3"), ("db.response.status_code", "WRONGTYPE")];
    let plain =
        redis::pipe().set("failures:pipe", 1).lpush("failures:pipe", "Xq7").get("failures:pipe").clone();
    let error = pipeline.exec(&mut scene.connection()).expect_err("no list");
    scene.only_failure("PIPELINE", "WRONGTYPE", &attributes);
    assert_eq!(error.to_string(), plain.exec(&mut scene.plain()).expect_err("no list").to_string());
    pipeline.exec_async(&mut scene.multiplexed().await).await.expect_err("no list");
    scene.only_failure("PIPELINE", "WRONGTYPE", &attributes);
    Ok(())
}

#[tokio::test]
async fn aborted_transaction_has_its_code() -> RedisResult<()> {
    let scene = Scene::new().await;
    // The server refuses the second command when it is queued, and so the whole.
    let pipeline = pipe().atomic().set("failures:multi", 1).cmd("GET").clone();
    let attributes = [
        ("db.query.text", "SET failures:multi ?; GET"),
        ("db.operation.batch.size", "2"),
        ("db.response.status_code", "EXECABORT"),
    ];
    pipeline.exec(&mut scene.connection()).expect_err("aborted");
    scene.only_failure("MULTI", "EXECABORT", &attributes);
    pipeline.exec_async(&mut scene.multiplexed().await).await.expect_err("aborted");
    scene.only_failure("MULTI", "EXECABORT", &attributes);
    // This one fails when it runs.
    let pipeline = pipe().atomic().set("failures:multi", 1).lpush("failures:multi", "Xq7").clone();
    let attributes = [
        ("db.query.text", "SET failures:multi ?; LPUSH failures:multi ?"),
        ("db.operation.batch.size", "2"),
        ("db.response.status_code", "WRONGTYPE"),
    ];
    pipeline.exec(&mut scene.connection()).expect_err("no list");
    scene.only_failure("MULTI", "WRONGTYPE", &attributes);
    pipeline.exec_async(&mut scene.multiplexed().await).await.expect_err("no list");
    scene.only_failure("MULTI", "WRONGTYPE", &attributes);
    Ok(())
}

#[tokio::test]
async fn answer_of_another_type_is_not_a_failure_of_the_call() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let error = cmd("ECHO").arg("Xq7").query::<i64>(&mut connection).expect_err("no number");
    assert_eq!(error.kind(), ErrorKind::Parse);
    scene.only_text("ECHO", "ECHO ?");
    scene.recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn wrong_password_fails_the_connect() {
    let server = Redis::start().await.expect("a server");
    let recorder = Recorder::new();
    let url = server.wrong_password_url().expect("a server that these tests started");
    let client = Client::open(url).expect("a URL").telemetry(&recorder.telemetry());
    let error = client.get_connection().expect_err("refused");
    let span = only_span(&recorder);
    assert_eq!(span.attribute("db.operation.name"), Some("CONNECT"));
    assert_eq!(error.kind(), ErrorKind::AuthenticationFailed);
    assert_eq!(span.attribute("error.type"), Some("authentication"), "the driver keeps no code");
    let error = client.get_multiplexed_async_connection().await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::AuthenticationFailed);
    assert_eq!(only_span(&recorder).attribute("error.type"), Some("authentication"));
    recorder.assert_never_seen(&["with_password", "wrong"]);
}

#[tokio::test]
async fn missing_password_fails_the_command() {
    let server = Redis::start_own_with(&[("requirepass", "Xq7Password")]).await.expect("a server");
    let recorder = Recorder::new();
    let client = Client::open((server.host(), server.port())).expect("an address");
    let client = client.telemetry(&recorder.telemetry());
    let (_, spans) = fails(&client, &recorder, &cmd("PING")).await;
    for span in spans {
        assert_failed(&span, "NOAUTH", Some("NOAUTH"));
    }
    let client = Client::open(server.url()).expect("a URL").telemetry(&recorder.telemetry());
    cmd("PING").exec(&mut client.get_connection().expect("a connection")).expect("an answer");
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    cmd("PING").exec_async(&mut connection).await.expect("an answer");
    recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn silent_server_is_a_timeout() -> RedisResult<()> {
    let recorder = Recorder::new();
    let client = fake_server::client(&recorder, || |_: &[Vec<u8>]| Reaction::Nothing);
    let connection = &mut client.get_connection()?;
    connection.set_read_timeout(Some(Duration::from_millis(20)))?;
    recorder.forget();
    assert!(cmd("PING").exec(connection).expect_err("no answer").is_timeout());
    assert_failed(&only_span(&recorder), "timeout", None);
    let config = AsyncConnectionConfig::new().set_response_timeout(Some(Duration::from_millis(20)));
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
    recorder.forget();
    assert!(connection.get::<_, ()>("key").await.expect_err("no answer").is_timeout());
    assert_failed(&only_span(&recorder), "timeout", None);
    connection.set_response_timeout(Duration::from_millis(10));
    assert!(pipe().get("a").get("b").exec_async(&mut connection).await.expect_err("no answer").is_timeout());
    assert_failed(&only_span(&recorder), "timeout", None);
    Ok(())
}

#[tokio::test]
async fn unanswered_connect_is_a_timeout() {
    // The system takes the connection for a listener that never does.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let recorder = Recorder::new();
    let client = Client::open(("127.0.0.1", port)).expect("an address").telemetry(&recorder.telemetry());
    let config = AsyncConnectionConfig::new().set_connection_timeout(Some(Duration::from_millis(20)));
    let error = client.get_multiplexed_async_connection_with_config(&config).await.expect_err("no answer");
    assert!(error.is_timeout());
    assert_failed(&only_span(&recorder), "timeout", None);
}

#[tokio::test]
async fn paused_server_is_a_timeout_until_it_resumes() -> RedisResult<()> {
    let scene = Scene::own().await;
    let config = AsyncConnectionConfig::new().set_response_timeout(Some(Duration::from_millis(50)));
    let mut connection = scene.client.get_multiplexed_async_connection_with_config(&config).await?;
    scene.recorder.forget();
    scene.server.pause().expect("paused");
    connection.set::<_, _, ()>("failures:paused", "Xq7").await.expect_err("no answer");
    assert_failed(&scene.only_span(), "timeout", None);
    scene.server.resume().expect("resumed");
    connection.set_response_timeout(Duration::from_secs(60));
    let value: String = connection.get("failures:paused").await?;
    assert_eq!(value, "Xq7", "the answers still belong to their commands");
    scene.only_text("GET", "GET failures:paused");
    Ok(())
}

#[tokio::test]
async fn connection_closed_during_a_command_is_closed() -> RedisResult<()> {
    let recorder = Recorder::new();
    let client = fake_server::client(&recorder, || |_: &[Vec<u8>]| Reaction::Close);
    let (error, spans) = fails(&client, &recorder, &cmd("GET").arg("key").clone()).await;
    assert!(error.is_connection_dropped());
    for span in spans {
        assert_failed(&span, "closed", None);
    }
    Ok(())
}

#[tokio::test]
async fn killed_server_fails_waiting_and_later_commands() -> RedisResult<()> {
    let scene = Scene::own().await;
    let mut blocking = scene.connection();
    let mut waiting = scene.multiplexed().await;
    let mut other = scene.multiplexed().await;
    let wait = tokio::spawn(async move { (waiting.blpop::<_, ()>("failures:never", 0.0).await, waiting) });
    // The server has the waiting command when it says so.
    while {
        let clients: String = redis::cmd("CLIENT").arg("LIST").query(&mut scene.plain())?;
        !clients.contains("cmd=blpop")
    } {
        tokio::task::yield_now().await;
    }
    scene.server.kill().expect("killed");
    let (result, mut waiting) = wait.await.expect("no panic");
    assert!(result.expect_err("killed").is_connection_dropped());
    let span = scene.only_span();
    assert_eq!(span.attribute("db.operation.name"), Some("BLPOP"));
    assert_failed(&span, "closed", None);

    waiting.get::<_, ()>("failures:after").await.expect_err("gone");
    assert_failed(&scene.only_span(), "closed", None);
    other.get::<_, ()>("failures:after").await.expect_err("gone");
    assert_failed(&scene.only_span(), "closed", None);
    redis_trace::Commands::get::<_, ()>(&mut blocking, "failures:after").expect_err("gone");
    assert_failed(&scene.only_span(), "closed", None);
    scene.client.get_connection().expect_err("gone");
    assert_failed(&scene.only_span(), "connection_refused", None);
    scene.server.restart().expect("restarted");
    scene.client.get_connection()?;
    scene.only("CONNECT", &[]);
    Ok(())
}

#[tokio::test]
async fn malformed_answer_is_a_protocol_failure() {
    let recorder = Recorder::new();
    let (error, spans) = fails(&answering(&recorder, "Xq7\r\n"), &recorder, &cmd("PING")).await;
    assert_eq!(error.kind(), ErrorKind::Parse);
    for span in spans {
        assert_failed(&span, "protocol", None);
    }
    recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn returned_error_equals_the_drivers() {
    let recorder = Recorder::new();
    let client = answering(&recorder, "-MOVED 1234 127.0.0.1:7001\r\n");
    let (error, _) = fails(&client, &recorder, &cmd("GET").arg("key").clone()).await;
    assert_eq!(error.kind(), ErrorKind::Server(ServerErrorKind::Moved));
    assert_eq!(error.redirect_node(), Some(("127.0.0.1:7001", 1234)));
}
