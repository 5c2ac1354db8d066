//! Items of lists: of tables, and of `WITH`.
//!
//! * S71: a table is a name, with words in front that do not count (`ONLY`, `LATERAL`), a function, or brackets with a query or with
//!   tables. `ROWS FROM (f(), g())` are brackets, too; so is `TABLE (…)`.
//! * S72: the name of a `WITH` list is no table, if it has no qualifier. It is known after its brackets, up to the end of the
//!   brackets around the list; all names of a `WITH RECURSIVE` are known from the start of the list on.
//! * S73: for these, no item is looked at ahead once 65,536 tokens of the statement were. Quotes and case do not distinguish names.
//!   Only 64 names are kept in mind.
//! * After an item of a `WITH` list can stand `SEARCH DEPTH FIRST BY a, b SET c` and `CYCLE a, b SET c TO d DEFAULT e USING f`.
//! * An item of a `WITH` list is `name (columns) AS [NOT] [MATERIALIZED] (`; any other `WITH` is of another kind
//!   (`WITH ORDINALITY`, `WITH TIES`, `WITH CHECK OPTION`).

use crate::query::{Brackets, Expects, Query, Tables};
use crate::sentence::Sentence;
use crate::summary::{Part, Target};

impl Query<'_, '_> {
    /// Reads a table of a list; false if there is none.
    pub(crate) fn table(&mut self, here: &mut Brackets) -> bool {
        self.sentence.pass_modifiers(&["ONLY", "LATERAL"]);
        if self.sentence.is(1, "(") {
            self.sentence.pass_modifiers(&["TABLE"]);
        }
        if self.sentence.is(0, "ROWS") && self.sentence.is(1, "FROM") && self.sentence.is(2, "(") {
            self.sentence.pass(2);
        }
        here.tables = Tables::Behind;
        // ODBC's `{ OJ t LEFT OUTER JOIN u ON … }`
        if self.sentence.is(0, "{") && self.sentence.is(1, "OJ") {
            self.sentence.pass(2);
        }
        match self.sentence.key(0) {
            "(" => {
                here.expects = Expects::Nothing;
                self.sentence.pass(1);
                self.inner(Brackets { tables: Tables::Before, ..Brackets::default() });
                return true;
            }
            "SELECT" | "WITH" | "VALUES" => return false,
            "TABLE" if self.starts_table_query(here) => return false,
            _ => {}
        }
        self.table_name()
    }

    /// Reads the name of a table or a function; false if there is none.
    pub(crate) fn table_name(&mut self) -> bool {
        let is_qualified = self.sentence.is(1, ".");
        let Some(name) = self.sentence.pass_name() else { return false };
        let target = if self.sentence.is(0, "(") { Target::Other } else { Target::Table };
        if is_qualified || !self.common.contains(&folded(&name)) {
            self.parts.push(Part::Target { name, target });
        }
        true
    }

    /// Reads the word `RECURSIVE` of a `WITH` list, if this starts one. The word `WITH` itself is still to be passed.
    pub(crate) fn with(&mut self, here: &mut Brackets) {
        let start = self.sentence.at;
        self.sentence.pass(1);
        let is_recursive = self.sentence.is(0, "RECURSIVE") && self.sentence.is_name(1);
        self.sentence.pass(usize::from(is_recursive));
        let is_list = pass_head(self.sentence).is_some();
        self.sentence.at = start + usize::from(is_recursive && is_list);
        if is_list {
            here.expects = Expects::Common;
        }
        if is_recursive && is_list {
            self.sentence.pass(1);
            self.remember_list();
            self.sentence.at = start + 1;
        }
    }

    /// Remembers all names of the list that starts here.
    fn remember_list(&mut self) {
        while self.looked_ahead < 65_536 {
            let start = self.sentence.at;
            let Some(name) = pass_head(self.sentence) else { return };
            self.remember(&name);
            self.sentence.pass_brackets();
            pass_search_and_cycle(self.sentence);
            self.looked_ahead += self.sentence.at - start;
            if !self.sentence.is(0, ",") {
                return;
            }
            self.sentence.pass(1);
        }
    }

    /// Reads an item of a `WITH` list; false if there is none.
    pub(crate) fn common_item(&mut self, here: &mut Brackets) -> bool {
        here.expects = Expects::Nothing;
        let start = self.sentence.at;
        let Some(name) = pass_head(self.sentence) else {
            self.sentence.at = start;
            return false;
        };
        self.sentence.pass(1);
        self.inner(Brackets { expects: Expects::Statement, ..Brackets::default() });
        self.remember(&name);
        pass_search_and_cycle(self.sentence);
        let goes_on = self.sentence.is(0, ",");
        here.expects = if goes_on { Expects::Common } else { Expects::AfterCommon };
        self.sentence.pass(usize::from(goes_on));
        true
    }

    fn remember(&mut self, name: &str) {
        if self.common.len() < 64 && !self.common.iter().any(|known| known == name) {
            self.common.push(name.to_owned());
        }
    }
}

fn pass_search_and_cycle(sentence: &mut Sentence<'_>) {
    while sentence.is_any(0, &["SEARCH", "CYCLE"]) {
        while !sentence.is(0, "SET") {
            if !sentence.is_name(0) && !sentence.is(0, ",") {
                return;
            }
            sentence.pass(1);
        }
        sentence.pass(1);
        sentence.pass_any();
        while sentence.is_any(0, &["TO", "DEFAULT", "USING"]) {
            sentence.pass(1);
            sentence.pass_any();
        }
    }
}

/// Passes `name (columns) AS [NOT] [MATERIALIZED]`, up to the bracket of the query.
fn pass_head(sentence: &mut Sentence<'_>) -> Option<String> {
    let name = sentence.is_name(0).then(|| folded(&sentence.written(0)))?;
    sentence.pass(1);
    if sentence.is(0, "(") {
        sentence.pass(1);
        while sentence.is_name(0) || sentence.is(0, ",") {
            sentence.pass(1);
        }
        if !sentence.is(0, ")") {
            return None;
        }
        sentence.pass(1);
    }
    if !sentence.is(0, "AS") {
        return None;
    }
    sentence.pass(1);
    sentence.pass_words(&["NOT", "MATERIALIZED"]);
    sentence.is(0, "(").then_some(name)
}

fn folded(name: &str) -> String {
    name.trim_matches(['"', '`', '[', ']']).to_lowercase()
}
