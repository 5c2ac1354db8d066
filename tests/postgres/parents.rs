//! What a span nests under, and when there is none.

use db_trace_tests::{Recorder, Span};
use opentelemetry::Context;
use opentelemetry::trace::{
    FutureExt as _, SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    TracerProvider as _,
};
use opentelemetry_sdk::trace::Sampler;
use pg_trace::Client;
use tracing::Instrument as _;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::client::{connect, connect_quietly};

async fn query(client: &Client) {
    client.query("SELECT 1", &[]).await.expect("a row");
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
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    query(&client).await;
    assert_eq!(recorder.span("SELECT").parent, SpanId::INVALID);
}

#[tokio::test]
async fn a_span_nests_under_an_opentelemetry_span() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let parent = recorder.parent("request");
    query(&client).with_context(parent.clone()).await;
    let span = recorder.span("SELECT");
    assert_eq!(span.parent, parent.span().span_context().span_id());
    assert_eq!(span.trace, parent.span().span_context().trace_id());
}

#[tokio::test]
async fn a_span_nests_under_a_remote_parent() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    query(&client).with_context(remote(true)).await;
    let span = recorder.span("SELECT");
    assert_eq!((span.trace, span.parent), (TraceId::from(7), SpanId::from(9)));
}

#[tokio::test]
async fn a_span_nests_under_a_span_of_the_tracing_crate() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let layer = tracing_opentelemetry::layer().with_tracer(recorder.tracer_provider().tracer("test"));
    let subscriber = tracing_subscriber::registry().with(layer);
    let _default = tracing::subscriber::set_default(subscriber);
    async {
        query(&client).await;
        query(&client).await;
    }
    .instrument(tracing::info_span!("request"))
    .await;
    let request = recorder.span("request");
    let queries: Vec<Span> = recorder.spans().into_iter().filter(|span| span.name == "SELECT").collect();
    assert_eq!(queries.len(), 2);
    for query in queries {
        assert_eq!((query.trace, query.parent), (request.trace, request.id));
    }
}

#[tokio::test]
async fn the_parent_is_the_one_of_the_first_poll() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let created_in = recorder.parent("created");
    let polled_in = recorder.parent("polled");
    let future = {
        let _guard = created_in.attach();
        query(&client)
    };
    future.with_context(polled_in.clone()).await;
    assert_eq!(recorder.span("SELECT").parent, polled_in.span().span_context().span_id());
}

#[tokio::test]
async fn queries_are_leaves() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let parent = recorder.parent("request");
    async {
        query(&client).await;
        assert_eq!(
            Context::current().span().span_context().span_id(),
            parent.span().span_context().span_id(),
            "the caller's context is as it was"
        );
    }
    .with_context(parent.clone())
    .await;
}

#[tokio::test]
async fn what_runs_inside_a_connect_nests_in_its_span() {
    /// A TLS library that is itself traced.
    #[derive(Clone)]
    struct Traced(std::sync::Arc<std::sync::Mutex<Option<SpanId>>>);
    impl<S> pg_trace::tls::MakeTlsConnect<S> for Traced {
        type Stream = <pg_trace::NoTls as pg_trace::tls::MakeTlsConnect<S>>::Stream;
        type TlsConnect = <pg_trace::NoTls as pg_trace::tls::MakeTlsConnect<S>>::TlsConnect;
        type Error = <pg_trace::NoTls as pg_trace::tls::MakeTlsConnect<S>>::Error;
        fn make_tls_connect(&mut self, host: &str) -> Result<Self::TlsConnect, Self::Error> {
            *self.0.lock().expect("not poisoned") = Some(Context::current().span().span_context().span_id());
            pg_trace::tls::MakeTlsConnect::<S>::make_tls_connect(&mut pg_trace::NoTls, host)
        }
    }
    let recorder = Recorder::new();
    let url = crate::client::database().await;
    let mut config: pg_trace::Config = url.parse().expect("a URL");
    let tls = Traced(std::sync::Arc::default());
    let connected = config.telemetry(&recorder.telemetry()).connect(tls.clone()).await;
    drop(connected.expect("a connection"));
    assert_eq!(*tls.0.lock().expect("not poisoned"), Some(recorder.span("CONNECT").id));
    assert_eq!(Context::current().span().span_context().span_id(), SpanId::INVALID);
}

#[tokio::test]
async fn an_unsampled_parent_has_no_children() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    query(&client).with_context(remote(false)).await;
    assert!(recorder.spans().is_empty());
}

#[tokio::test]
async fn a_sampler_that_does_not_follow_the_parent_is_asked_where_the_user_says_so() {
    let recorder = Recorder::with_sampler(Sampler::AlwaysOn);
    let client = connect(recorder.builder().skip_unsampled_parent(false).build()).await;
    recorder.forget();
    query(&client).with_context(remote(false)).await;
    assert_eq!(recorder.span("SELECT").parent, SpanId::from(9));
}

#[tokio::test]
async fn a_required_parent_may_be_local_or_remote() {
    let recorder = Recorder::new();
    let client = connect(recorder.builder().require_parent(true).build()).await;
    query(&client).await;
    assert!(recorder.spans().is_empty(), "neither the connect nor the query had a parent");
    query(&client).with_context(remote(true)).await;
    assert_eq!(recorder.names(), ["SELECT"]);
    let measured: u64 = recorder.durations().iter().map(|point| point.count).sum();
    assert_eq!(measured, 3, "the connect and both queries are measured");
}

#[tokio::test]
async fn a_suppressed_scope_is_silent() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let before: u64 = recorder.durations().iter().map(|point| point.count).sum();
    query(&client).with_context(Context::current().with_telemetry_suppressed()).await;
    assert!(recorder.spans().is_empty());
    let after: u64 = recorder.durations().iter().map(|point| point.count).sum();
    assert_eq!(before, after);
}
