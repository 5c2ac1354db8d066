//! The grammar of a command's arguments, as steps to walk along them.
//!
//! Steps and branches hold no references: each would take 16 bytes, and 24 more for the loader that moves the program to
//! its place in memory. A part of an array by number takes 4. The name of a command is a reference all the same, because
//! each call looks one up.

use super::table::{BRANCHES, STEPS, TEXT};

/// What comes next among the arguments.
#[derive(Debug)]
pub(super) enum Step {
    /// R7: a value.
    Value,
    /// R13: a credential, hidden even where values are shown.
    Secret,
    /// R3: a key.
    Key,
    /// R4: a field of a hash.
    Field,
    /// R9: what is neither, and shown all the same.
    Shown,
    /// One of the branches, or the other steps.
    Choice(Branches, Steps),
    /// Any number of the branches, in any order, before so many arguments at least.
    Options(Branches, u8),
    /// A group again and again.
    Repeat(Repeat),
    /// A number, and a group so many times.
    Counted(Counted),
    /// Keys, and after them as many values.
    Halves,
    /// No place is known for the arguments that are left.
    Unplaced,
}

/// R5: a fixed word and what follows it.
#[derive(Debug)]
pub(super) struct Branch {
    word: Text,
    /// Which of the options this is, of which each may be there once; [`MANY`] may be there more often.
    pub(super) option: u8,
    pub(super) steps: Steps,
}

impl Branch {
    /// Returns `true` if an argument is the word.
    pub(super) fn is(&self, argument: &[u8]) -> bool {
        usize::from(self.word.count) == argument.len() && self.word.bytes().eq_ignore_ascii_case(argument)
    }
}

/// The option of a [`Branch`] that may be there more than once.
pub(super) const MANY: u8 = u8::MAX;

/// See [`Step::Repeat`].
#[derive(Debug)]
pub(super) struct Repeat {
    pub(super) group: Steps,
    /// The number of arguments that a whole group has at least.
    pub(super) least: u8,
    /// The number of arguments at the end that do not belong to it.
    pub(super) tail: u8,
    /// `true` if it ends at a word of the options around it.
    pub(super) ends_at_word: bool,
}

/// See [`Step::Counted`].
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) group: Steps,
    /// The number of arguments that a group has.
    pub(super) size: u8,
    /// `true` if the number is shown: where it is the number of keys (R6).
    pub(super) is_shown: bool,
}

/// A part of [`STEPS`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    first: u16,
    count: u8,
}

impl Steps {
    pub(super) fn get(self) -> &'static [Step] {
        part(&STEPS, self.first, self.count)
    }
}

/// A part of [`BRANCHES`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Branches {
    first: u16,
    count: u8,
}

impl Branches {
    pub(super) fn get(self) -> &'static [Branch] {
        part(&BRANCHES, self.first, self.count)
    }
}

/// A part of [`TEXT`]: a word among the arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    first: u16,
    count: u8,
}

impl Text {
    #[inline]
    pub(super) fn bytes(self) -> &'static [u8] {
        part(TEXT.as_bytes(), self.first, self.count)
    }
}

#[inline]
fn part<T>(all: &'static [T], first: u16, count: u8) -> &'static [T] {
    let first = usize::from(first);
    all.get(first..first + usize::from(count)).unwrap_or_default()
}

pub(super) const fn steps(first: u16, count: u8) -> Steps {
    Steps { first, count }
}

pub(super) const fn branches(first: u16, count: u8) -> Branches {
    Branches { first, count }
}

pub(super) const fn text(first: u16, count: u8) -> Text {
    Text { first, count }
}

pub(super) const fn word(word: Text, option: u8, steps: Steps) -> Branch {
    Branch { word, option, steps }
}

pub(super) const fn repeat(group: Steps, least: u8, tail: u8, ends_at_word: bool) -> Step {
    Step::Repeat(Repeat { group, least, tail, ends_at_word })
}

pub(super) const fn counted(group: Steps, size: u8, is_shown: bool) -> Step {
    Step::Counted(Counted { group, size, is_shown })
}
