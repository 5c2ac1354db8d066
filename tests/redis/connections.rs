//! Every kind of connection: what its spans say of where.

use db_semconv::Target;
use db_testcontainers::Redis;
use db_trace_tests::{Recorder, Span};
use opentelemetry::trace::{FutureExt as _, Status, TraceContextExt as _};
use redis_trace::{
    Client, Cmd, ConnectionLike, Pipeline, RedisFuture, RedisResult, Traced, Value, aio, cmd, pipe,
};

use crate::scene::{Scene, all_attributes, only_span};

#[tokio::test]
async fn connect_of_each_kind_is_a_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    scene.client.get_connection()?;
    scene.only("CONNECT", &[]);
    scene.client.get_connection_with_timeout(std::time::Duration::from_secs(60))?;
    scene.only("CONNECT", &[]);
    scene.client.get_multiplexed_async_connection().await?;
    scene.only("CONNECT", &[]);
    let config = redis_trace::AsyncConnectionConfig::new();
    scene.client.get_multiplexed_async_connection_with_config(&config).await?;
    scene.only("CONNECT", &[]);
    Ok(())
}

#[tokio::test]
async fn client_used_as_a_connection_connects_for_every_command() -> RedisResult<()> {
    use redis_trace::Commands as _;

    let mut scene = Scene::new().await;
    let () = scene.client.set("connections:client", 1)?;
    assert_eq!(scene.operations(), ["CONNECT", "SET"]);
    assert_eq!(cmd("GET").arg("connections:client").query::<i64>(&mut scene.client)?, 1);
    assert_eq!(scene.operations(), ["CONNECT", "GET"]);
    let (one, deleted): (i64, i64) =
        pipe().get("connections:client").del("connections:client").query(&mut scene.client)?;
    assert_eq!((one, deleted), (1, 1));
    assert_eq!(scene.operations(), ["CONNECT", "PIPELINE"]);
    assert!(scene.client.check_connection() && scene.client.is_open());
    Ok(())
}

/// The span of `GET connections:url` through a client of this URL, on both kinds of connection.
async fn spans_of(url: &str) -> RedisResult<[Span; 2]> {
    let recorder = Recorder::new();
    let client = Client::open(url)?.telemetry(&recorder.telemetry());
    let mut connection = client.get_connection()?;
    recorder.forget();
    let _: Option<String> = redis_trace::Commands::get(&mut connection, "connections:url")?;
    let blocking = only_span(&recorder);
    let mut connection = client.get_multiplexed_async_connection().await?;
    recorder.forget();
    let _: Option<String> = redis_trace::AsyncCommands::get(&mut connection, "connections:url").await?;
    Ok([blocking, only_span(&recorder)])
}

#[tokio::test]
async fn database_index_is_the_namespace() -> RedisResult<()> {
    let server = Redis::start().await.expect("a server");
    for span in spans_of(&format!("{}/7", server.url())).await? {
        assert_eq!(span.attribute("db.namespace"), Some("7"));
        assert_eq!(span.name, format!("GET {}:{}", server.host(), server.port()), "an index is no name");
    }
    Ok(())
}

#[tokio::test]
async fn resp3_connection_records_the_same_spans() -> RedisResult<()> {
    let server = Redis::start().await.expect("a server");
    let [plain, _] = spans_of(server.url()).await?;
    for span in spans_of(&format!("{}/?protocol=resp3", server.url())).await? {
        assert_eq!((&span.name, &span.attributes), (&plain.name, &plain.attributes));
    }
    Ok(())
}

#[tokio::test]
async fn unix_socket_is_an_address_without_a_port() -> RedisResult<()> {
    let server = Redis::start().await.expect("a server");
    let (Some(url), Some(path)) = (server.socket_url(), server.unix_socket()) else { return Ok(()) };
    let path = path.to_str().expect("a path of letters");
    for span in spans_of(&url).await? {
        assert_eq!(span.name, format!("GET {path}"));
        let expected = [
            ("db.system.name", "redis"),
            ("db.namespace", "0"),
            ("server.address", path),
            ("db.operation.name", "GET"),
            ("db.query.text", "GET connections:url"),
        ];
        assert_eq!(all_attributes(&span), expected.into());
    }
    Ok(())
}

#[tokio::test]
async fn address_has_no_user_and_no_password() -> RedisResult<()> {
    let server = Redis::start().await.expect("a server");
    let [plain, _] = spans_of(server.url()).await?;
    let url = server.password_url().expect("a server that these tests started");
    for span in spans_of(&url).await? {
        assert_eq!((&span.name, &span.attributes), (&plain.name, &plain.attributes));
    }
    Ok(())
}

/// A connection of another crate, without a server.
#[derive(Clone)]
struct Echo;

impl Echo {
    fn answer(command: &Cmd) -> Value {
        Value::Array(command.args_iter().map(|_| Value::Int(1)).collect())
    }
}

impl ConnectionLike for Echo {
    fn req_packed_command(&mut self, _: &[u8]) -> RedisResult<Value> {
        Ok(Value::Int(1))
    }

    fn req_packed_commands(&mut self, _: &[u8], _: usize, count: usize) -> RedisResult<Vec<Value>> {
        Ok(vec![Value::Int(1); count])
    }

    fn req_command(&mut self, command: &Cmd) -> RedisResult<Value> {
        Ok(Self::answer(command))
    }

    fn get_db(&self) -> i64 {
        3
    }

    fn supports_pipelining(&self) -> bool {
        false
    }

    fn check_connection(&mut self) -> bool {
        false
    }

    fn is_open(&self) -> bool {
        true
    }
}

impl aio::ConnectionLike for Echo {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async { Ok(Self::answer(command)) })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        _: &'a Pipeline,
        _: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(async move { Ok(vec![Value::Int(1); count]) })
    }

    fn get_db(&self) -> i64 {
        4
    }
}

fn traced(recorder: &Recorder) -> Traced<Echo> {
    let target = Target::new().address("cache.example.com").port(6_379).namespace("5");
    Traced::from_driver(Echo, &recorder.telemetry(), &target)
}

#[track_caller]
fn assert_recorded(recorder: &Recorder, operation: &str, attributes: &[(&str, &str)]) {
    let span = only_span(recorder);
    assert_eq!(span.name, format!("{operation} cache.example.com"));
    assert_eq!(span.status, Status::Unset);
    let place = [
        ("db.system.name", "redis"),
        ("db.namespace", "5"),
        ("server.address", "cache.example.com"),
        ("db.operation.name", operation),
    ];
    assert_eq!(all_attributes(&span), place.iter().chain(attributes).copied().collect());
}

#[test]
fn wrapped_blocking_connection_is_traced() -> RedisResult<()> {
    let recorder = Recorder::new();
    let mut connection = traced(&recorder);
    let answer: Vec<i64> = redis_trace::Commands::set(&mut connection, "key", "value")?;
    assert_eq!(answer, [1, 1, 1], "the connection's own way with commands is kept");
    assert_recorded(&recorder, "SET", &[("db.query.text", "SET key ?")]);
    let answers = connection.req_packed_commands(&pipe().get("a").get("b").get_packed_pipeline(), 0, 2)?;
    assert_eq!(answers, [Value::Int(1), Value::Int(1)]);
    assert_recorded(
        &recorder,
        "PIPELINE GET",
        &[("db.query.text", "GET a; GET b"), ("db.operation.batch.size", "2")],
    );
    assert_eq!(connection.req_packed_command(&cmd("PING").get_packed_command())?, Value::Int(1));
    assert_recorded(&recorder, "PING", &[("db.query.text", "PING")]);
    assert_eq!(ConnectionLike::get_db(&connection), 3);
    assert!(!connection.supports_pipelining() && !connection.check_connection() && connection.is_open());
    let error = pipe().get("a").exec(&mut connection).expect_err("it has no pipelines");
    assert_eq!(error.to_string(), pipe().get("a").exec(&mut Echo).expect_err("nor this").to_string());
    assert!(recorder.spans().is_empty(), "what is not sent is not recorded");
    Ok(())
}

#[tokio::test]
async fn wrapped_asynchronous_connection_is_traced() -> RedisResult<()> {
    let recorder = Recorder::new();
    let mut connection = traced(&recorder);
    let answer: Vec<i64> = redis_trace::AsyncCommands::set(&mut connection, "key", "value").await?;
    assert_eq!(answer, [1, 1, 1]);
    assert_recorded(&recorder, "SET", &[("db.query.text", "SET key ?")]);
    let answers: Vec<i64> = pipe().get("a").get("b").query_async(&mut connection).await?;
    assert_eq!(answers, [1, 1]);
    assert_recorded(
        &recorder,
        "PIPELINE GET",
        &[("db.query.text", "GET a; GET b"), ("db.operation.batch.size", "2")],
    );
    assert_eq!(aio::ConnectionLike::get_db(&connection), 4);
    let mut inner = connection.into_inner();
    let _: Vec<i64> = redis_trace::AsyncCommands::get(&mut inner, "key").await?;
    assert!(recorder.spans().is_empty());
    Ok(())
}

#[tokio::test]
async fn boxed_connection_is_traced() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut plain = scene.plain();
    let target = Target::new().address("pooled");
    // The driver gives everything that points to a connection its commands, as the guards of pools do.
    let mut connection = Traced::from_driver(Box::new(&mut plain), &scene.recorder.telemetry(), &target);
    let _: Option<String> = redis_trace::Commands::get(&mut connection, "connections:pointer")?;
    assert_eq!(scene.recorder.names(), ["GET pooled"]);
    Ok(())
}

#[tokio::test]
async fn command_of_a_wrapped_connection_begins_at_its_first_poll() -> RedisResult<()> {
    let recorder = Recorder::new();
    let mut connection = traced(&recorder);
    let (command, pipeline) = (cmd("PING"), pipe().cmd("PING").cmd("PING").clone());
    drop(aio::ConnectionLike::req_packed_command(&mut connection, &command));
    drop(aio::ConnectionLike::req_packed_commands(&mut connection, &pipeline, 0, 2));
    assert!(recorder.spans().is_empty());
    assert!(recorder.durations().is_empty());
    let late = aio::ConnectionLike::req_packed_command(&mut connection, &command);
    let parent = recorder.parent("request");
    late.with_context(parent.clone()).await?;
    assert_eq!(only_span(&recorder).parent, parent.span().span_context().span_id());
    Ok(())
}
