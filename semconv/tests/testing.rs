//! Assertions about the calls that a part of a program makes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use db_semconv::testing::{Queries, record_queries, record_queries_blocking};
use db_semconv::{
    Database, Failure, Instrumentation, Operation, Outcome, QueryText, RedisSession, Session, System, Target,
    Telemetry, TelemetryBuilder, annotate_blocking,
};
use futures_util::FutureExt as _;
use opentelemetry::Context;
use opentelemetry::trace::{FutureExt as _, Tracer as _, TracerProvider as _};
use opentelemetry_sdk::trace::{InMemorySpanExporter, Sampler, SdkTracerProvider};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };
const SQL: &str = "SELECT name FROM users WHERE email = 'alice@example.com'";

fn session(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Session {
    let telemetry = settings(Telemetry::builder()).build();
    Session::new(Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &Target::new()))
}

fn call(session: &Session, sql: &str) {
    session.start(|| Operation::new(session.database().query(sql))).end(Outcome::returned_rows(1));
}

/// The message of an assertion that fails.
fn failure<T>(assertion: impl FnOnce() -> T) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| drop(assertion()))).expect_err("the assertion fails");
    *panic.downcast::<String>().expect("a message")
}

fn names<T>(queries: &Queries<T>) -> Vec<&str> {
    queries.iter().map(|query| query.name()).collect()
}

#[test]
fn calls_are_recorded_without_a_provider_and_the_output_is_returned() {
    let session = session(|builder| builder);
    call(&session, "DELETE FROM before");
    let queries = record_queries_blocking(|| {
        call(&session, SQL);
        call(&session, "UPDATE users SET name = 'alice'");
        7
    });
    call(&session, "DELETE FROM after");
    assert_eq!(queries.output, 7);
    assert_eq!(names(&queries), ["SELECT users", "UPDATE users"]);
    let text = queries.iter().next().and_then(|query| query.text());
    assert_eq!(text.as_deref(), Some("SELECT name FROM users WHERE email = ?"));
    queries.assert_count(2).assert_count_at_most(2).assert_no_repetition().assert_no_value("alice");
    queries.assert_all_succeeded();
}

#[test]
fn failed_assertion_prints_the_tree_with_counts_times_and_outcomes() {
    let session = session(|builder| builder);
    let queries = record_queries_blocking(|| {
        for sql in ["BEGIN", "INSERT INTO orders VALUES (1)", "COMMIT"] {
            call(&session, sql);
        }
        (0..40).for_each(|_| call(&session, SQL));
        let start = || session.start(|| Operation::new(session.database().query("DELETE FROM carts")));
        start().end(Outcome::failure(Failure::class("closed")));
        drop(start());
    });
    let message = failure(|| queries.assert_count_at_most(3));
    let digits = |line: &str| line.replace(|digit: char| digit.is_ascii_digit(), "0");
    let lines: Vec<_> = message.lines().map(digits).collect();
    assert_eq!(
        lines,
        [
            "00 queries: at most 0 expected",
            "  BEGIN  0.0 ms  BEGIN",
            "    INSERT orders  0.0 ms  INSERT INTO orders VALUES (?)",
            "  COMMIT  0.0 ms  COMMIT",
            "  SELECT users × 00  0.0 ms  SELECT name FROM users WHERE email = ?",
            "  DELETE carts  0.0 ms  closed  DELETE FROM carts",
            "  DELETE carts  0.0 ms  cancelled  DELETE FROM carts",
        ]
    );
    assert!(failure(|| queries.assert_count(3)).contains("43 queries: exactly 3 expected"));
    assert!(failure(|| queries.assert_no_repetition()).contains("SELECT users is repeated"));
    assert!(failure(|| queries.assert_all_in_transaction()).contains("SELECT users is not"));
    assert!(failure(|| queries.assert_all_succeeded()).contains("DELETE carts failed or was cancelled"));
}

#[test]
fn value_in_an_exported_text_fails_the_assertion() {
    let session = session(|builder| builder.query_text(QueryText::Raw));
    let queries = record_queries_blocking(|| call(&session, SQL));
    let message = failure(|| queries.assert_no_value("alice@example.com"));
    assert!(
        message.contains("\"alice@example.com\" expected nowhere, and SELECT users shows it"),
        "{message}"
    );
}

#[test]
fn query_outside_of_the_transaction_fails_the_assertion_and_one_inside_does_not() {
    let session = session(|builder| builder);
    let inside = || ["BEGIN", SQL, "COMMIT"].iter().for_each(|sql| call(&session, sql));
    record_queries_blocking(inside).assert_all_in_transaction().assert_count(1);
    let queries = record_queries_blocking(|| {
        inside();
        call(&session, "DELETE FROM carts");
    });
    assert!(failure(|| queries.assert_all_in_transaction()).contains("DELETE carts is not"));
}

#[test]
fn providers_of_the_program_get_the_same_spans_as_without_the_recording() {
    for (sampler, sampled) in [(Sampler::AlwaysOn, true), (Sampler::AlwaysOff, false)] {
        let exporter = InMemorySpanExporter::default();
        let builder = SdkTracerProvider::builder().with_sampler(sampler);
        let provider = builder.with_simple_exporter(exporter.clone()).build();
        let tracer = provider.tracer("test");
        let session = session(|builder| builder.tracer_provider(provider));
        let handler = || tracer.in_span("handler", |_| call(&session, SQL));
        handler();
        let queries = record_queries_blocking(handler);
        assert_eq!(names(&queries), ["SELECT users"]);
        let spans = exporter.get_finished_spans().expect("spans");
        let shown = |span: &opentelemetry_sdk::trace::SpanData| {
            let mut attributes: Vec<_> = span.attributes.iter().map(|pair| format!("{pair:?}")).collect();
            attributes.sort();
            (span.name.clone(), attributes, span.status.clone(), span.parent_span_id.to_bytes() == [0; 8])
        };
        let spans: Vec<_> = spans.iter().map(shown).collect();
        assert_eq!(spans.len(), if sampled { 4 } else { 0 });
        if let [first, second, third, fourth] = spans.as_slice() {
            assert_eq!((first, second), (third, fourth));
        }
    }
}

#[test]
fn redis_commands_have_their_text_also_without_a_provider() {
    let session = RedisSession::new(&Telemetry::builder().build(), INSTRUMENTATION, &Target::new());
    let queries = record_queries_blocking(|| {
        let command = session.command(["SET".as_bytes(), b"user:7", b"alice"].into_iter());
        session.start(command).end(Outcome::success());
    });
    let query = queries.iter().next().expect("a query");
    assert_eq!(query.text().as_deref(), Some("SET user:7 ?"));
    queries.assert_no_value("alice");
}

#[test]
fn parallel_recordings_are_kept_apart_and_a_task_that_carries_the_context_is_recorded() {
    let session = session(|builder| builder);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let session = &session;
            scope.spawn(move || {
                let table = format!("DELETE FROM table_{}", (b'a' + number) as char);
                let future = record_queries(async {
                    call(session, &table);
                    let carried = async { call(session, &table) }.with_context(Context::current());
                    std::thread::scope(|scope| {
                        scope.spawn(|| carried.now_or_never());
                        scope.spawn(|| call(session, "DELETE FROM not_carried"));
                    });
                    futures_util::pending!();
                    call(session, &table);
                });
                let mut future = std::pin::pin!(future);
                assert!(future.as_mut().now_or_never().is_none());
                call(session, "DELETE FROM between_polls");
                let queries = future.now_or_never().expect("it ends");
                let expected = format!("DELETE table_{}", (b'a' + number) as char);
                assert_eq!(names(&queries), [expected.as_str(); 3]);
            });
        }
    });
}

#[test]
fn call_under_way_is_in_the_tree_and_an_annotated_one_has_its_name() {
    let session = session(|builder| builder);
    let queries = record_queries_blocking(|| {
        annotate_blocking("checkout", || call(&session, SQL));
        session.start(|| Operation::new(session.database().query(SQL)))
    });
    assert_eq!(names(&queries), ["checkout", "SELECT users"]);
    assert!(queries.tree().lines().nth(1).expect("two lines").contains("under way"), "{}", queries.tree());
    assert_eq!(record_queries_blocking(|| ()).tree(), "  no calls");
}

#[test]
fn client_that_is_switched_off_records_nothing() {
    let session = session(|builder| builder.enabled(false));
    record_queries_blocking(|| call(&session, SQL)).assert_count(0);
}
