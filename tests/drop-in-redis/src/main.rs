//! Runs the service once against the server that the first argument names, and prints what it saw.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(url) = std::env::args().nth(1) else {
        eprintln!("usage: drop-in-redis redis://host");
        return ExitCode::FAILURE;
    };
    match drop_in_redis::run(&url).await {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("drop-in-redis: {error}");
            ExitCode::FAILURE
        }
    }
}
