//! Makes calls, to be counted: `valgrind --tool=callgrind --toggle-collect='*measured_calls*' call <client> <mode> <calls>`.

use db_trace_benches::candidate::Candidate;

fn main() -> Result<(), &'static str> {
    let (mut candidate, calls) = Candidate::of_arguments(std::env::args())?;
    candidate.measured_calls(calls);
    Ok(())
}
