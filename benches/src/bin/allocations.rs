//! Makes calls, and tells how often and how much they allocate: `allocations <client> <mode> <calls>` prints two numbers.
//!
//! A program of its own, since counting takes time.

use std::process::ExitCode;

use db_trace_benches::allocations::{Allocations, Counting};
use db_trace_benches::candidate::Client;
use db_trace_benches::mode::Mode;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [client, mode, calls] = arguments.as_slice() else {
        eprintln!("usage: allocations <client> <mode> <calls>");
        return ExitCode::FAILURE;
    };
    let (Some(client), Some(mode), Ok(calls)) = (Client::by_name(client), Mode::by_name(mode), calls.parse())
    else {
        eprintln!("no such client, mode or number");
        return ExitCode::FAILURE;
    };
    let mut candidate = client.candidate(mode);
    candidate.warm_up();
    let Allocations { count, bytes } = Allocations::of(|| candidate.measured_calls(calls));
    println!("{count} {bytes}");
    ExitCode::SUCCESS
}
