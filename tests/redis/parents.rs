//! What the spans of Redis nest under, where that is special to Redis.

use opentelemetry::trace::{FutureExt as _, TraceContextExt as _};
use redis_trace::{cmd, pipe};

use crate::scene::Scene;

#[tokio::test]
async fn pipeline_nests_under_the_callers_span() {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let mut blocking = scene.connection();
    let request = scene.recorder.parent("request");
    let identity = request.span().span_context().span_id();
    let pipeline = pipe().get("a").get("b").clone();
    pipeline.exec_async(&mut connection).with_context(request.clone()).await.expect("answers");
    assert_eq!(scene.only_span().parent, identity);
    let _attached = request.clone().attach();
    pipeline.exec(&mut blocking).expect("answers");
    assert_eq!(scene.only_span().parent, identity);
}

#[tokio::test]
async fn command_whose_answer_is_read_later_has_the_parent_of_its_sending() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let request = scene.recorder.parent("request");
    {
        let _attached = request.clone().attach();
        connection.send_packed_command(&cmd("PING").get_packed_command()).expect("sent");
    }
    connection.recv_response().expect("an answer");
    assert_eq!(scene.only_span().parent, request.span().span_context().span_id());
}
