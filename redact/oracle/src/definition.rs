//! `CREATE`, `ALTER`, `DROP` and `REFRESH`.
//!
//! * S76: the operation is the verb and the kind of thing (`CREATE TABLE`), with the words that belong to the kind
//!   (`REFRESH MATERIALIZED VIEW`). Words between them do not count (`CREATE UNIQUE INDEX` is `CREATE INDEX`). The kind is looked for
//!   among the next 20 tokens: there is room for `ALGORITHM = x DEFINER = 'a'@'b' SQL SECURITY y`.
//!   The target is the name after it; all names of a `DROP`, without the types of arguments. `IF EXISTS` and `IF NOT EXISTS` are no
//!   names.
//! * S77: the query that fills a table or defines a view counts. The body of a function does not, as it does not run now; nothing
//!   after its `BEGIN` is looked at, as its statements end in semicolons too. Nor is anything after a word that follows `AS` or `IS`
//!   in a procedure, a function or a package, and in a trigger of SQL Server. The brackets after the `DO` of a rule are its body.

use crate::Dialect::{Mysql, Oracle, SqlServer};
use crate::kind::Kind;
use crate::query::{self, Verbs};
use crate::sentence::Sentence;
use crate::summary::{Part, Target};
use crate::token::Token;

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
            "TABLE" | "TABLES" | "VIEW" => Object::Table,
            "FUNCTION" | "PROC" | "PROCEDURE" | "ROUTINE" | "AGGREGATE" | "PACKAGE" | "TRIGGER" | "RULE"
            | "POLICY" => Object::Code,
            "INDEX" | "SEQUENCE" | "STATISTICS" | "PUBLICATION" => Object::Code,
            "TYPE" | "DOMAIN" | "CAST" | "OPERATOR" => Object::Code,
            "DATABASE" | "SCHEMA" | "KEYSPACE" | "TABLESPACE" | "SERVER" | "LINK" | "SYNONYM" => {
                Object::Thing
            }
            "USER" | "ROLE" | "GROUP" | "LOGIN" => Object::Thing,
            "ASSEMBLY" | "CATALOG" | "CERTIFICATE" | "CREDENTIAL" | "DIRECTORY" | "MACRO" | "PIPE"
            | "SECRET" | "STAGE" | "STREAM" | "TASK" | "WAREHOUSE" => Object::Thing,
            "EVENT" | "EXTENSION" | "LANGUAGE" | "COLLATION" | "CONVERSION" | "SUBSCRIPTION" => Object::Thing,
            // TEXT SEARCH, ACCESS METHOD, FOREIGN DATA WRAPPER.
            "CONFIGURATION" | "DICTIONARY" | "PARSER" | "TEMPLATE" | "METHOD" | "WRAPPER" => Object::Thing,
            "MAPPING" | "OWNED" | "PRIVILEGES" | "SESSION" | "SYSTEM" | "TRANSFORM" => Object::Nameless,
            _ => return None,
        };
        Some(kind)
    }
}

/// The kind of thing in what follows the verb of a definition: it stands among the first 20 tokens, and before any `SET`.
pub(crate) fn kind_word(tokens: &[Token]) -> &str {
    let mut words = tokens.iter().filter(|token| token.has_meaning()).take(20).map(Token::key);
    words.find(|key| Object::of(key).is_some() || *key == "SET").filter(|key| *key != "SET").unwrap_or("")
}

pub(crate) fn read(sentence: &mut Sentence<'_>, parts: &mut Vec<Part>) {
    let verb = sentence.key(0).to_owned();
    let Some((words, distance, kind)) = operation(sentence) else {
        parts.push(Part::Operation { name: sentence.written(0), kind: Kind::Other, is_own: true });
        return;
    };
    parts.push(Part::Operation { name: words.join(" "), kind: Kind::Other, is_own: true });
    let word = sentence.key(distance).to_owned();
    sentence.pass(distance + 1);
    if kind == Object::Nameless {
        return;
    }
    targets(sentence, parts, kind, verb == "DROP");
    match (kind, verb.as_str()) {
        (Object::Table, "CREATE" | "ALTER") => query::read(sentence, parts, Verbs::Select),
        (Object::Code | Object::Thing, _) => pass_body(sentence, &word),
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
            ("AGGREGATE", "FUNCTION") | ("EVENT", "TRIGGER") | ("USER", "MAPPING") | ("DATABASE", "LINK") => {
                words.push(sentence.written(distance));
            }
            ("PACKAGE" | "TYPE", "BODY") if sentence.is_name(distance + 2) => {
                words.push(sentence.written(distance));
                words.push(sentence.written(distance + 1));
                return Some((words, distance + 1, Object::Code));
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
    loop {
        let before = sentence.at;
        sentence.pass_modifiers(&["CONCURRENTLY", "ONLY", "CLASS", "FAMILY"]);
        sentence.pass_condition();
        if sentence.at == before {
            break;
        }
    }
    // `CREATE INDEX ON t (a)`: the server finds a name.
    // `MATERIALIZED VIEW LOG ON t` and `TABLE ALL IN s` have none.
    let has_none = matches!((sentence.key(0), sentence.key(1)), ("ON", _) | ("LOG", "ON") | ("ALL", "IN"));
    if has_none {
        return;
    }
    let target = if kind == Object::Table { Target::Table } else { Target::Other };
    while let Some(name) = sentence.pass_name() {
        parts.push(Part::Target { name, target });
        if is_list {
            sentence.pass_brackets();
        }
        if !is_list || !sentence.is(0, ",") {
            return;
        }
        sentence.pass(1);
    }
}

/// Passes the body of what the word names, as far as it is in the text.
fn pass_body(sentence: &mut Sentence<'_>, word: &str) {
    let has_code = match word {
        "PROC" | "PROCEDURE" | "FUNCTION" | "PACKAGE" | "BODY" => true,
        "TRIGGER" => sentence.dialect == SqlServer,
        _ => false,
    };
    while !sentence.is_over() {
        let starts_code = has_code && sentence.is_any(0, &["AS", "IS"]) && sentence.is_word(1);
        let starts_compound = match (word, sentence.dialect) {
            ("EVENT" | "FUNCTION" | "PROCEDURE" | "TRIGGER", Mysql) => {
                sentence.is_any(0, &["CASE", "IF", "LOOP", "REPEAT", "WHILE"])
            }
            ("TRIGGER", Oracle) => sentence.is_any(0, &["COMPOUND", "DECLARE"]),
            _ => false,
        };
        if sentence.is(0, "BEGIN") || starts_code || starts_compound {
            return sentence.pass_text();
        }
        let is_action = word == "RULE" && sentence.is(0, "DO");
        sentence.pass(1);
        if is_action {
            sentence.pass_words(&["ALSO", "INSTEAD"]);
            pass_statements(sentence);
        }
    }
}

/// Passes a pair of brackets with statements in it.
fn pass_statements(sentence: &mut Sentence<'_>) {
    let mut depth = 0;
    while !sentence.is_at_end() {
        match sentence.key(0) {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth <= 0 && !sentence.is(0, ")") {
            return;
        }
        sentence.pass(1);
        if depth <= 0 {
            return;
        }
    }
}
