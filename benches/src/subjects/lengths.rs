//! What the length of a statement costs that is given as a text.

use std::fmt::Write as _;
use std::hint::black_box;

use db_redact::sql::{Dialect, Options, inspect};
use db_semconv::{Database, Instrumentation, System, Target};
use db_trace_report::{Figure, Spread};

use super::Effort;
use crate::candidate::Candidate;
use crate::mode::Mode;
use crate::rounds;

const SIZES: [usize; 8] = [60, 200, 600, 2_000, 6_000, 20_000, 60_000, 200_000];
/// The default of `query_text_limit`.
const LIMIT: usize = 1_024;

/// A text that is new, and one that is known.
pub fn measure(effort: Effort) -> Vec<Figure> {
    let mut figures = Vec::new();
    for size in SIZES {
        let text = statement(size);
        let known = {
            let text = text.clone();
            let instrumentation = Instrumentation { name: "lengths", version: "0", variable: "LENGTHS" };
            let telemetry = Mode::Sampled.telemetry().expect("this mode is traced");
            let database = Database::new(&telemetry, instrumentation, System::POSTGRESQL, &Target::new());
            Candidate::new(Mode::Plain, move |calls| {
                for _ in 0..calls {
                    black_box(database.query(black_box(&text)));
                }
            })
        };
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

/// An `INSERT` of as many rows as make it so long.
fn statement(size: usize) -> String {
    let mut text = "INSERT INTO users (id, name) VALUES (1, 'Ada')".to_owned();
    for row in 2.. {
        if text.len() >= size {
            break;
        }
        let _ = write!(text, ", ({row}, 'user{row}')");
    }
    text
}
