//! The table of ratios.

use crate::candidates::Candidate;
use crate::rounds::{self, Times};

/// What no reader of the text can do without. Their columns show how often their time is in a candidate's.
const FLOORS: &[&str] = &["memchr", "memcpy"];
/// What is to be beaten. Their columns show how often a candidate's time is in theirs.
const RIVALS: &[&str] = &["oracle", "libdd", "pg_query"];

/// Times as they are, and as ratios: the floors' columns are to be low, the rivals' are to be high.
pub(crate) fn print(input: &str, sql: &str, mut candidates: Vec<Candidate<'_>>) {
    let times = rounds::measure(&mut candidates);
    let measured: Vec<(&str, &Times)> =
        candidates.iter().map(|candidate| candidate.name).zip(&times).collect();
    let (floors, rivals) = (among(&measured, FLOORS), among(&measured, RIVALS));

    print!("\n{:<22}{:>12}{:>8}", format!("{input} ({} bytes)", sql.len()), "ns", "GB/s");
    for (name, _) in &floors {
        print!("{:>12}", format!("÷ {name}"));
    }
    for (name, _) in &rivals {
        print!("{:>12}", format!("{name} ÷"));
    }
    println!();
    for (name, times) in &measured {
        let nanoseconds = times.nanoseconds();
        #[expect(clippy::cast_precision_loss, reason = "a text has less than 2^52 bytes")]
        let speed = sql.len() as f64 / nanoseconds;
        print!("{name:<22}{nanoseconds:>12.1}{speed:>8.2}");
        for (_, floor) in &floors {
            print!("{:>12.2}", times.ratio(floor));
        }
        for (_, rival) in &rivals {
            print!("{:>12.2}", rival.ratio(times));
        }
        println!();
    }
}

fn among<'a>(measured: &[(&'a str, &'a Times)], names: &[&str]) -> Vec<(&'a str, &'a Times)> {
    measured.iter().copied().filter(|(name, _)| names.contains(name)).collect()
}
