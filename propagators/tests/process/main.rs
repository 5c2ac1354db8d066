//! Two processes: a parent that gives its context to a child, and a child that takes it at its start.
//!
//! The child is this program again, with the name of one of its tests. It reports on its standard output.

mod child;

use std::collections::BTreeMap;
use std::process::Command;

use db_trace_propagators::{CarryContext, Propagators, Variables, from_names};
use opentelemetry::baggage::BaggageExt;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};

const VALUES: [&str; 7] =
    ["plain", "50%41", "a b", "a,b;c=d", "zoë 🦀", "line\nbreak", "\"quoted\" $HOME 'x'"];

fn state() -> TraceState {
    TraceState::from_key_value([("congo", "t61rcWkgMzE"), ("rojo", "00f067aa0ba902b7")]).expect("it is valid")
}

fn context() -> Context {
    let (trace_id, span_id) =
        (TraceId::from(0x80f1_98ee_5634_3ba8_64fe_8b2a_57d3_eff7), SpanId::from(0x05e3));
    Context::new().with_remote_span_context(SpanContext::new(
        trace_id,
        span_id,
        TraceFlags::SAMPLED,
        false,
        state(),
    ))
}

fn baggage() -> Vec<KeyValue> {
    VALUES.iter().enumerate().map(|(key, value)| KeyValue::new(format!("key{key}"), *value)).collect()
}

/// Returns what a command sets and removes.
fn changes(command: &Command) -> BTreeMap<String, Option<String>> {
    let text = |value: &std::ffi::OsStr| value.to_str().expect("it is UTF-8").to_owned();
    command.get_envs().map(|(name, value)| (text(name), value.map(text))).collect()
}

fn set(name: &str, value: &str) -> (String, Option<String>) {
    (name.to_owned(), Some(value.to_owned()))
}

#[test]
fn childs_root_span_has_the_parents_identity_state_and_baggage() {
    let context = context().with_baggage(baggage());
    let report = child::report("reports_its_root_span", |command| command.carry_context(&context));
    assert_eq!(report["trace"], "80f198ee56343ba864fe8b2a57d3eff7");
    assert_eq!(report["parent"], "00000000000005e3");
    assert_eq!(report["parent_is_remote"], "true");
    assert_eq!(report["state"], "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
    for (key, value) in VALUES.iter().enumerate() {
        assert_eq!(report[&format!("baggage.key{key}")], format!("{value:?}"));
    }
}

#[test]
fn child_without_a_provider_has_the_context_too() {
    let report = child::report("reports_without_a_provider", |command| command.carry_context(&context()));
    assert_eq!(report["trace"], "80f198ee56343ba864fe8b2a57d3eff7");
    assert_eq!(report["parent"], "00000000000005e3");
}

#[test]
fn child_of_another_program_gets_variables_and_nothing_else_is_changed() {
    let plain = child::report("reports_its_environment", |command| command.env("UNTOUCHED", "1"));
    let carried = child::report("reports_its_environment", |command| {
        command.env("UNTOUCHED", "1").carry_context(&context().with_baggage([KeyValue::new("a", "b")]))
    });
    let mut expected = plain;
    for (name, value) in [
        ("TRACEPARENT", "00-80f198ee56343ba864fe8b2a57d3eff7-00000000000005e3-01"),
        ("TRACESTATE", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"),
        ("BAGGAGE", "a=b"),
    ] {
        expected.insert(name.to_owned(), format!("{value:?}"));
    }
    assert_eq!(carried, expected);
}

/// The middle process was started with a context and does not look at it.
#[test]
fn inherited_variables_do_not_mix_with_those_of_a_new_context() {
    let report = child::report("starts_a_child_of_its_own", |command| {
        let theirs = TraceState::from_key_value([("theirs", "1")]).expect("it is valid");
        let span = SpanContext::new(TraceId::from(1), SpanId::from(2), TraceFlags::SAMPLED, false, theirs);
        let theirs = Context::new().with_remote_span_context(span);
        command.carry_context(&theirs.with_baggage([KeyValue::new("theirs", "1")]))
    });
    assert_eq!(report["TRACEPARENT"], "\"00-00000000000000000000000000000003-0000000000000004-01\"");
    assert_eq!(report.get("TRACESTATE"), None);
    assert_eq!(report.get("BAGGAGE"), None);
}

#[test]
fn variable_selects_the_formats_of_both_processes() {
    let report = child::report("starts_a_child_of_its_own", |command| {
        command.env("OTEL_PROPAGATORS", "b3multi,ottrace").env_remove("TRACEPARENT")
    });
    assert_eq!(report["X_B3_TRACEID"], "\"00000000000000000000000000000003\"");
    assert_eq!(report["X_B3_SPANID"], "\"0000000000000004\"");
    assert_eq!(report["X_B3_SAMPLED"], "\"1\"");
    assert_eq!(report["OT_TRACER_TRACEID"], "\"0000000000000003\"");
    assert_eq!(report.get("TRACEPARENT"), None);
    assert_eq!(report["own_context"], "00000000000000000000000000000000");

    let report = child::report("reports_without_a_provider", |command| {
        let jaeger = from_names(&["jaeger"]);
        command
            .env("OTEL_PROPAGATORS", "jaeger")
            .carry_context_by(&jaeger, &context().with_baggage(baggage()))
    });
    assert_eq!(report["trace"], "80f198ee56343ba864fe8b2a57d3eff7");
    for (key, value) in VALUES.iter().enumerate() {
        assert_eq!(report[&format!("baggage.key{key}")], format!("{value:?}"));
    }
}

#[test]
fn broken_selection_and_broken_variables_do_not_break_the_child() {
    for (name, value) in [
        ("OTEL_PROPAGATORS", "xray,zipkin"),
        ("OTEL_PROPAGATORS", ""),
        ("TRACESTATE", "\u{1}=,,=="),
        ("BAGGAGE", "%%%;;;===,,,"),
    ] {
        let report = child::report("reports_without_a_provider", |command| {
            command.carry_context(&context()).env(name, value)
        });
        assert_eq!(report["trace"], "80f198ee56343ba864fe8b2a57d3eff7", "{name}={value}");
    }
    let report = child::report("reports_without_a_provider", |command| {
        command.carry_context(&context()).env("OTEL_PROPAGATORS", "none")
    });
    assert_eq!(report["trace"], "00000000000000000000000000000000");
}

#[cfg(unix)]
#[test]
fn variables_that_are_not_utf8_do_not_break_the_child() {
    use std::os::unix::ffi::OsStrExt;

    let report = child::report("reports_without_a_provider", |command| {
        command
            .carry_context(&context())
            .env("BAGGAGE", std::ffi::OsStr::from_bytes(b"a=\xff"))
            .env(std::ffi::OsStr::from_bytes(b"\xff"), "1")
    });
    assert_eq!(report["trace"], "80f198ee56343ba864fe8b2a57d3eff7");
}

#[test]
fn context_without_anything_to_carry_changes_nothing() {
    assert_eq!(changes(Command::new("true").carry_context(&Context::new())), BTreeMap::new());
}

#[test]
fn context_replaces_the_variables_of_its_fields_only() {
    let mut command = Command::new("true");
    command.env("PATH", "/bin").env("BAGGAGE", "stale=1");
    let span =
        SpanContext::new(TraceId::from(1), SpanId::from(2), TraceFlags::default(), false, TraceState::NONE);
    command.carry_context(&Context::new().with_remote_span_context(span));
    let expected = BTreeMap::from([
        set("PATH", "/bin"),
        set("TRACEPARENT", "00-00000000000000000000000000000001-0000000000000002-00"),
        ("TRACESTATE".to_owned(), None),
        ("BAGGAGE".to_owned(), None),
    ]);
    assert_eq!(changes(&command), expected);
}

/// A value with a NUL byte would fail the start of the program.
#[test]
fn values_that_no_environment_holds_are_left_out_and_the_program_starts() {
    let state = TraceState::from_key_value([("key", "nul\0")]).expect("the API takes it");
    let span = SpanContext::new(TraceId::from(1), SpanId::from(2), TraceFlags::SAMPLED, false, state);
    let context = Context::new().with_remote_span_context(span);
    let report = child::report("reports_its_environment", |command| command.carry_context(&context));
    assert_eq!(report["TRACEPARENT"], "\"00-00000000000000000000000000000001-0000000000000002-01\"");
    assert_eq!(report.get("TRACESTATE"), None);

    let mut variables = Variables::default();
    variables.set("fits", "v".repeat(32_767 - "FITS=".len()));
    variables.set("long", "v".repeat(32_767 - "LONG=".len() + 1));
    assert_eq!(variables.keys(), ["FITS"]);
}

/// The specification's rules for names.
#[test]
fn names_are_written_and_read_as_the_specification_asks() {
    let mut variables = Variables::default();
    for (key, name) in [
        ("traceparent", "TRACEPARENT"),
        ("x-b3-traceid", "X_B3_TRACEID"),
        ("a.b c", "A_B_C"),
        ("1st", "_1ST"),
        ("", "_"),
        ("zoë", "ZO_"),
    ] {
        variables.set(key, name.to_owned());
        assert_eq!(variables.get(key), Some(name));
        assert_eq!(variables.get(name), Some(name));
    }
    assert_eq!(variables.keys(), ["A_B_C", "TRACEPARENT", "X_B3_TRACEID", "ZO_", "_", "_1ST"]);

    let pairs = [("x-b3-traceid", "1"), ("TraceParent", "2"), ("BAGGAGE", "3"), ("", "4")];
    let variables: Variables =
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(variables.keys(), ["BAGGAGE"]);
    assert_eq!((variables.get("x-b3-traceid"), variables.get("traceparent")), (None, None));
}

#[test]
fn pairs_for_other_libraries_are_those_of_the_command() {
    let propagators = Propagators::new([db_trace_propagators::Format::B3]);
    let pairs: Vec<_> = Variables::of_context(&context(), &propagators).into_iter().collect();
    let value = "80f198ee56343ba864fe8b2a57d3eff7-00000000000005e3-1";
    assert_eq!(pairs, [("B3".to_owned(), value.to_owned())]);
    let read = propagators.extract_with_context(&Context::new(), &pairs.into_iter().collect::<Variables>());
    assert_eq!(read.span().span_context().span_id(), SpanId::from(0x05e3));
}

#[test]
fn debug_of_variables_shows_no_value() {
    let secret = "hunter2";
    let variables: Variables = [("PASSWORD".to_owned(), secret.to_owned())].into_iter().collect();
    assert_eq!(format!("{variables:?}"), "Variables(1)");
}

#[cfg(feature = "tokio")]
#[tokio::test]
async fn tokios_command_carries_the_context() {
    let mut command = tokio::process::Command::new(std::env::current_exe().expect("this program"));
    command.args(child::arguments("reports_without_a_provider")).env(child::CHILD, "1");
    let output = command.carry_context(&context()).output().await.expect("it starts");
    assert_eq!(child::read(&output)["trace"], "80f198ee56343ba864fe8b2a57d3eff7");
}
