//! The programs of the shop, on servers of their own.

use std::fmt;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use db_testcontainers::{Postgres, Redis};

const START_LIMIT: Duration = Duration::from_secs(30);
const METRICS_PORT: &str = "OTEL_EXPORTER_PROMETHEUS_PORT";

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The service and the worker, under way. They are killed when it is dropped.
pub struct Stage {
    programs: PathBuf,
    environment: Vec<(String, String)>,
    url: String,
    service: Child,
    worker: Child,
    log: Arc<Mutex<Vec<String>>>,
    // Redis stops with it.
    _redis: Redis,
}

/// The end of a program.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// From SIGTERM to the end.
    pub after: Duration,
}

impl Stage {
    /// Starts the programs in a folder, with a database and a Redis of their own, and with these variables.
    ///
    /// The variables of this process that are about telemetry do not reach them.
    pub async fn start(programs: &Path, environment: &[(&str, &str)]) -> Result<Self, Failure> {
        let redis = Redis::start_own_with(&[]).await?;
        let database = Postgres::start().await?.create_database().await?;
        let mut variables =
            vec![("DATABASE_URL".to_owned(), database), ("REDIS_URL".to_owned(), redis.url().to_owned())];
        variables.push(("ORDERS_ADDRESS".to_owned(), "127.0.0.1:0".to_owned()));
        variables.extend(environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));

        let log = Arc::new(Mutex::new(Vec::new()));
        let mut service = spawn(command(programs, "orders-service", &variables), &log)?;
        let output = service.stdout.take().ok_or("the service has no output")?;
        let (sender, first_line) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let started = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            let begin = Instant::now();
            // A console exporter prints too.
            while !line.starts_with("http://") {
                line = first_line.recv_timeout(START_LIMIT.saturating_sub(begin.elapsed()))?;
            }
            Ok::<_, mpsc::RecvTimeoutError>(line)
        });
        let Ok(url) = started.await? else {
            let _ = service.kill();
            return Err(format!("the service did not start: {}", lock(&log).join("\n")).into());
        };
        let mut worker = command(programs, "orders-worker", &variables);
        if let Some(port) = next_port(&variables) {
            worker.env(METRICS_PORT, port);
        }
        let worker = spawn(worker, &log)?;
        let programs = programs.to_owned();
        Ok(Self { programs, environment: variables, url, service, worker, log, _redis: redis })
    }

    /// Returns the address of the service.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs the client to its end.
    pub fn client(&self, arguments: &[&str]) -> io::Result<Output> {
        self.client_with(arguments, &[])
    }

    /// Runs the client to its end, with further variables.
    pub fn client_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> io::Result<Output> {
        command(&self.programs, "orders-client", &self.environment)
            .env("ORDERS_URL", &self.url)
            // It ends before anything could scrape it.
            .env("OTEL_METRICS_EXPORTER", "none")
            .envs(environment.iter().copied())
            .args(arguments)
            .output()
    }

    /// Returns the lines that the service and the worker have logged so far.
    pub fn log(&self) -> Vec<String> {
        lock(&self.log).clone()
    }

    /// Returns the identities of the processes: the service and the worker.
    pub fn processes(&self) -> [u32; 2] {
        [self.service.id(), self.worker.id()]
    }

    /// Asks the service and the worker to end, by SIGTERM, and waits for both.
    pub fn stop(&mut self) -> io::Result<[Ended; 2]> {
        let begin = Instant::now();
        for process in self.processes() {
            let killed = Command::new("kill").arg("-TERM").arg(process.to_string()).status()?;
            if !killed.success() {
                return Err(io::Error::other("a program has ended already"));
            }
        }
        let worker = &mut self.worker;
        let service = &mut self.service;
        thread::scope(|scope| {
            let end = |child: &mut Child| {
                let status = child.wait()?;
                Ok::<_, io::Error>(Ended { status, after: begin.elapsed() })
            };
            let worker = scope.spawn(move || end(worker));
            let service = end(service)?;
            Ok([service, worker.join().map_err(|_| io::Error::other("a thread panicked"))??])
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for child in [&mut self.service, &mut self.worker] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl fmt::Debug for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stage").field("url", &self.url).finish_non_exhaustive()
    }
}

fn command(programs: &Path, name: &str, environment: &[(String, String)]) -> Command {
    let mut command = program(programs, name);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// Returns a program in a folder, without those variables of this process that are about telemetry.
pub fn program(programs: &Path, name: &str) -> Command {
    let mut command = Command::new(programs.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    for name in std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| is_of_telemetry(name))
    {
        command.env_remove(name);
    }
    command
}

/// Returns `true` for a variable of this process that would change the telemetry of a program.
fn is_of_telemetry(name: &str) -> bool {
    [
        "NO_COLOR",
        "OTEL_",
        "DBTRACE_",
        "ORDERS_",
        "TRACEPARENT",
        "TRACESTATE",
        "BAGGAGE",
        "RUST_LOG",
        "LOG_FORMAT",
    ]
    .iter()
    .any(|start| name.starts_with(start))
}

/// The metrics of the worker have the port after that of the service. 0 stays 0: any port.
fn next_port(environment: &[(String, String)]) -> Option<String> {
    let (_, port) = environment.iter().rfind(|(name, _)| name == METRICS_PORT)?;
    let port: u16 = port.parse().ok()?;
    Some(if port == 0 { 0 } else { port.checked_add(1)? }.to_string())
}

fn spawn(mut command: Command, log: &Arc<Mutex<Vec<String>>>) -> io::Result<Child> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(lines) = child.stderr.take() {
        let log = log.clone();
        thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                lock(&log).push(line);
            }
        });
    }
    Ok(child)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
