//! Load on the service, with its telemetry in several modes that take turns.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use db_trace_report::{Data, Figure, Spread};

use crate::{Behaviour, Receiver, Stage};

/// Requests are made over so many connections at the same time.
const CONNECTIONS: usize = 4;
/// Half of the requests are answered from Redis, and half by a query of diesel.
const PATHS: [&str; 2] = ["/orders/1", "/report"];

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The name of a mode, and its variables.
struct Mode {
    name: &'static str,
    variables: &'static [(&'static str, &'static str)],
}

const RATIO: (&str, &str) = ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
const NO_METRICS: (&str, &str) = ("OTEL_METRICS_EXPORTER", "none");

/// The first one is what the others are compared with.
const MODES: [Mode; 10] = [
    Mode { name: "off", variables: &[("OTEL_SDK_DISABLED", "true")] },
    Mode { name: "0", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "0.0"), NO_METRICS] },
    Mode { name: "1", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "0.01"), NO_METRICS] },
    Mode { name: "10", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "0.1"), NO_METRICS] },
    Mode { name: "100", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "1.0"), NO_METRICS] },
    // What is left is the telemetry of HTTP and of the handlers.
    Mode {
        name: "100-no-calls",
        variables: &[NO_METRICS, ("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false")],
    },
    Mode { name: "0-metrics", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "0.0")] },
    Mode { name: "1-metrics", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "0.01")] },
    Mode { name: "10-metrics", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "0.1")] },
    Mode { name: "100-metrics", variables: &[RATIO, ("OTEL_TRACES_SAMPLER_ARG", "1.0")] },
];

/// The times of a mode in one round.
#[derive(Clone, Copy)]
struct Turn {
    /// Nanoseconds of wall time for each request.
    wall: f64,
    /// Nanoseconds that the service was on a processor for each request.
    processor: f64,
    /// 99 of 100 requests took at most so many nanoseconds.
    slow: f64,
}

/// Measures all modes in turns, and returns the figures for the report.
pub async fn measure(programs: &Path, rounds: usize, requests: usize) -> Result<Data, Failure> {
    let receiver = Receiver::start().await?;
    receiver.behave(Behaviour::Discard);
    let endpoint = receiver.http_url();
    let mut stages = Vec::new();
    for mode in &MODES {
        let common = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
            ("OTEL_LOGS_EXPORTER", "none"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
            ("RUST_LOG", "warn"),
        ];
        let stage = Stage::start(programs, &[&common, mode.variables].concat()).await?;
        if !stage
            .client_with(&["order", "ada@engine.example", "1", "1"], &[("OTEL_SDK_DISABLED", "true")])?
            .status
            .success()
        {
            return Err("the client failed".into());
        }
        stages.push(stage);
    }
    let turns = tokio::task::spawn_blocking(move || take_turns(&stages, rounds, requests)).await??;
    Ok(Data {
        method: vec![("Requests to the service in each mode".to_owned(), (rounds * requests).to_string())],
        figures: MODES.iter().enumerate().flat_map(|(mode, _)| figures(&turns, mode)).collect(),
        ..Data::default()
    })
}

/// The turns of each mode. The first round warms up, and is left out.
fn take_turns(stages: &[Stage], rounds: usize, requests: usize) -> Result<Vec<Vec<Turn>>, Failure> {
    let mut turns = vec![Vec::new(); stages.len()];
    for round in 0..=rounds {
        for step in 0..stages.len() {
            // No mode is always after the same other one.
            let mode = (step + round) % stages.len();
            let turn = turn(&stages[mode], requests)?;
            if round > 0 {
                turns[mode].push(turn);
            }
        }
    }
    Ok(turns)
}

#[expect(clippy::cast_precision_loss, reason = "a turn has fewer requests and nanoseconds than 2^52")]
fn turn(stage: &Stage, requests: usize) -> Result<Turn, Failure> {
    let address: SocketAddr = stage.url().trim_start_matches("http://").parse()?;
    let [service, _] = stage.processes();
    let (before, begin) = (on_processor(service)?, Instant::now());
    let mut times = thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|_| scope.spawn(move || requests_over(address, requests / CONNECTIONS)))
            .collect();
        let times = clients
            .into_iter()
            .map(|client| client.join().map_err(|_| io::Error::other("a client panicked"))?);
        times.collect::<io::Result<Vec<_>>>()
    })?
    .concat();
    let (wall, processor) = (begin.elapsed(), on_processor(service)?.saturating_sub(before));
    times.sort_unstable();
    let count = times.len() as f64;
    let slow = times[(times.len() * 99 / 100).min(times.len() - 1)];
    Ok(Turn {
        wall: wall.as_nanos() as f64 / count,
        processor: processor.as_nanos() as f64 / count,
        slow: slow.as_nanos() as f64,
    })
}

/// Makes requests, one after the other, over one connection. Returns how long each took.
fn requests_over(address: SocketAddr, count: usize) -> io::Result<Vec<Duration>> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_nodelay(true)?;
    let mut answers = BufReader::new(connection.try_clone()?);
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        let path = PATHS[number % PATHS.len()];
        let begin = Instant::now();
        connection.write_all(format!("GET {path} HTTP/1.1\r\nhost: orders\r\n\r\n").as_bytes())?;
        read_answer(&mut answers)?;
        times.push(begin.elapsed());
    }
    Ok(times)
}

fn read_answer(answers: &mut impl BufRead) -> io::Result<()> {
    let (mut line, mut length) = (String::new(), 0);
    answers.read_line(&mut line)?;
    if !line.starts_with("HTTP/1.1 200") {
        return Err(io::Error::other(format!("the service answered {line:?}")));
    }
    while line != "\r\n" {
        line.clear();
        answers.read_line(&mut line)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    answers.read_exact(&mut vec![0; length])
}

/// Returns the time that the threads of a process were on a processor so far. Linux counts it in nanoseconds.
fn on_processor(process: u32) -> io::Result<Duration> {
    let mut total = 0;
    for task in fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread may end meanwhile.
        let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
        total += text.split(' ').next().and_then(|time| time.parse::<u64>().ok()).unwrap_or_default();
    }
    Ok(Duration::from_nanos(total))
}

/// The figures of a mode: a request by the clock on the wall and on a processor, and the slow requests.
fn figures(turns: &[Vec<Turn>], mode: usize) -> [Figure; 3] {
    let of = |figure: fn(&Turn) -> f64| Spread::of(turns[mode].iter().map(figure));
    // Each round's own ratio: what disturbs the machine disturbs both.
    let ratio = |figure: fn(&Turn) -> f64| {
        let rounds = turns[mode].iter().zip(&turns[0]);
        (mode > 0).then(|| Spread::of(rounds.map(|(turn, off)| figure(turn) / figure(off))))
    };
    let case = MODES[mode].name.to_owned();
    [
        Figure {
            subject: "service".to_owned(),
            case: case.clone(),
            nanoseconds: of(|turn| turn.wall),
            ratio: ratio(|turn| turn.wall),
            thread_ratio: ratio(|turn| turn.processor),
            ..Figure::default()
        },
        Figure {
            subject: "service-processor".to_owned(),
            case: case.clone(),
            nanoseconds: of(|turn| turn.processor),
            ..Figure::default()
        },
        Figure {
            subject: "service-slow".to_owned(),
            case,
            nanoseconds: of(|turn| turn.slow),
            ratio: ratio(|turn| turn.slow),
            ..Figure::default()
        },
    ]
}
