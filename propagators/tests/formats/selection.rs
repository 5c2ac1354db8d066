//! The words of `OTEL_PROPAGATORS`. The variable itself is in `process/`.

use std::io::Write;
use std::sync::{Arc, Mutex};

use db_trace_propagators::{Format, Propagators, from_names};
use opentelemetry::propagation::TextMapPropagator;

/// What the selection says through `tracing`.
fn warnings(select: impl FnOnce() -> Propagators) -> (Propagators, String) {
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no panic").extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    let propagators = tracing::subscriber::with_default(subscriber, select);
    let text = String::from_utf8(lines.0.lock().expect("no panic").clone()).expect("it is a text");
    (propagators, text)
}

fn formats(names: &[&str]) -> (Vec<Format>, String) {
    let (propagators, text) = warnings(|| from_names(names));
    (propagators.formats().to_vec(), text)
}

#[test]
fn each_word_of_the_specification_selects_its_format() {
    for (word, format) in [
        ("tracecontext", Format::TraceContext),
        ("baggage", Format::Baggage),
        ("b3", Format::B3),
        ("b3multi", Format::B3Multi),
        ("jaeger", Format::Jaeger),
        ("ottrace", Format::OtTrace),
    ] {
        assert_eq!(formats(&[word]), (vec![format], String::new()));
        assert_eq!(formats(&[&format!(" {} ", word.to_uppercase())]), (vec![format], String::new()));
        assert_eq!(format.name(), word);
    }
}

#[test]
fn words_keep_their_order_and_count_once() {
    let (selected, text) = formats(&["b3", "tracecontext", "B3", "", "b3multi", "tracecontext"]);
    assert_eq!(selected, [Format::B3, Format::TraceContext, Format::B3Multi]);
    assert_eq!(text, "");
    let fields: Vec<_> = from_names(&["b3", "baggage", "b3"]).fields().map(str::to_owned).collect();
    assert_eq!(fields, ["b3", "baggage"]);
}

#[test]
fn unknown_word_is_ignored_with_a_warning_that_names_it() {
    for unknown in ["xray", "zipkin"] {
        let (selected, text) = formats(&["jaeger", unknown]);
        assert_eq!(selected, [Format::Jaeger]);
        assert!(text.contains(&format!("OTEL_PROPAGATORS: `{unknown}` is ignored")), "{text}");
        assert!(
            text.contains("known are tracecontext, baggage, b3, b3multi, jaeger, ottrace, none"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    let (_, text) = formats(&["forged\nline", &"x".repeat(1 << 20)]);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.len() < 1024);
}

#[test]
fn no_word_or_unknown_words_alone_select_the_default() {
    for names in [&[][..], &[""], &[" "], &["xray"]] {
        assert_eq!(formats(names).0, [Format::TraceContext, Format::Baggage], "{names:?}");
    }
}

#[test]
fn none_selects_nothing_and_wins_with_a_warning() {
    assert_eq!(formats(&["none"]), (vec![], String::new()));
    let (selected, text) = formats(&["b3", "None"]);
    assert_eq!(selected, []);
    assert!(text.contains("`none` is in a list with other words"), "{text}");
}
