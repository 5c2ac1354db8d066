//! The begin and the end of each program of the shop: its telemetry is first and last.

use std::process::ExitCode;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::{Error, telemetry};

/// The longest wait for the export at the end of a program.
const EXPORT_LIMIT: Duration = Duration::from_secs(5);

/// Runs an asynchronous program under its telemetry.
pub fn run(service: &'static str, program: impl Future<Output = Result<(), Error>>) -> ExitCode {
    run_blocking(service, || runtime()?.block_on(program))
}

/// Runs a program under its telemetry.
pub fn run_blocking(service: &'static str, program: impl FnOnce() -> Result<(), Error>) -> ExitCode {
    let telemetry = telemetry::start(service, env!("CARGO_PKG_VERSION"));
    let result = program();
    if let Err(error) = &result {
        tracing::error!("{error}");
    }
    telemetry.shutdown(EXPORT_LIMIT);
    if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns the value of a variable that the program needs.
pub fn required(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|_| Error::Start(format!("set the variable {name}")))
}

/// `ORDERS_THREADS`: the threads of the runtime. One is a `current_thread` runtime.
fn runtime() -> Result<Runtime, Error> {
    let threads = std::env::var("ORDERS_THREADS").ok().and_then(|threads| threads.parse().ok());
    let mut builder = match threads {
        Some(1) => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    if let Some(threads @ 2..) = threads {
        builder.worker_threads(threads);
    }
    builder.enable_all().build().map_err(|error| Error::Start(format!("no runtime: {error}")))
}
