//! The meaning of a word to the lane.

use crate::sql::scan::keyword::{COUNT, FIRSTS, KEYWORDS, Keyword, first};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Meaning {
    /// The word changes nothing.
    None,
    Select,
    /// The verb of a statement that changes a table, if it comes first.
    Change,
    From,
    Join,
    As,
    /// A clause after the tables.
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
const SLOTS: usize = 256;
/// The words that mean something, by hash: their first eight bytes and their number. Each has a slot of its own.
static MEANINGFUL: ([u64; SLOTS], [Keyword; SLOTS]) = {
    let (mut firsts, mut keywords) = ([0; SLOTS], [Keyword::Other; SLOTS]);
    let mut number = 1;
    while number < COUNT {
        if !matches!(MEANINGS[number], Meaning::None) {
            let slot = hash(FIRSTS[number]);
            assert!(firsts[slot] == 0, "another factor has to be found");
            firsts[slot] = FIRSTS[number];
            keywords[slot] = KEYWORDS[number];
        }
        number += 1;
    }
    (firsts, keywords)
};
static BY_KEYWORD: [Meaning; COUNT] = MEANINGS;

/// The factor was found by trying: with it, no two of the words have the same hash.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the shift leaves eight bits")]
const fn hash(first: u64) -> usize {
    (first.wrapping_mul(0x0c5d_1b31_4efc_0191) >> 56) as usize
}

/// The keyword that a word of `length` with these first bytes may be, if it is one that means something. It is that
/// keyword if it has less than eight bytes. One look is enough for most words.
#[inline]
pub(super) fn meaningful(eight: u64, length: usize) -> Keyword {
    let first = first(eight, length);
    let slot = hash(first);
    if MEANINGFUL.0[slot] != first {
        return Keyword::Other;
    }
    MEANINGFUL.1[slot]
}

impl Meaning {
    #[inline]
    pub(super) fn of(keyword: Keyword) -> Self {
        BY_KEYWORD[keyword as usize]
    }
}

/// What each keyword means. A keyword that is new has to be added here: if it can announce data or change what the summary
/// sees, as [`Meaning::Unknown`], which leaves its statements to the pass; only if it can do neither, as
/// [`Meaning::None`]. There is no arm for the rest.
#[rustfmt::skip]
#[allow(clippy::enum_glob_use, reason = "the words are the point of it")]
const fn meaning(keyword: Keyword) -> Meaning {
    use Keyword::*;
    match keyword {
        Select => Meaning::Select,
        Insert | Update | Delete => Meaning::Change,
        From => Meaning::From,
        Join => Meaning::Join,
        As => Meaning::As,
        In => Meaning::In,
        True | False => Meaning::Boolean,
        Distinct => Meaning::Distinct,
        Using => Meaning::Using,
        Where | Group | Having | Order | Limit | Offset | Fetch | For | Window | Union | Intersect | Except | Minus
        | Returning | Set | Values | When | Qualify => Meaning::EndOfTables,
        With | Recursive | Merge | Into | Format | Function | Exec | Execute | Apply | StraightJoin | Lateral | Only | Table | Rows | Ignore | LowPriority
        | HighPriority | Delayed | Quick | Overwrite | Copy | Pragma | Attach | Grant | Identified | Password
        | Key | Statistics => Meaning::Unknown,
        // `Other` is every word that is no keyword.
        Other | Abort | Access | Aggregate | All | Alter | Analyse | Analyze | And | Asc | Assembly | At | Begin
        | Between | Binary | Body | Bulk | By | Call | Case | Cast | Catalog | Certificate | Check | Checksum
        | Class | Cluster | Collate | Collation | Comment | Commit | Concurrently | Configuration | Connect
        | Constraint | Conversion | Create | Credential | Cross | Csv | Cycle | Data | Database | Day | Declare
        | Default | Delimiter | Desc | Describe | Dictionary | Directory | Domain | Drop | Else | Enclosed | End
        | Escape | Event | Exists | Explain | Extended | Extension | Family | Foreign | Freeze | Full
        | Glob | Global | Handler | Header | If | Ilike | Index | Interval | Is | Keyspace | Language | Like
        | Lines | Link | Listen | Load | Local | Lock | Login | Macro | Mapping | Materialized | Method
        | NoWriteToBinlog | Not | Notify | Null | On | Operator | Optimize | Or | Outer | Owned | Package
        | Parser | Partitions | Persist | PersistOnly | Pipe | Plan | Policy | Prepare | Prepared | Privileges
        | Proc | Procedure | Publication | Query | Quote | Random | Refresh | Regexp | Reindex | Release
        | Rename | Repair | Replace | Require | Reset | Return | Revoke | Role | Rollback | Routine | Rule
        | Savepoint | Schema | Search | Secret | Sequence | Server | Session | Show | Similar | Stage | Start
        | Stream | Subscription | Synonym | System | Tables | Tablespace | Task | Template | Text | Then | Time
        | To | Transaction | Transform | Trigger | Truncate | Type | Uescape | Unlisten | Upsert | Use | User
        | Vacuum | Valid | Verbose | View | Warehouse | While | Wrapper | Xa | Zone => Meaning::None,
    }
}
