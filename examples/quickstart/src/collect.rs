//! Installs the OpenTelemetry SDK with a memory of its own, and reads what came in.

use std::collections::BTreeMap;
use std::time::Duration;

use opentelemetry::trace::{SpanKind, Status};
use opentelemetry::{KeyValue, global};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, HistogramDataPoint, MetricData, ResourceMetrics};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use span_tree::Span;

use crate::Failure;
use crate::otlp::Exporters;

/// The two providers, and the memory behind them.
pub(crate) struct Collector {
    tracers: SdkTracerProvider,
    meters: SdkMeterProvider,
    spans: InMemorySpanExporter,
    metrics: InMemoryMetricExporter,
}

impl Collector {
    /// Makes the providers the global ones, which is where pg-trace looks when a connection is made.
    pub(crate) fn install(exporters: Option<Exporters>) -> Self {
        let spans = InMemorySpanExporter::default();
        let metrics = InMemoryMetricExporter::default();
        let resource = Resource::builder().with_service_name("quickstart").build();
        let mut tracers =
            SdkTracerProvider::builder().with_resource(resource.clone()).with_simple_exporter(spans.clone());
        let mut meters = SdkMeterProvider::builder()
            .with_resource(resource)
            .with_reader(PeriodicReader::builder(metrics.clone()).build());
        if let Some(exporters) = exporters {
            tracers = tracers.with_batch_exporter(exporters.spans);
            meters = meters.with_reader(PeriodicReader::builder(exporters.metrics).build());
        }
        let (tracers, meters) = (tracers.build(), meters.build());
        global::set_tracer_provider(tracers.clone());
        global::set_meter_provider(meters.clone());
        Self { tracers, meters, spans, metrics }
    }

    /// Sends what is still on its way. The memory cannot fail; a collector elsewhere can.
    pub(crate) fn flush(&self) -> [OTelSdkResult; 2] {
        [self.tracers.force_flush(), self.meters.force_flush()]
    }

    pub(crate) fn spans(&self) -> Result<Vec<SpanData>, Failure> {
        Ok(self.spans.get_finished_spans()?)
    }

    /// The last state: counts are since the start.
    pub(crate) fn metrics(&self) -> Result<ResourceMetrics, Failure> {
        self.metrics.get_finished_metrics()?.pop().ok_or_else(|| "no metrics were collected".into())
    }
}

/// What the tree shows of a span.
pub(crate) fn shown(span: &SpanData) -> Span {
    Span {
        id: u64::from_be_bytes(span.span_context.span_id().to_bytes()),
        parent: u64::from_be_bytes(span.parent_span_id.to_bytes()),
        internal: span.span_kind == SpanKind::Internal,
        name: span.name.to_string(),
        start: span.start_time,
        end: span.end_time,
        attributes: span.attributes.iter().map(text_of).collect(),
        failure: match &span.status {
            Status::Error { description } => Some(description.to_string()),
            Status::Unset | Status::Ok => None,
        },
        lines: Vec::new(),
    }
}

fn text_of(attribute: &KeyValue) -> (String, String) {
    (attribute.key.to_string(), attribute.value.to_string())
}

/// The calls of one statement that ended in one way, from the histogram `db.client.operation.duration`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Durations {
    pub(crate) statement: String,
    /// `error.type` or `dbtrace.outcome`, where there is one.
    pub(crate) ending: Option<String>,
    pub(crate) count: u64,
    pub(crate) sum: Duration,
    /// Calls for each bound, in seconds, that no smaller bound holds; the last has no bound.
    pub(crate) buckets: Vec<(Option<f64>, u64)>,
}

/// One entry per attribute set of the histogram, in alphabetical order.
pub(crate) fn durations(metrics: &ResourceMetrics) -> Vec<Durations> {
    let mut durations: Vec<Durations> = metrics
        .scope_metrics()
        .flat_map(opentelemetry_sdk::metrics::data::ScopeMetrics::metrics)
        .filter(|metric| metric.name() == "db.client.operation.duration")
        .filter_map(|metric| match metric.data() {
            AggregatedMetrics::F64(MetricData::Histogram(histogram)) => Some(histogram),
            _ => None,
        })
        .flat_map(opentelemetry_sdk::metrics::data::Histogram::data_points)
        .map(Durations::from)
        .collect();
    durations.sort_by(|left, right| (&left.statement, &left.ending).cmp(&(&right.statement, &right.ending)));
    durations
}

impl From<&HistogramDataPoint<f64>> for Durations {
    fn from(point: &HistogramDataPoint<f64>) -> Self {
        let attributes: BTreeMap<_, _> = point.attributes().map(text_of).collect();
        let first_of = |keys: &[&str]| keys.iter().find_map(|key| attributes.get(*key)).cloned();
        let bounds = point.bounds().map(Some).chain([None]);
        Self {
            // The same fall-back as for a span's name.
            statement: first_of(&["db.query.summary", "db.operation.name", "db.system.name"])
                .unwrap_or_default(),
            ending: first_of(&["error.type", "dbtrace.outcome"]),
            count: point.count(),
            sum: Duration::try_from_secs_f64(point.sum()).unwrap_or_default(),
            buckets: bounds.zip(point.bucket_counts()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::metrics::MeterProvider;

    use super::*;

    #[test]
    fn duration_histogram_is_read_per_statement_and_ending() {
        let exporter = InMemoryMetricExporter::default();
        let meters = SdkMeterProvider::builder()
            .with_reader(PeriodicReader::builder(exporter.clone()).build())
            .build();
        let histogram = meters
            .meter("test")
            .f64_histogram("db.client.operation.duration")
            .with_boundaries(vec![0.001, 0.005])
            .build();
        let summary = KeyValue::new("db.query.summary", "SELECT orders");
        histogram.record(0.25, &[summary.clone(), KeyValue::new("error.type", "57014")]);
        histogram.record(0.0005, std::slice::from_ref(&summary));
        histogram.record(0.0015, &[summary]);
        histogram.record(0.002, &[KeyValue::new("db.operation.name", "COMMIT")]);
        meters.force_flush().unwrap();

        let entry = |statement: &str, ending: Option<&str>, milliseconds: u64, counts: [u64; 3]| Durations {
            statement: statement.to_owned(),
            ending: ending.map(str::to_owned),
            count: counts.iter().sum(),
            sum: Duration::from_millis(milliseconds),
            buckets: [Some(0.001), Some(0.005), None].into_iter().zip(counts).collect(),
        };
        assert_eq!(
            durations(&exporter.get_finished_metrics().unwrap()[0]),
            [
                entry("COMMIT", None, 2, [0, 1, 0]),
                entry("SELECT orders", None, 2, [1, 1, 0]),
                entry("SELECT orders", Some("57014"), 250, [0, 0, 1]),
            ]
        );
    }
}
