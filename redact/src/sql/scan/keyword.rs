//! Keywords: the words that mean something to the redaction or to the summary.
//!
//! # To add one that announces a secret
//!
//! 1. Add it to the table here. The compiler then asks what it means to the fast reader (`fast::lane::meaning`): the answer is
//!    `Unknown`.
//! 2. If a statement can begin with it, say in `rules::care` how closely that statement has to be read. Without an entry, the
//!    statement is watched for secrets.
//! 3. Say in `rules::secret` what follows it, and the same in the oracle's `secret.rs`.
//! 4. Add a case to `tests/sql/secrets.rs`. The differential tests find where the readers and the oracle disagree.

/// Defines the keywords, and what has to be known of each to find it.
macro_rules! keywords {
    ($($name:ident $word:literal,)*) => {
        /// A keyword, or [`Keyword::Other`] for any other word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Keyword {
            Other,
            $($name,)*
        }

        /// By number. `Other` has an entry that equals no word.
        const SPELLINGS: &[&str] = &["", $($word,)*];
        pub(crate) const KEYWORDS: &[Keyword] = &[Keyword::Other, $(Keyword::$name,)*];
    };
}

// Those that the pass has to stop at come first, so that they are found by one comparison.
keywords! {
    Exec "EXEC", Execute "EXECUTE", False "FALSE", Format "FORMAT", In "IN", True "TRUE",
    Abort "ABORT", Access "ACCESS", Aggregate "AGGREGATE", All "ALL", Alter "ALTER", Analyse "ANALYSE",
    Analyze "ANALYZE", And "AND", Apply "APPLY", As "AS", Asc "ASC", Assembly "ASSEMBLY", At "AT",
    Attach "ATTACH", Begin "BEGIN", Between "BETWEEN", Binary "BINARY", Body "BODY", Bulk "BULK", By "BY",
    Call "CALL", Case "CASE", Cast "CAST", Catalog "CATALOG", Certificate "CERTIFICATE", Check "CHECK",
    Checksum "CHECKSUM", Class "CLASS", Cluster "CLUSTER", Collate "COLLATE", Collation "COLLATION",
    Comment "COMMENT", Commit "COMMIT", Concurrently "CONCURRENTLY", Configuration "CONFIGURATION",
    Connect "CONNECT", Constraint "CONSTRAINT", Conversion "CONVERSION", Copy "COPY", Create "CREATE",
    Credential "CREDENTIAL", Cross "CROSS", Csv "CSV", Cycle "CYCLE", Data "DATA", Database "DATABASE",
    Day "DAY", Declare "DECLARE", Default "DEFAULT", Delayed "DELAYED", Delete "DELETE",
    Delimiter "DELIMITER", Desc "DESC", Describe "DESCRIBE", Dictionary "DICTIONARY", Directory "DIRECTORY",
    Distinct "DISTINCT", Domain "DOMAIN", Drop "DROP", Else "ELSE", Enclosed "ENCLOSED", End "END",
    Escape "ESCAPE", Event "EVENT", Except "EXCEPT", Exists "EXISTS", Explain "EXPLAIN", Extended "EXTENDED",
    Extension "EXTENSION", Family "FAMILY", Fetch "FETCH", For "FOR", Foreign "FOREIGN", Freeze "FREEZE",
    From "FROM", Full "FULL", Function "FUNCTION", Glob "GLOB", Global "GLOBAL", Grant "GRANT", Group "GROUP",
    Handler "HANDLER", Having "HAVING", Header "HEADER", HighPriority "HIGH_PRIORITY",
    Identified "IDENTIFIED", If "IF", Ignore "IGNORE", Ilike "ILIKE", Index "INDEX", Insert "INSERT",
    Intersect "INTERSECT", Interval "INTERVAL", Into "INTO", Is "IS", Join "JOIN", Key "KEY",
    Keyspace "KEYSPACE", Language "LANGUAGE", Lateral "LATERAL", Like "LIKE", Limit "LIMIT", Lines "LINES",
    Link "LINK", Listen "LISTEN", Load "LOAD", Local "LOCAL", Lock "LOCK", Login "LOGIN",
    LowPriority "LOW_PRIORITY", Macro "MACRO", Mapping "MAPPING", Materialized "MATERIALIZED", Merge "MERGE",
    Method "METHOD", Minus "MINUS", Not "NOT", Notify "NOTIFY", NoWriteToBinlog "NO_WRITE_TO_BINLOG",
    Null "NULL", Offset "OFFSET", On "ON", Only "ONLY", Operator "OPERATOR", Optimize "OPTIMIZE", Or "OR",
    Order "ORDER", Outer "OUTER", Overwrite "OVERWRITE", Owned "OWNED", Package "PACKAGE", Parser "PARSER",
    Partitions "PARTITIONS", Password "PASSWORD", Persist "PERSIST", PersistOnly "PERSIST_ONLY", Pipe "PIPE",
    Plan "PLAN", Policy "POLICY", Pragma "PRAGMA", Prepare "PREPARE", Prepared "PREPARED",
    Privileges "PRIVILEGES", Proc "PROC", Procedure "PROCEDURE", Publication "PUBLICATION", Qualify "QUALIFY",
    Query "QUERY", Quick "QUICK", Quote "QUOTE", Random "RANDOM", Recursive "RECURSIVE", Refresh "REFRESH",
    Regexp "REGEXP", Reindex "REINDEX", Release "RELEASE", Rename "RENAME", Repair "REPAIR",
    Replace "REPLACE", Require "REQUIRE", Reset "RESET", Return "RETURN", Returning "RETURNING",
    Revoke "REVOKE", Role "ROLE", Rollback "ROLLBACK", Routine "ROUTINE", Rows "ROWS", Rule "RULE",
    Savepoint "SAVEPOINT", Schema "SCHEMA", Search "SEARCH", Secret "SECRET", Select "SELECT",
    Sequence "SEQUENCE", Server "SERVER", Session "SESSION", Set "SET", Show "SHOW", Similar "SIMILAR",
    Stage "STAGE", Start "START", Statistics "STATISTICS", StraightJoin "STRAIGHT_JOIN", Stream "STREAM",
    Subscription "SUBSCRIPTION", Synonym "SYNONYM", System "SYSTEM", Table "TABLE", Tables "TABLES",
    Tablespace "TABLESPACE", Task "TASK", Template "TEMPLATE", Text "TEXT", Then "THEN", Time "TIME", To "TO",
    Transaction "TRANSACTION", Transform "TRANSFORM", Trigger "TRIGGER", Truncate "TRUNCATE", Type "TYPE",
    Uescape "UESCAPE", Union "UNION", Unlisten "UNLISTEN", Update "UPDATE", Upsert "UPSERT", Use "USE",
    User "USER", Using "USING", Vacuum "VACUUM", Valid "VALID", Values "VALUES", Verbose "VERBOSE",
    View "VIEW", Warehouse "WAREHOUSE", When "WHEN", Where "WHERE", While "WHILE",
    Window "WINDOW", With "WITH", Wrapper "WRAPPER", Xa "XA", Zone "ZONE",
}

pub(crate) const COUNT: usize = KEYWORDS.len();
const SLOTS: usize = 2048;

/// The first eight bytes of each spelling, as [`first`] has them; by number. No two are the same.
pub(crate) const FIRSTS: [u64; 256] = firsts();
static FIRST: [u64; 256] = FIRSTS;
/// Keywords by hash. Each has a slot of its own.
static TABLE: [Keyword; SLOTS] = table();

impl Keyword {
    /// The keyword in `text[start..end]`. What follows `end` is read too, but does not count.
    #[inline]
    pub(crate) fn at(text: &[u8], start: usize, end: usize) -> Self {
        Self::with_eight(eight(text, start), text, start, end)
    }

    /// Like [`Keyword::at`], where the word's first eight bytes are known, with whatever follows a shorter word.
    #[inline]
    pub(crate) fn with_eight(eight: u64, text: &[u8], start: usize, end: usize) -> Self {
        let length = end - start;
        let first = first(eight, length);
        let keyword = TABLE[hash(first)];
        // A shorter word's bytes include its length.
        if FIRST[keyword as usize] == first && (length < 8 || keyword.is_spelled(&text[start..end])) {
            return keyword;
        }
        Self::Other
    }

    /// The keyword that `word` is.
    pub(crate) fn of(word: &str) -> Self {
        Self::at(word.as_bytes(), 0, word.len())
    }

    #[inline(never)]
    fn is_spelled(self, word: &[u8]) -> bool {
        word.eq_ignore_ascii_case(SPELLINGS[self as usize].as_bytes())
    }
}

/// The eight bytes from `at` on, with zeros after the end of the text.
#[inline]
fn eight(text: &[u8], at: usize) -> u64 {
    let rest = &text[at..];
    match rest.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
    }
}

/// The first bytes of a word of `length`, in small letters. Of the other bytes of words, `_` alone is
/// changed, and to a byte that is in no word.
#[inline]
pub(crate) const fn first(eight: u64, length: usize) -> u64 {
    (eight & MASKS[if length < MASKS.len() { length } else { 8 }]) | 0x2020_2020_2020_2020
}

/// For each length that is less than a window's, so that most need not be compared with eight.
const MASKS: [u64; 64] = {
    let mut masks = [u64::MAX; 64];
    let mut length = 0;
    while length < 8 {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// The factor was found by trying: with it, no two keywords have the same hash.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the shift leaves eleven bits")]
const fn hash(first: u64) -> usize {
    (first.wrapping_mul(0xea4d_802b_4830_3859) >> 53) as usize
}

const fn firsts() -> [u64; 256] {
    let mut firsts = [0; 256];
    let mut number = 1;
    while number < COUNT {
        let word = SPELLINGS[number].as_bytes();
        let (mut bytes, mut at) = (0, 0);
        while at < word.len() && at < 8 {
            bytes |= (word[at] as u64) << (8 * at);
            at += 1;
        }
        firsts[number] = first(bytes, word.len());
        number += 1;
    }
    firsts
}

const fn table() -> [Keyword; SLOTS] {
    let firsts = FIRSTS;
    let mut table = [Keyword::Other; SLOTS];
    let mut number = 1;
    while number < COUNT {
        let slot = hash(firsts[number]);
        assert!(matches!(table[slot], Keyword::Other), "another factor has to be found");
        table[slot] = KEYWORDS[number];
        number += 1;
    }
    table
}

static MATTERS: [bool; COUNT] = matters();

#[allow(clippy::enum_glob_use, reason = "the words are the point of it")]
const fn matters() -> [bool; COUNT] {
    use Keyword::*;
    let mut matters = [false; COUNT];
    let mut number = 0;
    while number < COUNT {
        matters[number] = matches!(
            KEYWORDS[number],
            Select
                | Insert
                | Replace
                | Update
                | Delete
                | Merge
                | With
                | From
                | Using
                | Join
                | StraightJoin
                | Apply
                | As
                | Where
                | Group
                | Having
                | Order
                | Limit
                | Offset
                | Fetch
                | For
                | Window
                | Union
                | Intersect
                | Except
                | Minus
                | Returning
                | Set
                | Table
                | Values
                | When
                | Into
                | Qualify
        );
        number += 1;
    }
    matters
}

impl Keyword {
    /// Returns `true` if the pass has to do more about the word than to note it.
    #[inline]
    pub(crate) fn stops_the_pass(self) -> bool {
        matches!(self, Self::Exec | Self::Execute | Self::False | Self::Format | Self::In | Self::True)
    }

    /// Returns `true` if the summary of a query does anything about the word; see `query`.
    #[inline]
    pub(crate) fn matters(self) -> bool {
        MATTERS[self as usize]
    }

    /// Returns `true` if an expression starts after the keyword, so that a sign after it has no left side.
    pub(crate) fn is_before_expression(self) -> bool {
        use Keyword::{
            All, And, Between, By, Case, Default, Distinct, Else, Having, In, Interval, Like, Limit, Not,
            Offset, On, Or, Return, Returning, Select, Set, Then, To, Values, When, Where,
        };
        matches!(
            self,
            All | And
                | Between
                | By
                | Case
                | Default
                | Distinct
                | Else
                | Having
                | In
                | Interval
                | Like
                | Limit
                | Not
                | Offset
                | On
                | Or
                | Return
                | Returning
                | Select
                | Set
                | Then
                | To
                | Values
                | When
                | Where
        )
    }

    /// Returns `true` if it can follow a string. After any other word, the string may have been meant to go on:
    /// `'O' Brien'`.
    #[rustfmt::skip]
    #[allow(clippy::enum_glob_use, reason = "the words are the point of it")]
    pub(crate) fn is_after_string(self) -> bool {
        use Keyword::*;
        matches!(
            self,
            And | As | Asc | At | Between | Check | Collate | Comment | Constraint | Csv | Day | Default
                | Delimiter | Desc | Else | Enclosed | End | Escape | Except | For | From | Glob | Group
                | Having | Header | Ilike | In | Intersect | Into | Is | Language | Like | Limit | Lines
                | Not | Null | Offset | On | Or | Order | Quote | Regexp | Require | Returning | Set
                | Similar | Then | To | Uescape | Union | Using | Valid | Values | When | Where | With
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_found_and_nothing_else() {
        for (spelling, keyword) in SPELLINGS.iter().zip(KEYWORDS).skip(1) {
            assert_eq!(Keyword::of(spelling), *keyword);
            assert_eq!(Keyword::of(&spelling.to_ascii_lowercase()), *keyword);
            for more in ["_", "x", "S", "ß"] {
                let longer = format!("{spelling}{more}");
                let expected = SPELLINGS.iter().position(|known| **known == longer);
                assert_eq!(Keyword::of(&longer), KEYWORDS[expected.unwrap_or(0)], "{longer}");
                assert_eq!(Keyword::at(longer.as_bytes(), 0, spelling.len()), *keyword);
            }
        }
        assert_eq!(Keyword::of("no_writeXXo_binlog"), Keyword::Other);
        assert_eq!(Keyword::of(""), Keyword::Other);
    }
}
