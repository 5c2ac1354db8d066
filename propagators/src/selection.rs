//! The formats that the user selects by their words.

use std::sync::OnceLock;

use crate::notice::warn;
use crate::{Format, Propagators};

const VARIABLE: &str = "OTEL_PROPAGATORS";
const DEFAULT: [Format; 2] = [Format::TraceContext, Format::Baggage];
/// A word is quoted up to this many characters in a warning.
const QUOTED: usize = 40;

/// Returns the propagators that the environment variable `OTEL_PROPAGATORS` selects.
///
/// Its value is a list of words, separated by commas, as in [`from_names`]. Without the variable, and if it is empty, the
/// propagators are those of `tracecontext,baggage`.
pub fn from_environment() -> Propagators {
    match std::env::var_os(VARIABLE) {
        Some(value) => {
            let value = value.to_string_lossy();
            from_names(&value.split(',').collect::<Vec<_>>())
        }
        None => Propagators::new(DEFAULT),
    }
}

/// Returns the propagators of the formats with these names, in this order.
///
/// The names are the words of `OTEL_PROPAGATORS`: `tracecontext`, `baggage`, `b3`, `b3multi`, `jaeger`, `ottrace`, and
/// `none` for no propagation. Their case does not matter. A repeated word counts once. An unknown word gives a warning
/// through `tracing` and is ignored; so does `xray`, which is a word of the specification without an implementation here.
/// If no word is left, the propagators are those of `tracecontext,baggage`. `none` next to other words wins, with a
/// warning.
pub fn from_names<S: AsRef<str>>(names: &[S]) -> Propagators {
    let words = || names.iter().map(|name| name.as_ref().trim()).filter(|word| !word.is_empty());
    if words().any(|word| word.eq_ignore_ascii_case("none")) {
        if words().any(|word| !word.eq_ignore_ascii_case("none")) {
            warn(&format!("{VARIABLE}: `none` is in a list with other words: no context is propagated"));
        }
        return Propagators::new([]);
    }
    let formats: Vec<_> = words().filter_map(format).collect();
    Propagators::new(if formats.is_empty() { DEFAULT.to_vec() } else { formats })
}

/// The propagators of the environment, read once in a process.
pub(crate) fn of_process() -> &'static Propagators {
    static OF_PROCESS: OnceLock<Propagators> = OnceLock::new();
    OF_PROCESS.get_or_init(from_environment)
}

fn format(word: &str) -> Option<Format> {
    let format = Format::ALL.into_iter().find(|format| word.eq_ignore_ascii_case(format.name()));
    if format.is_none() {
        let quoted: String = word.chars().take(QUOTED).collect();
        let known = Format::ALL.map(Format::name).join(", ");
        warn(&format!("{VARIABLE}: `{}` is ignored, known are {known}, none", quoted.escape_debug()));
    }
    format
}
