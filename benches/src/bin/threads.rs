//! How long a call takes on one thread and on two that share a telemetry: `threads <mode> <rounds>` prints the CPU time of both,
//! in nanoseconds, and their ratio.

use db_trace_benches::mode::Mode;
use db_trace_benches::rounds::median;
use db_trace_benches::subjects::threads::on;

fn main() -> Result<(), &'static str> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, rounds] = arguments.as_slice() else { return Err("usage: threads <mode> <rounds>") };
    let mode = Mode::by_name(mode).ok_or("no such mode")?;
    let rounds = rounds.parse().map_err(|_| "no such number")?;
    let [one, two] = [1, 2].map(|threads| median(on(threads, mode, rounds)));
    println!("{one:.0} {two:.0} {:.2}", two / one);
    Ok(())
}
