//! A call of each client in each mode, answered from memory: `cargo bench -p db-trace-benches --bench calls -- redis/sampled`.
//!
//! Criterion measures one after the other. Ratios that a busy machine leaves alone are in the report: `cargo xtask bench`.

use std::time::{Duration, Instant};

use criterion::Criterion;
use db_trace_benches::candidate::Client;
use db_trace_benches::mode::Mode;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .sample_size(50)
        .configure_from_args();
    for client in Client::CALLS {
        let mut group = criterion.benchmark_group(client.name());
        for mode in Mode::ALL {
            let mut candidate = client.candidate(mode);
            candidate.warm_up();
            group.bench_function(mode.name(), |bencher| {
                bencher.iter_custom(|calls| {
                    let begin = Instant::now();
                    candidate.measured_calls(usize::try_from(calls).expect("it fits"));
                    begin.elapsed()
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
