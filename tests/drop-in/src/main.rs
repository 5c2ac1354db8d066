//! Runs the service once against the server that the first argument names, and prints what it saw.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(url) = std::env::args().nth(1) else {
        eprintln!("usage: drop-in postgresql://user@host/database");
        return ExitCode::FAILURE;
    };
    match drop_in::run(&url).await {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("drop-in: {error}");
            ExitCode::FAILURE
        }
    }
}
