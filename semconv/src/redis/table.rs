use super::command::{Command, Traits};
use super::program::Step;
pub(super) const LONGEST_NAME: usize = 64;
pub(super) static COMMANDS: [Command; 1] = [Command { name: "GET", index: 0, traits: Traits::NONE, steps: &[Step::Key] }];
pub(super) static ORDER: [u16; 1] = [0];
pub(super) static BUCKETS: [u16; 2] = [0, 1];
