//! Clients without a server, and what they export.

use db_semconv::{Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry};
use opentelemetry::global;
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, HistogramDataPoint, MetricData, ResourceMetrics, ScopeMetrics,
};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

/// A kind of client.
pub(crate) fn client(telemetry: &Telemetry, name: &'static str) -> Session {
    let instrumentation = Instrumentation { name, version: "1", variable: "TESTS" };
    Session::new(Database::new(telemetry, instrumentation, System::SQLITE, &Target::new()))
}

/// Makes a call that succeeds. Its span is `SELECT {table}`.
pub(crate) fn call(session: &Session, table: &str) {
    let query = session.database().query(&format!("SELECT 'Xq7hidden' FROM {table}"));
    session.start(|| Operation::new(query)).end(Outcome::success());
}

/// Providers, and what they received.
pub(crate) struct Providers {
    pub(crate) tracers: SdkTracerProvider,
    pub(crate) meters: SdkMeterProvider,
    spans: InMemorySpanExporter,
    metrics: InMemoryMetricExporter,
}

impl Providers {
    pub(crate) fn new() -> Self {
        let (spans, metrics) = (InMemorySpanExporter::default(), InMemoryMetricExporter::default());
        let reader = PeriodicReader::builder(metrics.clone()).build();
        Self {
            tracers: SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build(),
            meters: SdkMeterProvider::builder().with_reader(reader).build(),
            spans,
            metrics,
        }
    }

    pub(crate) fn installed() -> Self {
        let providers = Self::new();
        providers.install();
        providers
    }

    pub(crate) fn install(&self) {
        global::set_tracer_provider(self.tracers.clone());
        global::set_meter_provider(self.meters.clone());
    }

    /// The names of the spans so far.
    pub(crate) fn names(&self) -> Vec<String> {
        let spans = self.spans.get_finished_spans().expect("not shut down");
        assert!(!format!("{spans:?}").contains("Xq7hidden"));
        spans.into_iter().map(|span| span.name.into_owned()).collect()
    }

    /// How many durations there are so far.
    pub(crate) fn durations(&self) -> u64 {
        self.metrics.reset();
        self.meters.force_flush().expect("flushed");
        let finished = self.metrics.get_finished_metrics().expect("not shut down");
        let metrics =
            finished.iter().flat_map(ResourceMetrics::scope_metrics).flat_map(ScopeMetrics::metrics);
        metrics
            .filter(|metric| metric.name() == "db.client.operation.duration")
            .map(|metric| match metric.data() {
                AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
                    histogram.data_points().map(HistogramDataPoint::count).sum::<u64>()
                }
                other => panic!("{other:?}"),
            })
            .sum()
    }
}
