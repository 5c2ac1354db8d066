//! What the runs write and the report reads.

use serde::{Deserialize, Serialize};

/// All figures of one or more runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Data {
    /// Names and values: the processor, the system, the compiler, the crates.
    pub machine: Vec<(String, String)>,
    /// How the run was made: rounds, and whether it was a quick one.
    pub method: Vec<(String, String)>,
    /// What was measured.
    pub figures: Vec<Figure>,
    /// How long single calls took.
    pub distributions: Vec<Distribution>,
    /// What could not be measured, and why.
    pub skipped: Vec<Skipped>,
}

impl Data {
    /// Takes in another run's.
    pub fn extend(&mut self, other: Self) {
        for pair in other.machine {
            if !self.machine.contains(&pair) {
                self.machine.push(pair);
            }
        }
        for pair in other.method {
            if !self.method.contains(&pair) {
                self.method.push(pair);
            }
        }
        self.figures.extend(other.figures);
        self.distributions.extend(other.distributions);
        self.skipped.extend(other.skipped);
    }

    /// The figures of a subject, in the order in which they were measured.
    pub fn of(&self, subject: &'static str) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(move |figure| figure.subject == subject)
    }

    /// One figure.
    pub fn find(&self, subject: &str, group: &str, case: &str) -> Option<&Figure> {
        self.figures
            .iter()
            .find(|figure| figure.subject == subject && figure.group == group && figure.case == case)
    }

    /// The groups of a subject, each once.
    pub fn groups(&self, subject: &str) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for figure in self.figures.iter().filter(|figure| figure.subject == subject) {
            if !groups.contains(&figure.group.as_str()) {
                groups.push(&figure.group);
            }
        }
        groups
    }
}

/// What one case of a group took: where it says "added", beyond the group's first case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Figure {
    /// The section that it is for.
    pub subject: String,
    /// What it is compared within: a client, an input.
    pub group: String,
    /// What was measured.
    pub case: String,
    /// Nanoseconds of a call, by the clock on the wall.
    pub nanoseconds: Spread,
    /// How often the time of the group's first case is in it: of each round by the clock on the wall.
    pub ratio: Option<Spread>,
    /// The same by the thread's time on a processor.
    pub thread_ratio: Option<Spread>,
    /// Instructions of a call: the group's first case's own, the others' added ones.
    pub instructions: Option<i64>,
    /// Allocations of a call, in the same form.
    pub allocations: Option<f64>,
    /// Bytes that a call allocates, in the same form.
    pub bytes: Option<f64>,
    /// The size of the input or of the program in bytes, or the number of threads.
    pub size: Option<u64>,
    /// Seconds of CPU that it takes to build the program.
    pub cpu_seconds: Option<f64>,
}

/// The middle half of some figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// A quarter are below.
    pub low: f64,
    /// Half are below.
    pub median: f64,
    /// A quarter are above.
    pub high: f64,
}

impl Spread {
    /// Of some figures.
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        let at = |quarter: usize| {
            let last = figures.len().saturating_sub(1);
            figures.get((last * quarter + 2) / 4).copied().unwrap_or(f64::NAN)
        };
        Self { low: at(1), median: at(2), high: at(3) }
    }
}

/// How long single calls took.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Distribution {
    /// What was called.
    pub group: String,
    /// In what way.
    pub case: String,
    /// Shares of calls, and the nanoseconds that they took at most.
    pub quantiles: Vec<(f64, f64)>,
}

/// What could not be measured.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Skipped {
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_of_figures_is_their_middle_half() {
        let spread = Spread::of([5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!(spread, Spread { low: 2.0, median: 3.0, high: 4.0 });
        assert_eq!(Spread::of([7.0]), Spread { low: 7.0, median: 7.0, high: 7.0 });
    }
}
