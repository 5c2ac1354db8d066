//! Candidates measured in turns, so that what disturbs the machine disturbs all of them.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::candidate::Candidate;

/// How long a candidate runs in one round.
const TURN: Duration = Duration::from_millis(1);

/// What one candidate took: nanoseconds per call, a figure per round.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// By the clock on the wall.
    pub wall: Vec<f64>,
    /// Of the thread on a processor: the better measure where other programs run too.
    pub thread: Vec<f64>,
}

/// Measures the candidates in as many rounds.
pub fn measure(candidates: &mut [Candidate], rounds: usize) -> Vec<Times> {
    let calls: Vec<usize> = candidates.iter_mut().map(calls_per_turn).collect();
    let mut times: Vec<Times> = candidates.iter().map(|_| Times::default()).collect();
    for _ in 0..rounds {
        for ((candidate, calls), times) in candidates.iter_mut().zip(&calls).zip(&mut times) {
            let Turn { wall, thread } = turn(candidate, *calls);
            times.wall.push(per_call(wall, *calls));
            times.thread.push(per_call(thread, *calls));
        }
    }
    times
}

/// The middle one of some figures.
pub fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How often each of `others` is in that of the same round.
pub fn quotients<'a>(figures: &'a [f64], others: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    figures.iter().zip(others).map(|(figure, other)| figure / other)
}

struct Turn {
    wall: Duration,
    thread: Duration,
}

fn calls_per_turn(candidate: &mut Candidate) -> usize {
    candidate.warm_up();
    let mut calls = 1;
    while turn(candidate, calls).thread < TURN {
        calls *= 2;
    }
    calls
}

fn turn(candidate: &mut Candidate, calls: usize) -> Turn {
    let (wall, thread) = (now(ClockId::Monotonic), now(ClockId::ThreadCPUTime));
    candidate.measured_calls(calls);
    let (wall_end, thread_end) = (now(ClockId::Monotonic), now(ClockId::ThreadCPUTime));
    Turn { wall: wall_end.saturating_sub(wall), thread: thread_end.saturating_sub(thread) }
}

fn now(clock: ClockId) -> Duration {
    clock_gettime(clock).try_into().expect("these clocks count from zero")
}

#[expect(clippy::cast_precision_loss, reason = "no turn has 2^52 calls")]
fn per_call(time: Duration, calls: usize) -> f64 {
    time.as_secs_f64() * 1e9 / calls as f64
}
