//! Bound instruments of a provider that is installed late: a process of its own, since there is one global provider.

use db_semconv::{Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry};
use opentelemetry::global;
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, HistogramDataPoint, MetricData, ResourceMetrics, ScopeMetrics,
};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};

#[test]
fn bound_measurement_is_exported_once_the_global_provider_is_set() {
    let telemetry = Telemetry::builder().bound_instruments(true).returned_rows_metric(true).build();
    let instrumentation = Instrumentation { name: "test", version: "1", variable: "TESTS" };
    let database = Database::new(&telemetry, instrumentation, System::SQLITE, &Target::new());
    let session = Session::new(database);
    let call = || {
        let observation = session.start(|| Operation::new(session.database().query("SELECT 1")));
        observation.end(Outcome::returned_rows(1));
    };
    for _ in 0..10 {
        call();
    }
    let metrics = InMemoryMetricExporter::default();
    let provider =
        SdkMeterProvider::builder().with_reader(PeriodicReader::builder(metrics.clone()).build()).build();
    global::set_meter_provider(provider.clone());
    for calls in [10, 20] {
        for _ in 0..10 {
            call();
        }
        provider.force_flush().expect("flushed");
        let finished = metrics.get_finished_metrics().expect("not shut down");
        metrics.reset();
        let told = finished.iter().flat_map(ResourceMetrics::scope_metrics).flat_map(ScopeMetrics::metrics);
        let counts: Vec<(&str, u64)> = told
            .map(|metric| match metric.data() {
                AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
                    (metric.name(), histogram.data_points().map(HistogramDataPoint::count).sum())
                }
                AggregatedMetrics::U64(MetricData::Histogram(histogram)) => {
                    (metric.name(), histogram.data_points().map(HistogramDataPoint::count).sum())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            counts,
            [("db.client.operation.duration", calls), ("db.client.response.returned_rows", calls)]
        );
    }
}
