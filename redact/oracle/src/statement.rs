//! Statements by their first word.
//!
//! * A query, a change of data or a definition: see `query` and `definition`.
//! * S78: `EXPLAIN`, `DECLARE`, `PREPARE`, `COPY (…)` and their like are an operation themselves, and so is the statement in them.
//! * S80: some verbs have a name or a list of names after them (`names`). Words for the way in which it is to be done do not count.
//! * S81: what is granted is no operation.
//! * S82: the name of a setting is a target.
//! * S83: `EXEC` is a call; `EXECUTE` is one where the dialect is not known, and elsewhere runs a prepared statement.
//! * S79: some verbs have a second word (`START TRANSACTION`). The names of savepoints, cursors and prepared statements do not
//!   count, as programs make them without end.
//! * S84: of any other statement, the first word alone, and only if it looks like a keyword: letters and `_`, at most 32.
//! * S86: what is not certain is a statement too, the last one, of which nothing is known.

use crate::Dialect;
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
            // ODBC's and JDBC's way to write a call.
            "{" if self.sentence.is(1, "CALL") => {
                self.sentence.pass(1);
                return Then::Statement;
            }
            _ if !self.sentence.is_word(0) => query::read(self.sentence, &mut self.parts, Verbs::All),
            "SELECT" | "WITH" | "TABLE" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE" => {
                query::read(self.sentence, &mut self.parts, Verbs::All);
            }
            "VALUES" => {
                self.operation(1);
                query::read(self.sentence, &mut self.parts, Verbs::Select);
            }
            "CREATE" | "ALTER" | "DROP" | "REFRESH" => definition::read(self.sentence, &mut self.parts),
            "EXPLAIN" | "DESCRIBE" | "DESC" | "ANALYZE" | "ANALYSE" => return self.explain(),
            "PREPARE" => return self.introduce("AS"),
            "DECLARE" => return self.introduce("FOR"),
            "COPY" => return self.copy(),
            "GRANT" | "REVOKE" => self.grant(),
            "START" => self.words(&["TRANSACTION"]),
            "RELEASE" => self.words(&["SAVEPOINT"]),
            "ROLLBACK" => self.words(&["TO", "PREPARED"]),
            "SET" => self.set(),
            "TRUNCATE" => self.names(&["TABLE", "ONLY"], Target::Table),
            "LOCK" => self.names(&["TABLE", "TABLES", "ONLY"], Target::Table),
            "VACUUM" => self.vacuum(),
            "CALL" => self.names(&[], Target::Procedure),
            "EXEC" => self.execute(),
            "EXECUTE" if self.dialect == Dialect::Generic => self.execute(),
            "SHOW" | "RESET" => self.names(&["SESSION", "GLOBAL", "LOCAL", "FULL"], Target::Other),
            "LISTEN" | "NOTIFY" | "UNLISTEN" => self.names(&[], Target::Other),
            word if word.len() <= 32 && word.chars().all(|letter| matches!(letter, 'A'..='Z' | '_')) => {
                self.operation(1);
            }
            _ => {}
        }
        Then::Nothing
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

    /// `VERB [words] name`, and for tables `VERB [words] name …, name …`.
    fn names(&mut self, words: &[&str], target: Target) {
        self.operation(1);
        self.sentence.pass_modifiers(words);
        self.list(target);
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

    fn vacuum(&mut self) {
        self.operation(1);
        self.sentence.pass_brackets();
        self.sentence.pass_words(&["FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE", "INTO", "ONLY"]);
        self.list(Target::Table);
    }

    /// `EXPLAIN (options) SELECT …`, `EXPLAIN FORMAT = JSON SELECT …`, `ANALYZE TABLE t`, `DESCRIBE t`.
    fn explain(&mut self) -> Then {
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
        if self.sentence.is(0, "FORMAT") && self.sentence.is(1, "=") {
            self.sentence.pass(2);
            self.sentence.pass_any();
        }
        // `ANALYZE TABLE t` is not the statement `TABLE t`.
        if matches!(self.sentence.key_before(1), "ANALYZE" | "LOCAL" | "NO_WRITE_TO_BINLOG") {
            self.sentence.pass_modifiers(&["TABLE"]);
        }
        if starts_statement(self.sentence.key(0)) || self.is_statement_in_brackets() {
            return Then::Statement;
        }
        self.list(Target::Table);
        Then::Nothing
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
        let kind = if self.sentence.is_name(1) { Object::of(self.sentence.key(0)) } else { None };
        self.sentence.pass(usize::from(kind.is_some()));
        let target = if matches!(kind, None | Some(Object::Table)) { Target::Table } else { Target::Other };
        while self.target(target) {
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
        if !self.sentence.is_any(0, &["AS", "BLOCK", "IMMEDIATE"]) {
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
            "ROLLBACK" if self.sentence.is(1, "PREPARED") => Kind::Other,
            "ROLLBACK" if is_to => Kind::Savepoint,
            verb => Kind::of(verb),
        };
        self.operation_of(1 + usize::from(has_second) + usize::from(has_third), kind);
    }

    fn set(&mut self) {
        self.operation(1);
        self.sentence.pass_modifiers(&["SESSION", "LOCAL", "GLOBAL", "PERSIST", "PERSIST_ONLY"]);
        if self.sentence.is(0, "TIME") && self.sentence.is(1, "ZONE") {
            self.parts.push(Part::Target { name: "TIME ZONE".to_owned(), target: Target::Other });
        } else {
            self.target(Target::Other);
        }
    }
}

/// Words that start a statement which another one can introduce.
fn starts_statement(keyword: &str) -> bool {
    match keyword {
        "SELECT" | "WITH" | "VALUES" | "TABLE" | "INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "MERGE" => true,
        "CREATE" | "REFRESH" | "DECLARE" | "EXECUTE" | "CALL" | "PRAGMA" | "ATTACH" => true,
        _ => false,
    }
}
