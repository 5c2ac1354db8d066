//! The SQL analysis, next to `memchr` and `memcpy` of the same bytes and the plain analysis.
//!
//! `cargo bench -p db-redact --bench sql`: criterion's figures first, then a table of ratios, which is what to trust
//! on a machine that others use, too. `benches/sql-peers` prints the same table with other sanitizers in it.

mod candidates;
mod inputs;
mod rounds;
mod table;

use std::time::Duration;

use criterion::{Criterion, Throughput};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .configure_from_args();
    for (name, sql) in inputs::all() {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(sql.len() as u64));
        for mut candidate in candidates::ours(&sql) {
            group.bench_function(candidate.name, |bencher| bencher.iter(&mut candidate.run));
        }
        group.finish();
    }
    criterion.final_summary();
    // `cargo test --benches` only wants to know whether all of it runs.
    if !std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        for (name, sql) in inputs::all() {
            table::print(name, &sql, candidates::ours(&sql));
        }
    }
}
