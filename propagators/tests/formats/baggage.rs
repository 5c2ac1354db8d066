//! Baggage of the formats.

use db_trace_propagators::from_names;
use opentelemetry::baggage::{Baggage, BaggageExt, KeyValueMetadata};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::{Context, KeyValue};

use crate::{Carrier, carrier};

fn read(words: &[&str], fields: &Carrier) -> Vec<(String, String)> {
    entries(from_names(words).extract_with_context(&Context::new(), fields).baggage())
}

fn entries(baggage: &Baggage) -> Vec<(String, String)> {
    let mut entries: Vec<_> =
        baggage.iter().map(|(key, (value, _))| (key.to_string(), value.to_string())).collect();
    entries.sort();
    entries
}

fn written(words: &[&str], key: &'static str, value: &'static str) -> Carrier {
    let mut fields = Carrier::new();
    let context = Context::new().with_baggage([KeyValue::new(key, value)]);
    from_names(words).inject_context(&context, &mut fields);
    fields
}

/// The examples of Jaeger's specification.
#[test]
fn jaeger_baggage_is_encoded_as_its_specification_shows() {
    assert_eq!(
        written(&["jaeger"], "key1", "value 1 / blah"),
        carrier(&[("uberctx-key1", "value%201%20%2F%20blah")])
    );
    let fields = carrier(&[("uberctx-key1", "value%201%20%2F%20blah"), ("uberctx-key2", "value2")]);
    assert_eq!(
        read(&["jaeger"], &fields),
        [("key1", "value 1 / blah"), ("key2", "value2")].map(|(key, value)| (key.into(), value.into()))
    );
}

#[test]
fn jaeger_baggage_keeps_any_value() {
    for value in ["100%25", "a,b;c=d", "zoë 🦀", "line\nbreak", "nul\0", "%", ""] {
        let fields = written(&["jaeger"], "key", value);
        assert!(fields.values().all(|value| value.is_ascii() && !value.contains(['\n', '\0'])), "{fields:?}");
        assert_eq!(read(&["jaeger"], &fields), [("key".to_owned(), value.to_owned())]);
    }
}

/// The SDK's propagator alone changes the values with `%`.
#[test]
fn w3c_baggage_keeps_values_and_properties_with_unusual_characters() {
    for text in ["100%", "50%41", "%25", "a,b;c=d", "zoë 🦀", "line\nbreak", "nul\0", "\"quoted\""] {
        for (value, metadata) in [(text, ""), ("1", text), (text, text)] {
            let entry = KeyValueMetadata::new("key%41", value, metadata);
            let mut fields = Carrier::new();
            let propagators = from_names(&["baggage"]);
            propagators.inject_context(&Context::new().with_baggage([entry]), &mut fields);
            assert!(fields["baggage"].bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{fields:?}");
            let read = propagators.extract_with_context(&Context::new(), &fields);
            let (read_value, read_metadata) =
                read.baggage().get_with_metadata("key%41").expect("it is there");
            assert_eq!((read_value.as_str(), read_metadata.as_str()), (value, metadata), "{fields:?}");
        }
    }
}

#[test]
fn ottrace_baggage_is_raw_and_leaves_out_what_no_header_holds() {
    assert_eq!(written(&["ottrace"], "key", "100% a/b"), carrier(&[("ot-baggage-key", "100% a/b")]));
    assert_eq!(read(&["ottrace"], &carrier(&[("ot-baggage-key", "100% a/b")])).len(), 1);
    for value in ["zoë", "line\nbreak", "return\r", "nul\0"] {
        assert_eq!(written(&["ottrace"], "key", value), Carrier::new());
    }
}

#[test]
fn baggage_of_all_formats_is_read_and_the_first_value_of_a_key_wins() {
    let fields = carrier(&[
        ("baggage", "shared=w3c,one=1"),
        ("uberctx-shared", "jaeger"),
        ("uberctx-two", "2"),
        ("ot-baggage-shared", "ottrace"),
        ("ot-baggage-three", "3"),
    ]);
    let shared = |words: &[&str]| {
        let entries = read(words, &fields);
        assert_eq!(entries.len(), 4, "{entries:?}");
        entries.into_iter().find(|(key, _)| key == "shared").expect("it is there").1
    };
    assert_eq!(shared(&["tracecontext", "baggage", "jaeger", "ottrace"]), "w3c");
    assert_eq!(shared(&["jaeger", "baggage", "ottrace"]), "jaeger");
    assert_eq!(shared(&["ottrace", "jaeger", "baggage"]), "ottrace");
}

#[test]
fn baggage_needs_no_trace_and_absent_baggage_keeps_the_contexts() {
    let there = Context::new().with_baggage([KeyValue::new("mine", "1")]);
    let propagators = from_names(&["baggage", "jaeger", "ottrace"]);
    for nothing in
        [carrier(&[]), carrier(&[("baggage", "")]), carrier(&[("uberctx-", "1"), ("uberctx", "2")])]
    {
        let read = propagators.extract_with_context(&there, &nothing);
        assert_eq!(entries(read.baggage()), [("mine".to_owned(), "1".to_owned())], "{nothing:?}");
    }
    let read = propagators.extract_with_context(&there, &carrier(&[("uberctx-theirs", "2")]));
    assert_eq!(entries(read.baggage()), [("theirs".to_owned(), "2".to_owned())]);
}

#[test]
fn undecodable_baggage_is_ignored() {
    let fields = carrier(&[("uberctx-bad", "%ff%fe"), ("uberctx-b@d", "1"), ("uberctx-good", "1")]);
    assert_eq!(read(&["jaeger"], &fields), [("good".to_owned(), "1".to_owned())]);
}
