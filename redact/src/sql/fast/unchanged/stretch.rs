//! The content of a window, as sets of bits.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

use crate::sql::scan::bytes::{DIGITS, WORDS};
use crate::sql::scan::vector::{ByteClass, Register, WIDTH};

/// A window, with the byte before it.
#[derive(Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub(super) bytes: &'a [u8; WIDTH + 1],
    /// The number of its bytes that were looked at before. Sets are without them.
    pub(super) skipped: usize,
}

/// What starts nothing to hide.
static PLAIN: ByteClass = ByteClass::new(&[
    (b'A', b'Z'),
    (b'_', b'_'),
    (b'a', b'z'),
    (b' ', b' '),
    (b'\t', b'\r'),
    (b'(', b','),
    (b'.', b'.'),
    (b'<', b'?'),
]);

impl Stretch<'_> {
    /// What may start something to hide, or belongs to a parameter or to a name in quotes.
    #[inline(always)]
    pub(super) fn odd_bytes<R: Register>(self) -> u64 {
        let mut odd = 0;
        for at in (0..WIDTH).step_by(R::COUNT) {
            let (before, bytes) = (R::of(&self.bytes[at..]), R::of(&self.bytes[at + 1..]));
            // `TRU` and `FA` have these pairs in any case; `be` and `vq` are the only others of letters.
            let may_be_boolean = ((before ^ bytes) & R::all(0xdf)).is(7) & (bytes & R::all(0x0b)).is(1);
            odd |= (!bytes.is_in(&PLAIN) | may_be_boolean).set() << at;
        }
        odd >> self.skipped
    }

    /// Those of words, digits and two others.
    #[inline(always)]
    pub(super) fn sets<R: Register>(self, one: u8, other: u8) -> [u64; 4] {
        let mut sets = [0; 4];
        for at in (0..WIDTH).step_by(R::COUNT) {
            let bytes = R::of(&self.bytes[at + 1..]);
            sets[0] |= bytes.is_in(&WORDS).set() << at;
            sets[1] |= bytes.is_in(&DIGITS).set() << at;
            sets[2] |= bytes.is(one).set() << at;
            sets[3] |= bytes.is(other).set() << at;
        }
        let [words, digits, one, other] = sets;
        [words >> self.skipped, digits >> self.skipped, one >> self.skipped, other >> self.skipped]
    }

    /// Returns `true` if there is a `'`, and no quote around a name.
    #[inline(always)]
    pub(super) fn has_string_alone<R: Register>(self, quote: u8) -> bool {
        let (mut strings, mut names) = (R::all(0), R::all(0));
        for at in (0..WIDTH).step_by(R::COUNT) {
            let bytes = R::of(&self.bytes[at + 1..]);
            strings = strings | bytes.is(b'\'');
            names = names | bytes.is(quote);
        }
        strings.set() != 0 && names.set() == 0
    }

    #[inline(always)]
    pub(super) fn names_and_open_brackets<R: Register>(self) -> [u64; 2] {
        let (mut names, mut open_brackets) = (0, 0);
        for at in (0..WIDTH).step_by(R::COUNT) {
            let bytes = R::of(&self.bytes[at + 1..]);
            names |= (bytes.is(b':') | bytes.is(b'@')).set() << at;
            open_brackets |= bytes.is(b'(').set() << at;
        }
        [names >> self.skipped, open_brackets >> self.skipped]
    }

    #[inline(always)]
    pub(super) fn backslashes<R: Register>(self) -> u64 {
        let mut set = 0;
        for at in (0..WIDTH).step_by(R::COUNT) {
            set |= R::of(&self.bytes[at + 1..]).is(b'\\').set() << at;
        }
        set >> self.skipped
    }
}

/// The bytes after those of a set; `is_first` says that the first byte is after one, too.
#[inline]
pub(super) fn after(set: u64, is_first: bool) -> u64 {
    set << 1 | u64::from(is_first)
}

/// The first byte after each run of `set` that has a bit of `starts` at its start, and whether the last such run goes on
/// after the last byte. A bit of `starts` outside of runs is its own end.
///
/// An addition carries each start to the end of its run. Runs without a start stay, and are taken out.
///
/// ```text
/// set             . . . 1 1 . . 1
/// starts          . . . 1 . . . .
/// set + starts    . . . . . 1 . 1
/// without set     . . . . . 1 . .
/// ```
#[inline]
pub(super) fn ends_of_runs(set: u64, starts: u64) -> (u64, bool) {
    let (sum, goes_on) = set.overflowing_add(starts);
    (sum & !set, goes_on)
}

/// For each bit, whether an odd number of bits is set up to it and with it.
#[inline]
pub(super) fn prefix_xor(set: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(set, |sums, distance| sums ^ (sums << distance))
}
