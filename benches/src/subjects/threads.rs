//! Several threads that share a telemetry.

use std::sync::Barrier;
use std::thread;

use db_trace_report::{Figure, Spread};

use super::Effort;
use crate::mode::Mode;
use crate::postgres;
use crate::rounds::{self, median};

const MODES: [Mode; 5] =
    [Mode::Plain, Mode::UnsampledParent, Mode::Floor, Mode::Sampled, Mode::SampledMeasured];
/// More would measure the machine.
const MOST_THREADS: usize = 8;

/// One thread, two, and so on by the double up to the machine's.
pub fn measure(effort: Effort) -> Vec<Figure> {
    let processors = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let mut figures = Vec::new();
    for mode in MODES {
        let mut alone = f64::NAN;
        let mut threads = 1;
        while threads <= processors {
            let times = on(threads, mode, effort.rounds);
            if threads == 1 {
                alone = median(times.iter().copied());
            }
            figures.push(Figure {
                subject: "threads".to_owned(),
                group: mode.name().to_owned(),
                case: threads.to_string(),
                nanoseconds: Spread::of(times.iter().copied()),
                thread_ratio: Some(Spread::of(times.iter().map(|time| time / alone))),
                size: Some(threads as u64),
                ..Figure::default()
            });
            threads *= 2;
        }
    }
    figures
}

/// CPU time of each call of all threads, in nanoseconds.
pub fn on(threads: usize, mode: Mode, rounds: usize) -> Vec<f64> {
    let telemetry = mode.telemetry();
    let tracers = mode.tracers();
    let barrier = Barrier::new(threads);
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut candidates = [postgres::sharing(mode, telemetry.clone(), &tracers)];
                    candidates[0].warm_up();
                    barrier.wait();
                    rounds::measure(&mut candidates, rounds).remove(0).thread
                })
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().expect("it does not panic")).collect()
    })
}
