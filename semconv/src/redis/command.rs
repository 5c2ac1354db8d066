//! The commands of the table, and how one is found.

use super::program::Step;
use super::table::{BUCKETS, COMMANDS, LONGEST_NAME, ORDER};

/// A command of the table.
///
/// A subcommand is a command of its own: `CONFIG SET`. So is the container alone, `CONFIG`, for a subcommand that the table
/// does not have.
#[derive(Debug)]
pub struct Command {
    pub(super) name: &'static str,
    pub(super) index: u16,
    pub(super) traits: Traits,
    pub(super) steps: &'static [Step],
}

/// What the table says of a command beside its arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits(u8);

impl Traits {
    pub(super) const NONE: Self = Self(0);
    /// It has subcommands.
    pub(super) const CONTAINER: Self = Self(1);
    /// It has arguments that are credentials.
    pub(super) const SECRET: Self = Self(2);
    /// It waits at the server.
    pub(super) const BLOCKING: Self = Self(4);
    /// It waits at the server if it has the option `BLOCK`.
    pub(super) const BLOCK_OPTION: Self = Self(8);
    /// Its first argument is the digest of a script.
    pub(super) const SCRIPT_DIGEST: Self = Self(16);
    /// Its first argument is the name of a function.
    pub(super) const FUNCTION_NAME: Self = Self(32);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl Command {
    /// How many commands the table has.
    pub const COUNT: usize = COMMANDS.len();

    /// Its place in the table, less than [`Command::COUNT`]: for arrays beside the table.
    pub fn index(&self) -> usize {
        self.index.into()
    }

    /// Its name in capitals, a subcommand's with its container's: `SET`, `CONFIG SET`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// All of them, by [`Command::index`].
    pub fn all() -> &'static [Self] {
        &COMMANDS
    }
}

/// A command, found by one word or by two.
pub(super) fn find(word: &[u8]) -> Option<&'static Command> {
    if word.len() > LONGEST_NAME {
        return None;
    }
    candidates(hash(0, word)).find(|command| command.name.as_bytes().eq_ignore_ascii_case(word))
}

/// The subcommand of a container.
pub(super) fn find_subcommand(container: &Command, word: &[u8]) -> Option<&'static Command> {
    if word.len() > LONGEST_NAME {
        return None;
    }
    let container = container.name.as_bytes();
    candidates(hash(hash(hash(0, container), b" "), word)).find(|command| {
        let name = command.name.as_bytes();
        name.len() == container.len() + 1 + word.len()
            && name.starts_with(container)
            && name[container.len() + 1..].eq_ignore_ascii_case(word)
    })
}

fn candidates(hash: u32) -> impl Iterator<Item = &'static Command> {
    let bucket = hash as usize % (BUCKETS.len() - 1);
    let range = BUCKETS[bucket].into()..BUCKETS[bucket + 1].into();
    ORDER[range].iter().map(|index| &COMMANDS[usize::from(*index)])
}

/// The same for capital and for small letters. `tests/redis/generate` has the same function.
fn hash(start: u32, word: &[u8]) -> u32 {
    word.iter()
        .fold(start, |hash, byte| (hash.rotate_left(5) ^ u32::from(byte & !0x20)).wrapping_mul(0x9E37_79B1))
}

/// One row of the table.
pub(super) const fn command(
    index: u16,
    name: &'static str,
    traits: Traits,
    steps: &'static [Step],
) -> Command {
    Command { name, index, traits, steps }
}
