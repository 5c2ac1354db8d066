//! Reads queries and changes of data: operations, and the tables that they touch.
//!
//! A walk over the tokens with a stack of open brackets. What a word means depends on the brackets around it: `FROM` is
//! a clause only where a `SELECT`, `UPDATE` or `DELETE` stands in the same brackets, so that `EXTRACT(year FROM x)` names no table.

use super::reader::Reader;
use super::summary::{Summary, Target};

/// How many names of `WITH` lists are kept in mind. Others would be taken for tables.
const MAXIMUM_NAMES: usize = 64;

/// Where a query stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// At the start of a statement: any verb can come.
    Statement,
    /// Within another statement, as in `CREATE TABLE t AS SELECT …`: only a query can come.
    Definition,
}

/// Reads up to the end of the statement.
pub(super) fn read(reader: &mut Reader<'_>, summary: &mut Summary, start: Start) {
    let outermost = Level { takes_verb: start == Start::Statement, ..Level::default() };
    let mut walk = Walk { reader, summary, levels: vec![outermost], names: Vec::new() };
    while !walk.reader.is_at_end() && !walk.summary.is_full() {
        walk.step();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Select,
    Update,
    Delete,
    /// `INSERT`, `REPLACE`: no `FROM` of their own.
    Insert,
    Merge,
}

/// Where in a list of tables the walk is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Sources {
    #[default]
    Outside,
    /// A comma or `JOIN` continues it.
    Within,
    /// A table comes next.
    Wanted,
}

/// What is known within one pair of brackets.
#[derive(Debug, Default)]
struct Level {
    verb: Option<Verb>,
    /// `INSERT`, `UPDATE` and the like would start a statement here.
    takes_verb: bool,
    sources: Sources,
    /// The verb has had its `FROM`.
    has_sources: bool,
    /// A name of a `WITH` list comes next.
    wants_common: bool,
    /// The name that these brackets define, with its visibility: `WITH name AS (…)`.
    defines: Option<String>,
    /// How many names were known when the brackets opened.
    known_names: usize,
}

struct Walk<'w, 't> {
    reader: &'w mut Reader<'t>,
    summary: &'w mut Summary,
    /// One for each open bracket, and the outermost.
    levels: Vec<Level>,
    /// The names of `WITH` lists that are visible here: they are no tables.
    names: Vec<String>,
}

impl Walk<'_, '_> {
    fn step(&mut self) {
        if self.level().wants_common && self.common_name() {
            return;
        }
        if self.level().sources == Sources::Wanted && self.source() {
            return;
        }
        let Some(token) = self.reader.peek(0) else { return };
        let is_behind_dot = self.reader.previous(1).is_some_and(|previous| previous.is_symbol("."));
        match token.text {
            "(" | "[" if token.is_symbol(token.text) => self.open(Level::default()),
            ")" | "]" if token.is_symbol(token.text) => self.close(),
            "," if self.in_sources() => {
                self.level().sources = Sources::Wanted;
                self.reader.advance(1);
            }
            text if !is_behind_dot && token.is_word(text) => self.word(text),
            _ => self.reader.advance(1),
        }
    }

    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn in_sources(&mut self) -> bool {
        self.level().sources != Sources::Outside
    }

    fn open(&mut self, level: Level) {
        self.level().takes_verb = false;
        self.levels.push(Level { known_names: self.names.len(), ..level });
        self.reader.advance(1);
    }

    fn close(&mut self) {
        self.reader.advance(1);
        if self.levels.len() < 2 {
            return;
        }
        let Some(closed) = self.levels.pop() else { return };
        self.names.truncate(closed.known_names);
        let Some(name) = closed.defines else { return };
        self.remember(name);
        let goes_on = self.reader.is_symbol(0, ",");
        let level = self.level();
        level.wants_common = goes_on;
        // The list is over, the statement itself follows.
        level.takes_verb = !goes_on;
        self.reader.advance(usize::from(goes_on));
    }

    /// Reads a keyword; any other word may end the place where a statement could start.
    fn word(&mut self, text: &str) {
        let word = text.to_ascii_uppercase();
        if self.verb(&word, text) {
            return;
        }
        self.level().takes_verb = false;
        match word.as_str() {
            "WITH" => return self.with(),
            "FROM" if self.starts_sources() => self.start_sources(),
            "USING"
                if matches!(self.level().verb, Some(Verb::Delete | Verb::Merge))
                    && !self.reader.is_symbol(1, "(") =>
            {
                self.start_sources();
            }
            "JOIN" | "STRAIGHT_JOIN" if self.in_sources() => self.level().sources = Sources::Wanted,
            "APPLY" if self.in_sources() && self.is_after(&["CROSS", "OUTER"]) => {
                self.level().sources = Sources::Wanted;
            }
            // The next word is an alias, whatever it looks like.
            "AS" if self.in_sources() && self.reader.is_name(1) => self.reader.advance(1),
            "WHERE" | "GROUP" | "HAVING" | "ORDER" | "LIMIT" | "OFFSET" | "FETCH" | "FOR" | "WINDOW"
            | "UNION" | "INTERSECT" | "EXCEPT" | "MINUS" | "RETURNING" | "SET" | "VALUES" | "WHEN"
            | "INTO" | "QUALIFY" => {
                self.level().sources = Sources::Outside;
            }
            _ => {}
        }
        self.reader.advance(1);
    }

    /// Reads a verb, if the word is one here.
    fn verb(&mut self, word: &str, text: &str) -> bool {
        let takes_verb = self.level().takes_verb;
        let verb = match word {
            "SELECT" => Verb::Select,
            // Functions of these names exist.
            "INSERT" | "REPLACE" if takes_verb && !self.reader.is_symbol(1, "(") => Verb::Insert,
            "UPDATE" if takes_verb => Verb::Update,
            "DELETE" if takes_verb => Verb::Delete,
            "MERGE" if takes_verb => Verb::Merge,
            _ => return false,
        };
        let is_own = self.levels.len() == 1;
        self.summary.add_operation(text, is_own);
        self.reader.advance(1);
        let level = self.level();
        (level.verb, level.takes_verb) = (Some(verb), false);
        (level.sources, level.has_sources) = (Sources::Outside, false);
        match verb {
            Verb::Select => {}
            Verb::Insert => self.insert(),
            Verb::Update => self.update(),
            Verb::Delete => self.delete(),
            Verb::Merge => {
                self.reader.skip_modifiers(&["INTO", "ONLY"]);
                self.changed_table();
            }
        }
        true
    }

    fn insert(&mut self) {
        self.skip_resolution();
        self.reader.skip_modifiers(&["LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE", "OVERWRITE"]);
        self.reader.skip_words(&["INTO"]);
        if self.reader.is_name(1) {
            self.reader.skip_words(&["TABLE"]);
        }
        self.changed_table();
    }

    fn update(&mut self) {
        self.skip_resolution();
        self.reader.skip_modifiers(&["LOW_PRIORITY", "IGNORE", "ONLY"]);
        // MySQL's list of tables: `UPDATE a JOIN b ON … SET …`.
        self.level().sources = Sources::Within;
        if !self.changed_table() {
            self.level().sources = Sources::Wanted;
        }
    }

    fn delete(&mut self) {
        self.reader.skip_modifiers(&["LOW_PRIORITY", "QUICK", "IGNORE"]);
        if self.reader.is_word(0, "FROM") {
            self.reader.advance(1);
            self.reader.skip_modifiers(&["ONLY"]);
            self.level().has_sources = true;
            self.level().sources = Sources::Within;
            if !self.changed_table() {
                self.level().sources = Sources::Wanted;
            }
            return;
        }
        // `DELETE t WHERE …`. In MySQL's `DELETE a, b FROM …`, the tables stand behind the FROM.
        let mut ahead = self.reader.clone();
        if ahead.name().is_some() && (ahead.is_at_end() || ahead.is_one_of(0, &["WHERE", "RETURNING"])) {
            self.changed_table();
        }
    }

    /// SQLite's `INSERT OR REPLACE`.
    fn skip_resolution(&mut self) {
        if self.reader.is_word(0, "OR") {
            self.reader.advance(2);
        }
    }

    /// The table that a statement changes is never a name of a `WITH` list.
    fn changed_table(&mut self) -> bool {
        let name = self.reader.name();
        if let Some(name) = &name {
            self.summary.add_target(name, Target::Table);
        }
        name.is_some()
    }

    /// Whether this FROM is a clause: the first of its verb, and not that of `IS [NOT] DISTINCT FROM`.
    fn starts_sources(&mut self) -> bool {
        let compares = self.is_after(&["DISTINCT"])
            && self.reader.previous(2).is_some_and(|word| word.is_one_of(&["IS", "NOT"]));
        let level = self.level();
        matches!(level.verb, Some(Verb::Select | Verb::Update | Verb::Delete))
            && !level.has_sources
            && !compares
    }

    fn start_sources(&mut self) {
        let level = self.level();
        (level.sources, level.has_sources) = (Sources::Wanted, true);
    }

    fn is_after(&self, keywords: &[&str]) -> bool {
        self.reader.previous(1).is_some_and(|word| word.is_one_of(keywords))
    }

    /// Reads one item of a list of tables; `false` if what stands here has to be read as something else.
    fn source(&mut self) -> bool {
        self.reader.skip_modifiers(&["ONLY", "LATERAL"]);
        if self.reader.is_symbol(1, "(") {
            self.reader.skip_modifiers(&["TABLE"]);
        }
        // PostgreSQL's `ROWS FROM (f(), g())`.
        if self.reader.is_word(0, "ROWS") && self.reader.is_word(1, "FROM") && self.reader.is_symbol(2, "(") {
            self.reader.advance(2);
        }
        self.level().sources = Sources::Within;
        if self.reader.is_symbol(0, "(") {
            self.open(Level { sources: Sources::Wanted, ..Level::default() });
            return true;
        }
        // What stands in brackets is a query or a table.
        if self.reader.is_one_of(0, &["SELECT", "WITH", "VALUES"]) {
            return false;
        }
        let is_qualified = self.reader.is_symbol(1, ".");
        let Some(name) = self.reader.name() else { return false };
        let is_function = self.reader.is_symbol(0, "(");
        if is_qualified || !self.names.contains(&folded(&name)) {
            self.summary.add_target(&name, if is_function { Target::Other } else { Target::Table });
        }
        true
    }

    /// `WITH [RECURSIVE] name … AS (…)`, and not `WITH ORDINALITY` or `WITH CHECK OPTION`.
    fn with(&mut self) {
        let recursive = usize::from(self.reader.is_word(1, "RECURSIVE") && self.reader.is_name(2));
        let mut ahead = self.reader.clone();
        ahead.advance(1 + recursive);
        self.reader.advance(1);
        if skip_common_head(&mut ahead).is_some() {
            self.reader.advance(recursive);
            self.level().wants_common = true;
        }
    }

    /// Reads `name (columns) AS [NOT] [MATERIALIZED] (`.
    fn common_name(&mut self) -> bool {
        self.level().wants_common = false;
        let is_recursive = self.is_after(&["RECURSIVE"]);
        let mut ahead = self.reader.clone();
        let Some(name) = skip_common_head(&mut ahead) else { return false };
        if is_recursive {
            self.remember(name.clone());
        }
        *self.reader = ahead;
        // The bracket comes next, and any statement can stand in it.
        self.open(Level { takes_verb: true, defines: Some(name), ..Level::default() });
        true
    }

    fn remember(&mut self, name: String) {
        if self.names.len() < MAXIMUM_NAMES && !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}

/// Goes to the bracket that opens the query of a `WITH` list's item, and returns the item's name.
fn skip_common_head(ahead: &mut Reader<'_>) -> Option<String> {
    let name = folded(ahead.peek(0).filter(|token| token.is_name())?.text);
    ahead.advance(1);
    if ahead.is_symbol(0, "(") {
        ahead.advance(1);
        while ahead.is_name(0) || ahead.is_symbol(0, ",") {
            ahead.advance(1);
        }
        if !ahead.is_symbol(0, ")") {
            return None;
        }
        ahead.advance(1);
    }
    if !ahead.is_word(0, "AS") {
        return None;
    }
    ahead.advance(1);
    ahead.skip_words(&["NOT", "MATERIALIZED"]);
    ahead.is_symbol(0, "(").then_some(name)
}

/// The name without its quotes and its case. Names that differ in these alone are rarely meant to differ.
fn folded(name: &str) -> String {
    name.trim_matches(['"', '`', '[', ']']).to_lowercase()
}
