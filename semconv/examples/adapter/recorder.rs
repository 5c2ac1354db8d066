//! What the adapter exports, compared with what it has to.

use db_semconv::{Telemetry, TelemetryBuilder};
use opentelemetry::trace::{
    FutureExt as _, SpanContext, SpanKind, Status, TraceContextExt as _, Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::metrics::data::ScopeMetrics;
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};

/// What every span of the example has.
const DATABASE: [&str; 4] =
    ["db.namespace=shop", "db.system.name=amberdb", "server.address=db.example.com", "server.port=7433"];

/// Providers that export into memory, and the values that nothing exported may have.
pub(crate) struct Recorder {
    tracers: SdkTracerProvider,
    spans: InMemorySpanExporter,
    meters: SdkMeterProvider,
    metrics: InMemoryMetricExporter,
    secrets: &'static [&'static str],
}

impl Recorder {
    pub(crate) fn new(secrets: &'static [&'static str]) -> Self {
        let (spans, metrics) = (InMemorySpanExporter::default(), InMemoryMetricExporter::default());
        Self {
            tracers: SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build(),
            spans,
            meters: SdkMeterProvider::builder().with_periodic_exporter(metrics.clone()).build(),
            metrics,
            secrets,
        }
    }

    pub(crate) fn telemetry(&self) -> TelemetryBuilder {
        Telemetry::builder()
            .tracer_provider(self.tracers.clone())
            .meter_provider(self.meters.clone())
            // They differ from run to run.
            .transaction_times(false)
    }

    /// Runs calls inside a span of the caller, and compares their spans with `expected`: name, attributes and status.
    /// A program may spawn the calls: they are `Send`.
    pub(crate) async fn expect<T>(&self, calls: impl Future<Output = T> + Send, expected: &[&str]) -> T {
        self.spans.reset();
        let request = Context::current_with_span(self.tracers.tracer("program").start("request"));
        let result = calls.with_context(request.clone()).await;
        let spans = self.finished();
        let shown: Vec<String> = spans.iter().map(shown).collect();
        assert_eq!(shown, expected);
        for span in &spans {
            assert_eq!(span.parent_span_id, request.span().span_context().span_id(), "{}", span.name);
            assert_eq!(span.span_kind, SpanKind::Client);
            assert_eq!(span.instrumentation_scope.name(), "amberdb-trace");
        }
        self.assert_no_secret(&format!("{spans:?}"));
        result
    }

    /// Returns the identity of the first span of the last calls.
    pub(crate) fn first(&self) -> SpanContext {
        self.finished().swap_remove(0).span_context
    }

    /// Returns the names of the metrics, sorted.
    pub(crate) fn metrics(&self) -> Vec<String> {
        self.meters.force_flush().expect("it exports into memory");
        let exported = self.metrics.get_finished_metrics().expect("it is not shut down");
        self.assert_no_secret(&format!("{exported:?}"));
        let latest = exported.last().expect("an export");
        let metrics = latest.scope_metrics().flat_map(ScopeMetrics::metrics);
        let mut names: Vec<String> = metrics.map(|metric| metric.name().to_owned()).collect();
        names.sort();
        names
    }

    fn finished(&self) -> Vec<SpanData> {
        self.spans.get_finished_spans().expect("it is not shut down")
    }

    fn assert_no_secret(&self, exported: &str) {
        for secret in self.secrets {
            assert!(!exported.contains(secret), "{secret} was exported: {exported}");
        }
    }
}

/// A span in a line, without the attributes that every span has.
fn shown(span: &SpanData) -> String {
    let mut attributes: Vec<String> = span.attributes.iter().map(attribute).collect();
    attributes.sort();
    for expected in DATABASE {
        let index = attributes.iter().position(|attribute| attribute == expected);
        attributes.remove(index.unwrap_or_else(|| panic!("{expected} is not on {}", span.name)));
    }
    let status = match &span.status {
        Status::Unset => String::new(),
        status => format!(" | {status:?}"),
    };
    format!("{} | {}{status}", span.name, attributes.join(" | "))
}

fn attribute(attribute: &KeyValue) -> String {
    match attribute.key.as_str() {
        // Another one in each run.
        "dbtrace.pool.wait" => "dbtrace.pool.wait".to_owned(),
        key => format!("{key}={}", attribute.value),
    }
}
