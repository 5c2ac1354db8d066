//! What a span nests under, and when there is none.

use opentelemetry::Context;
use opentelemetry::trace::{
    FutureExt as _, SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    TracerProvider as _,
};
use opentelemetry_sdk::trace::Sampler;
use tracing::Instrument as _;
use tracing_subscriber::layer::SubscriberExt as _;

use super::scene::{CALLS, Scene};
use super::subject::{ARGUMENT, Subject};

fn remote(flags: TraceFlags) -> Context {
    let parent = SpanContext::new(TraceId::from(7), SpanId::from(9), flags, true, TraceState::NONE);
    Context::new().with_remote_span_context(parent)
}

fn identity(context: &Context) -> (TraceId, SpanId) {
    let span = context.span();
    (span.span_context().trace_id(), span.span_context().span_id())
}

/// Compares the parent of the calls' spans, which are all there are.
#[track_caller]
fn assert_children<S: Subject>(scene: &Scene<S>, parent: (TraceId, SpanId)) {
    assert_eq!(scene.recorder.names(), scene.names_of_calls());
    for span in scene.take_spans() {
        assert_eq!((span.trace, span.parent), parent, "{}", span.name);
    }
}

pub async fn call_without_a_parent_is_a_root<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    scene.make_calls(connection).await;
    assert_eq!(scene.recorder.names(), scene.names_of_calls());
    assert!(scene.recorder.spans().iter().all(|span| span.parent == SpanId::INVALID));
}

pub async fn opentelemetry_span_becomes_the_parent<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let request = scene.recorder.parent("request");
    scene.make_calls(connection).with_context(request.clone()).await;
    assert_children(&scene, identity(&request));
}

pub async fn remote_span_becomes_the_parent<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let request = remote(TraceFlags::SAMPLED);
    scene.make_calls(connection).with_context(request.clone()).await;
    assert_children(&scene, identity(&request));
}

pub async fn tracing_span_becomes_the_parent<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let tracer = scene.recorder.tracer_provider().tracer("test");
    let subscriber = tracing_subscriber::registry().with(tracing_opentelemetry::layer().with_tracer(tracer));
    let _subscriber = tracing::subscriber::set_default(subscriber);
    scene.make_calls(connection).instrument(tracing::info_span!("request")).await;
    let request = scene.recorder.span("request");
    let mut names = scene.names_of_calls().to_vec();
    names.push(request.name);
    assert_eq!(scene.recorder.names(), names);
    for span in &scene.recorder.spans()[..CALLS] {
        assert_eq!((span.trace, span.parent), (request.trace, request.id), "{}", span.name);
    }
}

pub async fn span_of_the_first_poll_becomes_the_parent<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let (created, polled) = (scene.recorder.parent("created"), scene.recorder.parent("polled"));
    // The text of the second call may be known.
    for _ in 0..2 {
        let call = {
            let _created = created.clone().attach();
            S::call(connection, ARGUMENT)
        };
        call.with_context(polled.clone()).await;
        let span = scene.take_span();
        assert_eq!((span.trace, span.parent), identity(&polled));
    }
}

pub async fn connect_nests_under_the_callers_span<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let request = scene.recorder.parent("request");
    scene.connect_with(|builder| builder).with_context(request.clone()).await;
    let span = scene.take_span();
    assert_eq!(span.name, scene.subject.span_name("CONNECT"));
    assert_eq!((span.trace, span.parent), identity(&request));
}

pub async fn callers_context_stays_as_it_was<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let request = scene.recorder.parent("request");
    async {
        let connection = &mut scene.connect().await;
        assert_eq!(identity(&Context::current()), identity(&request));
        S::call(connection, ARGUMENT).await;
        assert_eq!(identity(&Context::current()), identity(&request));
        S::fail(connection).await;
        assert_eq!(identity(&Context::current()), identity(&request));
    }
    .with_context(request.clone())
    .await;
    assert_eq!(identity(&Context::current()), (TraceId::INVALID, SpanId::INVALID));
}

pub async fn unsampled_parent_has_no_children_but_measurements<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let before = scene.measured();
    scene.make_calls(connection).with_context(remote(TraceFlags::NOT_SAMPLED)).await;
    assert!(scene.recorder.spans().is_empty());
    assert_eq!(scene.measured() - before, CALLS as u64);
}

pub async fn unsampled_parent_is_passed_to_the_sampler_on_request<S: Subject>() {
    let scene = Scene::<S>::with_sampler(Sampler::AlwaysOn).await;
    let connection = &mut scene.connect_with(|builder| builder.skip_unsampled_parent(false)).await;
    scene.forget();
    let request = remote(TraceFlags::NOT_SAMPLED);
    scene.make_calls(connection).with_context(request.clone()).await;
    assert_children(&scene, identity(&request));
}

pub async fn unsampled_parent_skips_the_sampler_by_default<S: Subject>() {
    let scene = Scene::<S>::with_sampler(Sampler::AlwaysOn).await;
    let connection = &mut scene.connect().await;
    scene.make_calls(connection).with_context(remote(TraceFlags::NOT_SAMPLED)).await;
    assert!(scene.recorder.spans().is_empty());
}

pub async fn required_parent_may_be_local_or_remote<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect_with(|builder| builder.require_parent(true)).await;
    scene.make_calls(connection).await;
    assert!(scene.recorder.spans().is_empty(), "neither the connect nor the calls have a parent");
    for request in &[scene.recorder.parent("request"), remote(TraceFlags::SAMPLED)] {
        scene.make_calls(connection).with_context(request.clone()).await;
        assert_children(&scene, identity(request));
    }
    assert_eq!(scene.measured(), 1 + 3 * CALLS as u64, "a call without a parent is measured");
}

pub async fn suppressed_scope_records_nothing<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let before = scene.measured();
    let suppressed = Context::current().with_telemetry_suppressed();
    scene.make_calls(connection).with_context(suppressed.clone()).await;
    scene.connect_with(|builder| builder).with_context(suppressed).await;
    assert!(scene.recorder.spans().is_empty());
    assert_eq!(scene.measured(), before);
    scene.make_calls(connection).await;
    assert_eq!(scene.recorder.names(), scene.names_of_calls(), "the connection records again afterwards");
}
