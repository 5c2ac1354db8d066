//! What other crates add to their own driver's call: `peers [--quick] <data.json>`.
//!
//! ```text
//! postgres   tokio-postgres: ours, and spans of `tracing` by hand        diesel   ours, and diesel-tracing
//! redis      redis-rs 0.32: otel-instrumentation-redis                   sqlx     sqlx-otel, sqlx-tracing
//! provider   where their spans go: to processors that drop them
//! ```
//!
//! It calls itself to be counted: `peers --call <group> <case> <server's URL> <calls>`.

mod diesel;
mod postgres;
mod provider;
mod redis;
mod sqlx;

use std::error::Error;
use std::path::Path;

use db_testcontainers::Postgres;
use db_trace_benches::callgrind;
use db_trace_benches::candidate::{Candidate, Client};
use db_trace_benches::mode::Mode;
use db_trace_benches::rounds::{self, quotients};
use db_trace_report::{Data, Figure, Skipped, Spread};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ROUNDS: usize = 301;
const ROUNDS_IF_QUICK: usize = 51;
const CALLS: u64 = 500;

/// Cases of one call, the bare driver's first. `url` is that of a PostgreSQL, a space, and the folder of its socket.
struct Group {
    name: &'static str,
    cases: &'static [(&'static str, fn(url: &str) -> Result<Candidate>)],
}

const GROUPS: &[Group] = &[
    Group {
        name: "tokio-postgres 0.7, a prepared query in memory",
        cases: &[
            ("bare", |_| Ok(Client::Postgres.candidate(Mode::Plain))),
            ("db-trace (pg-trace)", |_| Ok(Client::Postgres.candidate(Mode::Sampled))),
            ("tracing + tracing-opentelemetry by hand", postgres::by_tracing),
        ],
    },
    Group {
        name: "diesel 2.3, a load from SQLite in memory",
        cases: &[
            ("bare", |_| Ok(Client::Diesel.candidate(Mode::Plain))),
            ("db-trace (diesel-trace)", |_| Ok(Client::Diesel.candidate(Mode::Sampled))),
            ("diesel-tracing 0.4", diesel::by_diesel_tracing),
        ],
    },
    Group {
        name: "redis 1.8, GET in memory",
        cases: &[
            ("bare", |_| Ok(Client::Redis.candidate(Mode::Plain))),
            ("db-trace (redis-trace)", |_| Ok(Client::Redis.candidate(Mode::Sampled))),
        ],
    },
    Group {
        name: "redis 0.32, GET in memory",
        cases: &[("bare", redis::bare), ("otel-instrumentation-redis 0.1", redis::by_otel_instrumentation)],
    },
    Group {
        name: "sqlx 0.9, PostgreSQL over a Unix socket",
        cases: &[("bare", sqlx::bare), ("sqlx-otel 0.5", sqlx::by_sqlx_otel)],
    },
    Group {
        name: "sqlx 0.8, PostgreSQL over a Unix socket",
        cases: &[("bare", sqlx::bare_0_8), ("sqlx-tracing 0.2", sqlx::by_sqlx_tracing)],
    },
];

fn main() -> Result<()> {
    provider::install()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--call", group, case, url, calls] => call(group.parse()?, case.parse()?, url, calls.parse()?),
        ["--quick", path] => measure(ROUNDS_IF_QUICK, Path::new(path)),
        [path] => measure(ROUNDS, Path::new(path)),
        _ => Err("usage: peers [--quick] <data.json>".into()),
    }
}

fn call(group: usize, case: usize, url: &str, calls: usize) -> Result<()> {
    let mut candidate = GROUPS[group].cases[case].1(url)?;
    candidate.warm_up();
    candidate.measured_calls(calls);
    Ok(())
}

fn measure(rounds: usize, path: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = runtime.block_on(Postgres::start_own());
    // Where there is no server, what needs one fails for itself.
    let url = server
        .as_ref()
        .ok()
        .and_then(|server| Some(format!("{} {}", server.url(), server.socket_dir()?.display())));
    let url = url.unwrap_or_default();
    let mut data = Data::default();
    for (index, group) in GROUPS.iter().enumerate() {
        println!("{}", group.name);
        match measure_group(index, group, rounds, &url) {
            Ok(figures) => data.figures.extend(figures),
            Err(error) => {
                data.skipped.push(Skipped { what: group.name.to_owned(), reason: error.to_string() });
            }
        }
    }
    Ok(std::fs::write(path, serde_json::to_string_pretty(&data)?)?)
}

fn measure_group(index: usize, group: &Group, rounds: usize, url: &str) -> Result<Vec<Figure>> {
    let mut candidates = Vec::new();
    for (_, candidate) in group.cases {
        candidates.push(candidate(url)?);
    }
    let times = rounds::measure(&mut candidates, rounds);
    // One connection at a time: what is counted connects again.
    drop(candidates);
    let instructions = instructions(index, group, url)?;
    let figures =
        group.cases.iter().zip(&times).enumerate().map(|(case, ((name, _), times_of_case))| Figure {
            subject: "peers".to_owned(),
            group: group.name.to_owned(),
            case: (*name).to_owned(),
            nanoseconds: Spread::of(times_of_case.wall.iter().copied()),
            ratio: Some(Spread::of(quotients(&times_of_case.wall, &times[0].wall))),
            thread_ratio: Some(Spread::of(quotients(&times_of_case.thread, &times[0].thread))),
            instructions: instructions.as_ref().map(|counts| counts[case]),
            ..Figure::default()
        });
    Ok(figures.collect())
}

/// The bare call's own, and what the others add.
fn instructions(index: usize, group: &Group, url: &str) -> Result<Option<Vec<i64>>> {
    if callgrind::missing().is_some() {
        return Ok(None);
    }
    let program = std::env::current_exe()?;
    let mut counts = Vec::new();
    for case in 0..group.cases.len() {
        let what = ["--call", &index.to_string(), &case.to_string(), url];
        counts.push(callgrind::instructions(&program, &what, CALLS)?.cast_signed());
    }
    let bare = counts[0];
    counts.iter_mut().skip(1).for_each(|count| *count -= bare);
    Ok(Some(counts))
}
