//! Calls to real servers on this machine, untraced and traced: context, not a measure. What cannot be reached is left out.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use criterion::Criterion;
use db_testcontainers::{Postgres, Redis};
use db_trace_benches::candidate::Candidate;
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
                compare(&mut criterion, "postgres by unix socket", real::postgres::pair(&socket, 1));
            }
            compare(&mut criterion, "postgres by tcp", real::postgres::pair(tcp, 1));
            compare(&mut criterion, "postgres, 32 at once", real::postgres::pair(tcp, 32));
            compare(&mut criterion, "diesel on postgres", real::diesel::pair(tcp));
        }
        Err(error) => eprintln!("PostgreSQL is left out: {error}"),
    }
    match runtime.block_on(Redis::start_own()) {
        Ok(server) => {
            compare(&mut criterion, "redis get", real::redis::pair(server.url(), 1));
            compare(&mut criterion, "redis pipeline of 100", real::redis::pair(server.url(), 100));
        }
        Err(error) => eprintln!("Redis is left out: {error}"),
    }
    criterion.final_summary();
}

fn compare<E: Debug>(criterion: &mut Criterion, name: &str, pair: Result<[Candidate; 2], E>) {
    let mut group = criterion.benchmark_group(name);
    for (case, mut candidate) in ["untraced", "traced"].into_iter().zip(pair.expect("connected")) {
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
