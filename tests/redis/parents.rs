//! What a span nests under, and when there is none.

use db_trace_tests::Recorder;
use opentelemetry::Context;
use opentelemetry::trace::{
    FutureExt as _, SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    TracerProvider as _,
};
use opentelemetry_sdk::trace::Sampler;
use redis_trace::aio::MultiplexedConnection;
use redis_trace::{Client, Connection, cmd, pipe};
use tracing::Instrument as _;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::scene::Scene;

async fn ping(connection: &mut MultiplexedConnection) {
    cmd("PING").exec_async(connection).await.expect("an answer");
}

fn ping_blocking(connection: &mut Connection) {
    cmd("PING").exec(connection).expect("an answer");
}

fn id_of(context: &Context) -> SpanId {
    context.span().span_context().span_id()
}

fn remote(sampled: bool) -> Context {
    Context::new().with_remote_span_context(SpanContext::new(
        TraceId::from(7),
        SpanId::from(9),
        if sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED },
        true,
        TraceState::NONE,
    ))
}

#[tokio::test]
async fn without_a_parent_a_span_is_a_root() {
    let scene = Scene::new().await;
    ping(&mut scene.multiplexed().await).await;
    assert_eq!(scene.only_span().parent, SpanId::INVALID);
    ping_blocking(&mut scene.connection());
    assert_eq!(scene.only_span().parent, SpanId::INVALID);
}

#[tokio::test]
async fn a_span_nests_under_an_opentelemetry_span() {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let mut blocking = scene.connection();
    let parent = scene.recorder.parent("request");
    ping(&mut connection).with_context(parent.clone()).await;
    let span = scene.only_span();
    assert_eq!((span.parent, span.trace), (id_of(&parent), parent.span().span_context().trace_id()));
    let _guard = parent.clone().attach();
    ping_blocking(&mut blocking);
    assert_eq!(scene.only_span().parent, id_of(&parent));
    pipe().get("a").get("b").exec(&mut blocking).expect("answers");
    assert_eq!(scene.only_span().parent, id_of(&parent));
}

#[tokio::test]
async fn a_span_nests_under_a_remote_parent() {
    let scene = Scene::new().await;
    ping(&mut scene.multiplexed().await).with_context(remote(true)).await;
    let span = scene.only_span();
    assert_eq!((span.trace, span.parent), (TraceId::from(7), SpanId::from(9)));
}

#[tokio::test]
async fn a_span_nests_under_a_span_of_the_tracing_crate() {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let tracer = scene.recorder.tracer_provider().tracer("test");
    let subscriber = tracing_subscriber::registry().with(tracing_opentelemetry::layer().with_tracer(tracer));
    let _guard = tracing::subscriber::set_default(subscriber);
    ping(&mut connection).instrument(tracing::info_span!("request")).await;
    let place = scene.place();
    assert_eq!(scene.recorder.span(&format!("PING {place}")).parent, scene.recorder.span("request").id);
}

#[tokio::test]
async fn the_parent_is_that_of_the_first_poll() {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let created_in = scene.recorder.parent("created");
    let polled_in = scene.recorder.parent("polled");
    let future = {
        let _guard = created_in.attach();
        ping(&mut connection)
    };
    scene.recorder.forget();
    future.with_context(polled_in.clone()).await;
    assert_eq!(scene.only_span().parent, id_of(&polled_in));
}

#[tokio::test]
async fn a_command_sent_by_itself_has_the_parent_of_its_sending() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let parent = scene.recorder.parent("request");
    {
        let _guard = parent.clone().attach();
        connection.send_packed_command(&cmd("PING").get_packed_command()).expect("sent");
    }
    connection.recv_response().expect("an answer");
    assert_eq!(scene.only_span().parent, id_of(&parent));
}

#[tokio::test]
async fn the_callers_context_is_as_it_was() {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let parent = scene.recorder.parent("request");
    async {
        ping(&mut connection).await;
        assert_eq!(id_of(&Context::current()), id_of(&parent));
        scene.client.get_multiplexed_async_connection().await.expect("a connection");
        assert_eq!(id_of(&Context::current()), id_of(&parent));
    }
    .with_context(parent.clone())
    .await;
    assert_eq!(id_of(&Context::current()), SpanId::INVALID);
}

#[tokio::test]
async fn an_unsampled_parent_has_no_children_and_they_are_measured() {
    let scene = Scene::new().await;
    ping(&mut scene.multiplexed().await).with_context(remote(false)).await;
    let mut blocking = scene.connection();
    let _guard = remote(false).attach();
    ping_blocking(&mut blocking);
    assert!(scene.recorder.spans().is_empty());
    let points = scene.recorder.durations();
    let pings = points.iter().filter(|point| point.attributes["db.operation.name"] == "PING");
    assert_eq!(pings.map(|point| point.count).sum::<u64>(), 2);
}

#[tokio::test]
async fn a_sampler_that_does_not_follow_the_parent_is_asked_where_the_user_says_so() {
    let recorder = Recorder::with_sampler(Sampler::AlwaysOn);
    let scene = Scene::new().await;
    let telemetry = recorder.builder().skip_unsampled_parent(false).build();
    let client = Client::open(scene.server.url()).expect("a URL").telemetry(&telemetry);
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    recorder.forget();
    ping(&mut connection).with_context(remote(false)).await;
    assert_eq!(crate::scene::only_span(&recorder).parent, SpanId::from(9));
}

#[tokio::test]
async fn a_required_parent_may_be_local_or_remote() {
    let scene = Scene::with(|builder| builder.require_parent(true)).await;
    let mut connection = scene.client.get_multiplexed_async_connection().await.expect("a connection");
    ping(&mut connection).await;
    assert!(scene.recorder.spans().is_empty(), "neither the connect nor the command had a parent");
    ping(&mut connection).with_context(remote(true)).await;
    assert_eq!(scene.operations(), ["PING"]);
    let measured: u64 = scene.recorder.durations().iter().map(|point| point.count).sum();
    assert_eq!(measured, 3, "the connect and both commands are measured");
}

#[tokio::test]
async fn a_suppressed_scope_is_silent() {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let count = || scene.recorder.durations().iter().map(|point| point.count).sum::<u64>();
    let before = count();
    ping(&mut connection).with_context(Context::current().with_telemetry_suppressed()).await;
    assert!(scene.recorder.spans().is_empty());
    assert_eq!(before, count());
}
