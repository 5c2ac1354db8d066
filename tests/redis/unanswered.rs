//! Commands that are sent by themselves, some of them without an observation: each answer ends its own command.

use db_semconv::Telemetry;
use opentelemetry::Context;
use opentelemetry::trace::{
    SpanContext, SpanId, Status, TraceContextExt as _, TraceFlags, TraceId, TraceState,
};
use redis_trace::{Connection, ConnectionLike as _, RedisResult, Value, cmd};

use crate::scene::Scene;

/// A command, by what its answer has to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// No span.
    Hidden,
    /// A span that succeeded.
    Right,
    /// A span that failed.
    Wrong,
}

use Sent::{Hidden, Right, Wrong};

const ORDERS: [&[Sent]; 4] = [
    &[Hidden, Wrong],
    &[Hidden, Hidden, Wrong, Hidden, Hidden, Hidden, Right, Hidden, Wrong],
    &[Wrong, Hidden, Right, Hidden, Hidden, Wrong, Right],
    &[Hidden, Hidden, Hidden],
];

/// Sends a failing command where nothing or a failure is expected, so that an answer that ends another command shows.
fn send(connection: &mut Connection, key: &str, sent: Sent) -> RedisResult<()> {
    let command = match sent {
        Hidden => cmd("LINDEX").arg(key).arg(0).get_packed_command(),
        Right => cmd("APPEND").arg(key).arg(1).get_packed_command(),
        Wrong => cmd("LPUSH").arg(key).arg(1).get_packed_command(),
    };
    connection.send_packed_command(&command)
}

#[track_caller]
fn assert_answer(scene: &Scene, connection: &mut Connection, sent: Sent) {
    let is_error = connection.recv_response().and_then(Value::extract_error).is_err();
    assert_eq!(is_error, sent != Right);
    match sent {
        Hidden => assert_eq!(scene.recorder.names(), [""; 0]),
        Right => {
            let span = scene.only_span();
            assert!(span.name.starts_with("APPEND") && span.status == Status::Unset, "{span:#?}");
        }
        Wrong => {
            let span = scene.only_span();
            assert!(span.name.starts_with("LPUSH"), "{span:#?}");
            assert_eq!(span.attribute("error.type"), Some("WRONGTYPE"));
        }
    }
}

/// `hide` sends a command in a way in which it is not observed.
fn assert_each_answer_ends_its_command(
    scene: &Scene,
    connection: &mut Connection,
    key: &str,
    hide: impl Fn(&mut Connection) -> RedisResult<()>,
) -> RedisResult<()> {
    scene.plain().req_command(cmd("SET").arg(key).arg("text"))?;
    for order in ORDERS {
        for sent in order {
            if *sent == Hidden { hide(connection)? } else { send(connection, key, *sent)? }
        }
        for sent in order {
            assert_answer(scene, connection, *sent);
        }
    }
    scene.plain().req_command(cmd("DEL").arg(key))?;
    Ok(())
}

#[tokio::test]
async fn answer_of_a_filtered_command_ends_no_other_command() -> RedisResult<()> {
    let scene = Scene::with(|builder| builder.filter(|operation| operation.name() != Some("LINDEX"))).await;
    let (mut connection, key) = (scene.connection(), "unanswered:filtered");
    assert_each_answer_ends_its_command(&scene, &mut connection, key, |connection| {
        send(connection, key, Hidden)
    })
}

#[tokio::test]
async fn answer_of_a_suppressed_command_ends_no_other_command() -> RedisResult<()> {
    let scene = Scene::new().await;
    let (mut connection, key) = (scene.connection(), "unanswered:suppressed");
    assert_each_answer_ends_its_command(&scene, &mut connection, key, |connection| {
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        send(connection, key, Hidden)
    })
}

#[tokio::test]
async fn answer_of_an_unsampled_command_without_a_meter_ends_no_other_command() -> RedisResult<()> {
    let scene = Scene::new().await;
    let provider = scene.recorder.tracer_provider().clone();
    let telemetry = Telemetry::builder().tracer_provider(provider).build();
    let mut connection = scene.client.clone().telemetry(&telemetry).get_connection()?;
    scene.recorder.forget();
    let key = "unanswered:unsampled";
    assert_each_answer_ends_its_command(&scene, &mut connection, key, |connection| {
        let unsampled = SpanContext::new(
            TraceId::from(7_u128),
            SpanId::from(7_u64),
            TraceFlags::NOT_SAMPLED,
            true,
            TraceState::NONE,
        );
        let _unsampled = Context::new().with_remote_span_context(unsampled).attach();
        send(connection, key, Hidden)
    })
}

#[tokio::test]
async fn answer_of_a_command_past_the_limit_ends_no_other_command() -> RedisResult<()> {
    const LIMIT: usize = 1_024;
    let scene = Scene::new().await;
    let (mut connection, key) = (scene.connection(), "unanswered:limit");
    scene.plain().req_command(cmd("SET").arg(key).arg("text"))?;
    for _ in 0..LIMIT {
        send(&mut connection, key, Right)?;
    }
    assert_eq!(scene.recorder.names(), [""; 0]);
    for _ in 0..2 {
        send(&mut connection, key, Hidden)?;
        assert_eq!(scene.only_span().attribute("dbtrace.outcome"), Some("cancelled"));
    }
    assert_answer(&scene, &mut connection, Right);
    // There is room for one observation again.
    send(&mut connection, key, Wrong)?;
    for _ in 1..LIMIT {
        assert_answer(&scene, &mut connection, Right);
    }
    for sent in [Hidden, Hidden, Wrong] {
        assert_answer(&scene, &mut connection, sent);
    }
    scene.plain().req_command(cmd("DEL").arg(key))?;
    Ok(())
}
