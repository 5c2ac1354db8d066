//! Queries and changes of data: a pair of brackets at a time, by recursion.
//!
//! * S68: `SELECT` is an operation wherever it stands. `INSERT`, `REPLACE`, `UPSERT`, `UPDATE`, `DELETE` and `MERGE` are operations only
//!   where a statement starts: at the very start, in the brackets of a `WITH` list, and after such a list. After a point, each is a
//!   column. `VALUES` is one at the very start (`statement`) and after such a list. Oracle's `INSERT ALL` and `INSERT FIRST` have several
//!   tables, each after an `INTO`. SQL Server's `UPDATE STATISTICS` is an operation of its own.
//! * S69: `TABLE a` is a query, too, and an operation: where a statement starts, at the start of brackets, after `UNION` and its like,
//!   after the table or the columns of an `INSERT`, and after the `AS` of a definition. Elsewhere, it says what something is.
//! * S70: what a word means depends on the brackets around it alone: `FROM` starts a list of tables (`table`) only if a `SELECT`, an
//!   `UPDATE` or a `DELETE` stands in the same brackets and has had none, and not in `IS [NOT] DISTINCT FROM`.
//!   So `EXTRACT(year FROM x)` names no table. `USING` starts one in `DELETE` and `MERGE`; with brackets after it, only if no
//!   `JOIN` of a list stands in front of it in the same brackets, whose columns they could be.
//!   In an unknown system, `FROM` can be the first word, and an operation.
//! * S105: the name after the `INTO` of a `SELECT` is a table that is made, unless it is `OUTFILE` or `DUMPFILE`.
//! * S71: a list goes on at commas, and at `JOIN`, `STRAIGHT_JOIN`, `CROSS APPLY` and `OUTER APPLY`; a clause ends it. In an unknown
//!   system, columns follow `ARRAY JOIN`.
//! * S74: a table that is changed counts even if a `WITH` list has its name.
//! * S75: round and square brackets close each other.

use crate::Dialect::{Generic, Oracle, SqlServer};
use crate::kind::Kind;
use crate::sentence::Sentence;
use crate::summary::{Part, Target};

/// Which verbs can start the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verbs {
    All,
    Select,
}

/// Reads up to the end of the statement.
pub(crate) fn read(sentence: &mut Sentence<'_>, parts: &mut Vec<Part>, verbs: Verbs) {
    let starts_with_from = sentence.dialect == Generic && sentence.is(0, "FROM");
    let mut query = Query { sentence, parts, common: Vec::new(), looked_ahead: 0 };
    query.brackets(Brackets {
        is_outermost: true,
        expects: if verbs == Verbs::All { Expects::Statement } else { Expects::Nothing },
        starts_with_from,
        ..Brackets::default()
    });
}

pub(crate) struct Query<'s, 't> {
    pub(crate) sentence: &'s mut Sentence<'t>,
    pub(crate) parts: &'s mut Vec<Part>,
    /// The names of `WITH` lists that are known here.
    pub(crate) common: Vec<String>,
    /// How many tokens were looked at ahead.
    pub(crate) looked_ahead: usize,
}

/// Where in a list of tables.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tables {
    #[default]
    Outside,
    /// After a table. A comma or a join continues the list.
    Behind,
    /// In front of a table.
    Before,
    /// Among the columns of an `ARRAY JOIN`. A join continues the list.
    Columns,
}

/// What else could start here.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expects {
    #[default]
    Nothing,
    /// A change of data.
    Statement,
    /// The statement after a `WITH` list.
    AfterCommon,
    /// An item of a `WITH` list.
    Common,
}

/// What is known of the brackets that are being read.
#[derive(Debug, Default)]
pub(crate) struct Brackets {
    pub(crate) is_outermost: bool,
    /// The last verb.
    pub(crate) verb: String,
    pub(crate) expects: Expects,
    pub(crate) tables: Tables,
    /// The verb has had its list of tables.
    pub(crate) had_tables: bool,
    /// The verb has had a `JOIN` in its list of tables.
    pub(crate) had_join: bool,
    /// `FROM` can be the first word.
    pub(crate) starts_with_from: bool,
    /// The verb changes a table after each `INTO`.
    pub(crate) has_many_tables: bool,
}

impl Query<'_, '_> {
    /// Reads up to the closing bracket, or to the end of the statement.
    pub(crate) fn brackets(&mut self, mut here: Brackets) {
        while !self.sentence.is_over() {
            if here.expects == Expects::Common && self.common_item(&mut here) {
                continue;
            }
            if here.tables == Tables::Before && self.table(&mut here) {
                continue;
            }
            let is_column = self.sentence.key_before(1) == ".";
            match self.sentence.key(0) {
                "(" | "[" => {
                    here.expects = Expects::Nothing;
                    self.sentence.pass(1);
                    self.inner(Brackets::default());
                }
                ")" | "]" => {
                    self.sentence.pass(1);
                    if !here.is_outermost {
                        return;
                    }
                }
                "," if here.tables == Tables::Behind => {
                    here.tables = Tables::Before;
                    self.sentence.pass(1);
                }
                _ if is_column || !self.sentence.is_word(0) => self.sentence.pass(1),
                _ => self.word(&mut here),
            }
        }
    }

    /// Reads brackets within others. Names of `WITH` lists in them are not known outside.
    pub(crate) fn inner(&mut self, brackets: Brackets) {
        let known = self.common.len();
        self.brackets(brackets);
        self.common.truncate(known);
    }

    fn word(&mut self, here: &mut Brackets) {
        let keyword = self.sentence.key(0).to_owned();
        let starts = matches!(here.expects, Expects::Statement | Expects::AfterCommon)
            || self.follows_statement(here, &keyword);
        let is_verb = match keyword.as_str() {
            "SELECT" => true,
            // `insert(…)` and `replace(…)` are functions.
            "INSERT" | "REPLACE" | "UPSERT" => starts && !self.sentence.is(1, "("),
            "UPDATE" | "DELETE" | "MERGE" => starts,
            "VALUES" => here.expects == Expects::AfterCommon,
            "TABLE" => starts || self.starts_table_query(here),
            "FROM" => here.expects == Expects::Statement && here.starts_with_from,
            _ => false,
        };
        here.expects = Expects::Nothing;
        if is_verb {
            self.verb(here, keyword);
        } else {
            self.clause(here, &keyword);
        }
    }

    /// S110: in T-SQL, a statement needs no semicolon before it.
    fn follows_statement(&self, here: &Brackets, keyword: &str) -> bool {
        self.sentence.dialect == SqlServer
            && here.is_outermost
            && matches!(keyword, "INSERT" | "UPDATE" | "DELETE" | "MERGE")
            && here.verb != "MERGE"
            && !matches!(self.sentence.key_before(1), "FOR" | "ON")
            && self.sentence.may_replace_name(1)
    }

    /// `SELECT … INTO t`, and T-SQL's `OUTPUT … INTO t`.
    fn takes_into(&self, here: &Brackets) -> bool {
        match here.verb.as_str() {
            "SELECT" => true,
            "" | "VALUES" => false,
            _ => self.sentence.dialect == SqlServer,
        }
    }

    /// T-SQL's `TOP (n)` and `TOP (n) PERCENT`.
    fn pass_top(&mut self) {
        if self.sentence.is(0, "TOP") && self.sentence.is(1, "(") {
            self.sentence.pass(1);
            self.sentence.pass_brackets();
            self.sentence.pass_words(&["PERCENT"]);
        }
    }

    fn verb(&mut self, here: &mut Brackets, verb: String) {
        if verb == "UPDATE" && self.updates_statistics() {
            return self.update_statistics(here);
        }
        self.parts.push(Part::Operation {
            name: self.sentence.written(0),
            kind: if verb == "FROM" { Kind::Read } else { Kind::of(&verb) },
            is_own: here.is_outermost,
        });
        self.sentence.pass(1);
        here.tables = Tables::Outside;
        here.had_tables = false;
        here.had_join = false;
        here.has_many_tables = false;
        match verb.as_str() {
            "FROM" => {
                here.tables = Tables::Before;
                here.had_tables = true;
            }
            "INSERT" if self.has_many_tables() => here.has_many_tables = true,
            "INSERT" | "REPLACE" | "UPSERT" => {
                self.insert();
                if self.sentence.is(0, "TABLE") && self.sentence.is_name(1) {
                    return self.verb(here, "TABLE".to_owned());
                }
            }
            "TABLE" => {
                self.sentence.pass_modifiers(&["ONLY"]);
                self.table_name();
                here.had_tables = true;
            }
            "UPDATE" => self.update(here),
            "DELETE" => self.delete(here),
            "MERGE" => {
                self.pass_top();
                self.sentence.pass_modifiers(&["INTO", "ONLY"]);
                self.changed_table();
            }
            _ => {}
        }
        here.verb = verb;
    }

    /// Whether the `TABLE` here starts a query by what stands in front of it.
    pub(crate) fn starts_table_query(&self, here: &Brackets) -> bool {
        const JOINING: [&str; 4] = ["UNION", "INTERSECT", "EXCEPT", "MINUS"];
        let starts = match self.sentence.key_before(1) {
            "(" => true,
            ")" => matches!(here.verb.as_str(), "INSERT" | "REPLACE" | "UPSERT"),
            "AS" => here.verb.is_empty() && here.is_outermost,
            "ALL" | "DISTINCT" => JOINING.contains(&self.sentence.key_before(2)),
            word => JOINING.contains(&word),
        };
        starts && self.sentence.is_name(1)
    }

    fn clause(&mut self, here: &mut Brackets, keyword: &str) {
        let in_tables = here.tables != Tables::Outside;
        match keyword {
            "WITH" => self.with(here),
            "FROM" if self.starts_tables(here) => {
                here.tables = Tables::Before;
                here.had_tables = true;
            }
            "USING" if matches!(here.verb.as_str(), "DELETE" | "MERGE") => {
                let names_columns = here.had_join && self.sentence.is(1, "(");
                if !names_columns {
                    here.tables = Tables::Before;
                    here.had_tables = true;
                }
            }
            "JOIN"
                if in_tables
                    && self.sentence.dialect == Generic
                    && self.sentence.key_before(1) == "ARRAY" =>
            {
                here.tables = Tables::Columns;
            }
            "JOIN" | "STRAIGHT_JOIN" if in_tables => {
                here.tables = Tables::Before;
                here.had_join = true;
            }
            "APPLY" if in_tables && matches!(self.sentence.key_before(1), "CROSS" | "OUTER") => {
                here.tables = Tables::Before;
            }
            "INTO" if here.has_many_tables || self.takes_into(here) => {
                here.tables = Tables::Outside;
                self.sentence.pass(1);
                self.sentence.pass_modifiers(&["LOCAL", "GLOBAL", "TEMP", "TEMPORARY", "UNLOGGED", "TABLE"]);
                if !self.sentence.is_any(0, &["OUTFILE", "DUMPFILE"]) {
                    self.changed_table();
                }
                return;
            }
            // The next word is another name for the table, whatever it looks like.
            "AS" if in_tables && self.sentence.is_name(1) => self.sentence.pass(1),
            "WHERE" | "GROUP" | "HAVING" | "WINDOW" | "QUALIFY" | "ORDER" | "LIMIT" | "OFFSET" | "FETCH"
            | "FOR" | "UNION" | "INTERSECT" | "EXCEPT" | "MINUS" | "INTO" | "SET" | "VALUES" | "WHEN"
            | "RETURNING" => {
                here.tables = Tables::Outside;
            }
            _ => {}
        }
        self.sentence.pass(1);
    }

    fn starts_tables(&self, here: &Brackets) -> bool {
        let compares =
            self.sentence.key_before(1) == "DISTINCT" && matches!(self.sentence.key_before(2), "IS" | "NOT");
        // `NTH_VALUE(a, 2) FROM FIRST OVER (…)`
        let counts = self.sentence.is_any(1, &["FIRST", "LAST"]) && self.sentence.is(2, "OVER");
        matches!(here.verb.as_str(), "SELECT" | "UPDATE" | "DELETE")
            && !here.had_tables
            && !compares
            && !counts
    }

    fn insert(&mut self) {
        self.pass_resolution();
        self.pass_top();
        self.sentence.pass_modifiers(&["LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE", "OVERWRITE"]);
        self.sentence.pass_words(&["INTO"]);
        if self.sentence.is_name(1) {
            self.sentence.pass_words(&["TABLE"]);
        }
        // ClickHouse's `INTO FUNCTION f(…)`
        if self.sentence.is(0, "FUNCTION") && self.sentence.is_name(1) {
            self.sentence.pass(1);
            let name = self.sentence.pass_name();
            self.parts.extend(name.map(|name| Part::Target { name, target: Target::Other }));
            return;
        }
        self.changed_table();
    }

    /// Oracle's `INSERT ALL INTO t … INTO u …` and `INSERT FIRST WHEN … THEN INTO t …`
    fn has_many_tables(&self) -> bool {
        matches!(self.sentence.dialect, Oracle | Generic)
            && self.sentence.is_any(0, &["ALL", "FIRST"])
            && self.sentence.is_any(1, &["INTO", "WHEN"])
    }

    /// `UPDATE STATISTICS t`, and not `UPDATE statistics SET a = 1`.
    fn updates_statistics(&mut self) -> bool {
        if !matches!(self.sentence.dialect, SqlServer | Generic)
            || !self.sentence.is(1, "STATISTICS")
            || !self.sentence.is_name(2)
        {
            return false;
        }
        !self.sentence.is_any(2, &["SET", "AS"]) && !self.sentence.is_any(3, &["SET", "AS"])
    }

    fn update_statistics(&mut self, here: &mut Brackets) {
        let name = format!("{} {}", self.sentence.written(0), self.sentence.written(1));
        self.parts.push(Part::Operation { name, kind: Kind::Other, is_own: here.is_outermost });
        self.sentence.pass(2);
        self.changed_table();
    }

    /// `UPDATE t`, and MySQL's `UPDATE a JOIN b ON … SET …`.
    fn update(&mut self, here: &mut Brackets) {
        self.pass_resolution();
        self.pass_top();
        self.sentence.pass_modifiers(&["LOW_PRIORITY", "IGNORE", "ONLY"]);
        here.tables = if self.changed_table() { Tables::Behind } else { Tables::Before };
    }

    /// `DELETE FROM t`, `DELETE t WHERE …`; in MySQL's `DELETE a, b FROM …`, the tables are those after the `FROM`.
    fn delete(&mut self, here: &mut Brackets) {
        self.pass_top();
        self.sentence.pass_modifiers(&["LOW_PRIORITY", "QUICK", "IGNORE"]);
        if self.sentence.is(0, "FROM") {
            self.sentence.pass(1);
            self.sentence.pass_modifiers(&["ONLY"]);
            here.had_tables = true;
            here.tables = if self.changed_table() { Tables::Behind } else { Tables::Before };
            return;
        }
        let start = self.sentence.at;
        let has_name = self.sentence.pass_name().is_some();
        let is_all = self.sentence.is_over() || self.sentence.is_any(0, &["WHERE", "RETURNING"]);
        self.sentence.at = start;
        if has_name && is_all {
            self.changed_table();
        }
    }

    /// SQLite's `INSERT OR REPLACE`, `UPDATE OR IGNORE`: whatever stands after the `OR` in the statement.
    fn pass_resolution(&mut self) {
        if self.sentence.is(0, "OR") {
            self.sentence.pass(1);
            self.sentence.pass_any();
        }
    }

    fn changed_table(&mut self) -> bool {
        let Some(name) = self.sentence.pass_name() else { return false };
        self.parts.push(Part::Target { name, target: Target::Table });
        true
    }
}
