//! Everything that the code under test exports.

use std::collections::BTreeMap;

use opentelemetry::trace::{SpanId, SpanKind, Status, TraceId, TracerProvider as _};
use opentelemetry::trace::{TraceContextExt as _, Tracer as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, Metric, MetricData, ResourceMetrics, ScopeMetrics,
};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, Sampler, SdkTracerProvider, SpanData};

use db_semconv::{Telemetry, TelemetryBuilder};

/// Providers of the test's own, which keep what they export: tests run in parallel and never touch the global ones.
#[derive(Debug)]
pub struct Recorder {
    spans: InMemorySpanExporter,
    tracer_provider: SdkTracerProvider,
    metrics: InMemoryMetricExporter,
    meter_provider: SdkMeterProvider,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// Samples everything.
    pub fn new() -> Self {
        Self::with_sampler(Sampler::ParentBased(Box::new(Sampler::AlwaysOn)))
    }

    /// Samples as `sampler` decides.
    pub fn with_sampler(sampler: Sampler) -> Self {
        let spans = InMemorySpanExporter::default();
        let metrics = InMemoryMetricExporter::default();
        Self {
            tracer_provider: SdkTracerProvider::builder()
                .with_simple_exporter(spans.clone())
                .with_sampler(sampler)
                .build(),
            meter_provider: SdkMeterProvider::builder()
                .with_reader(PeriodicReader::builder(metrics.clone()).build())
                .build(),
            spans,
            metrics,
        }
    }

    /// Telemetry that records to this recorder.
    pub fn telemetry(&self) -> Telemetry {
        self.builder().build()
    }

    /// The same, with settings to follow.
    pub fn builder(&self) -> TelemetryBuilder {
        Telemetry::builder()
            .tracer_provider(self.tracer_provider.clone())
            .meter_provider(self.meter_provider.clone())
    }

    /// The tracer provider, for tests that start spans of their own.
    pub fn tracer_provider(&self) -> &SdkTracerProvider {
        &self.tracer_provider
    }

    /// The meter provider, for tests that install it.
    pub fn meter_provider(&self) -> &SdkMeterProvider {
        &self.meter_provider
    }

    /// A span to be the parent of what runs in its context. It ends with its context.
    pub fn parent(&self, name: &'static str) -> Context {
        let span = self.tracer_provider.tracer("test").start(name);
        Context::current_with_span(span)
    }

    /// The spans that have ended, in the order of their ends.
    ///
    /// # Panics
    ///
    /// If the exporter was shut down.
    pub fn spans(&self) -> Vec<Span> {
        self.finished().iter().map(Span::from).collect()
    }

    /// The one span of this name.
    ///
    /// # Panics
    ///
    /// If there is none, or more than one.
    pub fn span(&self, name: &str) -> Span {
        let spans = self.spans();
        let mut named = spans.iter().filter(|span| span.name == name);
        match (named.next(), named.next()) {
            (Some(span), None) => span.clone(),
            (None, _) => panic!("no span {name:?} among {spans:#?}"),
            (Some(_), Some(_)) => panic!("several spans {name:?} among {spans:#?}"),
        }
    }

    /// The names of the spans that have ended, in the order of their ends.
    pub fn names(&self) -> Vec<String> {
        self.spans().into_iter().map(|span| span.name).collect()
    }

    /// Forgets the spans so far.
    pub fn forget(&self) {
        self.spans.reset();
    }

    /// The data points of `db.client.operation.duration`.
    pub fn durations(&self) -> Vec<Duration> {
        self.seconds("db.client.operation.duration")
    }

    /// The data points of the durations of transactions.
    pub fn transactions(&self) -> Vec<Duration> {
        self.seconds("dbtrace.client.transaction.duration")
    }

    /// The data points of a histogram of seconds.
    ///
    /// # Panics
    ///
    /// If it is something else.
    pub fn seconds(&self, name: &str) -> Vec<Duration> {
        self.points(name, |metric| match metric.data() {
            AggregatedMetrics::F64(MetricData::Histogram(histogram)) => histogram
                .data_points()
                .map(|point| Duration {
                    attributes: attributes(point.attributes()),
                    count: point.count(),
                    sum: point.sum(),
                    bounds: point.bounds().collect(),
                })
                .collect(),
            other => panic!("not a histogram of f64: {other:?}"),
        })
    }

    /// The data points of `db.client.response.returned_rows`.
    #[expect(clippy::cast_precision_loss, reason = "a test's rows are few")]
    pub fn returned_rows(&self) -> Vec<Duration> {
        self.points("db.client.response.returned_rows", |metric| match metric.data() {
            AggregatedMetrics::U64(MetricData::Histogram(histogram)) => histogram
                .data_points()
                .map(|point| Duration {
                    attributes: attributes(point.attributes()),
                    count: point.count(),
                    sum: point.sum() as f64,
                    bounds: point.bounds().collect(),
                })
                .collect(),
            other => panic!("not a histogram of u64: {other:?}"),
        })
    }

    /// The data points of a counter or an up-down counter, by their attributes.
    ///
    /// # Panics
    ///
    /// If it is something else.
    pub fn sums(&self, name: &str) -> BTreeMap<BTreeMap<String, String>, i64> {
        let points = self.points(name, |metric| match metric.data() {
            AggregatedMetrics::I64(MetricData::Sum(sum)) => {
                sum.data_points().map(|point| (attributes(point.attributes()), point.value())).collect()
            }
            AggregatedMetrics::U64(MetricData::Sum(sum)) => sum
                .data_points()
                .map(|point| {
                    let value = i64::try_from(point.value()).expect("a test counts no further");
                    (attributes(point.attributes()), value)
                })
                .collect::<Vec<_>>(),
            other => panic!("not a sum: {other:?}"),
        });
        points.into_iter().collect()
    }

    /// Fails if any of `values` is anywhere in what was exported.
    ///
    /// # Panics
    ///
    /// If one is.
    pub fn assert_never_seen(&self, values: &[&str]) {
        let exported = format!("{:?}\n{:?}", self.finished(), self.metrics());
        for value in values {
            assert!(!shows(&exported, value), "{value:?} was exported:\n{exported}");
        }
    }

    fn finished(&self) -> Vec<SpanData> {
        self.spans.get_finished_spans().expect("the exporter is not shut down")
    }

    fn metrics(&self) -> Vec<ResourceMetrics> {
        self.meter_provider.force_flush().expect("the reader is there");
        self.metrics.get_finished_metrics().expect("the exporter is not shut down")
    }

    /// The points of a metric as last exported: the reader exports all of them since the beginning.
    fn points<P>(&self, name: &str, points: impl Fn(&Metric) -> Vec<P>) -> Vec<P> {
        let exported = self.metrics();
        let Some(last) = exported.last() else { return Vec::new() };
        let metrics = last.scope_metrics().flat_map(ScopeMetrics::metrics);
        metrics.filter(|metric| metric.name() == name).flat_map(points).collect()
    }
}

/// Returns `true` if `value` is in `text`. Digits within a longer number or an identifier, such as a duration or a trace id, are
/// there by chance.
fn shows(text: &str, value: &str) -> bool {
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let goes_on = |next: Option<char>| next.is_some_and(|next| next.is_ascii_hexdigit());
    text.match_indices(value).any(|(at, _)| {
        let before = text[..at].trim_end_matches('.').chars().next_back();
        let after = text[at + value.len()..].chars().next();
        !is_number || !(goes_on(before) || goes_on(after))
    })
}

/// A span in plain types.
#[derive(Clone, Debug)]
pub struct Span {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: SpanKind,
    /// Its trace.
    pub trace: TraceId,
    /// Its identity.
    pub id: SpanId,
    /// Its parent's identity: invalid where it has none.
    pub parent: SpanId,
    /// The identities of the spans that it links to.
    pub links: Vec<(TraceId, SpanId)>,
    /// Its status.
    pub status: Status,
    /// Its attributes, their values as text.
    pub attributes: BTreeMap<String, String>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl Span {
    /// An attribute's value as text.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.get(key).map(String::as_str)
    }

    /// The attributes without those of the place, which are the same on every span of a client, and without the times of a
    /// transaction, which differ in each run: the contract tests those.
    pub fn own_attributes(&self) -> BTreeMap<&str, &str> {
        let places = ["db.system.name", "db.namespace", "server.address", "server.port"];
        let pairs = self.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        pairs.filter(|(key, _)| !places.contains(key) && !key.starts_with("dbtrace.transaction.")).collect()
    }
}

impl From<&SpanData> for Span {
    fn from(span: &SpanData) -> Self {
        assert!(span.events.is_empty(), "exceptions are not span events: {span:?}");
        let seconds =
            span.end_time.duration_since(span.start_time).expect("ends after it starts").as_secs_f64();
        Self {
            name: span.name.to_string(),
            kind: span.span_kind.clone(),
            trace: span.span_context.trace_id(),
            id: span.span_context.span_id(),
            parent: span.parent_span_id,
            links: span
                .links
                .iter()
                .map(|link| (link.span_context.trace_id(), link.span_context.span_id()))
                .collect(),
            status: span.status.clone(),
            attributes: attributes(span.attributes.iter()),
            seconds,
        }
    }
}

/// A data point of a histogram.
#[derive(Clone, Debug)]
pub struct Duration {
    /// Its attributes, their values as text.
    pub attributes: BTreeMap<String, String>,
    /// How many measurements it holds.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The upper bounds of its buckets.
    pub bounds: Vec<f64>,
}

fn attributes<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    for attribute in attributes {
        let twice = map.insert(attribute.key.to_string(), attribute.value.to_string());
        assert!(twice.is_none(), "{} is there twice", attribute.key);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::shows;

    #[test]
    fn digits_are_seen_by_themselves_and_not_within_a_number_or_an_id() {
        for text in ["id = 77345", "'77345'", "user:77345:name", "77345.", "x77345y"] {
            assert!(shows(text, "77345"), "{text}");
        }
        for text in ["min: Some(0.00177345)", "0.77345", "tv_nsec: 773450000", "trace_id: 4bf92f77345b34da"] {
            assert!(!shows(text, "77345"), "{text}");
        }
        assert!(shows("xadax", "ada"));
    }
}
