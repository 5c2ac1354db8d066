//! Measures candidates in turns, so that what disturbs the machine disturbs all of them.
//!
//! Time is that of the thread on a processor. With another process on the same one, a turn of some milliseconds is
//! interrupted and a short one is not: ratios of the wall clock's times would be wrong by a factor of two.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::candidates::Candidate;

const ROUNDS: usize = 101;
/// How long a candidate runs in one round, unless one call takes longer.
const TURN: Duration = Duration::from_millis(1);

/// Nanoseconds per call of one candidate, a figure per round.
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn nanoseconds(&self) -> f64 {
        median(self.0.clone())
    }

    /// How often `other`'s time is in this one. The median of the rounds' ratios, not the ratio of two medians.
    pub(crate) fn ratio(&self, other: &Times) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(this, other)| this / other).collect())
    }
}

pub(crate) fn measure(candidates: &mut [Candidate<'_>]) -> Vec<Times> {
    let calls: Vec<u32> = candidates.iter_mut().map(calls_per_turn).collect();
    let mut times: Vec<_> = candidates.iter().map(|_| Times(Vec::with_capacity(ROUNDS))).collect();
    for _ in 0..ROUNDS {
        for ((candidate, calls), times) in candidates.iter_mut().zip(&calls).zip(&mut times) {
            let elapsed = turn(candidate, *calls);
            times.0.push(elapsed.as_secs_f64() * 1e9 / f64::from(*calls));
        }
    }
    times
}

fn calls_per_turn(candidate: &mut Candidate<'_>) -> u32 {
    let mut calls = 1;
    while turn(candidate, calls) < TURN {
        calls *= 2;
    }
    calls
}

fn turn(candidate: &mut Candidate<'_>, calls: u32) -> Duration {
    let begin = now();
    for _ in 0..calls {
        (candidate.run)();
    }
    now().saturating_sub(begin)
}

fn now() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a thread's time is not negative")
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
