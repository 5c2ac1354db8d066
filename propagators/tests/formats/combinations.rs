//! Several formats at once: each combination in each direction, and which one wins.

use db_trace_propagators::{Format, Propagators, from_names, incoming_format};
use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{Span, TraceContextExt, Tracer, TracerProvider};
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};

use crate::{Carrier, Numbers, carrier, context, identity};

const IDENTITIES: [Format; 5] =
    [Format::TraceContext, Format::B3, Format::B3Multi, Format::Jaeger, Format::OtTrace];
const LOW_HALF: u128 = u64::MAX as u128;

/// Returns each list without repetitions of at most three formats, in each order.
fn lists() -> Vec<Vec<Format>> {
    let mut lists: Vec<Vec<Format>> = vec![Vec::new()];
    let mut from = 0;
    for _ in 0..3 {
        let to = lists.len();
        for list in from..to {
            for format in IDENTITIES.iter().filter(|format| !lists[list].contains(format)).collect::<Vec<_>>()
            {
                let mut longer = lists[list].clone();
                longer.push(*format);
                lists.push(longer);
            }
        }
        from = to;
    }
    lists.remove(0);
    lists
}

fn written(formats: impl IntoIterator<Item = Format>, context: &Context) -> Carrier {
    let mut fields = Carrier::new();
    Propagators::new(formats).inject_context(context, &mut fields);
    fields
}

/// OT Trace writes half of a trace's identifier.
fn as_read(trace_id: u128, format: Format) -> u128 {
    if format == Format::OtTrace { trace_id & LOW_HALF } else { trace_id }
}

#[test]
fn random_identity_is_the_same_after_each_combination_wrote_and_read_it() {
    let mut numbers = Numbers(0x5eed);
    for formats in lists() {
        for _ in 0..50 {
            let (trace_id, span_id, sampled) = numbers.identity();
            let there = context(trace_id, span_id, sampled);
            let fields = written(formats.clone(), &there);
            let back = Propagators::new(formats.clone()).extract_with_context(&Context::new(), &fields);
            let expected = context(as_read(trace_id, formats[0]), span_id, sampled);
            assert_eq!(identity(&back), identity(&expected), "{formats:?} {fields:?}");
            assert!(back.span().span_context().is_remote(), "{formats:?}");
        }
    }
}

#[test]
fn first_format_of_the_list_wins_whichever_formats_are_there() {
    let mut numbers = Numbers(0xf1a7);
    for formats in lists() {
        // Each format carries an identity of its own. B3's two encodings are one format when they are read.
        let mut fields = Carrier::new();
        let mut expected = None;
        for format in &formats {
            let (trace_id, span_id, sampled) = numbers.identity();
            let theirs = written([*format], &context(trace_id, span_id, sampled));
            fields.extend(theirs);
            expected = expected.or(Some((*format, as_read(trace_id, *format), span_id, sampled)));
        }
        let (format, trace_id, span_id, sampled) = expected.expect("a list has a format");
        if format == Format::B3Multi && formats.contains(&Format::B3) {
            continue; // The single field takes precedence: `single_field_of_b3_wins_over_many`.
        }
        let read = Propagators::new(formats.clone()).extract_with_context(&Context::new(), &fields);
        assert_eq!(identity(&read), identity(&context(trace_id, span_id, sampled)), "{formats:?}");
        assert_eq!(incoming_format(&read), Some(format), "{formats:?}");
    }
}

#[test]
fn each_format_is_found_behind_those_that_are_not_there() {
    let mut numbers = Numbers(0xab5e);
    for formats in lists() {
        for format in &formats {
            let (trace_id, span_id, sampled) = numbers.identity();
            let fields = written([*format], &context(trace_id, span_id, sampled));
            let read = Propagators::new(formats.clone()).extract_with_context(&Context::new(), &fields);
            let expected = context(as_read(trace_id, *format), span_id, sampled);
            assert_eq!(identity(&read), identity(&expected), "{format:?} in {formats:?}");
        }
    }
}

#[test]
fn single_field_of_b3_wins_over_many_in_either_order() {
    let mut fields = written([Format::B3], &context(1, 2, true));
    fields.extend(written([Format::B3Multi], &context(3, 4, false)));
    for formats in [[Format::B3, Format::B3Multi], [Format::B3Multi, Format::B3]] {
        let read = Propagators::new(formats).extract_with_context(&Context::new(), &fields);
        assert_eq!(identity(&read), identity(&context(1, 2, true)));
    }
}

#[test]
fn incoming_identity_replaces_the_one_of_the_context() {
    let fields = written([Format::Jaeger], &context(1, 2, true));
    let read = from_names(&["b3", "jaeger"]).extract_with_context(&context(3, 4, false), &fields);
    assert_eq!(identity(&read), identity(&context(1, 2, true)));
}

#[test]
fn empty_carrier_leaves_the_context_as_it_is() {
    let there = context(3, 4, true);
    let read = Propagators::new(IDENTITIES).extract_with_context(&there, &Carrier::new());
    assert_eq!(identity(&read), identity(&there));
    assert_eq!(incoming_format(&read), None);
}

#[test]
fn context_without_a_span_writes_nothing() {
    assert_eq!(written(IDENTITIES, &Context::new()), Carrier::new());
}

#[test]
fn decision_alone_gives_way_to_an_identity_of_any_format() {
    let mut fields = written([Format::TraceContext], &context(1, 2, true));
    fields.insert("b3".to_owned(), "0".to_owned());
    let read = from_names(&["b3", "tracecontext"]).extract_with_context(&Context::new(), &fields);
    assert_eq!(identity(&read), identity(&context(1, 2, true)));
}

#[test]
fn decision_alone_does_not_replace_the_span_of_the_context() {
    let there = context(3, 4, true);
    let read = from_names(&["b3"]).extract_with_context(&there, &carrier(&[("b3", "0")]));
    assert_eq!(identity(&read), identity(&there));
}

fn started(parent: &Context, sampler: Sampler) -> opentelemetry_sdk::trace::Span {
    let provider = SdkTracerProvider::builder().with_sampler(sampler).build();
    provider.tracer("propagators").start_with_context("child", parent)
}

#[test]
fn decision_alone_is_followed_by_the_sdks_parent_based_sampler() {
    let b3 = from_names(&["b3"]);
    for (value, sampled) in [("0", false), ("1", true), ("d", true)] {
        let parent = b3.extract_with_context(&Context::new(), &carrier(&[("b3", value)]));
        // The sampler of roots would decide the opposite.
        let roots = if sampled { Sampler::AlwaysOff } else { Sampler::AlwaysOn };
        let span = started(&parent, Sampler::ParentBased(Box::new(roots)));
        assert_eq!(span.span_context().is_sampled(), sampled, "b3: {value}");
        assert!(span.span_context().is_valid(), "b3: {value}");
    }
}

#[test]
fn debug_flag_is_kept_under_spans_of_this_process_and_between_formats() {
    for incoming in ["d", "80f198ee56343ba864fe8b2a57d3eff7-05e3ac9a4f6e3b90-d"] {
        let parent = from_names(&["b3"]).extract_with_context(&Context::new(), &carrier(&[("b3", incoming)]));
        let context = parent.with_span(started(&parent, Sampler::ParentBased(Box::new(Sampler::AlwaysOff))));
        let (trace_id, span_id, _) = identity(&context);
        let fields = written(IDENTITIES, &context);
        assert_eq!(fields["b3"], format!("{trace_id}-{span_id}-d"));
        assert_eq!(fields["x-b3-flags"], "1");
        assert_eq!(fields.get("x-b3-sampled"), None);
        assert_eq!(fields["uber-trace-id"], format!("{trace_id}:{span_id}:0:03"));
        assert_eq!(fields["traceparent"], format!("00-{trace_id}-{span_id}-01"));
        assert_eq!(fields["ot-tracer-sampled"], "true");
    }
}

#[test]
fn debug_flag_does_not_reach_another_trace() {
    let b3 = "80f198ee56343ba864fe8b2a57d3eff7-05e3ac9a4f6e3b90-d";
    let debug = from_names(&["b3"]).extract_with_context(&Context::new(), &carrier(&[("b3", b3)]));
    let other = debug.with_span(started(&Context::new(), Sampler::AlwaysOn));
    assert!(written([Format::B3], &other)["b3"].ends_with("-1"));
    let incoming = written([Format::TraceContext], &context(1, 2, true));
    let other = from_names(&["tracecontext"]).extract_with_context(&debug, &incoming);
    assert!(written([Format::B3], &other)["b3"].ends_with("-1"));
}

#[test]
fn kept_format_writes_the_one_that_came_in_and_else_the_users_first() {
    let kept = from_names(&["baggage", "jaeger", "tracecontext", "b3"]).keep_incoming_format();
    for (incoming, field) in
        [(Format::B3, "b3"), (Format::Jaeger, "uber-trace-id"), (Format::TraceContext, "traceparent")]
    {
        let parent = kept.extract_with_context(&Context::new(), &written([incoming], &context(1, 2, true)));
        let mut fields = Carrier::new();
        kept.inject_context(&parent.with_span(started(&parent, Sampler::AlwaysOn)), &mut fields);
        fields.remove("tracestate");
        assert_eq!(fields.keys().collect::<Vec<_>>(), [field]);
    }
    let mut fields = Carrier::new();
    kept.inject_context(&context(1, 2, true), &mut fields);
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["uber-trace-id"]);
}

#[test]
fn kept_format_of_b3_is_the_encoding_that_came_in() {
    let single: &[&str] = &["b3"];
    let many: &[&str] = &["x-b3-sampled", "x-b3-spanid", "x-b3-traceid"];
    for (words, incoming, expected) in [
        (&["b3", "b3multi"][..], Format::B3Multi, many),
        (&["b3multi", "b3"], Format::B3, single),
        (&["jaeger", "b3"], Format::B3Multi, single),
        (&["jaeger", "b3multi"], Format::B3, many),
    ] {
        let kept = from_names(words).keep_incoming_format();
        let parent = kept.extract_with_context(&Context::new(), &written([incoming], &context(1, 2, true)));
        assert_eq!(incoming_format(&parent), Some(incoming));
        let mut fields = Carrier::new();
        kept.inject_context(&parent, &mut fields);
        let mut names: Vec<_> = fields.into_keys().collect();
        names.sort();
        assert_eq!(names, expected, "{words:?} {incoming:?}");
    }
}

#[test]
fn ottrace_writes_nothing_for_an_identifier_whose_low_half_is_zero() {
    assert_eq!(written([Format::OtTrace], &context(1 << 64, 2, true)), Carrier::new());
}
