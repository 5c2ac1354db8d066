//! What the arguments of a command are, as steps to walk along them.

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
    Choice(&'static [Branch], &'static [Step]),
    /// Any number of the branches, in any order, before so many arguments at least.
    Options(&'static [Branch], usize),
    /// A group again and again.
    Repeat(Repeat),
    /// A number, and a group so many times.
    Counted(Counted),
    /// Keys, and after them as many values.
    Halves,
    /// Nothing that could be told.
    Unplaced,
}

/// R5: a fixed word and what follows it.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) word: &'static str,
    /// Which of the options this is, of which each may be there once; [`MANY`] may be there more often.
    pub(super) option: u8,
    pub(super) steps: &'static [Step],
}

impl Branch {
    /// Whether an argument is the word.
    pub(super) fn is(&self, argument: &[u8]) -> bool {
        self.word.as_bytes().eq_ignore_ascii_case(argument)
    }
}

/// The option of a [`Branch`] that may be there more than once.
pub(super) const MANY: u8 = u8::MAX;

/// See [`Step::Repeat`].
#[derive(Debug)]
pub(super) struct Repeat {
    pub(super) group: &'static [Step],
    /// How many arguments a whole group has at least.
    pub(super) least: usize,
    /// How many arguments at the end do not belong to it.
    pub(super) tail: usize,
    /// Whether it ends at a word of the options around it.
    pub(super) ends_at_word: bool,
}

/// See [`Step::Counted`].
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) group: &'static [Step],
    /// How many arguments a group has.
    pub(super) size: usize,
    /// R6: whether the number is shown, which it is if it is the number of keys.
    pub(super) is_shown: bool,
}

pub(super) const fn word(word: &'static str, option: u8, steps: &'static [Step]) -> Branch {
    Branch { word, option, steps }
}

pub(super) const fn repeat(group: &'static [Step], least: usize, tail: usize, ends_at_word: bool) -> Step {
    Step::Repeat(Repeat { group, least, tail, ends_at_word })
}

pub(super) const fn counted(group: &'static [Step], size: usize, is_shown: bool) -> Step {
    Step::Counted(Counted { group, size, is_shown })
}
