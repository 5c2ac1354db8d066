//! The flow, without a database.

use std::borrow::Cow;
use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};

use db_semconv::{
    Class, Database, Failure, Instrumentation, ObservedStream, Operation, Outcome, Query, System, Target,
    Telemetry, TelemetryBuilder,
};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use opentelemetry::trace::{SpanKind, Status, TraceContextExt as _};
use opentelemetry::{Context, Value};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };

struct Fixture {
    database: Database,
    exporter: InMemorySpanExporter,
}

impl Fixture {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let telemetry = settings(Telemetry::builder().tracer_provider(provider)).build();
        let target = Target::new().namespace("shop").address("db").port(5_433);
        Self { database: Database::new(&telemetry, INSTRUMENTATION, System::Postgresql, &target), exporter }
    }

    fn spans(&self) -> Vec<SpanData> {
        self.exporter.get_finished_spans().expect("not shut down")
    }

    fn operation(&self) -> Operation<'static> {
        Operation::new(self.database.query("SELECT 'x' FROM t"))
    }
}

fn attribute(span: &SpanData, key: &str) -> Option<Value> {
    span.attributes.iter().find(|attribute| attribute.key.as_str() == key).map(|found| found.value.clone())
}

fn outcome(result: &Result<u64, &'static str>) -> Outcome {
    Outcome::of(result, |rows| Outcome::affected_rows(*rows), |class| Failure::class(class))
}

#[test]
fn a_success_has_no_status() {
    let fixture = Fixture::new();
    fixture.database.start(|| fixture.operation()).end(&Outcome::returned_rows(3));
    let span = &fixture.spans()[0];
    assert_eq!(
        (span.name.as_ref(), &span.span_kind, &span.status),
        ("SELECT t", &SpanKind::Client, &Status::Unset)
    );
    assert_eq!(attribute(span, "db.query.text"), Some("SELECT ? FROM t".into()));
    assert_eq!(attribute(span, "db.response.returned_rows"), Some(3.into()));
    assert_eq!(attribute(span, "server.port"), Some(5_433.into()));
    assert_eq!(span.instrumentation_scope.name(), "db-semconv-tests");
}

#[test]
fn an_observation_ends_once() {
    let fixture = Fixture::new();
    let mut observation = fixture.database.start(|| fixture.operation());
    observation.finish(&Outcome::success());
    observation.finish(&Outcome::failure(Failure::class("late")));
    drop(observation);
    assert_eq!(fixture.spans().len(), 1);
    assert_eq!(fixture.spans()[0].status, Status::Unset);
}

#[test]
fn a_dropped_observation_is_cancelled_and_no_error() {
    let fixture = Fixture::new();
    let future = fixture.database.observe(|| fixture.operation(), pending::<Result<u64, &str>>(), outcome);
    assert!(future.now_or_never().is_none());
    let span = &fixture.spans()[0];
    assert_eq!(attribute(span, "dbtrace.outcome"), Some("cancelled".into()));
    assert_eq!(span.status, Status::Unset);
}

#[test]
fn a_panic_of_the_driver_ends_the_span() {
    let fixture = Fixture::new();
    let call = async { panic!("in the driver") };
    let future = fixture.database.observe(|| fixture.operation(), call, outcome);
    catch_unwind(AssertUnwindSafe(|| future.now_or_never())).expect_err("it goes on");
    assert_eq!(fixture.spans().len(), 1);
}

#[test]
fn a_failure_has_its_class_and_nothing_else() {
    let fixture = Fixture::new();
    let call = ready(Err::<u64, _>("closed"));
    assert_eq!(
        fixture.database.observe(|| fixture.operation(), call, outcome).now_or_never(),
        Some(Err("closed"))
    );
    let span = &fixture.spans()[0];
    assert_eq!(attribute(span, "error.type"), Some("closed".into()));
    assert_eq!(attribute(span, "db.response.status_code"), None);
    assert_eq!(span.status, Status::error("closed"));
}

#[test]
fn a_code_without_a_known_condition_describes_itself() {
    let fixture = Fixture::new();
    let failure = Failure::status("XX999", None).with_message("with 'a value'");
    fixture.database.start(|| fixture.operation()).end(&Outcome::failure(failure));
    assert_eq!(fixture.spans()[0].status, Status::error("XX999"));
}

#[test]
fn a_call_that_blocks_is_observed() {
    let fixture = Fixture::new();
    let result = fixture.database.observe_blocking(|| fixture.operation(), || Ok(7), outcome);
    assert_eq!(result, Ok(7));
    assert_eq!(attribute(&fixture.spans()[0], "dbtrace.affected_rows"), Some(7.into()));
}

#[test]
fn a_stream_counts_its_rows_and_goes_on_after_its_end() {
    let fixture = Fixture::new();
    let observation = fixture.database.start(|| fixture.operation()).into_owned();
    let items = stream::iter([Ok(2), Ok(3), Err("closed"), Ok(4)]);
    let failure = |class: &&'static str| Failure::class(class);
    let observed = ObservedStream::new(items, observation, |rows| *rows, failure);
    let collected: Vec<_> = observed.collect().now_or_never().expect("nothing waits");
    assert_eq!(collected, [Ok(2), Ok(3), Err("closed"), Ok(4)], "the stream is the driver's");
    let span = &fixture.spans()[0];
    assert_eq!(attribute(span, "db.response.returned_rows"), Some(5.into()));
    assert_eq!(attribute(span, "error.type"), Some("closed".into()));
    assert_eq!(fixture.spans().len(), 1);
}

#[test]
fn only_a_batch_has_a_size() {
    let fixture = Fixture::new();
    for (size, told) in [(0, Some(0)), (1, None), (2, Some(2))] {
        fixture.database.start(|| fixture.operation().with_batch_size(size)).end(&Outcome::success());
        let span = fixture.spans().pop().expect("a span");
        assert_eq!(attribute(&span, "db.operation.batch.size"), told.map(Value::from), "{size}");
    }
}

#[test]
fn the_users_functions_may_use_the_context() {
    let fixture = Fixture::with(|builder| {
        builder
            .filter(|_| {
                let _guard = Context::new().attach();
                true
            })
            .span_name(|_| {
                let _guard = Context::new().attach();
                Some(Cow::Borrowed("named"))
            })
    });
    fixture.database.start(|| fixture.operation()).end(&Outcome::success());
    assert_eq!(fixture.spans()[0].name, "named");
}

#[test]
fn nothing_is_described_where_nothing_is_recorded() {
    let describe = || panic!("described for nobody");
    let fixture = Fixture::with(|builder| builder.enabled(false));
    fixture.database.start(describe).end(&Outcome::success());
    let fixture = Fixture::new();
    let _guard = Context::current().with_telemetry_suppressed().attach();
    fixture.database.start(describe).end(&Outcome::success());
}

#[test]
fn others_nest_in_a_span_only_where_it_is_asked_for() {
    let fixture = Fixture::new();
    let connect = std::sync::Arc::new(Query::control("CONNECT", Class::Connect));
    let call = async { Ok::<_, &'static str>(Context::current().span().span_context().span_id()) };
    let result = fixture.database.observe_nesting(|| Operation::of(&connect), call, |_| Outcome::success());
    let inside = result.now_or_never().expect("nothing waits").expect("a span");
    assert_eq!(inside, fixture.spans()[0].span_context.span_id());
    assert!(!Context::current().has_active_span());
}

#[test]
fn a_span_without_a_summary_is_named_after_the_database() {
    let fixture = Fixture::new();
    fixture.database.start(|| Operation::new(fixture.database.query(""))).end(&Outcome::success());
    let span = &fixture.spans()[0];
    assert_eq!(span.name, "shop");
    assert_eq!(attribute(span, "db.query.text"), None);
}
