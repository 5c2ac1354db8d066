//! `orders-load [--quick] FILE`: measures what telemetry adds to a request, and writes the figures for the report.
//!
//! `cargo xtask bench` runs it, with programs of the release profile.

use std::process::ExitCode;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("orders-load: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (quick, file) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--quick", file] => (true, (*file).to_owned()),
        [file] => (false, (*file).to_owned()),
        _ => return Err("usage: orders-load [--quick] FILE".into()),
    };
    let program = std::env::current_exe()?;
    let folder = program.parent().ok_or("this program is in no folder")?;
    let (rounds, requests) = if quick { (5, 800) } else { (41, 1_000) };
    let data = orders_demo::measure(folder, rounds, requests).await?;
    Ok(std::fs::write(file, serde_json::to_string(&data)?)?)
}
