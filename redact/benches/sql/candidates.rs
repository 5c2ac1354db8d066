//! Who is measured.

use std::hint::black_box;

use db_redact::sql::{Dialect, Options, analyze, inspect, sanitize};

/// One thing to do, again and again.
pub(crate) struct Candidate<'a> {
    pub(crate) name: &'static str,
    pub(crate) run: Box<dyn FnMut() + 'a>,
}

impl<'a> Candidate<'a> {
    /// The result counts as used, its drop is part of the time.
    pub(crate) fn new<T>(name: &'static str, mut run: impl FnMut() -> T + 'a) -> Self {
        Self { name, run: Box::new(move || drop(black_box(run()))) }
    }
}

/// A search for a byte that is not there, and a copy into memory that is: what any reader of the text has to pay.
pub(crate) fn ours(sql: &str) -> Vec<Candidate<'_>> {
    let mut copy = vec![0; sql.len()];
    vec![
        Candidate::new("memchr", || memchr::memchr(0, black_box(sql.as_bytes()))),
        Candidate::new("memcpy", move || {
            copy.copy_from_slice(black_box(sql.as_bytes()));
            black_box(&mut copy)[0]
        }),
        Candidate::new("analyze", || analyze(black_box(sql), Dialect::Postgres, 0)),
        Candidate::new("analyze, 1 kB", || analyze(black_box(sql), Dialect::Postgres, 1024)),
        Candidate::new("analyze, 2 kB", || analyze(black_box(sql), Dialect::Postgres, 2048)),
        Candidate::new("inspect", || {
            inspect(black_box(sql), Options::new(Dialect::Postgres, 0), |found| found.text.len())
        }),
        Candidate::new("sanitize", || sanitize(black_box(sql), Dialect::Postgres, 0)),
        Candidate::new("sanitize, 2 kB", || sanitize(black_box(sql), Dialect::Postgres, 2048)),
        Candidate::new("oracle", || sql_oracle::analyze(black_box(sql), sql_oracle::Dialect::Postgres, 0)),
    ]
}
