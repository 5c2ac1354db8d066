//! The global providers, and what they exported.

use opentelemetry::trace::{FutureExt, TraceContextExt, Tracer};
use opentelemetry::{Context, global};
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};

const SECTION: &str = "section";

/// The exported spans and measurements.
pub struct Recorded {
    spans: InMemorySpanExporter,
    metrics: InMemoryMetricExporter,
    meter_provider: SdkMeterProvider,
}

impl Recorded {
    /// Installs global providers.
    pub fn install() -> Self {
        let spans = InMemorySpanExporter::default();
        global::set_tracer_provider(SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build());
        let metrics = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(metrics.clone()).build();
        let meter_provider = SdkMeterProvider::builder().with_reader(reader).build();
        global::set_meter_provider(meter_provider.clone());
        Self { spans, metrics, meter_provider }
    }

    /// Returns the spans of calls of a server: all but those of the sections.
    pub fn calls(&self) -> Vec<SpanData> {
        let spans = self.spans.get_finished_spans().expect("the exporter runs");
        spans.into_iter().filter(|span| span.name != SECTION).collect()
    }

    /// Returns the names of the spans of calls inside a section, in their order, without the address of the server.
    pub fn names_in(&self, section: &str) -> Vec<String> {
        let spans = self.spans.get_finished_spans().expect("the exporter runs");
        let named =
            |span: &&SpanData| span.attributes.iter().any(|attribute| attribute.value.as_str() == section);
        let section = spans.iter().find(|span| span.name == SECTION && named(span));
        let id = section.expect("the section has ended").span_context.span_id();
        let inside = spans.iter().filter(|span| span.parent_span_id == id);
        inside.map(|span| span.name.split(" 127.0.0.1").next().unwrap_or_default().to_owned()).collect()
    }

    /// Returns how many spans have a name that starts with `start`.
    pub fn count(&self, start: &str) -> usize {
        self.calls().iter().filter(|span| span.name.starts_with(start)).count()
    }

    /// Returns how many measurements of the duration of a call there are.
    pub fn measurements(&self) -> usize {
        self.meter_provider.force_flush().expect("the reader runs");
        let exported = self.metrics.get_finished_metrics().expect("the exporter runs");
        let metrics = exported.last().into_iter().flat_map(|last| last.scope_metrics());
        let metrics = metrics.flat_map(|scope| scope.metrics());
        let durations = metrics.filter(|metric| metric.name() == "db.client.operation.duration");
        let counted = durations.map(|metric| match metric.data() {
            AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
                histogram.data_points().map(|point| point.count()).sum::<u64>()
            }
            other => panic!("not a histogram of seconds: {other:?}"),
        });
        usize::try_from(counted.sum::<u64>()).expect("few calls")
    }

    /// Fails if `value` is anywhere in what was exported.
    pub fn assert_never_seen(&self, value: &str) {
        let exported = format!("{:?}{:?}", self.calls(), self.metrics.get_finished_metrics());
        assert!(!exported.contains(value), "{value} was exported: {exported}");
    }
}

/// Runs a part of a program inside a span of its own.
pub async fn section<T>(name: &'static str, part: impl Future<Output = T>) -> T {
    let context = section_context(name);
    let result = part.with_context(context.clone()).await;
    context.span().end();
    result
}

/// Runs a blocking part of a program inside a span of its own.
pub fn blocking_section<T>(name: &'static str, part: impl FnOnce() -> T) -> T {
    let context = section_context(name);
    let result = {
        let _attached = context.clone().attach();
        part()
    };
    context.span().end();
    result
}

fn section_context(name: &'static str) -> Context {
    let tracer = global::tracer("whole-graph");
    let span = tracer.span_builder(SECTION).with_attributes([opentelemetry::KeyValue::new("name", name)]);
    Context::new().with_span(tracer.build(span))
}
