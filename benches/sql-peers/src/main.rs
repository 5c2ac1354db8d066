//! The table of the bench `sql` of `db-redact`, with other sanitizers in it.
//!
//! `cargo run --release --manifest-path benches/sql-peers/Cargo.toml`, optionally with a part of an input's name.
//! It needs a C compiler and libclang, for `pg_query`.

#[path = "../../../redact/benches/sql/candidates.rs"]
mod candidates;
#[path = "../../../redact/benches/sql/inputs.rs"]
mod inputs;
#[path = "../../../redact/benches/sql/rounds.rs"]
mod rounds;
#[path = "../../../redact/benches/sql/table.rs"]
mod table;

use std::hint::black_box;

use candidates::Candidate;
use libdd_trace_obfuscation::obfuscation_config::{DbmsKind, SqlConfig};
use libdd_trace_obfuscation::sql::obfuscate_sql;

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    for (name, sql) in inputs::all().into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let all = candidates::ours(&sql).into_iter().chain(peers(&sql)).collect();
        table::print(name, &sql, all);
    }
}

/// An error would be quick, and no answer.
fn peers(sql: &str) -> [Candidate<'_>; 2] {
    let config = SqlConfig::default();
    let obfuscate = move || obfuscate_sql(black_box(sql), &config, DbmsKind::Postgresql);
    [
        Candidate::new("libdd", move || obfuscate().expect("libdd reads it")),
        Candidate::new("pg_query", || pg_query::normalize(black_box(sql)).expect("PostgreSQL reads it")),
    ]
}
