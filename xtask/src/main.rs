//! What the README's commands call: `cargo xtask setup | demo | test`.

mod api;
mod drivers;
mod setup;

use std::process::ExitCode;

/// The result of a step: the error is a sentence for the person at the terminal.
type Result<T = ()> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["setup"] => setup::run(),
        ["api"] => api::run(),
        ["drivers"] => drivers::run(),
        _ => Err("usage: cargo xtask <setup|demo|test>".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
