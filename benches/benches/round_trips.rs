//! Calls to real servers on this machine, untraced and traced: context, not a measure. What cannot be reached is left out.

use std::time::{Duration, Instant};

use criterion::Criterion;
use db_testcontainers::{Postgres, Redis};
use db_trace_benches::candidate::Candidate;
use db_trace_benches::mode::Mode;
use db_trace_benches::real;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .sample_size(50)
        .configure_from_args();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match runtime.block_on(Postgres::start_own()) {
        Ok(server) => {
            let tcp = server.url();
            if let Some(socket) = server.socket_url() {
                compare(&mut criterion, "postgres by unix socket", |mode| {
                    real::postgres::candidate(&socket, mode, 1).expect("connected")
                });
            }
            let postgres = |mode, at_once| real::postgres::candidate(tcp, mode, at_once).expect("connected");
            compare(&mut criterion, "postgres by tcp", |mode| postgres(mode, 1));
            compare(&mut criterion, "postgres, 32 at once", |mode| postgres(mode, 32));
            let diesel = |mode| real::diesel::candidate(tcp, mode).expect("connected");
            compare(&mut criterion, "diesel on postgres", diesel);
        }
        Err(error) => eprintln!("PostgreSQL is left out: {error}"),
    }
    match runtime.block_on(Redis::start_own()) {
        Ok(server) => {
            let redis =
                |mode, at_once| real::redis::candidate(server.url(), mode, at_once).expect("connected");
            compare(&mut criterion, "redis get", |mode| redis(mode, 1));
            compare(&mut criterion, "redis pipeline of 100", |mode| redis(mode, 100));
        }
        Err(error) => eprintln!("Redis is left out: {error}"),
    }
    criterion.final_summary();
}

fn compare(criterion: &mut Criterion, name: &str, candidate: impl Fn(Mode) -> Candidate) {
    let mut group = criterion.benchmark_group(name);
    for (case, mode) in [("untraced", Mode::Plain), ("traced", Mode::SampledMeasured)] {
        let mut candidate = candidate(mode);
        group.bench_function(case, |bencher| {
            bencher.iter_custom(|calls| {
                let begin = Instant::now();
                candidate.measured_calls(usize::try_from(calls).expect("it fits"));
                begin.elapsed()
            });
        });
    }
    group.finish();
}
