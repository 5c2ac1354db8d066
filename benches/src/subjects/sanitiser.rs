//! How fast values are taken out of SQL.

use std::hint::black_box;

use db_redact::sql::{Dialect, Options, inspect};
use db_trace_report::{Figure, Spread};

use super::Effort;
use crate::candidate::Candidate;
use crate::mode::Mode;
use crate::rounds;

#[path = "../../../redact/benches/sql/inputs.rs"]
mod inputs;

/// The redaction next to a copy of the same bytes, on the inputs of the redaction's own bench.
pub fn measure(effort: Effort) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (name, text) in inputs::all() {
        let (copied, redacted) = (text.clone(), text.clone());
        let mut copy = vec![0; text.len()];
        let mut candidates = [
            Candidate::new(Mode::Plain, move |calls| {
                for _ in 0..calls {
                    copy.copy_from_slice(black_box(copied.as_bytes()));
                    black_box(&mut copy);
                }
            }),
            Candidate::new(Mode::Plain, move |calls| {
                for _ in 0..calls {
                    let options = Options::new(Dialect::Postgres, 0);
                    black_box(inspect(black_box(&redacted), options, |found| found.text.len()));
                }
            }),
        ];
        let times = rounds::measure(&mut candidates, effort.rounds);
        for (case, times) in ["copy", "redact"].into_iter().zip(times) {
            figures.push(Figure {
                subject: "sanitiser".to_owned(),
                group: name.to_owned(),
                case: case.to_owned(),
                nanoseconds: Spread::of(times.thread),
                size: Some(text.len() as u64),
                ..Figure::default()
            });
        }
    }
    figures
}
