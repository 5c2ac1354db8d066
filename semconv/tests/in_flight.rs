//! The metric of the calls that are under way.

use db_semconv::{
    Database, Failure, Instrumentation, Operation, Outcome, Rows, Session, System, Target, Telemetry,
};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };
const SQL: &str = "SELECT name FROM users WHERE email = 'alice@example.com'";

struct Scene {
    session: Session,
    metrics: InMemoryMetricExporter,
    meters: SdkMeterProvider,
}

impl Scene {
    fn new(in_flight: bool) -> Self {
        let metrics = InMemoryMetricExporter::default();
        let meters =
            SdkMeterProvider::builder().with_reader(PeriodicReader::builder(metrics.clone()).build()).build();
        let telemetry =
            Telemetry::builder().meter_provider(meters.clone()).in_flight_metric(in_flight).build();
        let target = Target::new().namespace("shop");
        let database = Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &target);
        Self { session: Session::new(database), metrics, meters }
    }

    fn start(&self) -> db_semconv::Observation<'_> {
        self.session.start(|| Operation::new(self.session.database().query(SQL)))
    }

    /// The calls under way, of the one series that there is.
    fn in_flight(&self) -> Option<i64> {
        self.meters.force_flush().expect("a flush");
        let metrics = self.metrics.get_finished_metrics().expect("metrics");
        assert!(!format!("{metrics:?}").contains("alice"));
        let last = metrics.last()?;
        let mut found = ResourceMetrics::scope_metrics(last)
            .flat_map(ScopeMetrics::metrics)
            .filter(|metric| metric.name() == "dbtrace.client.operation.in_flight");
        let metric = found.next()?;
        assert_eq!(metric.unit(), "{operation}");
        let AggregatedMetrics::I64(MetricData::Sum(sum)) = metric.data() else { panic!("{metric:?}") };
        assert!(!sum.is_monotonic());
        let points: Vec<_> = sum.data_points().collect();
        let [point] = points.as_slice() else { panic!("not one series: {points:?}") };
        let mut keys: Vec<_> = point.attributes().map(|pair| pair.key.as_str()).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["db.namespace", "db.system.name"]);
        Some(point.value())
    }
}

#[test]
fn each_call_counts_until_its_end_however_it_ends() {
    let scene = Scene::new(true);
    let calls: Vec<_> = (0..4).map(|_| scene.start()).collect();
    assert_eq!(scene.in_flight(), Some(4));
    for (number, call) in calls.into_iter().enumerate() {
        match number {
            0 => call.end(Outcome::success()),
            1 => call.end(Outcome::failure(Failure::class("closed"))),
            2 => drop(call),
            _ => {
                let unwinds = std::panic::AssertUnwindSafe(|| {
                    let _call = call;
                    panic!("on purpose");
                });
                std::panic::catch_unwind(unwinds).expect_err("a panic");
            }
        }
        assert_eq!(scene.in_flight(), Some(3 - i64::try_from(number).expect("small")));
    }
}

#[test]
fn stream_counts_until_its_last_row() {
    let scene = Scene::new(true);
    let driver = stream::iter([Ok::<u32, &'static str>(1), Ok(2)]);
    let operation = || Operation::new(scene.session.database().query(SQL));
    let rows = Rows::each(|class: &&'static str| Failure::class(class));
    let mut rows = scene.session.observe_rows(operation, driver, rows);
    assert_eq!(scene.in_flight(), None);
    for expected in [Some(1), Some(1), Some(0)] {
        let _ = rows.next().now_or_never().expect("nothing waits");
        assert_eq!(scene.in_flight(), expected);
    }
}

#[test]
fn calls_of_many_threads_end_at_zero() {
    let scene = Scene::new(true);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..500).for_each(|_| scene.start().end(Outcome::success())));
        }
    });
    assert_eq!(scene.in_flight(), Some(0));
}

#[test]
fn metric_is_off_by_default() {
    let scene = Scene::new(false);
    let _call = scene.start();
    assert_eq!(scene.in_flight(), None);
}
