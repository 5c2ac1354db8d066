//! The children, and how a parent starts them.

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::mpsc;

use db_trace_propagators::{CarryContext, context_from_environment};
use opentelemetry::baggage::BaggageExt;
use opentelemetry::trace::{
    Span, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, Tracer, TracerProvider,
};
use opentelemetry::{Context, global};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};

/// Set in the environment of a child. Without it, a child's test does nothing.
pub(crate) const CHILD: &str = "DBTRACE_TEST_CHILD";
/// In front of each line of a report.
const MARK: &str = "report ";

pub(crate) type Report = BTreeMap<String, String>;

pub(crate) fn arguments(test: &str) -> [String; 4] {
    ["--exact", &format!("child::{test}"), "--nocapture", "--test-threads=1"].map(str::to_owned)
}

/// Runs a child, and returns what it reports.
#[track_caller]
pub(crate) fn report(test: &str, prepare: impl FnOnce(&mut Command) -> &mut Command) -> Report {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(arguments(test)).env(CHILD, "1");
    read(&prepare(&mut command).output().expect("it starts"))
}

#[track_caller]
pub(crate) fn read(output: &Output) -> Report {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let stdout = text(&output.stdout);
    assert!(output.status.success(), "{stdout}\n{}", text(&output.stderr));
    let lines: Report = stdout
        .lines()
        .filter_map(|line| line.split_once(MARK)?.1.split_once(' '))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert!(!lines.is_empty(), "it reported nothing: {stdout}");
    lines
}

fn say(name: &str, value: impl std::fmt::Display) {
    println!("\n{MARK}{name} {value}");
}

fn say_context(context: &Context) {
    let span = context.span().span_context().clone();
    say("trace", span.trace_id());
    say("parent", span.span_id());
    for (key, (value, _)) in context.baggage() {
        say(&format!("baggage.{key}"), format_args!("{:?}", value.as_str()));
    }
}

fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

#[test]
fn reports_its_root_span() {
    #[derive(Debug)]
    struct Exporter(mpsc::Sender<SpanData>);
    impl SpanExporter for Exporter {
        async fn export(&self, spans: Vec<SpanData>) -> OTelSdkResult {
            for span in spans {
                self.0.send(span).expect("the test waits for it");
            }
            Ok(())
        }
    }
    if !is_child() {
        return;
    }
    let (sender, spans) = mpsc::channel();
    let provider = SdkTracerProvider::builder().with_simple_exporter(Exporter(sender)).build();
    let context = context_from_environment();
    provider.tracer("child").start_with_context("root", &context).end();
    let span = spans.recv().expect("it was exported");
    say_context(&context);
    say("trace", span.span_context.trace_id());
    say("parent", span.parent_span_id);
    say("parent_is_remote", span.parent_span_is_remote);
    say("state", span.span_context.trace_state().header());
}

#[test]
fn reports_without_a_provider() {
    if is_child() {
        let context = context_from_environment();
        let span = global::tracer("child").start_with_context("root", &context);
        // The API's own tracer passes the parent on.
        assert_eq!(span.span_context().trace_id(), context.span().span_context().trace_id());
        say_context(&context);
    }
}

#[test]
fn reports_its_environment() {
    if is_child() {
        for (name, value) in std::env::vars() {
            say(&name, format_args!("{value:?}"));
        }
    }
}

#[test]
fn starts_a_child_of_its_own() {
    if is_child() {
        let span =
            SpanContext::new(TraceId::from(3), SpanId::from(4), TraceFlags::SAMPLED, false, TraceState::NONE);
        let context = Context::new().with_remote_span_context(span);
        let report = report("reports_its_environment", |command| command.carry_context(&context));
        for (name, value) in report {
            say(&name, value);
        }
        say("own_context", context_from_environment().span().span_context().trace_id());
    }
}
