//! A long statement that is given as a text: not a call, but what a call asks of the telemetry.

use std::fmt::Write as _;
use std::hint::black_box;

use db_semconv::{Database, Instrumentation, System, Target};

use crate::candidate::Candidate;
use crate::mode::Mode;

const LONG: usize = 64_000;

/// The same text each time, of so many bytes.
pub fn known(mode: Mode, bytes: usize) -> Candidate {
    let (database, text) = (database(mode), statement(bytes));
    Candidate::new(mode, move |calls| {
        for _ in 0..calls {
            black_box(database.as_ref().map(|database| database.query(black_box(&text))));
        }
    })
}

/// The same text of 64 kB each time.
pub fn long_known(mode: Mode) -> Candidate {
    known(mode, LONG)
}

/// Another text of 64 kB each time. The first value makes the difference.
pub fn long_new(mode: Mode) -> Candidate {
    let (database, mut text) = (database(mode), statement(LONG));
    let (value, mut number) = (text.find("'Ada'").expect("the first value"), 0);
    Candidate::new(mode, move |calls| {
        for _ in 0..calls {
            number += 1;
            text.replace_range(value..value + 5, &format!("{number:05}"));
            black_box(database.as_ref().map(|database| database.query(black_box(&text))));
        }
    })
}

/// An `INSERT` of as many rows as make it so long.
pub fn statement(bytes: usize) -> String {
    let mut text = "INSERT INTO users (id, name) VALUES (1, 'Ada')".to_owned();
    for row in 2.. {
        if text.len() >= bytes {
            break;
        }
        let _ = write!(text, ", ({row}, 'user{row}')");
    }
    text
}

fn database(mode: Mode) -> Option<Database> {
    let instrumentation = Instrumentation { name: "texts", version: "0", variable: "TEXTS" };
    let telemetry = mode.telemetry()?;
    Some(Database::new(&telemetry, instrumentation, System::POSTGRESQL, &Target::new()))
}
