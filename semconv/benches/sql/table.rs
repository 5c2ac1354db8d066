//! The table of ratios.

use crate::candidates::Candidate;
use crate::rounds::{self, Times};

/// A column each, where it is among the candidates.
const BASELINES: &[&str] = &["memchr", "memcpy", "oracle", "libdd", "pg_query"];

/// Times as they are, and as multiples of the baselines' (0.5: half the time).
pub(crate) fn print(input: &str, sql: &str, mut candidates: Vec<Candidate<'_>>) {
    let times = rounds::measure(&mut candidates);
    let measured: Vec<(&str, &Times)> =
        candidates.iter().map(|candidate| candidate.name).zip(&times).collect();
    let baselines: Vec<_> = measured.iter().filter(|(name, _)| BASELINES.contains(name)).collect();

    print!("\n{:<22}{:>12}{:>8}", format!("{input} ({} bytes)", sql.len()), "ns", "GB/s");
    for (name, _) in &baselines {
        print!("{:>12}", format!("× {name}"));
    }
    println!();
    for (name, times) in &measured {
        let nanoseconds = times.nanoseconds();
        #[expect(clippy::cast_precision_loss, reason = "a text has less than 2^52 bytes")]
        let speed = sql.len() as f64 / nanoseconds;
        print!("{name:<22}{nanoseconds:>12.1}{speed:>8.2}");
        for (_, baseline) in &baselines {
            print!("{:>12.4}", times.ratio(baseline));
        }
        println!();
    }
}
