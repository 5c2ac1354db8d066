//! Makes calls, and prints how often and how much they allocate: `allocations <client> <mode> <calls>` prints two numbers.
//!
//! A program of its own, since counting takes time.

use db_trace_benches::allocations::{Allocations, Counting};
use db_trace_benches::candidate::Candidate;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Result<(), &'static str> {
    let (mut candidate, calls) = Candidate::of_arguments(std::env::args())?;
    let Allocations { count, bytes } = Allocations::of(|| candidate.measured_calls(calls));
    println!("{count} {bytes}");
    Ok(())
}
