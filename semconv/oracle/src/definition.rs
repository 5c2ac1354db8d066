//! Statements that define things: `CREATE`, `ALTER`, `DROP`, `REFRESH`, each with `{kind} {name}`.

use super::lexer::Token;
use super::query;
use super::reader::Reader;
use super::summary::{Summary, Target};

/// What can be defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It has columns, and can be defined by a query.
    Table,
    /// It is about columns, and can be named after one or hold code about them.
    Code,
    /// It has a name and no columns.
    Thing,
    /// It has no name of its own.
    Nameless,
}

const TABLES: &[&str] = &["TABLE", "VIEW"];

const CODE: &[&str] = &[
    "AGGREGATE",
    "CAST",
    "DOMAIN",
    "FUNCTION",
    "INDEX",
    "OPERATOR",
    "PACKAGE",
    "POLICY",
    "PROCEDURE",
    "PUBLICATION",
    "ROUTINE",
    "RULE",
    "SEQUENCE",
    "STATISTICS",
    "TRIGGER",
    "TYPE",
];

const THINGS: &[&str] = &[
    "COLLATION",
    "CONFIGURATION",
    "CONVERSION",
    "DATABASE",
    "DICTIONARY",
    "EVENT",
    "EXTENSION",
    "GROUP",
    "KEYSPACE",
    "LANGUAGE",
    "LINK",
    "LOGIN",
    "METHOD",
    "PARSER",
    "ROLE",
    "SCHEMA",
    "SERVER",
    "SUBSCRIPTION",
    "SYNONYM",
    "TABLESPACE",
    "TEMPLATE",
    "USER",
    "WRAPPER",
];

const NAMELESS: &[&str] = &["MAPPING", "OWNED", "PRIVILEGES", "SYSTEM", "TRANSFORM"];

impl Kind {
    /// The kind that a word stands for.
    pub(super) fn of(word: &Token<'_>) -> Option<Self> {
        [(TABLES, Self::Table), (CODE, Self::Code), (THINGS, Self::Thing), (NAMELESS, Self::Nameless)]
            .into_iter()
            .find_map(|(words, kind)| word.is_one_of(words).then_some(kind))
    }

    /// Whether a column may be named in the definition.
    pub(super) fn has_columns(self) -> bool {
        matches!(self, Self::Table | Self::Code)
    }
}

/// Words before the kind that belong to it: `MATERIALIZED VIEW`, `FOREIGN DATA WRAPPER`.
const QUALIFIERS: &[&str] = &["MATERIALIZED", "FOREIGN", "DATA", "TEXT", "SEARCH", "ACCESS", "DEFAULT"];

/// How far from the verb the kind can be. There is room for MySQL's `ALGORITHM = x DEFINER = 'x'@'y' SQL SECURITY z`.
const KIND_DISTANCE: usize = 20;

/// Reads the statement from its verb on. `CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)` is `CREATE INDEX i`.
pub(super) fn read(reader: &mut Reader<'_>, summary: &mut Summary) {
    let is_drop = reader.is_word(0, "DROP");
    let is_refresh = reader.is_word(0, "REFRESH");
    let Some((operation, kind)) = operation(reader) else {
        if let Some(verb) = reader.peek(0) {
            summary.add_operation(verb.text, true);
        }
        return reader.skip_statement();
    };
    summary.add_operation(&operation, true);
    if kind == Kind::Nameless {
        return reader.skip_statement();
    }
    read_names(reader, summary, kind, is_drop);
    match kind {
        Kind::Table if !is_drop && !is_refresh => query::read(reader, summary, query::Start::Definition),
        Kind::Code | Kind::Thing => skip_body(reader),
        _ => reader.skip_statement(),
    }
}

/// The verb with the kind, leaving the reader behind the kind.
fn operation(reader: &mut Reader<'_>) -> Option<(String, Kind)> {
    let mut operation = reader.peek(0)?.text.to_owned();
    for distance in 1..=KIND_DISTANCE {
        let word = reader.peek(distance).filter(|token| !token.is_symbol(";"))?;
        let kind = Kind::of(word).filter(|_| !is_first_of_two(reader, distance));
        if kind.is_some() || is_first_of_two(reader, distance) || word.is_one_of(QUALIFIERS) {
            operation.push(' ');
            operation.push_str(word.text);
        }
        if let Some(kind) = kind {
            reader.advance(distance + 1);
            return Some((operation, kind));
        }
    }
    None
}

/// `EVENT TRIGGER`, `USER MAPPING`, `DATABASE LINK`: the second word is the kind.
fn is_first_of_two(reader: &Reader<'_>, distance: usize) -> bool {
    [("EVENT", "TRIGGER"), ("USER", "MAPPING"), ("DATABASE", "LINK")]
        .into_iter()
        .any(|(first, second)| reader.is_word(distance, first) && reader.is_word(distance + 1, second))
}

fn read_names(reader: &mut Reader<'_>, summary: &mut Summary, kind: Kind, is_list: bool) {
    reader.skip_modifiers(&["CONCURRENTLY", "IF", "NOT", "EXISTS", "ONLY", "CLASS", "FAMILY"]);
    // `CREATE INDEX ON t (a)` leaves the name to the server.
    if reader.is_word(0, "ON") {
        return;
    }
    let target = if kind == Kind::Table { Target::Table } else { Target::Other };
    while let Some(name) = reader.name() {
        summary.add_target(&name, target);
        if !is_list || !reader.is_symbol(0, ",") {
            return;
        }
        reader.advance(1);
    }
}

/// A body between `BEGIN` and `END` has statements of its own, which do not run now; where it ends is not looked for.
fn skip_body(reader: &mut Reader<'_>) {
    while !reader.is_at_end() {
        if reader.is_word(0, "BEGIN") {
            return reader.skip_text();
        }
        reader.advance(1);
    }
    reader.skip_statement();
}
