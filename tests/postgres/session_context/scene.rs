//! A client whose calls send their context, and what the server sees of it.

use db_trace_tests::{Recorder, Span};
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use pg_trace::{Client, SessionContext};

use crate::client::{connect_to, database};

/// The name with which the clients connect.
pub(crate) const CONFIGURED: &str = "shop";

/// Returns the name that the session has while it runs, and carries a value that must not leave.
pub(crate) const NAME: &str = "SELECT current_setting('application_name') WHERE 'Xq7Secret' <> ''";

/// Like [`NAME`], for `pg_tracing`: empty if there is none.
pub(crate) const TRACE: &str = "SELECT coalesce(current_setting('pg_tracing.trace_context', true), '')";

pub(crate) const SECRET: &str = "Xq7Secret";

pub(crate) async fn url() -> String {
    format!("{}?application_name={CONFIGURED}", database().await)
}

/// A client whose connecting is forgotten.
pub(crate) async fn client(recorder: &Recorder, setting: SessionContext) -> Client {
    client_of(&url().await, recorder, setting).await
}

pub(crate) async fn client_of(url: &str, recorder: &Recorder, setting: SessionContext) -> Client {
    let client = connect_to(url, recorder.builder().session_context(setting).build()).await;
    recorder.forget();
    client
}

/// The context of a parent that is not sampled.
pub(crate) fn unsampled() -> Context {
    let parent =
        SpanContext::new(TraceId::from(7), SpanId::from(9), TraceFlags::NOT_SAMPLED, true, TraceState::NONE);
    Context::new().with_remote_span_context(parent)
}

pub(crate) fn traceparent(span: &Span) -> String {
    format!("00-{}-{}-01", span.trace, span.id)
}

/// The identity of the only span since the last time.
#[track_caller]
pub(crate) fn only(recorder: &Recorder) -> String {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    recorder.forget();
    traceparent(span)
}

/// The name, in a call that has no trace.
pub(crate) async fn untraced_name(client: &Client) -> String {
    use opentelemetry::trace::FutureExt as _;
    client.query_one(NAME, &[]).with_context(unsampled()).await.expect("a row").get(0)
}
