//! Where the spans of others go: to processors that drop them, as ours do.

use std::time::Duration;

use db_trace_benches::mode::Mode;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_0_32::Context;
use opentelemetry_sdk_0_32::error::OTelSdkResult;
use opentelemetry_sdk_0_32::trace::{SdkTracerProvider, Span, SpanData, SpanProcessor};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;

/// Spans of `tracing` become OpenTelemetry's; what looks for a global provider of OpenTelemetry 0.32 finds one.
pub(crate) fn install() -> crate::Result<()> {
    let layer = tracing_opentelemetry::layer().with_tracer(Mode::Sampled.tracers().tracer("tracing"));
    // The spans are of this level; below it are events of the drivers' own.
    tracing::subscriber::set_global_default(registry().with(layer.with_filter(LevelFilter::INFO)))?;
    let provider = SdkTracerProvider::builder().with_span_processor(NoProcessor).build();
    opentelemetry_0_32::global::set_tracer_provider(provider);
    Ok(())
}

/// Takes each span and drops it.
#[derive(Debug)]
struct NoProcessor;

impl SpanProcessor for NoProcessor {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        std::hint::black_box(&span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}
