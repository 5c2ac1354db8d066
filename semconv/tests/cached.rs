//! Calls that a client's own cache may answer, without a client.

use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use db_semconv::{Class, Database, Failure, Instrumentation, Operation, Outcome, System, Target, Telemetry};
use futures_util::FutureExt as _;
use opentelemetry::trace::{Status, TraceContextExt as _, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, Value};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };

struct Fixture {
    database: Database,
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
    meters: SdkMeterProvider,
    metrics: InMemoryMetricExporter,
    hits: Cell<usize>,
}

impl Fixture {
    fn new() -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let metrics = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(metrics.clone()).build();
        let meters = SdkMeterProvider::builder().with_reader(reader).build();
        let telemetry =
            Telemetry::builder().tracer_provider(provider.clone()).meter_provider(meters.clone()).build();
        let database = Database::new(&telemetry, INSTRUMENTATION, System::Redis, &Target::new());
        Self { database, exporter, provider, meters, metrics, hits: Cell::new(7) }
    }

    fn hit(&self) {
        self.hits.set(self.hits.get() + 1);
    }

    fn observe(
        &self,
        call: impl Future<Output = Result<u64, &'static str>>,
    ) -> impl Future<Output = Result<u64, &'static str>> {
        let operation = || self.database.operation("GET", Class::Statement);
        self.database.observe_unless_cached(operation, Some(|| self.hits.get()), call, outcome)
    }

    fn spans(&self) -> Vec<SpanData> {
        self.exporter.get_finished_spans().expect("not shut down")
    }

    fn only_span(&self) -> SpanData {
        let mut spans = self.spans();
        assert_eq!(spans.len(), 1);
        spans.remove(0)
    }

    /// Whether any instrument has recorded something.
    fn has_measured(&self) -> bool {
        self.meters.force_flush().expect("it flushes");
        !self.metrics.get_finished_metrics().expect("not shut down").is_empty()
    }
}

fn outcome(result: &Result<u64, &'static str>) -> Outcome {
    Outcome::of(result, |_| Outcome::success(), |class| Failure::class(class))
}

fn attribute(span: &SpanData, key: &str) -> Option<Value> {
    span.attributes.iter().find(|attribute| attribute.key.as_str() == key).map(|found| found.value.clone())
}

#[test]
fn an_answer_of_the_cache_leaves_nothing() {
    let fixture = Fixture::new();
    let call = async {
        fixture.hit();
        Ok(1)
    };
    assert_eq!(fixture.observe(call).now_or_never(), Some(Ok(1)));
    assert_eq!(fixture.spans().len(), 0);
    assert!(!fixture.has_measured());
}

#[test]
fn an_answer_at_once_that_the_cache_did_not_give_is_observed() {
    let fixture = Fixture::new();
    assert_eq!(fixture.observe(ready(Ok(1))).now_or_never(), Some(Ok(1)));
    assert_eq!(fixture.only_span().status, Status::Unset);
    assert!(fixture.has_measured());
}

#[test]
fn a_failure_is_observed_whatever_the_cache_answers_others() {
    let fixture = Fixture::new();
    let call = async {
        fixture.hit();
        Err("closed")
    };
    assert_eq!(fixture.observe(call).now_or_never(), Some(Err("closed")));
    assert_eq!(fixture.only_span().status, Status::error("closed"));
}

#[test]
fn a_call_that_waits_is_observed_whatever_the_cache_answers_others() {
    let fixture = Fixture::new();
    let mut polls = 0;
    let call = poll_fn(|context| {
        fixture.hit();
        polls += 1;
        if polls < 3 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(1))
    });
    let mut observed = Box::pin(fixture.observe(call));
    assert_eq!(observed.as_mut().now_or_never(), None);
    assert_eq!(fixture.spans().len(), 0);
    assert_eq!(observed.as_mut().now_or_never(), None);
    assert_eq!(observed.as_mut().now_or_never(), Some(Ok(1)));
    drop(observed);
    let span = fixture.only_span();
    assert_eq!((span.status, span.name.as_ref()), (Status::Unset, "GET redis"));
}

#[test]
fn a_call_that_waits_and_is_dropped_is_cancelled() {
    let fixture = Fixture::new();
    assert_eq!(fixture.observe(pending()).now_or_never(), None);
    assert_eq!(attribute(&fixture.only_span(), "dbtrace.outcome"), Some("cancelled".into()));
}

#[test]
fn a_call_that_is_never_polled_leaves_nothing() {
    let fixture = Fixture::new();
    drop(fixture.observe(ready(Ok(1))));
    assert_eq!(fixture.spans().len(), 0);
}

#[test]
fn the_first_poll_belongs_to_the_span() {
    let fixture = Fixture::new();
    let mut polled = SystemTime::UNIX_EPOCH;
    let call = poll_fn(|_| {
        polled = SystemTime::now();
        while polled.elapsed().is_ok_and(|elapsed| elapsed < Duration::from_millis(1)) {}
        Poll::Ready(Ok(1))
    });
    let parent = fixture.provider.tracer("caller").start("parent");
    let context = Context::current_with_span(parent);
    {
        let _current = context.clone().attach();
        assert_eq!(fixture.observe(call).now_or_never(), Some(Ok(1)));
    }
    let span = fixture.only_span();
    assert!(span.start_time <= polled, "it began before the driver was asked");
    assert!(span.end_time >= polled + Duration::from_millis(1));
    assert_eq!(span.parent_span_id, context.span().span_context().span_id());
}

#[test]
fn without_a_cache_every_call_is_observed() {
    let fixture = Fixture::new();
    let operation = || fixture.database.operation("GET", Class::Statement);
    let call = async {
        fixture.hit();
        Ok(1)
    };
    let hits = None::<fn() -> usize>;
    let observed = fixture.database.observe_unless_cached(operation, hits, call, outcome);
    assert_eq!(observed.now_or_never(), Some(Ok(1)));
    assert_eq!(fixture.only_span().name, "GET redis");
}

#[test]
fn what_the_user_filters_out_stays_out_after_the_first_poll() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let telemetry = Telemetry::builder()
        .tracer_provider(provider)
        .filter(|operation: &Operation<'_>| operation.name() != Some("GET"))
        .build();
    let database = Database::new(&telemetry, INSTRUMENTATION, System::Redis, &Target::new());
    let operation = || database.operation("GET", Class::Statement);
    let call = ready(Ok(1));
    let observed = database.observe_unless_cached(operation, Some(|| 0), call, outcome);
    assert_eq!(observed.now_or_never(), Some(Ok(1)));
    assert_eq!(exporter.get_finished_spans().expect("not shut down").len(), 0);
}
