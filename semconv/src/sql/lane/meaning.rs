//! What a word means to the lane.

use super::super::keyword::{COUNT, FIRSTS, KEYWORDS, Keyword, first};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Meaning {
    /// The word changes nothing.
    None,
    Select,
    From,
    Join,
    As,
    /// A clause behind the tables.
    EndOfTables,
    In,
    /// Data.
    Boolean,
    Distinct,
    Using,
    /// The lane does not know what follows, or the word may announce a secret.
    Unknown,
}

const MEANINGS: [Meaning; COUNT] = {
    let mut meanings = [Meaning::None; COUNT];
    let mut number = 0;
    while number < COUNT {
        meanings[number] = meaning(KEYWORDS[number]);
        number += 1;
    }
    meanings
};
static BY_KEYWORD: [Meaning; COUNT] = MEANINGS;

const SLOTS: usize = 256;
/// The first eight bytes of the words that mean something, by hash. Each has a slot of its own.
static MEANINGFUL: [u64; SLOTS] = {
    let mut slots = [0; SLOTS];
    let mut number = 1;
    while number < COUNT {
        if !matches!(MEANINGS[number], Meaning::None) {
            let slot = hash(FIRSTS[number]);
            assert!(slots[slot] == 0, "another factor has to be found");
            slots[slot] = FIRSTS[number];
        }
        number += 1;
    }
    slots
};

/// The factor was found by trying: with it, no two of the words have the same hash.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the shift leaves eight bits")]
const fn hash(first: u64) -> usize {
    (first.wrapping_mul(0x2a49_26f0_5f22_1dfd) >> 56) as usize
}

/// Whether a word of `length` with these first bytes can mean anything. One look is enough for most words.
#[inline]
pub(super) fn may_mean_something(eight: u64, length: usize) -> bool {
    let first = first(eight, length);
    MEANINGFUL[hash(first)] == first
}

impl Meaning {
    #[inline]
    pub(super) fn of(keyword: Keyword) -> Self {
        BY_KEYWORD[keyword as usize]
    }
}

#[allow(clippy::enum_glob_use, reason = "the words are the point of it")]
const fn meaning(keyword: Keyword) -> Meaning {
    use Keyword::*;
    match keyword {
        Select => Meaning::Select,
        From => Meaning::From,
        Join => Meaning::Join,
        As => Meaning::As,
        In => Meaning::In,
        True | False => Meaning::Boolean,
        Distinct => Meaning::Distinct,
        Using => Meaning::Using,
        Where | Group | Having | Order | Limit | Offset | Fetch | For | Window | Union | Intersect
        | Except | Minus | Returning | Set | Values | When | Into | Qualify => Meaning::EndOfTables,
        With | Recursive | Merge | Apply | StraightJoin | Lateral | Only | Table | Rows | Ignore
        | LowPriority | HighPriority | Delayed | Quick | Overwrite | Copy | Pragma | Attach | Grant
        | Identified | Password | Key => Meaning::Unknown,
        _ => Meaning::None,
    }
}
