//! The flow, without a database.

use std::borrow::Cow;
use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db_semconv::sql::Dialect;
use db_semconv::{
    Class, Database, Failure, Instrumentation, Message, Observation, ObservedStream, Operation, Outcome,
    Rows, Session, System, Target, Telemetry, TelemetryBuilder, control,
};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use opentelemetry::trace::{
    Link, SpanContext, SpanId, SpanKind, Status, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue, Value};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    InMemorySpanExporter, SamplingDecision, SamplingResult, SdkTracerProvider, ShouldSample, Span, SpanData,
    SpanProcessor,
};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };

struct Fixture {
    session: Session,
    provider: SdkTracerProvider,
    exporter: InMemorySpanExporter,
}

impl Fixture {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let telemetry = settings(Telemetry::builder().tracer_provider(provider.clone())).build();
        let target = Target::new().namespace("shop").address("db").port(5_433);
        let database = Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &target);
        Self { session: Session::new(database), provider, exporter }
    }

    fn spans(&self) -> Vec<SpanData> {
        self.exporter.get_finished_spans().expect("not shut down")
    }

    fn operation(&self) -> Operation<'static> {
        Operation::new(self.session.database().query("SELECT 'x' FROM t"))
    }
}

fn attribute(span: &SpanData, key: &str) -> Option<Value> {
    span.attributes.iter().find(|attribute| attribute.key.as_str() == key).map(|found| found.value.clone())
}

fn outcome<'e>(result: &'e Result<u64, &'static str>) -> Outcome<'e> {
    Outcome::of(result, |rows| Outcome::affected_rows(*rows), |class| Failure::class(class))
}

#[test]
fn successful_call_has_no_status() {
    let fixture = Fixture::new();
    fixture.session.start(|| fixture.operation()).end(Outcome::returned_rows(3));
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
fn observation_ends_only_once() {
    let fixture = Fixture::new();
    let mut observation = fixture.session.start(|| fixture.operation());
    observation.finish(Outcome::success());
    observation.finish(Outcome::failure(Failure::class("late")));
    drop(observation);
    assert_eq!(fixture.spans().len(), 1);
    assert_eq!(fixture.spans()[0].status, Status::Unset);
}

#[test]
fn dropped_observation_is_cancelled_and_no_error() {
    let fixture = Fixture::new();
    let future = fixture.session.observe(|| fixture.operation(), |_| pending::<Result<u64, &str>>(), outcome);
    assert!(future.now_or_never().is_none());
    let span = &fixture.spans()[0];
    assert_eq!(attribute(span, "dbtrace.outcome"), Some("cancelled".into()));
    assert_eq!(span.status, Status::Unset);
}

#[test]
fn panicking_call_ends_its_span() {
    let fixture = Fixture::new();
    let call = async { panic!("in the driver") };
    let future = fixture.session.observe(|| fixture.operation(), |_| call, outcome);
    catch_unwind(AssertUnwindSafe(|| future.now_or_never())).expect_err("it goes on");
    assert_eq!(fixture.spans().len(), 1);
}

#[test]
fn failed_call_without_a_code_has_only_its_class() {
    let fixture = Fixture::new();
    let call = ready(Err::<u64, _>("closed"));
    assert_eq!(
        fixture.session.observe(|| fixture.operation(), |_| call, outcome).now_or_never(),
        Some(Err("closed"))
    );
    let span = &fixture.spans()[0];
    assert_eq!(attribute(span, "error.type"), Some("closed".into()));
    assert_eq!(attribute(span, "db.response.status_code"), None);
    assert_eq!(span.status, Status::error("closed"));
}

#[test]
fn status_code_without_a_known_condition_describes_itself() {
    let fixture = Fixture::new();
    let failure = Failure::status("XX999", None).with_message(Message::text_of("with 'a value'"));
    fixture.session.start(|| fixture.operation()).end(Outcome::failure(failure));
    assert_eq!(fixture.spans()[0].status, Status::error("XX999"));
}

#[test]
fn blocking_call_is_observed_with_its_outcome() {
    let fixture = Fixture::new();
    let result = fixture.session.observe_blocking(|| fixture.operation(), |_| Ok(7), outcome);
    assert_eq!(result, Ok(7));
    assert_eq!(attribute(&fixture.spans()[0], "dbtrace.affected_rows"), Some(7.into()));
}

#[test]
fn stream_counts_rows_until_a_failure_and_continues() {
    let fixture = Fixture::new();
    let observation = fixture.session.start(|| fixture.operation()).into_owned();
    let items = stream::iter([Ok(2), Ok(3), Err("closed"), Ok(4)]);
    let rows = Rows::new(
        |rows, observation| observation.count_rows(*rows),
        |class: &&'static str| Failure::class(class),
    );
    let observed = ObservedStream::stream(items, observation, rows);
    let collected: Vec<_> = observed.collect().now_or_never().expect("nothing waits");
    assert_eq!(collected, [Ok(2), Ok(3), Err("closed"), Ok(4)], "the stream is the driver's");
    let span = &fixture.spans()[0];
    assert_eq!(attribute(span, "db.response.returned_rows"), Some(5.into()));
    assert_eq!(attribute(span, "error.type"), Some("closed".into()));
    assert_eq!(fixture.spans().len(), 1);
}

#[test]
fn batch_size_is_recorded_unless_one() {
    let fixture = Fixture::new();
    for (size, told) in [(0, Some(0)), (1, None), (2, Some(2))] {
        fixture.session.start(|| fixture.operation().with_batch_size(size)).end(Outcome::success());
        let span = fixture.spans().pop().expect("a span");
        assert_eq!(attribute(&span, "db.operation.batch.size"), told.map(Value::from), "{size}");
    }
}

#[test]
fn filter_and_span_name_functions_may_attach_a_context() {
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
    fixture.session.start(|| fixture.operation()).end(Outcome::success());
    assert_eq!(fixture.spans()[0].name, "named");
}

#[test]
fn operation_that_is_not_recorded_is_not_described() {
    let describe = || panic!("described for no use");
    let fixture = Fixture::with(|builder| builder.enabled(false));
    fixture.session.start(describe).end(Outcome::success());
    let fixture = Fixture::new();
    let _guard = Context::current().with_telemetry_suppressed().attach();
    fixture.session.start(describe).end(Outcome::success());
}

#[test]
fn nesting_observation_is_the_active_span_only_inside_its_call() {
    let fixture = Fixture::new();
    let call = async { Ok::<_, &'static str>(Context::current().span().span_context().span_id()) };
    let result = fixture.session.observe_nesting(
        || Operation::of(&control::CONNECT),
        |_| call,
        |_| Outcome::success(),
    );
    let inside = result.now_or_never().expect("nothing waits").expect("a span");
    assert_eq!(inside, fixture.spans()[0].span_context.span_id());
    assert!(!Context::current().has_active_span());
}

#[test]
fn span_without_a_summary_is_named_after_the_database() {
    let fixture = Fixture::new();
    fixture.session.start(|| Operation::new(fixture.session.database().query("()"))).end(Outcome::success());
    let span = &fixture.spans()[0];
    assert_eq!(span.name, "shop");
    assert_eq!(attribute(span, "db.query.text"), Some("()".into()));
}

#[test]
fn call_gets_the_identity_of_its_own_leaf_span() {
    let fixture = Fixture::new();
    let identity = |span: &Observation<'_>| ready(Ok::<_, &'static str>(span.span_context()));
    let observed = fixture.session.observe(|| fixture.operation(), identity, |_| Outcome::success());
    let inside = observed.now_or_never().expect("nothing waits").expect("no failure");
    assert_eq!(inside.expect("an identity"), fixture.spans()[0].span_context);
}

#[test]
fn call_that_is_not_recorded_gets_no_identity() {
    let fixture = Fixture::with(|builder| builder.enabled(false));
    let identity = |span: &Observation<'_>| Ok::<_, ()>(span.span_context());
    let inside = fixture.session.observe_blocking(|| fixture.operation(), identity, |_| Outcome::success());
    assert_eq!(inside, Ok(None));
}

#[test]
fn stream_is_observed_from_its_first_poll_with_rows_changes_and_attributes() {
    let fixture = Fixture::new();
    let rows = Rows::new(
        |item, observation| match item {
            Ok(row) => observation.count_rows(*row),
            Err(changed) => {
                observation.count_affected_rows(*changed);
                observation.set_attribute(KeyValue::new("test.results", 1));
            }
        },
        |class: &&'static str| Failure::class(class),
    );
    let driver = stream::iter([Ok(Ok(1)), Ok(Ok(1)), Ok(Err(7_u64))]);
    let operation = || fixture.operation().with_attribute(KeyValue::new("test.portal", "p1"));
    let observed = fixture.session.observe_rows(operation, driver, rows);
    assert_eq!(fixture.spans().len(), 0);
    let parent = Context::new().with_remote_span_context(remote());
    let items: Vec<_> = {
        let _parent = parent.attach();
        observed.collect().now_or_never().expect("nothing waits")
    };
    assert_eq!(items.len(), 3);
    let span = &fixture.spans()[0];
    assert_eq!(span.parent_span_id, remote().span_id(), "the parent is that of the first poll");
    assert_eq!(attribute(span, "db.response.returned_rows"), Some(2.into()));
    assert_eq!(attribute(span, "dbtrace.affected_rows"), Some(7.into()));
    assert_eq!(attribute(span, "test.results"), Some(1.into()));
    assert_eq!(attribute(span, "test.portal"), Some("p1".into()));
}

#[test]
fn owned_stream_outlives_its_session_and_begins_at_its_first_poll() {
    fn spawned<T: Send + 'static>(value: T) -> T {
        value
    }
    let Fixture { session, provider: _provider, exporter } = Fixture::new();
    let query = session.database().query("SELECT 'x' FROM t");
    let driver = stream::iter([Ok::<u64, &'static str>(1), Ok(2)]);
    let rows = Rows::each(|class: &&'static str| Failure::class(class));
    let observed = session.observe_rows(move || Operation::new(query), driver, rows).into_owned();
    drop(session);
    assert_eq!(exporter.get_finished_spans().expect("not shut down").len(), 0);
    assert_eq!(spawned(observed).count().now_or_never(), Some(2));
    let spans = exporter.get_finished_spans().expect("not shut down");
    assert_eq!((spans.len(), spans[0].name.as_ref()), (1, "SELECT t"));
    assert_eq!(attribute(&spans[0], "db.response.returned_rows"), Some(2.into()));
}

#[test]
fn stream_that_is_never_polled_leaves_no_span() {
    let fixture = Fixture::new();
    let rows: Rows<u64, &'static str> = Rows::each(|class| Failure::class(class));
    let driver = stream::empty::<Result<u64, &'static str>>();
    drop(fixture.session.observe_rows(|| fixture.operation(), driver, rows));
    assert_eq!(fixture.spans().len(), 0);
}

#[test]
fn dropped_stream_is_cancelled_with_the_rows_so_far() {
    let fixture = Fixture::new();
    let rows = Rows::each(|class: &&'static str| Failure::class(class));
    let driver = stream::iter([Ok(1), Ok(2)]).chain(stream::pending());
    let mut observed = Box::pin(fixture.session.observe_rows(|| fixture.operation(), driver, rows));
    for _ in 0..2 {
        assert!(observed.next().now_or_never().is_some());
    }
    assert!(observed.next().now_or_never().is_none());
    drop(observed);
    let span = &fixture.spans()[0];
    assert_eq!(attribute(span, "db.response.returned_rows"), Some(2.into()));
    assert_eq!(attribute(span, "dbtrace.outcome"), Some("cancelled".into()));
}

#[test]
fn server_message_is_formatted_only_after_an_opt_in() {
    let made = AtomicUsize::new(0);
    for (opt_in, description, times) in [(false, "closed", 0), (true, "with 'a value'", 1)] {
        let fixture = Fixture::with(|builder| builder.error_messages(opt_in));
        let message = Message::written_by(|text| {
            made.fetch_add(1, Ordering::Relaxed);
            text.write_str("with 'a value'")
        });
        let failure = Failure::class("closed").with_message(message);
        fixture.session.start(|| fixture.operation()).end(Outcome::failure(failure));
        assert_eq!(fixture.spans()[0].status, Status::error(description));
        assert_eq!(made.load(Ordering::Relaxed), times);
    }
}

#[test]
fn session_knows_of_an_open_transaction_which_its_sibling_does_not_share() {
    let fixture = Fixture::new();
    let (session, clone, sibling) = (&fixture.session, fixture.session.clone(), fixture.session.sibling());
    let run = |sql| {
        session.start(|| Operation::new(session.database().query(sql))).end(Outcome::success());
        (session.in_transaction(), clone.in_transaction(), sibling.in_transaction())
    };
    assert_eq!(run("SELECT 1"), (false, false, false));
    assert_eq!(run("begin isolation level serializable"), (true, true, false));
    assert_eq!(run("SAVEPOINT a"), (true, true, false));
    assert_eq!(run("ROLLBACK TO a"), (true, true, false));
    assert_eq!(run("COMMIT"), (false, false, false));
    session.start(|| Operation::of(&control::START_TRANSACTION)).end(Outcome::failure(Failure::class("io")));
    assert!(!session.in_transaction());
}

#[test]
fn system_of_a_third_party_names_spans_and_redacts_by_its_dialect() {
    let fixture = Fixture::new();
    let telemetry = Telemetry::builder().tracer_provider(fixture.provider.clone()).build();
    let cockroach = System::sql("cockroachdb", Dialect::Postgres).default_port(26_257);
    let target = Target::new().address("db").port(26_257);
    let session = Session::new(Database::new(&telemetry, INSTRUMENTATION, cockroach, &target));
    session
        .start(|| Operation::new(session.database().query("SELECT $$secret$$ FROM t")))
        .end(Outcome::success());
    let span = &fixture.spans()[0];
    assert_eq!(span.name, "SELECT t");
    assert_eq!(attribute(span, "db.system.name"), Some("cockroachdb".into()));
    assert_eq!(attribute(span, "db.query.text"), Some("SELECT ? FROM t".into()));
    assert_eq!(attribute(span, "server.port"), None, "it is the default");
}

#[test]
fn operation_of_a_system_without_summaries_is_named_with_its_collection_or_target() {
    let fixture = Fixture::new();
    let telemetry = Telemetry::builder().tracer_provider(fixture.provider.clone()).build();
    let target = Target::new().namespace("shop").address("db");
    let session =
        Session::new(Database::new(&telemetry, INSTRUMENTATION, System::commands("mongodb"), &target));
    session.start(|| session.operation("find", Some("users"), Class::Statement)).end(Outcome::success());
    session.start(|| session.control("PING", Class::Other)).end(Outcome::success());
    let spans = fixture.spans();
    assert_eq!([&spans[0].name, &spans[1].name], ["find users", "PING shop"]);
    assert_eq!(attribute(&spans[0], "db.collection.name"), Some("users".into()));
    assert_eq!(attribute(&spans[0], "db.query.summary"), None);
}

fn remote() -> SpanContext {
    let (trace, span) = (TraceId::from_bytes([1; 16]), SpanId::from_bytes([2; 8]));
    SpanContext::new(trace, span, TraceFlags::SAMPLED, true, TraceState::default())
}

/// Records everything and samples nothing.
#[derive(Clone, Debug)]
struct RecordsOnly;

impl ShouldSample for RecordsOnly {
    fn should_sample(
        &self,
        _: Option<&Context>,
        _: TraceId,
        _: &str,
        _: &SpanKind,
        _: &[KeyValue],
        _: &[Link],
    ) -> SamplingResult {
        let (attributes, trace_state) = (Vec::new(), TraceState::default());
        SamplingResult { decision: SamplingDecision::RecordOnly, attributes, trace_state }
    }
}

/// Counts the spans that end.
#[derive(Clone, Debug, Default)]
struct Ended(Arc<AtomicUsize>);

impl SpanProcessor for Ended {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        assert!(!format!("{span:?}").contains("'x'"));
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[test]
fn local_parent_that_records_unsampled_has_spans_for_its_calls_until_it_ends() {
    let ended = Ended::default();
    let provider =
        SdkTracerProvider::builder().with_sampler(RecordsOnly).with_span_processor(ended.clone()).build();
    let fixture = Fixture::with(|builder| builder.tracer_provider(provider.clone()));
    let call = || fixture.session.start(|| fixture.operation()).end(Outcome::success());
    let calls_in = |context: Context| {
        let before = ended.0.load(Ordering::Relaxed);
        let _parent = context.attach();
        call();
        ended.0.load(Ordering::Relaxed) - before
    };
    assert_eq!(calls_in(Context::new()), 1, "without a parent");
    let parent = Context::new().with_span(provider.tracer("test").start("parent"));
    assert_eq!(calls_in(parent.clone()), 1, "inside a parent that records");
    parent.span().end();
    assert_eq!(calls_in(parent), 0, "inside a parent that has ended");
    assert_eq!(calls_in(Context::new().with_telemetry_suppressed()), 0);
}

#[test]
fn text_of_a_span_that_records_unsampled_gets_no_comment() {
    let commented = |provider: SdkTracerProvider| {
        let fixture = Fixture::with(|builder| builder.tracer_provider(provider).sql_comments(true));
        let observation = fixture.session.start(|| fixture.operation());
        let commented = observation.commented("SELECT 1");
        assert!(observation.carries_context());
        observation.end(Outcome::success());
        commented
    };
    let unsampled = commented(SdkTracerProvider::builder().with_sampler(RecordsOnly).build());
    assert_eq!(unsampled, None);
    let sampled = commented(SdkTracerProvider::builder().build()).expect("a comment");
    assert!(sampled.starts_with("SELECT 1 /*traceparent='00-"), "{sampled}");
    assert_eq!(Observation::none().commented("SELECT 1"), None);
}
