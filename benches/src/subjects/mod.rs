//! What the report is about: each subject measures and returns figures.

pub mod calls;
pub mod futures;
pub mod lengths;
pub mod machine;
pub mod real_servers;
pub mod sanitiser;
pub mod threads;

use db_trace_report::{Figure, Spread};

use crate::rounds::{Times, quotients};

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Turns that each candidate has.
    pub rounds: usize,
    /// Single calls whose time is taken.
    pub single_calls: usize,
}

/// The time of a case, and how often that of its group's first is in it.
fn figure(subject: &str, group: &str, case: &str, times: &Times, first: &Times) -> Figure {
    Figure {
        subject: subject.to_owned(),
        group: group.to_owned(),
        case: case.to_owned(),
        nanoseconds: Spread::of(times.wall.iter().copied()),
        ratio: Some(Spread::of(quotients(&times.wall, &first.wall))),
        thread_ratio: Some(Spread::of(quotients(&times.thread, &first.thread))),
        ..Figure::default()
    }
}
