//! Reads queries and changes of data: operations, and the tables that they touch.
//!
//! A walk over the tokens with a stack of open brackets. What a word means depends on the brackets around it: `FROM` is
//! a clause only where a `SELECT`, `UPDATE` or `DELETE` stands in the same brackets, so that `EXTRACT(year FROM x)` names no table.

mod table;
mod with;

use super::item::Sign;
use super::kind::Kind;
use super::reader::Reader;
use super::text::{Noun, Summary};
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;

/// Where a query stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// At the start of a statement: any verb can come.
    Statement,
    /// Within another statement, as in `CREATE TABLE t AS SELECT …`: only a query can come.
    Definition,
    /// After the `FROM` that a statement starts with.
    Tables,
}

/// What a walk needs memory for; kept from text to text.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    levels: Vec<Level>,
    names: Vec<usize>,
}

impl Memory {
    pub(crate) fn capacity(&self) -> usize {
        self.levels.capacity() + self.names.capacity()
    }
}

/// Reads up to the end of the statement.
pub(crate) fn read(reader: &mut Reader<'_>, memory: &mut Memory, summary: &mut Summary, place: Place) {
    memory.levels.clear();
    memory.names.clear();
    let sources = if place == Place::Tables { Sources::Wanted } else { Sources::Outside };
    let level = Level { takes_verb: place == Place::Statement, sources, ..Level::default() };
    let mut walk =
        Walk { reader, summary, level, outer: &mut memory.levels, names: &mut memory.names, looked_ahead: 0 };
    while !walk.reader.is_at_end() && !walk.summary.is_full() {
        walk.step();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QueryVerb {
    Select,
    Update,
    Delete,
    /// `INSERT`, `REPLACE`: no `FROM` of their own.
    Insert,
    Merge,
    /// `TABLE t`
    Table,
}

/// Where in a list of tables the walk is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Sources {
    #[default]
    Outside,
    /// A comma or `JOIN` continues it.
    Within,
    /// Among the columns of an `ARRAY JOIN`: `JOIN` continues it.
    Columns,
    /// A table comes next.
    Wanted,
}

/// What is known within one pair of brackets.
#[derive(Debug, Default, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "they change one by one")]
struct Level {
    verb: Option<QueryVerb>,
    /// `INSERT`, `UPDATE` and the like would start a statement here.
    takes_verb: bool,
    sources: Sources,
    /// The verb has had its `FROM`.
    has_sources: bool,
    /// The verb has had a `JOIN` in its list of tables.
    has_join: bool,
    /// Each `INTO` names a table: Oracle's `INSERT ALL`.
    has_targets: bool,
    /// The statement after a `WITH` list comes next.
    follows_common: bool,
    /// A name of a `WITH` list comes next.
    wants_common: bool,
    /// The number of names that were known when the brackets opened.
    known_names: u8,
    /// The name that these brackets define, with its visibility: `WITH name AS (…)`.
    defines: Option<usize>,
}

struct Walk<'w, 't> {
    reader: &'w mut Reader<'t>,
    summary: &'w mut Summary,
    /// Within the innermost open brackets.
    level: Level,
    /// Outside of them, from the outermost on.
    outer: &'w mut Vec<Level>,
    /// The names of `WITH` lists that are visible here, by their places: they are no tables.
    names: &'w mut Vec<usize>,
    /// The number of items that were looked at ahead.
    looked_ahead: usize,
}

impl QueryVerb {
    fn kind(self) -> Kind {
        match self {
            Self::Select | Self::Table => Kind::Read,
            Self::Update | Self::Delete | Self::Insert | Self::Merge => Kind::Write,
        }
    }
}

impl Walk<'_, '_> {
    #[inline]
    fn step(&mut self) {
        if self.level.wants_common && self.common_name() {
            return;
        }
        if self.level.sources == Sources::Wanted && self.source() {
            return;
        }
        // A word that is no verb can only end the place for one.
        if !self.level.takes_verb {
            self.reader.skip_the_plain();
        }
        let Some(sign) = self.reader.peek(0) else { return };
        match sign {
            Sign::Semicolon | Sign::Unsure => {}
            Sign::Open | Sign::OpenBracket => self.open(Level::default()),
            // S75: they close each other.
            Sign::Close | Sign::CloseBracket => self.close(),
            Sign::Comma if self.level.sources == Sources::Within => {
                self.level.sources = Sources::Wanted;
                self.reader.advance(1);
            }
            Sign::Word(word) if self.reader.previous(1) != Some(Sign::Dot) => self.word(word),
            _ => self.reader.advance(1),
        }
    }

    fn in_sources(&self) -> bool {
        self.level.sources != Sources::Outside
    }

    fn open(&mut self, level: Level) {
        self.level.takes_verb = false;
        self.outer.push(self.level);
        let known_names = u8::try_from(self.names.len()).unwrap_or(u8::MAX);
        self.level = Level { known_names, ..level };
        self.reader.advance(1);
    }

    fn close(&mut self) {
        self.reader.advance(1);
        let Some(outer) = self.outer.pop() else { return };
        let closed = std::mem::replace(&mut self.level, outer);
        self.names.truncate(usize::from(closed.known_names));
        let Some(name) = closed.defines else { return };
        self.remember(name);
        with::skip_search_and_cycle(self.reader);
        let goes_on = self.reader.is(0, Sign::Comma);
        self.level.wants_common = goes_on;
        // The list is over, the statement itself follows.
        self.level.takes_verb = !goes_on;
        self.level.follows_common = !goes_on;
        self.reader.advance(usize::from(goes_on));
    }

    /// Reads a keyword; any other word may end the place where a statement could start.
    #[inline]
    fn word(&mut self, word: Keyword) {
        if self.verb(word) {
            return;
        }
        self.level.takes_verb = false;
        match word {
            Keyword::With => return self.with(),
            Keyword::From if self.starts_sources() => self.start_sources(),
            Keyword::Using
                if matches!(self.level.verb, Some(QueryVerb::Delete | QueryVerb::Merge))
                    // Columns of a join stand in brackets.
                    && !(self.level.has_join && self.reader.is(1, Sign::Open)) =>
            {
                self.start_sources();
            }
            Keyword::Join if self.joins_array() => self.level.sources = Sources::Columns,
            Keyword::Join | Keyword::StraightJoin if self.in_sources() => {
                self.level.sources = Sources::Wanted;
                self.level.has_join = true;
            }
            Keyword::Into => return self.into(),
            Keyword::Apply if self.in_sources() && self.is_after(&[Keyword::Cross, Keyword::Outer]) => {
                self.level.sources = Sources::Wanted;
            }
            // The next word is an alias, whatever it looks like.
            Keyword::As if self.in_sources() && self.reader.is_name(1) => self.reader.advance(1),
            Keyword::Where
            | Keyword::Group
            | Keyword::Having
            | Keyword::Order
            | Keyword::Limit
            | Keyword::Offset
            | Keyword::Fetch
            | Keyword::For
            | Keyword::Window
            | Keyword::Union
            | Keyword::Intersect
            | Keyword::Except
            | Keyword::Minus
            | Keyword::Returning
            | Keyword::Set
            | Keyword::Values
            | Keyword::When
            | Keyword::Qualify => {
                self.level.sources = Sources::Outside;
            }
            _ => {}
        }
        self.reader.advance(1);
    }

    /// S68: reads a verb, if the word is one here.
    #[inline]
    fn verb(&mut self, word: Keyword) -> bool {
        let takes_verb = self.level.takes_verb || self.follows_statement(word);
        let verb = match word {
            Keyword::Select => QueryVerb::Select,
            // Functions of these names exist.
            Keyword::Insert | Keyword::Replace | Keyword::Upsert
                if takes_verb && !self.reader.is(1, Sign::Open) =>
            {
                QueryVerb::Insert
            }
            Keyword::Delete if takes_verb => QueryVerb::Delete,
            Keyword::Merge if takes_verb => QueryVerb::Merge,
            Keyword::Table if takes_verb || self.starts_table_query() => {
                self.table_query();
                return true;
            }
            Keyword::Values if takes_verb && self.level.follows_common => {
                let is_own = self.outer.is_empty();
                self.summary.add_operation(&[self.reader.text(0)], Kind::Read, is_own);
                self.level.takes_verb = false;
                self.level.sources = Sources::Outside;
                self.reader.advance(1);
                return true;
            }
            Keyword::Update if takes_verb && self.updates_statistics() => {
                let words = [self.reader.text(0), self.reader.text(1)];
                self.summary.add_operation(&words, Kind::Other, self.outer.is_empty());
                self.level.takes_verb = false;
                self.reader.advance(2);
                self.changed_table();
                return true;
            }
            Keyword::Update if takes_verb => QueryVerb::Update,
            _ => return false,
        };
        let is_own = self.outer.is_empty();
        self.summary.add_operation(&[self.reader.text(0)], verb.kind(), is_own);
        self.reader.advance(1);
        self.level.verb = Some(verb);
        self.level.takes_verb = false;
        self.level.sources = Sources::Outside;
        self.level.has_sources = false;
        self.level.has_join = false;
        self.level.has_targets = false;
        match verb {
            QueryVerb::Select | QueryVerb::Table => {}
            QueryVerb::Insert => self.insert(),
            QueryVerb::Update => self.update(),
            QueryVerb::Delete => self.delete(),
            QueryVerb::Merge => {
                self.skip_top();
                self.reader.skip_modifiers(&[Keyword::Into, Keyword::Only]);
                self.changed_table();
            }
        }
        true
    }

    /// S110: in T-SQL, a statement needs no semicolon before it.
    fn follows_statement(&self, word: Keyword) -> bool {
        self.reader.dialect() == Dialect::SqlServer
            && self.outer.is_empty()
            && matches!(word, Keyword::Insert | Keyword::Update | Keyword::Delete | Keyword::Merge)
            && self.level.verb != Some(QueryVerb::Merge)
            && !self.is_after(&[Keyword::For, Keyword::On])
            && self.reader.peek(1).is_some_and(Sign::may_replace_name)
    }

    /// T-SQL's `TOP (n)` and `TOP (n) PERCENT`.
    fn skip_top(&mut self) {
        if self.reader.is_spelled(0, "TOP") && self.reader.is(1, Sign::Open) {
            self.reader.advance(1);
            self.reader.skip_group();
            self.reader.advance(usize::from(self.reader.is_spelled(0, "PERCENT")));
        }
    }

    /// T-SQL's `UPDATE STATISTICS t`, and not an update of a table of that name.
    fn updates_statistics(&self) -> bool {
        let is_set = |distance| self.reader.is_one_of(distance, &[Keyword::Set, Keyword::As]);
        self.reader.dialect().has_bare_arguments()
            && self.reader.is_word(1, Keyword::Statistics)
            && self.reader.is_name(2)
            && !is_set(2)
            && !is_set(3)
    }

    /// S71: `ARRAY JOIN`, in an unknown system.
    fn joins_array(&self) -> bool {
        let before = self.reader.position().checked_sub(1).map_or("", |before| self.reader.at(before));
        self.in_sources() && self.reader.dialect() == Dialect::Generic && before.eq_ignore_ascii_case("ARRAY")
    }

    /// S105: `SELECT … INTO t`; and each `INTO t` of an `INSERT ALL`.
    fn into(&mut self) {
        const BEFORE: &str = "LOCAL GLOBAL TEMP TEMPORARY UNLOGGED TABLE";
        self.level.sources = Sources::Outside;
        self.reader.advance(1);
        // `OUTPUT … INTO t`
        let has_output = self.reader.dialect() == Dialect::SqlServer && self.level.verb.is_some();
        if self.level.verb != Some(QueryVerb::Select) && !self.level.has_targets && !has_output {
            return;
        }
        while self.reader.is_spelled(0, BEFORE) && self.reader.peek(1).is_some_and(Sign::may_replace_name) {
            self.reader.advance(1);
        }
        if !self.reader.is_spelled(0, "OUTFILE DUMPFILE") {
            self.changed_table();
        }
    }

    fn insert(&mut self) {
        self.skip_resolution();
        if matches!(self.reader.dialect(), Dialect::Generic | Dialect::Oracle)
            && self.reader.is_spelled(0, "ALL FIRST")
            && self.reader.is_one_of(1, &[Keyword::Into, Keyword::When])
        {
            self.level.has_targets = true;
            return self.reader.advance(1);
        }
        self.skip_top();
        self.reader.skip_modifiers(&[
            Keyword::LowPriority,
            Keyword::HighPriority,
            Keyword::Delayed,
            Keyword::Ignore,
            Keyword::Overwrite,
        ]);
        self.reader.skip_words(&[Keyword::Into]);
        if self.reader.is_name(1) {
            self.reader.skip_words(&[Keyword::Table]);
        }
        // ClickHouse's `INTO FUNCTION f(…)`
        if self.reader.is_word(0, Keyword::Function) && self.reader.is_name(1) {
            self.reader.advance(1);
            if let Some(name) = self.reader.name() {
                self.summary.add_target(name, Noun::Other);
            }
            return;
        }
        self.changed_table();
        if self.reader.is_word(0, Keyword::Table) && self.reader.is_name(1) {
            self.table_query();
        }
    }

    fn update(&mut self) {
        self.skip_resolution();
        self.skip_top();
        self.reader.skip_modifiers(&[Keyword::LowPriority, Keyword::Ignore, Keyword::Only]);
        // MySQL's list of tables: `UPDATE a JOIN b ON … SET …`.
        self.level.sources = Sources::Within;
        if !self.changed_table() {
            self.level.sources = Sources::Wanted;
        }
    }

    fn delete(&mut self) {
        self.skip_top();
        self.reader.skip_modifiers(&[Keyword::LowPriority, Keyword::Quick, Keyword::Ignore]);
        if self.reader.is_word(0, Keyword::From) {
            self.reader.advance(1);
            self.reader.skip_modifiers(&[Keyword::Only]);
            self.level.has_sources = true;
            self.level.sources = Sources::Within;
            if !self.changed_table() {
                self.level.sources = Sources::Wanted;
            }
            return;
        }
        // `DELETE t WHERE …`. In MySQL's `DELETE a, b FROM …`, the tables follow the FROM.
        let mut ahead = self.reader.clone();
        if ahead.name().is_some()
            && (ahead.is_at_end() || ahead.is_one_of(0, &[Keyword::Where, Keyword::Returning]))
        {
            self.changed_table();
        }
    }

    /// SQLite's `INSERT OR REPLACE`.
    fn skip_resolution(&mut self) {
        if self.reader.is_word(0, Keyword::Or) {
            self.reader.advance(1);
            self.reader.skip_within_statement();
        }
    }

    /// S74: the table that a statement changes is never a name of a `WITH` list.
    fn changed_table(&mut self) -> bool {
        let name = self.reader.name();
        if let Some(name) = name {
            self.summary.add_target(name, Noun::Table);
        }
        name.is_some()
    }

    /// Returns `true` if this FROM is a clause: the first of its verb, and not that of `IS [NOT] DISTINCT FROM` (S70).
    fn starts_sources(&self) -> bool {
        let takes_sources =
            matches!(self.level.verb, Some(QueryVerb::Select | QueryVerb::Update | QueryVerb::Delete));
        let compares = || {
            self.is_after(&[Keyword::Distinct])
                && matches!(self.reader.previous(2), Some(Sign::Word(Keyword::Is | Keyword::Not)))
        };
        // `NTH_VALUE(a, 2) FROM FIRST OVER (…)`
        let counts = || self.reader.is_spelled(2, "OVER") && self.reader.is_spelled(1, "FIRST LAST");
        takes_sources && !self.level.has_sources && !compares() && !counts()
    }

    fn start_sources(&mut self) {
        self.level.sources = Sources::Wanted;
        self.level.has_sources = true;
    }

    fn is_after(&self, keywords: &[Keyword]) -> bool {
        matches!(self.reader.previous(1), Some(Sign::Word(word)) if keywords.contains(&word))
    }

    /// S71: reads one item of a list of tables; `false` if what stands here has to be read as something else.
    fn source(&mut self) -> bool {
        self.reader.skip_modifiers(&[Keyword::Only, Keyword::Lateral]);
        if self.reader.is(1, Sign::Open) {
            self.reader.skip_modifiers(&[Keyword::Table]);
        }
        // PostgreSQL's `ROWS FROM (f(), g())`.
        if self.reader.is_word(0, Keyword::Rows)
            && self.reader.is_word(1, Keyword::From)
            && self.reader.is(2, Sign::Open)
        {
            self.reader.advance(2);
        }
        self.level.sources = Sources::Within;
        // ODBC's `{ OJ t LEFT OUTER JOIN u ON … }`
        if self.reader.is(0, Sign::OpenBrace) && self.reader.is_spelled(1, "OJ") {
            self.reader.advance(2);
        }
        if self.reader.is(0, Sign::Open) {
            self.open(Level { sources: Sources::Wanted, ..Level::default() });
            return true;
        }
        // What stands in brackets is a query or a table.
        if self.reader.is_one_of(0, &[Keyword::Select, Keyword::With, Keyword::Values])
            || (self.reader.is_word(0, Keyword::Table) && self.starts_table_query())
        {
            return false;
        }
        self.table_name()
    }

    /// Reads the name of a table or a function, which may be one of a `WITH` list.
    fn table_name(&mut self) -> bool {
        let place = self.reader.position();
        let has_dot = self.reader.is(1, Sign::Dot);
        let Some(name) = self.reader.name() else { return false };
        let is_qualified = has_dot || name.parts().nth(1).is_some();
        let is_function = self.reader.is(0, Sign::Open);
        if is_qualified || self.names.is_empty() || !self.is_remembered(place) {
            self.summary.add_target(name, if is_function { Noun::Other } else { Noun::Table });
        }
        true
    }
}
