//! Makes calls, to be counted: `valgrind --tool=callgrind --toggle-collect='*measured_calls*' call <client> <mode> <calls>`.

use std::process::ExitCode;

use db_trace_benches::candidate::Client;
use db_trace_benches::mode::Mode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [client, mode, calls] = arguments.as_slice() else {
        eprintln!("usage: call <client> <mode> <calls>");
        return ExitCode::FAILURE;
    };
    let (Some(client), Some(mode), Ok(calls)) = (Client::by_name(client), Mode::by_name(mode), calls.parse())
    else {
        eprintln!("no such client, mode or number");
        return ExitCode::FAILURE;
    };
    let mut candidate = client.candidate(mode);
    candidate.warm_up();
    candidate.measured_calls(calls);
    ExitCode::SUCCESS
}
