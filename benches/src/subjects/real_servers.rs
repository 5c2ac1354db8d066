//! Round trips to real servers on this machine: context, not a measure.

use std::time::Instant;

use db_testcontainers::{Postgres, Redis};
use db_trace_report::{Data, Distribution, Skipped};

use super::{Effort, figure};
use crate::candidate::{Candidate, Client};
use crate::mode::Mode;
use crate::real;
use crate::rounds;

const AT_ONCE: usize = 32;
const IN_A_PIPELINE: usize = 100;
const QUANTILES: [f64; 13] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0];

/// Each call untraced and traced, in turns. What cannot be reached is reported.
pub fn measure(effort: Effort) -> Data {
    let mut data = Data::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match runtime.block_on(Postgres::start_own()) {
        Ok(server) => postgres(&server, effort, &mut data),
        Err(error) => data.skipped.push(skipped("calls to a real PostgreSQL", &error)),
    }
    match runtime.block_on(Redis::start_own()) {
        Ok(server) => {
            let url = server.url();
            compare("Redis, GET", effort, true, &mut data, real::redis::pair(url, 1));
            let name = format!("Redis, a pipeline of {IN_A_PIPELINE}");
            compare(&name, effort, false, &mut data, real::redis::pair(url, IN_A_PIPELINE));
        }
        Err(error) => data.skipped.push(skipped("calls to a real Redis", &error)),
    }
    let in_memory = [Mode::Plain, Mode::SampledMeasured].map(|mode| Client::Diesel.candidate(mode));
    compare("diesel, SQLite in memory", effort, false, &mut data, Ok::<_, String>(in_memory));
    data
}

fn postgres(server: &Postgres, effort: Effort, data: &mut Data) {
    let url = server.url();
    if let Some(socket) = server.socket_url() {
        compare("PostgreSQL, Unix socket", effort, true, data, real::postgres::pair(&socket, 1));
    }
    compare("PostgreSQL, TCP", effort, true, data, real::postgres::pair(url, 1));
    let name = format!("PostgreSQL, {AT_ONCE} at once");
    compare(&name, effort, false, data, real::postgres::pair(url, AT_ONCE));
    compare("diesel, PostgreSQL", effort, false, data, real::diesel::pair(url));
}

fn compare<E: std::fmt::Display>(
    name: &str,
    effort: Effort,
    with_latencies: bool,
    data: &mut Data,
    both: Result<[Candidate; 2], E>,
) {
    let mut both = match both {
        Ok(both) => both,
        Err(error) => {
            data.skipped.push(skipped(name, &error));
            return;
        }
    };
    let times = rounds::measure(&mut both, effort.rounds);
    for (case, times_of_case) in ["untraced", "traced"].into_iter().zip(&times) {
        data.figures.push(figure("round-trips", name, case, times_of_case, &times[0]));
    }
    if with_latencies {
        data.distributions.extend(latencies(name, effort, &mut both));
    }
}

fn latencies(name: &str, effort: Effort, both: &mut [Candidate; 2]) -> [Distribution; 2] {
    let mut times = [const { Vec::<f64>::new() }; 2];
    for _ in 0..effort.single_calls {
        for (candidate, times) in both.iter_mut().zip(&mut times) {
            let begin = Instant::now();
            candidate.measured_calls(1);
            times.push(begin.elapsed().as_secs_f64() * 1e9);
        }
    }
    let [untraced, traced] = times;
    [distribution(name, "untraced", untraced), distribution(name, "traced", traced)]
}

fn distribution(group: &str, case: &str, mut times: Vec<f64>) -> Distribution {
    times.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "the place of a share in a list"
    )]
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let quantiles = QUANTILES.into_iter().map(|share| (share, at(share))).collect();
    Distribution { group: group.to_owned(), case: case.to_owned(), quantiles }
}

fn skipped(what: &str, error: &impl std::fmt::Display) -> Skipped {
    Skipped { what: what.to_owned(), reason: error.to_string() }
}
