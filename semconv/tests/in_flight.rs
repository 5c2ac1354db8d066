//! `dbtrace.client.operation.in_flight`: each call counts from its beginning to its end, however it ends.

use std::cell::RefCell;
use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context as Polled, Waker};
use std::thread;
use std::time::{Duration, Instant};

use db_semconv::call::Attempts;
use db_semconv::{
    Database, Failure, Instrumentation, Observation, Operation, Outcome, Rows, Session, System, Target,
    Telemetry, TelemetryBuilder, context,
};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry::{Context, global};
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, Metric, MetricData, ResourceMetrics, ScopeMetrics, SumDataPoint,
};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };
const SQL: &str = "SELECT name FROM users WHERE email = 'Xq7hidden@example.com'";
const IN_FLIGHT: &str = "dbtrace.client.operation.in_flight";
const LONG: Duration = Duration::from_secs(60);

struct Meters {
    provider: SdkMeterProvider,
    exporter: InMemoryMetricExporter,
}

impl Meters {
    fn new() -> Self {
        let exporter = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(exporter.clone()).build();
        Self { provider: SdkMeterProvider::builder().with_reader(reader).build(), exporter }
    }

    fn session(&self, settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Session {
        session(&settings(Telemetry::builder().meter_provider(self.provider.clone())).build())
    }

    fn requested(&self) -> Session {
        self.session(|builder| builder.in_flight_metric(true))
    }

    /// Passes the metric to `read`, if it was exported.
    fn read<T>(&self, read: impl FnOnce(&Metric) -> T) -> Option<T> {
        self.exporter.reset();
        self.provider.force_flush().expect("flushed");
        let finished = self.exporter.get_finished_metrics().expect("not shut down");
        assert!(!format!("{finished:?}").contains("Xq7hidden"));
        let mut metrics =
            finished.iter().flat_map(ResourceMetrics::scope_metrics).flat_map(ScopeMetrics::metrics);
        metrics.find(|metric| metric.name() == IN_FLIGHT).map(read)
    }

    /// The calls in flight. There is one series.
    fn in_flight(&self) -> Option<i64> {
        self.read(|metric| match metric.data() {
            AggregatedMetrics::I64(MetricData::Sum(sum)) => {
                assert!(!sum.is_monotonic());
                let values: Vec<i64> = sum.data_points().map(SumDataPoint::value).collect();
                assert_eq!(values.len(), 1);
                values[0]
            }
            other => panic!("no sum: {other:?}"),
        })
    }
}

fn session(telemetry: &Telemetry) -> Session {
    let target = Target::new().namespace("shop").address("db.example").port(5433);
    Session::new(Database::new(telemetry, INSTRUMENTATION, System::POSTGRESQL, &target))
}

fn start(session: &Session) -> Observation<'_> {
    session.start(|| Operation::new(session.database().query(SQL)))
}

fn outcome<'e>(result: &'e Result<(), &'static str>) -> Outcome<'e> {
    Outcome::of(result, |()| Outcome::success(), |class| Failure::class(class))
}

#[test]
fn open_calls_are_counted_until_each_of_them_ends() {
    let meters = Meters::new();
    let session = meters.requested();
    let (first, second, third) = (start(&session), start(&session), start(&session));
    assert_eq!(meters.in_flight(), Some(3));
    first.end(Outcome::success());
    assert_eq!(meters.in_flight(), Some(2));
    second.end(Outcome::failure(Failure::class("timeout")));
    assert_eq!(meters.in_flight(), Some(1));
    drop(third);
    assert_eq!(meters.in_flight(), Some(0));
}

#[test]
fn attributes_are_those_of_the_database_and_the_unit_is_operations() {
    let meters = Meters::new();
    let session = meters.requested();
    let _open = start(&session);
    let (unit, mut attributes) = meters
        .read(|metric| {
            let AggregatedMetrics::I64(MetricData::Sum(sum)) = metric.data() else { panic!("no sum") };
            let attributes: Vec<String> = sum
                .data_points()
                .flat_map(SumDataPoint::attributes)
                .map(|attribute| format!("{}={}", attribute.key, attribute.value))
                .collect();
            (metric.unit().to_owned(), attributes)
        })
        .expect("a metric");
    attributes.sort();
    assert_eq!(unit, "{operation}");
    assert_eq!(
        attributes,
        ["db.namespace=shop", "db.system.name=postgresql", "server.address=db.example", "server.port=5433"]
    );
}

#[test]
fn nothing_is_counted_without_the_request_or_inside_a_suppressed_context() {
    let meters = Meters::new();
    let session = meters.session(|builder| builder);
    let _open = start(&session);
    assert_eq!(meters.in_flight(), None);
    let session = meters.requested();
    let _silence = context::suppress();
    let _open = start(&session);
    assert_eq!(meters.in_flight(), None);
}

#[test]
fn future_that_is_dropped_counts_until_its_drop() {
    let meters = Meters::new();
    let session = meters.requested();
    {
        let operation = || Operation::new(session.database().query(SQL));
        let mut call = pin!(session.observe(operation, |_| pending(), outcome));
        assert!(call.as_mut().poll(&mut Polled::from_waker(Waker::noop())).is_pending());
        assert_eq!(meters.in_flight(), Some(1));
    }
    assert_eq!(meters.in_flight(), Some(0));
}

#[test]
fn stream_counts_until_its_end_or_its_drop() {
    let meters = Meters::new();
    let session = meters.requested();
    for is_read in [true, false] {
        let operation = || Operation::new(session.database().query(SQL));
        let driver = stream::iter([Ok::<u32, &'static str>(1), Ok(2)]);
        let rows = Rows::each(|class: &&'static str| Failure::class(class));
        let mut rows = session.observe_rows(operation, driver, rows);
        rows.next().now_or_never().expect("nothing waits");
        assert_eq!(meters.in_flight(), Some(1));
        if is_read {
            while rows.next().now_or_never().expect("nothing waits").is_some() {}
            assert_eq!(meters.in_flight(), Some(0));
        }
        drop(rows);
        assert_eq!(meters.in_flight(), Some(0));
    }
}

#[test]
fn calls_of_many_threads_end_at_zero() {
    let meters = Meters::new();
    let session = meters.requested();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..500).for_each(|_| start(&session).end(Outcome::success())));
        }
    });
    assert_eq!(meters.in_flight(), Some(0));
}

#[test]
fn call_that_panics_is_counted_down_once() {
    let meters = Meters::new();
    let session = meters.requested();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _open = start(&session);
        assert_eq!(meters.in_flight(), Some(1));
        std::panic::resume_unwind(Box::new("of the program"));
    }));
    assert!(panicked.is_err());
    assert_eq!(meters.in_flight(), Some(0));
}

#[test]
fn end_that_panics_in_the_users_function_is_counted_down_once() {
    let meters = Meters::new();
    let session = meters.session(|builder| {
        builder.in_flight_metric(true).on_end(|_| std::panic::resume_unwind(Box::new("of the user")))
    });
    let open = start(&session);
    assert_eq!(meters.in_flight(), Some(1));
    let _ = catch_unwind(AssertUnwindSafe(|| open.end(Outcome::success())));
    assert_eq!(meters.in_flight(), Some(0));
}

#[test]
fn call_that_the_client_makes_again_is_counted_once() {
    let meters = Meters::new();
    let session = meters.requested();
    let mut attempts = Attempts::new("NOSCRIPT");
    attempts.attempt(|| start(&session).end(Outcome::failure(Failure::status("NOSCRIPT", None))));
    assert_eq!(meters.in_flight(), Some(1));
    attempts.attempt(|| start(&session).end(Outcome::success()));
    assert_eq!(meters.in_flight(), Some(1));
    attempts.end();
    assert_eq!(meters.in_flight(), Some(0));
}

thread_local! {
    static KEPT: RefCell<Option<Observation<'static>>> = const { RefCell::new(None) };
}

#[test]
fn call_in_the_destructor_of_a_thread_local_is_counted_down() {
    let meters = Meters::new();
    let session = meters.requested();
    let thread = thread::spawn(move || {
        KEPT.with(|kept| *kept.borrow_mut() = None);
        let open = session.start_owned(|| Operation::new(session.database().query(SQL)));
        // The context is used after `KEPT`, so it ends first.
        assert!(!Context::current().has_active_span());
        KEPT.with(|kept| *kept.borrow_mut() = Some(open));
    });
    thread.join().expect("no panic");
    assert_eq!(meters.in_flight(), Some(0));
}

#[test]
fn call_counts_down_at_the_provider_where_it_counted_up() {
    let (first, second) = (Meters::new(), Meters::new());
    let session = session(&Telemetry::builder().in_flight_metric(true).build());
    global::set_meter_provider(first.provider.clone());
    call_until(&session, &first);
    let open = start(&session);
    assert_eq!(first.in_flight(), Some(1));
    global::set_meter_provider(second.provider.clone());
    call_until(&session, &second);
    assert_eq!((first.in_flight(), second.in_flight()), (Some(1), Some(0)));
    open.end(Outcome::success());
    assert_eq!((first.in_flight(), second.in_flight()), (Some(0), Some(0)));
}

/// Makes calls until one of them is measured.
fn call_until(session: &Session, meters: &Meters) {
    let begin = Instant::now();
    while meters.in_flight().is_none() {
        assert!(begin.elapsed() < LONG, "no provider was found");
        session
            .observe(|| Operation::new(session.database().query(SQL)), |_| ready(Ok(())), outcome)
            .now_or_never()
            .expect("nothing waits")
            .expect("no failure");
    }
}
