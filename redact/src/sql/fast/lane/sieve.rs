//! The tokens of the next 64 bytes that may mean something to the lane.
//!
//! Most tokens of a plain statement do not: names of one letter, the dots within names, operators, and commas outside of
//! lists of tables. They are taken out of the set, side by side, and never looked at one by one.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

use crate::sql::scan::bytes::WORDS;
use crate::sql::scan::vector::{ByteClass, Register};
use crate::sql::scan::window::{self, Find, ROOM};

#[derive(Debug, Clone, Copy)]
pub(super) struct Sieve<'b> {
    pub(super) bytes: window::Window<'b>,
    letters: u64,
    commas: u64,
}

impl<'b> Sieve<'b> {
    pub(super) const WIDTH: usize = window::Window::WIDTH;

    /// The end of a text is read in `padded`, which is white space before.
    #[inline(always)]
    pub(super) fn at<R: Register>(text: &'b [u8], at: usize, padded: &'b mut [u8; ROOM]) -> Self {
        let rest = &text[at..];
        let [words, letters, idle, commas, dots] = window::sets::<R, Sets, 5>(rest);
        let starts = words & !(words << 1);
        // What comes after the last byte of the window is not known.
        let singles = letters & starts & !(words >> 1) & (u64::MAX >> 1);
        let dots_of_names = dots & (words << 1) & (letters >> 1);
        let tokens = (starts | !words) & !(idle | singles | dots_of_names);
        Self { bytes: window::Window::of(rest, padded, words, tokens), letters, commas }
    }

    /// The first bytes of the tokens; commas are among them where they may be followed by a table.
    #[inline]
    pub(super) fn tokens(self, lists_tables: bool) -> u64 {
        self.bytes.tokens & if lists_tables { u64::MAX } else { !self.commas }
    }

    /// Returns `true` if a word starts at `offset`, where a token does.
    #[inline]
    pub(super) fn is_word(self, offset: usize) -> bool {
        self.letters >> (offset % Self::WIDTH) & 1 == 1
    }
}

/// The letters of words, which are all but digits.
static LETTERS: ByteClass = ByteClass::new(&[(b'A', b'Z'), (b'_', b'_'), (b'a', b'z')]);
/// White space, and what is an operator in every dialect, whatever stands around it.
static IDLE: ByteClass = ByteClass::new(&[
    (b'\t', b'\r'),
    (b' ', b'!'),
    (b'%', b'&'),
    (b'*', b'*'),
    (b'<', b'>'),
    (b'^', b'^'),
    (b'|', b'|'),
    (b'~', b'~'),
]);

/// The bytes of words, their letters, what is idle, commas and dots.
struct Sets;

impl Find<5> for Sets {
    #[inline(always)]
    fn find<R: Register>(bytes: R) -> [R; 5] {
        [bytes.is_in(&WORDS), bytes.is_in(&LETTERS), bytes.is_in(&IDLE), bytes.is(b','), bytes.is(b'.')]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::scan::vector::{Task, run, run_portable};

    struct Tokens<'b>(&'b [u8]);

    impl Task for Tokens<'_> {
        type Result = [String; 2];

        /// The first bytes of what is looked at: outside of a list of tables, and within one.
        #[inline(always)]
        fn run<R: Register>(self) -> [String; 2] {
            let mut padded = [b' '; ROOM];
            let window = Sieve::at::<R>(self.0, 0, &mut padded);
            [false, true].map(|lists_tables| {
                let tokens = window.tokens(lists_tables);
                let is_token = |at: &usize| tokens >> at & 1 == 1;
                (0..self.0.len()).filter(is_token).map(|at| char::from(self.0[at])).collect()
            })
        }
    }

    #[test]
    fn a_token_that_means_nothing_is_left_out() {
        for (text, tokens, with_commas) in [
            ("SELECT o.id, c.a", "Si", "Si,"),
            ("a b2 3 4d _", "b34", "b34"),
            ("x >= 'a.b' OR y<>.5", "''O.5", "''O.5"),
            ("a.* \"b\".c d . e 1.5 f.2 g", ".\"\"..1.5.2", ".\"\"..1.5.2"),
            ("a!b%c&d*e^f|g~h=i<j>k", "", ""),
            ("(-$1)::[x];#@?`/+\\\0\x7f", "(-$1)::[];#@?`/+\\\0\x7f", "(-$1)::[];#@?`/+\\\0\x7f"),
        ] {
            let found = run(Tokens(text.as_bytes()));
            assert_eq!(found, [tokens, with_commas], "{text}");
            assert_eq!(found, run_portable(Tokens(text.as_bytes())));
        }
    }

    #[test]
    fn a_token_that_may_go_on_after_the_window_is_kept() {
        for (end, tokens) in [("a", "a"), (" a", "a"), ("a ", ""), ("a.", "."), ("a.b", "b"), ("a.bc", "b")] {
            let text = format!("{}{end}", " ".repeat(Sieve::WIDTH - end.len()));
            assert_eq!(run(Tokens(text.as_bytes())), [tokens, tokens], "{end}");
        }
    }
}
