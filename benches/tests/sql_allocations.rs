//! How often the redaction of SQL allocates: gated, since it repeats.

use std::hint::black_box;

use db_redact::sql::{Dialect, Options, analyze, inspect, sanitize};
use db_trace_benches::allocations::{Allocations, Counting};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PLAIN: &str = "SELECT id, name FROM users WHERE email = 'a@b.c' AND age > 7";
const PARAMETERS: &str = "SELECT id, name FROM users WHERE email = $1 AND age > $2";
/// The comment is nothing for the straight lane.
const RARER: &str = "WITH a AS (SELECT 1 /* one */) SELECT b FROM a JOIN c ON d = 'e'";

#[test]
fn analysis_of_a_statement_makes_at_most_one_allocation() {
    let long = format!("{PARAMETERS} AND {}", "country IN ($3, $4, $5) OR ".repeat(20));
    let options = Options::new(Dialect::Postgres, 1024);
    for (sql, redacted) in [(PLAIN, 1), (RARER, 1), (PARAMETERS, 0), (&long, 0)] {
        // The memory that a thread keeps is made by the first text.
        drop(analyze(sql, Dialect::Postgres, 1024));
        let count = |allocate: &dyn Fn()| Allocations::of(allocate).count;
        assert_eq!(count(&|| drop(black_box(analyze(sql, Dialect::Postgres, 1024)))), 1, "analyze {sql}");
        assert_eq!(
            count(&|| inspect(sql, options, |found| _ = black_box(found.summary.len()))),
            0,
            "inspect {sql}"
        );
        assert_eq!(
            count(&|| drop(black_box(sanitize(sql, Dialect::Postgres, 1024)))),
            redacted,
            "sanitize {sql}"
        );
    }
}
