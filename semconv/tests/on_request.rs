//! What calls record on request: the times of streams, slow calls, repeated queries, and what the user's function adds.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use db_semconv::{
    Database, Failure, Instrumentation, Operation, Outcome, QueryText, Rows, Session, System, Target,
    Telemetry, TelemetryBuilder,
};
use futures_util::{StreamExt as _, stream};
use opentelemetry::trace::{TraceId, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{InMemorySpanExporter, Sampler, SdkTracerProvider, SpanData};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };
const SQL: &str = "SELECT name FROM users WHERE email = 'alice@example.com'";
const PAUSE: Duration = Duration::from_millis(40);

fn session(
    sampler: Sampler,
    settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder,
) -> (Session, InMemorySpanExporter) {
    let exporter = InMemorySpanExporter::default();
    let provider =
        SdkTracerProvider::builder().with_sampler(sampler).with_simple_exporter(exporter.clone()).build();
    let telemetry = settings(Telemetry::builder().tracer_provider(provider)).build();
    let target = Target::new().namespace("shop");
    (Session::new(Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &target)), exporter)
}

fn seconds(span: &SpanData, key: &str) -> Option<f64> {
    let attribute = span.attributes.iter().find(|attribute| attribute.key.as_str() == key)?;
    match attribute.value {
        opentelemetry::Value::F64(seconds) => Some(seconds),
        ref other => panic!("no seconds: {other:?}"),
    }
}

/// Reads two rows, of which the server sends the first after `server`. The loop over the rows takes `consumer` for each.
fn read(
    settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder,
    server: Duration,
    consumer: Duration,
) -> SpanData {
    let (session, exporter) = session(Sampler::AlwaysOn, settings);
    let driver = stream::iter([Ok::<u32, &'static str>(1), Ok(2)]).inspect(move |row| {
        if row == &Ok(1) {
            thread::sleep(server);
        }
    });
    let operation = || Operation::new(session.database().query(SQL));
    let rows =
        session.observe_rows(operation, driver, Rows::each(|class: &&'static str| Failure::class(class)));
    futures_util::FutureExt::now_or_never(rows.for_each(|_| {
        thread::sleep(consumer);
        std::future::ready(())
    }))
    .expect("nothing waits");
    let mut spans = exporter.get_finished_spans().expect("spans");
    assert_hidden(&spans);
    spans.remove(0)
}

#[test]
fn slow_server_shows_in_the_time_to_the_first_row() {
    let span = read(|builder| builder.stream_times(true), PAUSE, Duration::ZERO);
    let first_row = seconds(&span, "dbtrace.first_row").expect("a time");
    let held = seconds(&span, "dbtrace.consumer_wait").expect("a time");
    assert!(first_row >= PAUSE.as_secs_f64() && held < first_row, "{first_row} s, held for {held} s");
}

#[test]
fn slow_loop_shows_in_the_time_for_which_the_caller_held_the_stream() {
    let span = read(|builder| builder.stream_times(true), Duration::ZERO, PAUSE);
    let first_row = seconds(&span, "dbtrace.first_row").expect("a time");
    let held = seconds(&span, "dbtrace.consumer_wait").expect("a time");
    let duration = span.end_time.duration_since(span.start_time).expect("in order").as_secs_f64();
    assert!(held >= 2.0 * PAUSE.as_secs_f64() && held + first_row <= duration, "{held} s of {duration} s");
}

#[test]
fn time_after_the_last_row_of_a_dropped_stream_is_the_callers() {
    let (session, exporter) = session(Sampler::AlwaysOn, |builder| builder.stream_times(true));
    let operation = || Operation::new(session.database().query(SQL));
    let driver = stream::iter([Ok::<u32, &'static str>(1), Ok(2)]);
    let mut rows =
        session.observe_rows(operation, driver, Rows::each(|class: &&'static str| Failure::class(class)));
    futures_util::FutureExt::now_or_never(rows.next()).expect("nothing waits");
    thread::sleep(PAUSE);
    drop(rows);
    let span = exporter.get_finished_spans().expect("spans").remove(0);
    assert!(seconds(&span, "dbtrace.consumer_wait").expect("a time") >= PAUSE.as_secs_f64());
}

#[test]
fn stream_has_no_times_without_the_request_or_without_a_row() {
    let span = read(|builder| builder, Duration::ZERO, Duration::ZERO);
    assert_eq!(seconds(&span, "dbtrace.first_row"), None);
    let (session, exporter) = session(Sampler::AlwaysOn, |builder| builder.stream_times(true));
    session.start(|| Operation::new(session.database().query(SQL))).end(Outcome::returned_rows(7));
    assert_eq!(seconds(&exporter.get_finished_spans().expect("spans")[0], "dbtrace.first_row"), None);
}

/// Passes each event to a function.
struct OnEvent<F>(F);

impl<F: Fn(&Event<'_>) + 'static> Subscriber for OnEvent<F> {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        (self.0)(event);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The level, the name and the fields of an event.
fn text(event: &Event<'_>) -> String {
    struct Fields(String);
    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            write!(self.0, " {}={value:?}", field.name()).expect("a string has room");
        }
    }
    let metadata = event.metadata();
    let mut fields = Fields(format!("{} {}", metadata.level(), metadata.name()));
    event.record(&mut fields);
    fields.0
}

/// Fails if a value of the calls is in a span.
fn assert_hidden(spans: &[SpanData]) {
    assert!(!format!("{spans:?}").contains("alice"), "{spans:?}");
}

fn log_of(
    sampler: Sampler,
    settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder,
    calls: impl FnOnce(&Session),
) -> (Vec<String>, Vec<SpanData>) {
    let events = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&events);
    let log = OnEvent(move |event: &Event<'_>| log.lock().expect("not poisoned").push(text(event)));
    let (session, exporter) = session(sampler, settings);
    tracing::subscriber::with_default(log, || calls(&session));
    let events = events.lock().expect("not poisoned").clone();
    assert!(!events.iter().any(|event| event.contains("alice")), "{events:?}");
    (events, exporter.get_finished_spans().expect("spans"))
}

fn call(session: &Session, sql: &str) {
    session.start(|| Operation::new(session.database().query(sql))).end(Outcome::returned_rows(1));
}

#[test]
fn slow_call_is_reported_once_with_its_summary_text_and_trace() {
    let (events, spans) = log_of(
        Sampler::AlwaysOn,
        |builder| builder.slow_call_threshold(Duration::ZERO),
        |session| (0..3).for_each(|_| call(session, SQL)),
    );
    assert_hidden(&spans);
    let [event] = events.as_slice() else { panic!("not one event: {events:?}") };
    assert!(event.starts_with("WARN dbtrace.slow_call "), "{event}");
    let trace: TraceId = spans[0].span_context.trace_id();
    for part in [
        "db.query.summary=\"SELECT users\"".to_owned(),
        "db.query.text=\"SELECT name FROM users WHERE email = ?\"".to_owned(),
        "outcome=\"ok\"".to_owned(),
        format!("trace_id=\"{trace}\""),
    ] {
        assert!(event.contains(&part), "no {part} in {event}");
    }
}

#[test]
fn slow_call_is_reported_if_it_is_unsampled_failed_or_cancelled() {
    for (end, expected) in [("failed", "outcome=\"closed\""), ("cancelled", "outcome=\"cancelled\"")] {
        let (events, spans) = log_of(
            Sampler::AlwaysOff,
            |builder| builder.slow_call_threshold(Duration::ZERO),
            |session| {
                let observation = session.start(|| Operation::new(session.database().query(SQL)));
                if end == "failed" {
                    observation.end(Outcome::failure(Failure::class("closed")));
                }
            },
        );
        assert!(spans.is_empty());
        assert!(events.len() == 1 && events[0].contains(expected), "{end}: {events:?}");
    }
}

#[test]
fn slow_call_is_reported_without_its_text_unless_the_text_is_sanitized() {
    for query_text in [QueryText::Raw, QueryText::Parameterized, QueryText::Off] {
        let (events, _) = log_of(
            Sampler::AlwaysOn,
            |builder| builder.slow_call_threshold(Duration::ZERO).query_text(query_text),
            |session| call(session, SQL),
        );
        assert!(events.len() == 1 && !events[0].contains("db.query.text"), "{query_text:?}: {events:?}");
    }
}

#[test]
fn fast_call_is_not_reported() {
    let hour = Duration::from_secs(3_600);
    let settings = |builder: TelemetryBuilder| builder.slow_call_threshold(hour);
    let (events, spans) = log_of(Sampler::AlwaysOn, settings, |session| call(session, SQL));
    assert_eq!((events.len(), spans.len()), (0, 1));
}

#[test]
fn subscriber_may_make_a_traced_call_while_it_receives_a_slow_one() {
    let (session, exporter) =
        session(Sampler::AlwaysOn, |builder| builder.slow_call_threshold(Duration::ZERO));
    let inner = session.clone();
    let calls = OnEvent(move |_: &Event<'_>| call(&inner, "INSERT INTO logs VALUES ('alice@example.com')"));
    tracing::subscriber::with_default(calls, || call(&session, SQL));
    let spans = exporter.get_finished_spans().expect("spans");
    assert_hidden(&spans);
    let names: Vec<_> = spans.iter().map(|span| span.name.as_ref()).collect();
    assert_eq!(names, ["INSERT logs", "SELECT users"]);
}

/// Makes the calls inside a span `handler` each time.
fn inside_parents(
    settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder,
    parents: usize,
    calls: impl Fn(&Session),
) -> (Vec<String>, Vec<SpanData>) {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let tracer = provider.tracer("test");
    let (events, _) = log_of(
        Sampler::AlwaysOn,
        |builder| settings(builder.tracer_provider(provider)),
        |session| {
            for _ in 0..parents {
                tracer.in_span("handler", |_| calls(session));
            }
        },
    );
    let spans = exporter.get_finished_spans().expect("spans");
    assert_hidden(&spans);
    (events, spans)
}

/// The values of an attribute on the spans of a name, in the order of their ends.
fn values(spans: &[SpanData], name: &str, key: &str) -> Vec<String> {
    let of_name = spans.iter().filter(|span| span.name == name);
    let attributes = of_name.flat_map(|span| span.attributes.iter());
    attributes.filter(|pair| pair.key.as_str() == key).map(|pair| pair.value.to_string()).collect()
}

#[test]
fn query_that_one_span_repeats_marks_it_and_numbers_its_calls() {
    let settings = |builder: TelemetryBuilder| builder.repetition_threshold(3);
    let (events, spans) = inside_parents(settings, 2, |session| {
        call(session, "SELECT id FROM orders");
        (0..5).for_each(|_| call(session, SQL));
        (0..4).for_each(|_| call(session, "SELECT * FROM items"));
    });
    assert_eq!(values(&spans, "handler", "dbtrace.repeated_query.summary"), ["SELECT users"; 2]);
    assert_eq!(values(&spans, "handler", "dbtrace.repeated_query.count"), ["3"; 2]);
    assert_eq!(
        values(&spans, "SELECT users", "dbtrace.repeated_query.count"),
        ["3", "4", "5", "3", "4", "5"]
    );
    assert_eq!(values(&spans, "SELECT items", "dbtrace.repeated_query.count"), ["3", "4", "3", "4"]);
    assert!(values(&spans, "SELECT orders", "dbtrace.repeated_query.count").is_empty());
    let [users, items] = events.as_slice() else { panic!("not one event for each query: {events:?}") };
    assert!(users.starts_with("WARN dbtrace.repeated_query "), "{users}");
    assert!(users.contains("count=3 db.query.summary=\"SELECT users\""), "{users}");
    assert!(users.contains("trace_id=\"") && items.contains("SELECT items"), "{items}");
}

#[test]
fn queries_of_many_parents_or_without_one_are_not_repeated() {
    let settings = |builder: TelemetryBuilder| builder.repetition_threshold(2);
    let (events, spans) = inside_parents(settings, 50, |session| call(session, SQL));
    assert!(events.is_empty() && values(&spans, "handler", "dbtrace.repeated_query.count").is_empty());
    let (events, spans) =
        log_of(Sampler::AlwaysOn, settings, |session| (0..5).for_each(|_| call(session, SQL)));
    assert!(events.is_empty() && values(&spans, "SELECT users", "dbtrace.repeated_query.count").is_empty());
}

#[test]
fn transactions_are_not_repeated_queries() {
    let settings = |builder: TelemetryBuilder| builder.repetition_threshold(2);
    let (events, spans) = inside_parents(settings, 1, |session| {
        (0..5).for_each(|_| ["BEGIN", "COMMIT"].iter().for_each(|sql| call(session, sql)));
    });
    assert!(events.is_empty() && values(&spans, "handler", "dbtrace.repeated_query.count").is_empty());
}

#[test]
fn repetition_in_several_threads_is_counted_exactly() {
    let settings = |builder: TelemetryBuilder| builder.repetition_threshold(2);
    let (_, spans) = inside_parents(settings, 1, |session| {
        let parent = Context::current();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _parent = parent.clone().attach();
                    (0..100).for_each(|_| call(session, SQL));
                });
            }
        });
    });
    let numbers = values(&spans, "SELECT users", "dbtrace.repeated_query.count");
    let mut numbers: Vec<u32> = numbers.iter().map(|number| number.parse().expect("a number")).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (2..=800).collect::<Vec<_>>());
    assert_eq!(values(&spans, "handler", "dbtrace.repeated_query.count"), ["2"]);
}

#[test]
fn function_at_the_end_sees_each_outcome_and_adds_attributes() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&seen);
    let settings = move |builder: TelemetryBuilder| {
        builder.on_end(move |call| {
            let (rows, changed) = (call.returned_rows(), call.affected_rows());
            let outcome = (call.error_type().map(str::to_owned), call.is_cancelled());
            list.lock().expect("not poisoned").push((
                call.summary().map(str::to_owned),
                rows,
                changed,
                outcome,
            ));
            call.set_attribute(KeyValue::new("shop.seen", true));
            call.set_attribute(KeyValue::new("shop.fast", call.duration() < Duration::from_secs(3_600)));
        })
    };
    let (_, spans) = log_of(Sampler::AlwaysOn, settings, |session| {
        let start = || session.start(|| Operation::new(session.database().query(SQL)));
        start().end(Outcome::returned_rows(2));
        start().end(Outcome::affected_rows(1));
        start().end(Outcome::failure(Failure::class("closed")));
        let mut cancelled = start();
        cancelled.count_rows(7);
    });
    assert_hidden(&spans);
    let users = || Some("SELECT users".to_owned());
    assert_eq!(
        *seen.lock().expect("not poisoned"),
        [
            (users(), Some(2), None, (None, false)),
            (users(), None, Some(1), (None, false)),
            (users(), None, None, (Some("closed".to_owned()), false)),
            (users(), Some(7), None, (None, true)),
        ]
    );
    assert_eq!(values(&spans, "SELECT users", "shop.seen"), ["true"; 4]);
    assert_eq!(values(&spans, "SELECT users", "shop.fast"), ["true"; 4]);
}

#[test]
fn function_at_the_end_that_panics_changes_nothing() {
    let settings = |builder: TelemetryBuilder| {
        builder.on_end(|call| {
            call.set_attribute(KeyValue::new("shop.seen", true));
            panic!("on purpose");
        })
    };
    let (events, spans) = log_of(Sampler::AlwaysOn, settings, |session| {
        (0..2).for_each(|_| call(session, SQL));
        drop(session.start(|| Operation::new(session.database().query(SQL))));
    });
    assert_eq!(spans.len(), 3);
    assert!(values(&spans, "SELECT users", "shop.seen").is_empty());
    assert!(events.len() == 1 && events[0].starts_with("WARN dbtrace.hook"), "{events:?}");
}
