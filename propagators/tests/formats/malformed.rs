//! Input of strangers: random, broken and huge.

use db_trace_propagators::{Propagators, from_names};
use opentelemetry::baggage::BaggageExt;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, KeyValue};

use crate::{Carrier, Numbers, carrier, context};

const FIELDS: [&str; 14] = [
    "traceparent",
    "tracestate",
    "baggage",
    "b3",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-sampled",
    "x-b3-flags",
    "uber-trace-id",
    "uberctx-key",
    "ot-tracer-traceid",
    "ot-tracer-spanid",
    "ot-tracer-sampled",
    "ot-baggage-key",
];

fn all() -> Propagators {
    from_names(&["tracecontext", "baggage", "b3", "b3multi", "jaeger", "ottrace"])
}

/// Replaces a part of a value by something else that occurs in a value.
fn damaged(value: &str, numbers: &mut Numbers) -> String {
    const PIECES: [&str; 16] = [
        "",
        "-",
        ":",
        "0",
        "1",
        "d",
        "f",
        "0000000000000000",
        "05e3ac9a4f6e3b90",
        "true",
        "%3A",
        "%",
        "é",
        "\0",
        "=",
        "+",
    ];
    let letters: Vec<_> = value.chars().collect();
    let from = numbers.below(letters.len() + 1);
    let to = from + numbers.below(4).min(letters.len() - from);
    let piece = PIECES[numbers.below(PIECES.len())];
    letters[..from].iter().copied().chain(piece.chars()).chain(letters[to..].iter().copied()).collect()
}

#[test]
fn damaged_fields_never_panic_and_what_is_read_can_be_written_and_read_again() {
    let mut numbers = Numbers(0xbad);
    let (mut read_with_identity, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let (trace_id, span_id, sampled) = numbers.identity();
        let there = context(trace_id, span_id, sampled).with_baggage([KeyValue::new("key", "a value")]);
        let mut fields = Carrier::new();
        all().inject_context(&there, &mut fields);
        // One format of the six is there, and one to three of its parts are damaged.
        let format = all().formats()[numbers.below(6)];
        let its_own = Propagators::new([format]);
        fields.retain(|field, _| its_own.fields().any(|known| known == field) || field.ends_with("-key"));
        for _ in 0..=numbers.below(3) {
            let mut values: Vec<_> = fields.values_mut().collect();
            let chosen = numbers.below(values.len());
            *values[chosen] = damaged(values[chosen], &mut numbers);
        }
        let read = all().extract_with_context(&Context::new(), &fields);
        let span = read.span().span_context().clone();
        if span.is_valid() {
            read_with_identity += 1;
        } else {
            refused += 1;
        }

        let mut written = Carrier::new();
        all().inject_context(&read, &mut written);
        let again = all().extract_with_context(&Context::new(), &written);
        assert_eq!(again.span().span_context(), &span, "{fields:?}");
    }
    assert!(read_with_identity > 1_000 && refused > 1_000, "{read_with_identity} read, {refused} refused");
}

#[test]
fn huge_values_are_ignored() {
    let huge = "80f198ee56343ba864fe8b2a57d3eff7-05e3ac9a4f6e3b90-1-".repeat(1 << 14);
    let mut fields: Carrier = FIELDS.iter().map(|field| ((*field).to_owned(), huge.clone())).collect();
    let read = all().extract_with_context(&Context::new(), &fields);
    assert!(!read.span().span_context().is_valid());
    assert!(read.baggage().is_empty());

    let there = context(1, 2, true);
    from_names(&["ottrace"]).inject_context(&there, &mut fields);
    let read = all().extract_with_context(&Context::new(), &fields);
    assert_eq!(read.span().span_context(), there.span().span_context());
}

/// These are valid but for their length.
#[test]
fn long_values_are_ignored_as_a_whole() {
    let identity = "cc-80f198ee56343ba864fe8b2a57d3eff7-05e3ac9a4f6e3b90-01";
    let read = |traceparent: String, tracestate: String| {
        let fields = carrier(&[("traceparent", &traceparent), ("tracestate", &tracestate)]);
        all().extract_with_context(&Context::new(), &fields).span().span_context().clone()
    };
    assert!(read(format!("{identity}-{}", "0".repeat(8136)), String::new()).is_valid());
    assert!(!read(format!("{identity}-{}", "0".repeat(8137)), String::new()).is_valid());

    assert_eq!(
        read(identity.to_owned(), "a=1,".repeat(8)).trace_state().header(),
        "a=1,".repeat(8).trim_end_matches(',')
    );
    assert_eq!(read(identity.to_owned(), "a=1,".repeat(2049)).trace_state().header(), "");
}

#[test]
fn many_fields_of_baggage_fill_a_baggage_and_no_more() {
    for prefix in ["uberctx-", "ot-baggage-"] {
        let fields: Carrier =
            (0..10_000).map(|field| (format!("{prefix}key{field}"), "v".repeat(500))).collect();
        let read = all().extract_with_context(&Context::new(), &fields);
        // 8,192 bytes in all, of keys and values.
        assert_eq!(read.baggage().len(), 16, "{prefix}");
    }
}

#[test]
fn values_with_white_space_around_them_are_read() {
    let fields = carrier(&[("b3", " 80f198ee56343ba864fe8b2a57d3eff7-05e3ac9a4f6e3b90-1\t")]);
    assert!(all().extract_with_context(&Context::new(), &fields).span().span_context().is_sampled());
}
