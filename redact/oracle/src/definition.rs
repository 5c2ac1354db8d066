//! `CREATE`, `ALTER`, `DROP` and `REFRESH`.
//!
//! * S76: the operation is the verb and the kind of thing (`CREATE TABLE`), with the words that belong to the kind
//!   (`REFRESH MATERIALIZED VIEW`). Words between them do not count (`CREATE UNIQUE INDEX` is `CREATE INDEX`). The kind is looked for
//!   among the next 20 tokens: there is room for `ALGORITHM = x DEFINER = 'a'@'b' SQL SECURITY y`.
//!   The target is the name after it; all names of a `DROP`.
//! * S77: the query that fills a table or defines a view counts. The body of a function does not, as it does not run now; nothing
//!   after its `BEGIN` is looked at, as its statements end in semicolons too.

use crate::kind::Kind;
use crate::query::{self, Verbs};
use crate::sentence::Sentence;
use crate::summary::{Part, Target};

/// What can be defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    /// It has columns.
    Table,
    /// It has none, and is about columns, or has code that is.
    Code,
    /// It has a name, and nothing to do with columns.
    Thing,
    /// It is not named by what follows.
    Nameless,
}

impl Object {
    pub(crate) fn of(keyword: &str) -> Option<Self> {
        let kind = match keyword {
            "TABLE" | "VIEW" => Object::Table,
            "FUNCTION" | "PROCEDURE" | "ROUTINE" | "AGGREGATE" | "PACKAGE" | "TRIGGER" | "RULE"
            | "POLICY" => Object::Code,
            "INDEX" | "SEQUENCE" | "STATISTICS" | "PUBLICATION" => Object::Code,
            "TYPE" | "DOMAIN" | "CAST" | "OPERATOR" => Object::Code,
            "DATABASE" | "SCHEMA" | "KEYSPACE" | "TABLESPACE" | "SERVER" | "LINK" | "SYNONYM" => {
                Object::Thing
            }
            "USER" | "ROLE" | "GROUP" | "LOGIN" => Object::Thing,
            "EVENT" | "EXTENSION" | "LANGUAGE" | "COLLATION" | "CONVERSION" | "SUBSCRIPTION" => Object::Thing,
            // TEXT SEARCH, ACCESS METHOD, FOREIGN DATA WRAPPER.
            "CONFIGURATION" | "DICTIONARY" | "PARSER" | "TEMPLATE" | "METHOD" | "WRAPPER" => Object::Thing,
            "MAPPING" | "OWNED" | "PRIVILEGES" | "SYSTEM" | "TRANSFORM" => Object::Nameless,
            _ => return None,
        };
        Some(kind)
    }
}

pub(crate) fn read(sentence: &mut Sentence<'_>, parts: &mut Vec<Part>) {
    let verb = sentence.key(0).to_owned();
    let Some((words, distance, kind)) = operation(sentence) else {
        parts.push(Part::Operation { name: sentence.written(0), kind: Kind::Other, is_own: true });
        return;
    };
    parts.push(Part::Operation { name: words.join(" "), kind: Kind::Other, is_own: true });
    sentence.pass(distance + 1);
    if kind == Object::Nameless {
        return;
    }
    targets(sentence, parts, kind, verb == "DROP");
    match (kind, verb.as_str()) {
        (Object::Table, "CREATE" | "ALTER") => query::read(sentence, parts, Verbs::Select),
        (Object::Code | Object::Thing, _) => pass_body(sentence),
        _ => {}
    }
}

/// The words of the operation, how far away the last one is, and what it means.
fn operation(sentence: &Sentence<'_>) -> Option<(Vec<String>, usize, Object)> {
    let mut words = vec![sentence.written(0)];
    for distance in 1..=20 {
        let (keyword, next) = (sentence.key(distance), sentence.key(distance + 1));
        match (keyword, next) {
            (";", _) => return None,
            // The second word is the kind.
            ("EVENT", "TRIGGER") | ("USER", "MAPPING") | ("DATABASE", "LINK") => {
                words.push(sentence.written(distance));
            }
            ("MATERIALIZED" | "FOREIGN" | "DATA" | "TEXT" | "SEARCH" | "ACCESS" | "DEFAULT", _) => {
                words.push(sentence.written(distance));
            }
            (other, _) => {
                if let Some(kind) = Object::of(other) {
                    words.push(sentence.written(distance));
                    return Some((words, distance, kind));
                }
            }
        }
    }
    None
}

fn targets(sentence: &mut Sentence<'_>, parts: &mut Vec<Part>, kind: Object, is_list: bool) {
    sentence.pass_modifiers(&["IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY", "CLASS", "FAMILY"]);
    // `CREATE INDEX ON t (a)`: the server finds a name.
    if sentence.is(0, "ON") {
        return;
    }
    let target = if kind == Object::Table { Target::Table } else { Target::Other };
    while let Some(name) = sentence.pass_name() {
        parts.push(Part::Target { name, target });
        if !is_list || !sentence.is(0, ",") {
            return;
        }
        sentence.pass(1);
    }
}

fn pass_body(sentence: &mut Sentence<'_>) {
    while !sentence.is_over() {
        if sentence.is(0, "BEGIN") {
            return sentence.pass_text();
        }
        sentence.pass(1);
    }
}
