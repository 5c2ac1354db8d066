//! Commands that were sent by themselves, until their answers are read.

use std::collections::VecDeque;

use db_semconv::Observation;

/// The commands that were sent without waiting, in the order in which their answers will come.
///
/// Each command has a place, also one that is not observed. So each answer ends the observation of its own command.
#[derive(Debug, Default)]
pub(crate) struct Unanswered {
    /// The number of commands without an observation before the first of `observed`.
    unobserved: usize,
    observed: VecDeque<Observed>,
}

#[derive(Debug)]
struct Observed {
    observation: Observation<'static>,
    /// The number of commands without an observation after this one.
    unobserved_after: usize,
}

/// The number of observations that are kept. More commands without an answer belong to a caller that never reads answers.
const MOST_OBSERVED: usize = 1_024;

impl Unanswered {
    /// Adds the command that was sent now. Past the limit its observation is dropped, and its place is counted.
    pub(crate) fn sent(&mut self, observation: Observation<'_>) {
        if observation.is_active() && self.observed.len() < MOST_OBSERVED {
            let observation = observation.into_owned();
            self.observed.push_back(Observed { observation, unobserved_after: 0 });
        } else {
            *self.observed.back_mut().map_or(&mut self.unobserved, |last| &mut last.unobserved_after) += 1;
        }
    }

    /// Takes the command whose answer was read now, and returns its observation if it has one.
    pub(crate) fn answered(&mut self) -> Option<Observation<'static>> {
        if let Some(unobserved) = self.unobserved.checked_sub(1) {
            self.unobserved = unobserved;
            return None;
        }
        let Observed { observation, unobserved_after } = self.observed.pop_front()?;
        self.unobserved = unobserved_after;
        Some(observation)
    }
}
