//! What the length of a statement costs that is given as a text.

use std::hint::black_box;

use db_redact::sql::{Dialect, Options, inspect};
use db_trace_report::{Figure, Spread};

use super::Effort;
use crate::candidate::Candidate;
use crate::mode::Mode;
use crate::{rounds, texts};

const SIZES: [usize; 8] = [60, 200, 600, 2_000, 6_000, 20_000, 60_000, 200_000];
/// The default of `query_text_limit`.
const LIMIT: usize = 1_024;

/// A text that is new, and one that is known.
pub fn measure(effort: Effort) -> Vec<Figure> {
    let mut figures = Vec::new();
    for size in SIZES {
        let text = texts::statement(size);
        let known = texts::known(Mode::Sampled, size);
        let new = {
            let text = text.clone();
            Candidate::new(Mode::Plain, move |calls| {
                for _ in 0..calls {
                    let options = Options::new(Dialect::Postgres, LIMIT);
                    black_box(inspect(black_box(&text), options, |found| found.text.len()));
                }
            })
        };
        let times = rounds::measure(&mut [new, known], effort.rounds);
        for (group, times) in ["new", "known"].into_iter().zip(times) {
            figures.push(Figure {
                subject: "lengths".to_owned(),
                group: group.to_owned(),
                case: size.to_string(),
                nanoseconds: Spread::of(times.thread),
                size: Some(text.len() as u64),
                ..Figure::default()
            });
        }
    }
    figures
}
