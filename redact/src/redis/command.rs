//! The commands of the table, and how one is found.

use std::fmt;

use super::program::Steps;
use super::table::{BUCKETS, COMMANDS, LONGEST_NAME, ORDER};

/// A command of the table.
///
/// A subcommand is a command of its own: `CONFIG SET`. So is the container alone, `CONFIG`, for a subcommand that the table
/// does not have (R11).
pub struct Command {
    name: &'static str,
    pub(super) index: u16,
    pub(super) traits: Traits,
    pub(super) steps: Steps,
}

/// What the table says of a command besides its arguments.
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
    /// The number of commands in the table.
    pub const COUNT: usize = COMMANDS.len();

    /// Its place in the table, less than [`Command::COUNT`]: for arrays next to the table.
    pub fn index(&self) -> usize {
        self.index.into()
    }

    /// Its name in capitals, a subcommand's with its container's: `SET`, `CONFIG SET`.
    #[inline]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// All of them, by [`Command::index`].
    pub fn all() -> &'static [Self] {
        &COMMANDS
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Command").field(&self.name()).finish()
    }
}

/// A command that was found by a word.
pub(super) struct Match<'a> {
    pub(super) command: &'static Command,
    /// The word as sent.
    pub(super) word: &'a str,
    /// `true` if the table has it in just these letters.
    pub(super) is_exact: bool,
}

/// A command, found by its whole name in one word.
pub(super) fn find(word: &[u8]) -> Option<Match<'_>> {
    find_by(hash(0, word), word, |command| Some(command.name()))
}

/// The subcommand of a container.
pub(super) fn find_subcommand<'a>(container: &Command, word: &'a [u8]) -> Option<Match<'a>> {
    let start = hash(hash(0, container.name().as_bytes()), b" ");
    find_by(hash(start, word), word, |command| {
        command.name().strip_prefix(container.name())?.strip_prefix(' ')
    })
}

#[inline]
fn find_by(hash: u32, word: &[u8], name: impl Fn(&Command) -> Option<&'static str>) -> Option<Match<'_>> {
    let bucket = hash as usize % (BUCKETS.len() - 1);
    let range = BUCKETS[bucket].into()..BUCKETS[bucket + 1].into();
    ORDER[range].iter().find_map(|index| {
        let command = &COMMANDS[usize::from(*index)];
        let name = name(command)?;
        // Names are nearly always sent in capitals, and those are compared faster.
        if name.as_bytes() == word {
            Some(Match { command, word: name, is_exact: true })
        } else if name.as_bytes().eq_ignore_ascii_case(word) {
            Some(Match { command, word: str::from_utf8(word).ok()?, is_exact: false })
        } else {
            None
        }
    })
}

/// The same for capital and for small letters. `tests/redis/generate/render.rs` has the same function.
fn hash(start: u32, word: &[u8]) -> u32 {
    // What is longer is no name, and its hash is of no interest.
    let word = &word[..word.len().min(LONGEST_NAME + 1)];
    word.iter()
        .fold(start, |hash, byte| (hash.rotate_left(5) ^ u32::from(byte & !0x20)).wrapping_mul(0x9E37_79B1))
}

/// One row of the table.
pub(super) const fn command(index: u16, name: &'static str, traits: Traits, steps: Steps) -> Command {
    Command { name, index, traits, steps }
}
