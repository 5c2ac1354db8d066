//! Calls that a client's own cache may answer, without a client.

use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use db_semconv::call::{CacheCounts, CacheLookup, CacheTurns};
use db_semconv::{
    Class, Failure, Instrumentation, Operation, Outcome, RedisSession, Target, Telemetry, context,
};
use futures_util::FutureExt as _;
use opentelemetry::trace::{Status, TraceContextExt as _, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, Value};
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };

struct Fixture {
    session: RedisSession,
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
    meters: SdkMeterProvider,
    metrics: InMemoryMetricExporter,
    counts: Cell<CacheCounts>,
    turns: CacheTurns,
}

impl Fixture {
    fn new() -> Self {
        Self::with(false)
    }

    fn with(cache_metric: bool) -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let metrics = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(metrics.clone()).build();
        let meters = SdkMeterProvider::builder().with_reader(reader).build();
        let telemetry = Telemetry::builder()
            .tracer_provider(provider.clone())
            .meter_provider(meters.clone())
            .cache_metric(cache_metric)
            .build();
        let session = RedisSession::new(&telemetry, INSTRUMENTATION, &Target::new());
        let counts = Cell::new(CacheCounts { hits: usize::MAX, misses: 7 });
        Self { session, exporter, provider, meters, metrics, counts, turns: CacheTurns::default() }
    }

    fn hit(&self) {
        let CacheCounts { hits, misses } = self.counts.get();
        self.counts.set(CacheCounts { hits: hits.wrapping_add(1), misses });
    }

    fn miss(&self) {
        let CacheCounts { hits, misses } = self.counts.get();
        self.counts.set(CacheCounts { hits, misses: misses + 1 });
    }

    fn lookup(&self, least_hits: usize) -> CacheLookup<impl Fn() -> CacheCounts> {
        CacheLookup { turns: self.turns.clone(), counts: || self.counts.get(), least_hits }
    }

    fn observe(
        &self,
        call: impl Future<Output = Result<u64, &'static str>>,
    ) -> impl Future<Output = Result<u64, &'static str>> {
        let operation = || self.session.operation("GET", None, Class::Statement);
        self.session.observe_unless_cached(operation, Some(self.lookup(1)), |_| call, outcome)
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

fn outcome<'e>(result: &'e Result<u64, &'static str>) -> Outcome<'e> {
    Outcome::of(result, |_| Outcome::success(), |class| Failure::class(class))
}

fn attribute(span: &SpanData, key: &str) -> Option<Value> {
    span.attributes.iter().find(|attribute| attribute.key.as_str() == key).map(|found| found.value.clone())
}

#[test]
fn cache_hit_leaves_no_span_and_no_metric() {
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
fn immediate_answer_without_a_cache_hit_is_observed() {
    let fixture = Fixture::new();
    assert_eq!(fixture.observe(ready(Ok(1))).now_or_never(), Some(Ok(1)));
    assert_eq!(fixture.only_span().status, Status::Unset);
    assert!(fixture.has_measured());
}

#[test]
fn failed_call_is_observed_despite_a_cache_hit() {
    let fixture = Fixture::new();
    let call = async {
        fixture.hit();
        Err("closed")
    };
    assert_eq!(fixture.observe(call).now_or_never(), Some(Err("closed")));
    assert_eq!(fixture.only_span().status, Status::error("closed"));
}

/// Pends until its third poll.
fn third_poll(mut each: impl FnMut(u32)) -> impl Future<Output = Result<u64, &'static str>> {
    let mut polls = 0;
    poll_fn(move |_| {
        polls += 1;
        each(polls);
        if polls < 3 { Poll::Pending } else { Poll::Ready(Ok(1)) }
    })
}

#[test]
fn cache_hit_after_a_wait_leaves_no_span_and_no_metric() {
    let fixture = Fixture::new();
    {
        let mut observed = pin!(fixture.observe(third_poll(|poll| {
            if poll == 3 {
                fixture.hit();
            }
        })));
        assert_eq!(observed.as_mut().now_or_never(), None);
        fixture.miss();
        assert_eq!(observed.as_mut().now_or_never(), None);
        assert_eq!(observed.as_mut().now_or_never(), Some(Ok(1)));
    }
    assert_eq!(fixture.spans().len(), 0);
    assert!(!fixture.has_measured());
}

#[test]
fn cache_miss_is_observed_despite_later_hits() {
    let fixture = Fixture::new();
    {
        let mut observed = pin!(fixture.observe(third_poll(|poll| {
            if poll == 1 {
                fixture.miss();
            } else {
                fixture.hit();
            }
        })));
        assert_eq!(observed.as_mut().now_or_never(), None);
        assert_eq!(observed.as_mut().now_or_never(), None);
        assert_eq!(fixture.spans().len(), 0);
        assert_eq!(observed.as_mut().now_or_never(), Some(Ok(1)));
    }
    let span = fixture.only_span();
    assert_eq!((span.status, span.name.as_ref()), (Status::Unset, "GET redis"));
}

#[test]
fn call_that_asks_no_cache_is_observed_despite_hits_of_others() {
    let fixture = Fixture::new();
    {
        let mut observed = pin!(fixture.observe(third_poll(|_| ())));
        for answer in [None, None, Some(Ok(1))] {
            fixture.hit();
            assert_eq!(observed.as_mut().now_or_never(), answer);
        }
    }
    assert_eq!(fixture.only_span().status, Status::Unset);
}

#[test]
fn pipeline_with_a_partial_cache_hit_is_observed() {
    for (hits, misses, spans) in [(2, 0, 0), (1, 0, 1), (2, 1, 1), (0, 2, 1)] {
        let fixture = Fixture::new();
        let operation = || fixture.session.operation("PIPELINE", None, Class::Statement);
        let call = async {
            (0..hits).for_each(|_| fixture.hit());
            (0..misses).for_each(|_| fixture.miss());
            Ok(1)
        };
        let cache = Some(fixture.lookup(2));
        let observed = fixture.session.observe_unless_cached(operation, cache, |_| call, outcome);
        assert_eq!(observed.now_or_never(), Some(Ok(1)));
        assert_eq!(fixture.spans().len(), spans, "{hits} hits, {misses} misses");
    }
}

#[test]
fn panicking_call_ends_its_span_and_its_cache_turn() {
    let fixture = Fixture::new();
    let panicking = fixture.observe(async { panic!("in the driver") });
    catch_unwind(AssertUnwindSafe(|| panicking.now_or_never())).expect_err("it goes on");
    assert_eq!(fixture.only_span().name, "GET redis");
    assert_eq!(fixture.observe(ready(Ok(1))).now_or_never(), Some(Ok(1)));
}

#[test]
fn dropped_pending_call_with_a_cache_is_cancelled() {
    let fixture = Fixture::new();
    assert_eq!(fixture.observe(pending()).now_or_never(), None);
    assert_eq!(attribute(&fixture.only_span(), "dbtrace.outcome"), Some("cancelled".into()));
}

#[test]
fn dropped_call_after_a_cache_miss_is_cancelled() {
    let fixture = Fixture::new();
    let call = async {
        fixture.miss();
        pending().await
    };
    assert_eq!(fixture.observe(call).now_or_never(), None);
    assert_eq!(attribute(&fixture.only_span(), "dbtrace.outcome"), Some("cancelled".into()));
}

#[test]
fn pending_call_with_a_cache_dropped_while_the_context_is_borrowed_is_cancelled() {
    let fixture = Fixture::new();
    let request = fixture.provider.tracer("tests").start("request");
    let request = Context::current_with_span(request);
    let mut call = Box::pin(fixture.observe(pending()));
    {
        let _attached = request.clone().attach();
        assert_eq!(call.as_mut().now_or_never(), None);
    }
    Context::map_current(|_| drop(call));
    let span = fixture.only_span();
    assert_eq!(attribute(&span, "dbtrace.outcome"), Some("cancelled".into()));
    assert_eq!(span.parent_span_id, request.span().span_context().span_id());
}

#[test]
fn unpolled_call_with_a_cache_leaves_no_span() {
    let fixture = Fixture::new();
    drop(fixture.observe(ready(Ok(1))));
    assert_eq!(fixture.spans().len(), 0);
}

#[test]
fn span_of_a_call_with_a_cache_covers_its_first_poll() {
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
fn call_without_a_cache_is_always_observed() {
    let fixture = Fixture::new();
    let operation = || fixture.session.operation("GET", None, Class::Statement);
    let call = async {
        fixture.hit();
        Ok(1)
    };
    let cache = None::<CacheLookup<fn() -> CacheCounts>>;
    let observed = fixture.session.observe_unless_cached(operation, cache, |_| call, outcome);
    assert_eq!(observed.now_or_never(), Some(Ok(1)));
    assert_eq!(fixture.only_span().name, "GET redis");
}

#[test]
fn filtered_call_with_a_cache_has_no_span_after_its_first_poll() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let telemetry = Telemetry::builder()
        .tracer_provider(provider)
        .filter(|operation: &Operation<'_>| operation.name() != Some("GET"))
        .build();
    let session = RedisSession::new(&telemetry, INSTRUMENTATION, &Target::new());
    let operation = || session.operation("GET", None, Class::Statement);
    let cache = CacheLookup { turns: CacheTurns::default(), counts: CacheCounts::default, least_hits: 1 };
    let observed = session.observe_unless_cached(operation, Some(cache), |_| ready(Ok(1)), outcome);
    assert_eq!(observed.now_or_never(), Some(Ok(1)));
    assert_eq!(exporter.get_finished_spans().expect("not shut down").len(), 0);
}

/// The values of `dbtrace.client.cache.lookups`, by their attributes.
fn lookups(fixture: &Fixture) -> Vec<(String, u64)> {
    fixture.meters.force_flush().expect("it flushes");
    let finished = fixture.metrics.get_finished_metrics().expect("not shut down");
    let mut metrics =
        finished.iter().flat_map(ResourceMetrics::scope_metrics).flat_map(ScopeMetrics::metrics);
    let Some(metric) = metrics.find(|metric| metric.name() == "dbtrace.client.cache.lookups") else {
        return Vec::new();
    };
    let AggregatedMetrics::U64(MetricData::Sum(sum)) = metric.data() else { panic!("no sum: {metric:?}") };
    let points = sum.data_points().map(|point| {
        let pairs = point.attributes().map(|pair| format!("{}={}", pair.key, pair.value));
        let mut pairs: Vec<String> = pairs.collect();
        pairs.sort();
        (pairs.join(" "), point.value())
    });
    let mut points: Vec<_> = points.collect();
    points.sort();
    points
}

fn look_up(fixture: &Fixture, is_hit: bool) {
    let call = async {
        if is_hit {
            fixture.hit();
        } else {
            fixture.miss();
        }
        Ok(1)
    };
    assert_eq!(fixture.observe(call).now_or_never(), Some(Ok(1)));
}

#[test]
fn first_and_later_lookups_are_counted_on_request() {
    let fixture = Fixture::with(true);
    for is_hit in [false, true, true] {
        look_up(&fixture, is_hit);
    }
    let of = |result: &str| format!("db.system.name=redis dbtrace.cache.result={result}");
    assert_eq!(lookups(&fixture), [(of("hit"), 2), (of("miss"), 1)]);
}

#[test]
fn lookup_inside_a_suppressed_context_is_not_counted() {
    let fixture = Fixture::with(true);
    look_up(&fixture, true);
    let before = lookups(&fixture);
    let _silence = context::suppress();
    look_up(&fixture, true);
    look_up(&fixture, false);
    fixture.metrics.reset();
    assert_eq!(lookups(&fixture), before);
}
