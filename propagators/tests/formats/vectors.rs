//! Vectors: what a specification shows, and what it forbids.

use std::collections::BTreeMap;

use db_trace_propagators::from_names;
use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;

use crate::{Carrier, identity};

struct Vector {
    line: usize,
    word: &'static str,
    fields: Carrier,
    expected: &'static str,
    written: Option<BTreeMap<String, String>>,
}

fn vectors() -> Vec<Vector> {
    let lines = (1..).zip(include_str!("../vectors.tsv").lines()).filter(|(_, line)| !line.starts_with('#'));
    let vectors = lines.map(|(line, text)| {
        let columns: Vec<_> = text.split('\t').collect();
        let &[_source, word, fields, expected, written] = columns.as_slice() else {
            panic!("vectors.tsv:{line} has five columns")
        };
        let written = (written != "-").then(|| pairs(written).collect());
        Vector { line, word, fields: pairs(fields).collect(), expected, written }
    });
    vectors.collect()
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split(" | ").map(|pair| {
        let (name, value) = pair.split_once(": ").expect("a field has a value");
        (name.to_owned(), value.to_owned())
    })
}

/// Writes what a context says in the words of the vectors. The debug flag shows in what `b3` writes.
fn described(context: &Context) -> String {
    let mut b3 = Carrier::new();
    from_names(&["b3"]).inject_context(context, &mut b3);
    let Some(value) = b3.get("b3") else { return "none".to_owned() };
    let state = match value.rsplit('-').next() {
        Some("0") => "deny",
        Some("1") => "accept",
        Some("d") => "debug",
        _ => panic!("b3 ends with a state: {value}"),
    };
    let (trace_id, span_id, sampled) = identity(context);
    assert_eq!(sampled, state != "deny", "{value}");
    if value.contains('-') { format!("{trace_id} {span_id} {state}") } else { format!("decision {state}") }
}

#[test]
fn each_vector_gives_its_identity_and_decision() {
    for vector in vectors() {
        let context = from_names(&[vector.word]).extract_with_context(&Context::new(), &vector.fields);
        assert_eq!(described(&context), vector.expected, "vectors.tsv:{}", vector.line);
    }
}

#[test]
fn each_vector_is_written_as_its_specification_asks() {
    let mut compared = 0;
    for vector in vectors() {
        let Some(expected) = vector.written else { continue };
        let propagators = from_names(&[vector.word]);
        let context = propagators.extract_with_context(&Context::new(), &vector.fields);
        let mut written = Carrier::new();
        propagators.inject_context(&context, &mut written);
        assert_eq!(written.into_iter().collect::<BTreeMap<_, _>>(), expected, "vectors.tsv:{}", vector.line);
        compared += 1;
    }
    assert!(compared > 30, "only {compared} vectors were written");
}

/// A malformed value is no reason to lose a parent that is already there, nor to hide another format.
#[test]
fn malformed_vector_changes_no_context_and_hides_no_other_format() {
    for vector in vectors().into_iter().filter(|vector| vector.expected == "none") {
        let there = crate::context(7, 8, true);
        let extracted = from_names(&[vector.word]).extract_with_context(&there, &vector.fields);
        assert_eq!(identity(&extracted), identity(&there), "vectors.tsv:{}", vector.line);

        let word = if vector.word == "jaeger" { "b3" } else { "jaeger" };
        let mut fields = vector.fields.clone();
        from_names(&[word]).inject_context(&there, &mut fields);
        let both = from_names(&[vector.word, word]).extract_with_context(&Context::new(), &fields);
        assert_eq!(identity(&both), identity(&there), "vectors.tsv:{}", vector.line);
    }
}
