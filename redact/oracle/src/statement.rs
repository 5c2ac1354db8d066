//! Statements by their first word.
//!
//! * A query, a change of data or a definition: see `query` and `definition`.
//! * S78: `EXPLAIN`, `DECLARE`, `PREPARE`, `COPY (…)`, `SET STATEMENT … FOR`, `EXPLAIN PLAN SET … FOR` (S100) and their like are an operation themselves, and so is
//!   the statement in them.
//! * S80: some verbs have a name or a list of names after them (`names`). Words for the way in which it is to be done do not count. The
//!   kind of thing is a part of the operation.
//! * S81: what is granted is no operation. `d.*` is a database, and `SCHEMA :: s` a schema.
//! * S82: the name of a setting is a target.
//! * S83: `EXEC` is a call; `EXECUTE` is one in SQL Server and where the dialect is not known, and elsewhere runs a prepared statement.
//!   `CALL NEXT VALUE FOR s` asks a sequence.
//! * S79: some verbs have a second word (`START TRANSACTION`). The names of savepoints, cursors, prepared statements and channels do
//!   not count, as programs make them without end.
//! * S107: `BEGIN`, `IF` and `WHILE` start a block, and Oracle's `DECLARE` does; nothing after the word is read. `BEGIN` is none if the
//!   statement ends there, or a word follows that begins a transaction. In an unknown system, `DECLARE` is none if it declares a
//!   cursor or a variable with `@`.
//! * S101: what a call without `EXEC` calls is its first word, as in S84.
//! * S84: of any other statement, the first word alone, and only if it looks like a keyword: letters and `_`, at most 32, and no point
//!   after it.
//! * S86: what is not certain is a statement too, the last one, of which nothing is known.

use crate::Dialect::{self, Generic, Oracle, SqlServer, Sqlite};
use crate::definition::{self, Object};
use crate::kind::Kind;
use crate::query::{self, Verbs};
use crate::sentence::Sentence;
use crate::summary::{Part, Target};

/// All parts of a text.
pub(crate) fn parts(sentence: &mut Sentence<'_>, dialect: Dialect) -> Vec<Part> {
    let mut reader = Statement { sentence, dialect, parts: Vec::new() };
    while !reader.sentence.is_at_end() {
        if reader.sentence.is(0, ";") {
            reader.sentence.pass(1);
            continue;
        }
        // What is not certain is a statement too, the last one, of which nothing is known.
        reader.parts.push(Part::Start);
        while reader.read() == Then::Statement {}
        reader.sentence.pass_statement();
        if !reader.sentence.is(0, ";") {
            break;
        }
    }
    reader.parts
}

/// What follows the part that was read.
#[derive(PartialEq)]
enum Then {
    Nothing,
    /// Another statement, which the one before introduces.
    Statement,
}

struct Statement<'s, 't> {
    sentence: &'s mut Sentence<'t>,
    dialect: Dialect,
    parts: Vec<Part>,
}

impl Statement<'_, '_> {
    fn read(&mut self) -> Then {
        let verb = self.sentence.key(0).to_owned();
        match verb.as_str() {
            // ODBC's and JDBC's way to write a call, with a result or without.
            "{" if self.sentence.is(1, "CALL") => {
                self.sentence.pass(1);
                return Then::Statement;
            }
            "{" if self.sentence.is(2, "=") && self.sentence.is(3, "CALL") => {
                self.sentence.pass(3);
                return Then::Statement;
            }
            _ if !self.sentence.is_word(0) => query::read(self.sentence, &mut self.parts, Verbs::All),
            "SELECT" | "WITH" | "TABLE" | "INSERT" | "UPSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE" => {
                query::read(self.sentence, &mut self.parts, Verbs::All);
            }
            "FROM" if self.dialect == Generic => query::read(self.sentence, &mut self.parts, Verbs::All),
            "VALUES" => {
                self.operation(1);
                query::read(self.sentence, &mut self.parts, Verbs::Select);
            }
            "CREATE" | "ALTER" | "DROP" | "REFRESH" => definition::read(self.sentence, &mut self.parts),
            "BEGIN" if !self.begins_transaction() => self.block(),
            "IF" | "WHILE" => self.block(),
            "DECLARE" if self.dialect == Oracle => self.block(),
            "DECLARE" if self.dialect == Generic && !self.declares_variable_or_cursor() => self.block(),
            "EXPLAIN" | "DESCRIBE" | "DESC" | "ANALYZE" | "ANALYSE" => return self.explain(),
            "DECLARE" if self.dialect == SqlServer && !self.declares_cursor() => {
                self.operation(1);
                self.further_statements();
            }
            "PREPARE" if self.prepares_transaction() => self.operation(2),
            "PREPARE" => return self.introduce("AS"),
            "DECLARE" => return self.introduce("FOR"),
            "COPY" => return self.copy(),
            "GRANT" | "REVOKE" | "DENY" => self.grant(),
            "START" => self.words(&["TRANSACTION"]),
            "RELEASE" => self.words(&["SAVEPOINT"]),
            "ROLLBACK" => self.words(&["TO", "PREPARED"]),
            "COMMIT" => self.words(&["PREPARED"]),
            "XA" if self
                .sentence
                .is_any(1, &["START", "BEGIN", "END", "PREPARE", "COMMIT", "ROLLBACK", "RECOVER"]) =>
            {
                self.words(&["START", "BEGIN", "END", "PREPARE", "COMMIT", "ROLLBACK", "RECOVER"]);
            }
            "SET" if self.sentence.is(1, "STATEMENT") && self.sentence.is_name(2) => {
                return self.set_statement();
            }
            "SET" => {
                self.set();
                self.further_statements();
            }
            "TRUNCATE" => self.names(&["TABLE"], &[], Target::Table),
            "LOCK" => self.names(&["TABLE", "TABLES"], &[], Target::Table),
            "VACUUM" => self.vacuum(),
            "CLUSTER" => self.cluster(),
            "HANDLER" => self.names(&[], &[], Target::Table),
            "REINDEX" => self.reindex(),
            "OPTIMIZE" | "CHECK" | "CHECKSUM" | "REPAIR" => {
                self.names(&["TABLE", "TABLES", "VIEW"], &["LOCAL", "NO_WRITE_TO_BINLOG"], Target::Table);
            }
            "RENAME" => self.rename(),
            "LOAD" if self.sentence.is_any(1, &["DATA", "XML"]) => self.load(),
            "BULK" if self.sentence.is(1, "INSERT") => {
                self.operation(2);
                self.target(Target::Table);
            }
            "COMMENT" if self.sentence.is(1, "ON") => self.comment(),
            "CALL" if self.asks_sequence() => {
                self.operation(1);
                self.sentence.pass(3);
                self.target(Target::Other);
            }
            "CALL" => {
                self.operation(1);
                self.target(Target::Procedure);
            }
            "EXEC" => self.execute(),
            "EXECUTE" if matches!(self.dialect, SqlServer | Generic) => self.execute(),
            "SHOW" if self.sentence.is(1, "CREATE") && self.is_kind(2) => {
                let target = target_of(self.sentence.key(2));
                self.operation(3);
                self.target(target);
            }
            "SHOW" | "RESET" => {
                self.operation_with_kind(&[], &["SESSION", "GLOBAL", "LOCAL", "FULL"]);
                self.setting();
            }
            "USE" => self.names(&[], &[], Target::Other),
            "PRAGMA" => self.pragma(),
            _ if self.sentence.is(1, ".") => {}
            word if word.len() <= 32 && word.chars().all(|letter| matches!(letter, 'A'..='Z' | '_')) => {
                self.operation(1);
            }
            _ => {}
        }
        Then::Nothing
    }

    /// A word alone, with nothing after it.
    fn block(&mut self) {
        self.operation_of(1, Kind::Other);
        self.sentence.pass_text();
    }

    fn begins_transaction(&mut self) -> bool {
        self.sentence.pass(1);
        let is_over = self.sentence.is_over();
        self.sentence.at -= 1;
        match self.sentence.key(1) {
            _ if is_over => true,
            "CONCURRENT" | "DEFERRABLE" | "DEFERRED" | "DISTRIBUTED" | "EXCLUSIVE" => true,
            "IMMEDIATE" | "ISOLATION" | "READ" | "TRAN" | "TRANSACTION" | "WORK" => true,
            "NOT" => self.sentence.is(2, "DEFERRABLE"),
            _ => false,
        }
    }

    fn declares_variable_or_cursor(&mut self) -> bool {
        self.sentence.is_variable(1) || self.declares_cursor()
    }

    fn declares_cursor(&mut self) -> bool {
        let start = self.sentence.at;
        while !self.sentence.is_over() && !self.sentence.is(0, "CURSOR") {
            self.sentence.pass(1);
        }
        let is_cursor = self.sentence.is(0, "CURSOR");
        self.sentence.at = start;
        is_cursor
    }

    /// `PREPARE TRANSACTION 'a'`, and not `PREPARE transaction AS SELECT …`.
    fn prepares_transaction(&self) -> bool {
        self.sentence.is(1, "TRANSACTION") && !self.sentence.is_any(2, &["AS", "(", "FROM"])
    }

    fn asks_sequence(&self) -> bool {
        self.sentence.is(1, "NEXT") && self.sentence.is(2, "VALUE") && self.sentence.is(3, "FOR")
    }

    /// Takes so many words for an operation.
    fn operation(&mut self, words: usize) {
        let kind = match words {
            1 => Kind::of(self.sentence.key(0)),
            _ => Kind::Other,
        };
        self.operation_of(words, kind);
    }

    fn operation_of(&mut self, words: usize, kind: Kind) {
        let words: Vec<String> = (0..words).map(|ahead| self.sentence.written(ahead)).collect();
        self.sentence.pass(words.len());
        self.parts.push(Part::Operation { name: words.join(" "), kind, is_own: true });
    }

    fn target(&mut self, target: Target) -> bool {
        let name = self.sentence.pass_name();
        let is_there = name.is_some();
        self.parts.extend(name.map(|name| Part::Target { name, target }));
        is_there
    }

    /// `VERB [ways] [KIND] [ways] name`, and for tables `VERB [ways] [KIND] [ways] name …, name …`.
    fn names(&mut self, kinds: &[&str], ways: &[&str], target: Target) {
        let kind = self.operation_with_kind(kinds, ways);
        self.list(if matches!(kind.as_str(), "DATABASE" | "INDEX" | "CLUSTER") {
            Target::Other
        } else {
            target
        });
    }

    /// The verb and the kind of thing, if it is one of these and a name follows it.
    fn operation_with_kind(&mut self, kinds: &[&str], ways: &[&str]) -> String {
        let verb = self.sentence.written(0);
        self.sentence.pass(1);
        self.sentence.pass_modifiers(ways);
        let has_kind = self.sentence.is_any(0, kinds) && !self.sentence.is(1, ".");
        let name = if has_kind { format!("{verb} {}", self.sentence.written(0)) } else { verb };
        let kind = if has_kind { self.sentence.key(0).to_owned() } else { String::new() };
        self.sentence.pass(usize::from(has_kind));
        self.sentence.pass_modifiers(ways);
        self.sentence.pass_condition();
        self.parts.push(Part::Operation { name, kind: Kind::Other, is_own: true });
        kind
    }

    /// Whether the word here, or some tokens on, says what is named by the next one.
    fn is_kind(&self, ahead: usize) -> bool {
        Object::of(self.sentence.key(ahead)).is_some()
    }

    /// `REINDEX (VERBOSE) TABLE CONCURRENTLY t`, `REINDEX t`
    fn reindex(&mut self) {
        let verb = self.sentence.written(0);
        self.sentence.pass(1);
        self.sentence.pass_brackets();
        let has_kind = self.sentence.is_any(0, &["INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"])
            && !self.sentence.is(1, ".");
        let target = if has_kind { target_of(self.sentence.key(0)) } else { Target::Other };
        let name = if has_kind { format!("{verb} {}", self.sentence.written(0)) } else { verb };
        self.sentence.pass(usize::from(has_kind));
        self.sentence.pass_modifiers(&["CONCURRENTLY"]);
        self.parts.push(Part::Operation { name, kind: Kind::Other, is_own: true });
        self.sentence.pass_condition();
        self.target(target);
    }

    /// `RENAME TABLE t TO u, v TO w`, `RENAME t TO u`
    fn rename(&mut self) {
        let has_kind = self.sentence.is_any(1, &["TABLE", "TABLES", "USER"]) && !self.sentence.is(2, ".");
        let target = if has_kind { target_of(self.sentence.key(1)) } else { Target::Table };
        self.operation(1 + usize::from(has_kind));
        self.sentence.pass_condition();
        self.list(target);
    }

    /// `LOAD DATA LOCAL INFILE 'f' INTO TABLE t`
    fn load(&mut self) {
        self.operation(2);
        while !self.sentence.is_over() {
            if self.sentence.is(0, "INTO") && self.sentence.is(1, "TABLE") {
                self.sentence.pass(2);
                self.target(Target::Table);
                return;
            }
            self.sentence.pass(1);
        }
    }

    /// `COMMENT ON TABLE t IS 'x'`
    fn comment(&mut self) {
        let mut words = 2;
        while self.is_part_of_kind(words) {
            words += 1;
        }
        let is_part = words == 2 && self.sentence.is_any(2, &["COLUMN", "CONSTRAINT"]);
        if !is_part && !self.is_kind(words) {
            return self.operation(1);
        }
        let target = if is_part { Target::Other } else { target_of(self.sentence.key(words)) };
        self.operation(words + 1);
        self.target(target);
    }

    /// Whether the word some tokens on belongs to the kind of thing that the next one says.
    fn is_part_of_kind(&self, ahead: usize) -> bool {
        match (self.sentence.key(ahead), self.sentence.key(ahead + 1)) {
            ("MATERIALIZED" | "FOREIGN" | "DATA" | "TEXT" | "SEARCH" | "ACCESS" | "DEFAULT", _) => true,
            ("AGGREGATE", "FUNCTION") | ("EVENT", "TRIGGER") | ("USER", "MAPPING") | ("DATABASE", "LINK") => {
                true
            }
            _ => false,
        }
    }

    /// The name of a pragma that takes the key of a database could be followed by one.
    fn pragma(&mut self) {
        self.operation(1);
        let start = self.sentence.at;
        let name = self.sentence.pass_name().unwrap_or_default();
        let is_key = name.trim_end_matches(['"', '`', ']']).to_ascii_lowercase().ends_with("key");
        self.sentence.at = start;
        if !is_key {
            self.target(Target::Other);
        }
    }

    /// Of a list of tables, the first name in each item: `a, b CASCADE`, `a READ, b WRITE`, `a (x, y), b`.
    fn list(&mut self, target: Target) {
        loop {
            self.sentence.pass_modifiers(&["ONLY"]);
            if !self.target(target) || target != Target::Table {
                return;
            }
            self.sentence.pass_brackets();
            while !self.sentence.is_over() && !self.sentence.is(0, ",") {
                self.sentence.pass(1);
            }
            if self.sentence.is_over() {
                return;
            }
            self.sentence.pass(1);
        }
    }

    fn cluster(&mut self) {
        self.operation(1);
        self.sentence.pass_brackets();
        self.sentence.pass_modifiers(&["VERBOSE"]);
        // `CLUSTER i ON t`
        if self.sentence.is_name(0) && self.sentence.is(1, "ON") {
            self.sentence.pass(2);
        }
        self.list(Target::Table);
    }

    fn vacuum(&mut self) {
        self.operation(1);
        self.sentence.pass_brackets();
        self.sentence.pass_words(&["FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE", "INTO"]);
        self.sentence.pass_condition();
        // SQLite's is a schema.
        self.list(if self.dialect == Sqlite { Target::Other } else { Target::Table });
    }

    /// `EXPLAIN (options) SELECT …`, `EXPLAIN FORMAT = JSON SELECT …`, `ANALYZE TABLE t`, `DESCRIBE t`.
    fn explain(&mut self) -> Then {
        // `ANALYZE TABLE t` is not the statement `TABLE t`.
        if self.analyzes_table() {
            self.names(&["TABLE", "INDEX", "CLUSTER"], &["LOCAL", "NO_WRITE_TO_BINLOG"], Target::Table);
            return Then::Nothing;
        }
        self.operation(1);
        if !self.is_statement_in_brackets() {
            self.sentence.pass_brackets();
        }
        self.sentence.pass_modifiers(&[
            "ANALYZE",
            "ANALYSE",
            "VERBOSE",
            "QUERY",
            "PLAN",
            "EXTENDED",
            "PARTITIONS",
            "LOCAL",
            "NO_WRITE_TO_BINLOG",
            "FOR",
        ]);
        if self.sentence.key_before(1) == "PLAN" && self.sentence.is(0, "SET") {
            return self.inner_of_settings();
        }
        if self.sentence.is(0, "FORMAT") && self.sentence.is(1, "=") {
            self.sentence.pass(2);
            self.sentence.pass_any();
        }
        if starts_statement(self.sentence.key(0)) || self.is_statement_in_brackets() {
            return Then::Statement;
        }
        self.list(Target::Table);
        Then::Nothing
    }

    fn analyzes_table(&self) -> bool {
        let way = usize::from(self.sentence.is_any(1, &["LOCAL", "NO_WRITE_TO_BINLOG"]));
        self.sentence.is(0, "ANALYZE")
            && self.sentence.is_any(1 + way, &["TABLE", "INDEX", "CLUSTER"])
            && self.sentence.may_replace_name(2 + way)
    }

    fn is_statement_in_brackets(&self) -> bool {
        self.sentence.is(0, "(") && (self.sentence.is(1, "(") || starts_statement(self.sentence.key(1)))
    }

    /// `PREPARE x (types) AS SELECT …`, `DECLARE x CURSOR FOR SELECT …`
    fn introduce(&mut self, keyword: &str) -> Then {
        self.operation(1);
        while !self.sentence.is_over() {
            let is_keyword = self.sentence.is(0, keyword);
            self.sentence.pass(1);
            if is_keyword && (self.sentence.is(0, "(") || starts_statement(self.sentence.key(0))) {
                return Then::Statement;
            }
        }
        Then::Nothing
    }

    /// `COPY t FROM …`, `COPY (SELECT …) TO …`
    fn copy(&mut self) -> Then {
        self.operation(1);
        self.sentence.pass_modifiers(&["BINARY", "INTO"]);
        if self.sentence.is(0, "(") {
            self.sentence.pass(1);
            return Then::Statement;
        }
        self.target(Target::Table);
        Then::Nothing
    }

    /// `GRANT SELECT ON t, u TO someone`: what is granted is no operation of this statement. `ON ALL TABLES …` names none.
    fn grant(&mut self) {
        self.operation(1);
        while !self.sentence.is_over() && !self.sentence.is(0, "ON") {
            self.sentence.pass(1);
        }
        if self.sentence.is_over() || self.sentence.is(1, "ALL") {
            return;
        }
        self.sentence.pass(1);
        let has_class = self.sentence.is_name(0) && self.sentence.is(1, "::");
        let mut words = 0;
        while self.is_part_of_kind(words) {
            words += 1;
        }
        let kind = if self.sentence.is_name(words + 1) { Object::of(self.sentence.key(words)) } else { None };
        let is_parameter = self.sentence.is(0, "PARAMETER") && self.sentence.is_name(1);
        let is_table = match kind {
            _ if has_class => self.sentence.is(0, "OBJECT"),
            None => !is_parameter,
            Some(kind) => kind == Object::Table,
        };
        self.sentence.pass(match kind {
            _ if has_class => 2,
            Some(_) => words + 1,
            None => usize::from(is_parameter),
        });
        // A number follows.
        if self.sentence.is(0, "LARGE") && self.sentence.is(1, "OBJECT") {
            return;
        }
        while let Some(name) = self.sentence.pass_name() {
            let is_database = self.sentence.is(0, ".") && self.sentence.is(1, "*");
            self.sentence.pass(if is_database { 2 } else { 0 });
            let target = if is_table && !is_database { Target::Table } else { Target::Other };
            self.parts.push(Part::Target { name, target });
            self.sentence.pass_brackets();
            if !self.sentence.is(0, ",") {
                return;
            }
            self.sentence.pass(1);
        }
    }

    /// `EXEC p 1`, `EXEC @status = p 1`, `EXECUTE PROCEDURE p (1)`. What is run by `EXEC (…)`, `EXECUTE IMMEDIATE` and `EXECUTE BLOCK`
    /// has no name, and `EXECUTE AS` runs nothing.
    fn execute(&mut self) {
        self.operation(1);
        if self.sentence.is(1, "=") {
            self.sentence.pass(2);
        }
        self.sentence.pass_modifiers(&["PROCEDURE"]);
        if !self.sentence.is_any(0, &["AS", "ON", "BLOCK", "IMMEDIATE"]) {
            self.target(Target::Procedure);
        }
    }

    /// The verb, a second word, and `ROLLBACK TO SAVEPOINT`'s third, which could also be the savepoint's name.
    fn words(&mut self, second: &[&str]) {
        let has_second = self.sentence.is_any(1, second);
        let has_third = self.sentence.is(1, "TO")
            && has_second
            && self.sentence.is(2, "SAVEPOINT")
            && self.sentence.is_name(3);
        let verb = self.sentence.key(0);
        let is_to = self.sentence.is(1, "TO") || self.sentence.is(2, "TO");
        let kind = match verb {
            "START" if has_second => Kind::TransactionBegin,
            "ROLLBACK" | "COMMIT" if self.sentence.is(1, "PREPARED") => Kind::Other,
            "ROLLBACK" if is_to => Kind::Savepoint,
            verb => Kind::of(verb),
        };
        self.operation_of(1 + usize::from(has_second) + usize::from(has_third), kind);
    }

    /// `SET STATEMENT a = b FOR SELECT …`
    fn set_statement(&mut self) -> Then {
        self.operation(2);
        self.inner_of_settings()
    }

    /// The statement after the first `FOR` outside of brackets.
    fn inner_of_settings(&mut self) -> Then {
        let (mut depth, mut has_sign) = (0_usize, false);
        while !self.sentence.is_over() {
            match self.sentence.key(0) {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                "=" => has_sign = true,
                _ => {}
            }
            let is_end = depth == 0 && has_sign && self.sentence.is(0, "FOR");
            self.sentence.pass(1);
            if is_end && !self.sentence.is_over() {
                return Then::Statement;
            }
        }
        Then::Nothing
    }

    fn set(&mut self) {
        self.operation(1);
        self.sentence.pass_modifiers(&["SESSION", "LOCAL", "GLOBAL", "PERSIST", "PERSIST_ONLY"]);
        self.setting();
    }

    fn setting(&mut self) {
        if self.sentence.is(0, "TIME") && self.sentence.is(1, "ZONE") {
            self.parts.push(Part::Target { name: "TIME ZONE".to_owned(), target: Target::Other });
        } else {
            self.target(Target::Other);
        }
    }

    /// S110: the statements after this one, without semicolons.
    fn further_statements(&mut self) {
        if self.dialect == SqlServer {
            query::read(self.sentence, &mut self.parts, Verbs::Select);
        }
    }
}

/// Words that start a statement which another one can introduce.
fn starts_statement(keyword: &str) -> bool {
    match keyword {
        "SELECT" | "WITH" | "VALUES" | "TABLE" => true,
        "INSERT" | "REPLACE" | "UPSERT" | "UPDATE" | "DELETE" | "MERGE" => true,
        "CREATE" | "REFRESH" | "DECLARE" | "EXECUTE" | "CALL" | "PRAGMA" | "ATTACH" => true,
        _ => false,
    }
}

/// What is named after the kind of a thing.
fn target_of(kind: &str) -> Target {
    if Object::of(kind) == Some(Object::Table) { Target::Table } else { Target::Other }
}
