//! Statements that define things: `CREATE`, `ALTER`, `DROP`, `REFRESH`, each with `{kind} {name}`.

use arrayvec::ArrayVec;

use super::item::Sign;
use super::kind::Kind;
use super::query::{self, Memory};
use super::reader::Reader;
use super::text::{Noun, Summary};
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;

/// What can be defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    /// It has columns, and can be defined by a query.
    Table,
    /// It is about columns, and can be named after one or hold code about them.
    Code,
    /// It has a name and no columns.
    Thing,
    /// It has no name of its own.
    Nameless,
}

impl Object {
    /// What a word stands for.
    #[rustfmt::skip]
    #[allow(clippy::enum_glob_use, reason = "the words are the point of it")]
    pub(crate) fn of(word: Keyword) -> Option<Self> {
        use Keyword::*;
        Some(match word {
            Table | Tables | View => Self::Table,
            Aggregate | Cast | Domain | Function | Index | Operator | Package | Policy | Proc | Procedure
            | Publication | Routine | Rule | Sequence | Statistics | Trigger | Type => Self::Code,
            Assembly | Catalog | Certificate | Collation | Configuration | Conversion | Credential | Database
            | Dictionary | Directory | Event | Extension | Group | Keyspace | Language | Link | Login | Macro | Method
            | Parser | Pipe | Role | Schema | Secret | Server | Stage | Stream | Subscription | Synonym | Tablespace
            | Task | Template | User | Warehouse | Wrapper => Self::Thing,
            Mapping | Owned | Privileges | Session | System | Transform => Self::Nameless,
            _ => return None,
        })
    }

    pub(crate) fn of_sign(sign: Sign) -> Option<Self> {
        if let Sign::Word(word) = sign { Self::of(word) } else { None }
    }

    /// Returns `true` if a column may be named in the definition.
    pub(crate) fn has_columns(self) -> bool {
        matches!(self, Self::Table | Self::Code)
    }
}

/// Words before the kind that belong to it: `MATERIALIZED VIEW`, `FOREIGN DATA WRAPPER`.
const QUALIFIERS: &[Keyword] = &[
    Keyword::Materialized,
    Keyword::Foreign,
    Keyword::Data,
    Keyword::Text,
    Keyword::Search,
    Keyword::Access,
    Keyword::Default,
];

/// How far from the verb the kind can be. There is room for MySQL's `ALGORITHM = x DEFINER = 'x'@'y' SQL SECURITY z`.
pub(crate) const KIND_DISTANCE: usize = 20;

/// S76: reads the statement from its verb on. `CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)` is `CREATE INDEX i`.
pub(crate) fn read(reader: &mut Reader<'_>, memory: &mut Memory, summary: &mut Summary) {
    let is_drop = reader.is_word(0, Keyword::Drop);
    let is_refresh = reader.is_word(0, Keyword::Refresh);
    let Some((words, kind)) = operation(reader) else {
        summary.add_operation(&[reader.text(0)], Kind::Other, true);
        return reader.skip_statement();
    };
    let texts: ArrayVec<_, MOST_WORDS> = words.iter().map(|distance| reader.text(*distance)).collect();
    summary.add_operation(&texts, Kind::Other, true);
    let last = words.last().copied().unwrap_or(0);
    let kind_word = reader.peek(last);
    reader.advance(last + 1);
    if kind == Object::Nameless {
        return reader.skip_statement();
    }
    read_names(reader, summary, kind, is_drop);
    match kind {
        Object::Table if !is_drop && !is_refresh => {
            query::read(reader, memory, summary, query::Place::Definition);
        }
        Object::Code | Object::Thing => skip_body(reader, kind_word),
        _ => reader.skip_statement(),
    }
}

/// The distances of the verb, of the words between that belong to the kind, and of the kind.
type Words = ArrayVec<usize, MOST_WORDS>;

const MOST_WORDS: usize = KIND_DISTANCE + 1;

fn operation(reader: &Reader<'_>) -> Option<(Words, Object)> {
    let mut words = Words::new();
    words.push(0);
    for distance in 1..=KIND_DISTANCE {
        let word = reader.peek(distance).filter(|sign| *sign != Sign::Semicolon)?;
        // `PACKAGE BODY`, `TYPE BODY`
        if reader.is_one_of(distance, &[Keyword::Package, Keyword::Type])
            && reader.is_word(distance + 1, Keyword::Body)
            && reader.is_name(distance + 2)
        {
            words.extend([distance, distance + 1]);
            return Some((words, Object::Code));
        }
        let kind = Object::of_sign(word).filter(|_| !is_first_of_two(reader, distance));
        if kind.is_some() || is_first_of_two(reader, distance) || reader.is_one_of(distance, QUALIFIERS) {
            words.push(distance);
        }
        if let Some(kind) = kind {
            return Some((words, kind));
        }
    }
    None
}

/// `EVENT TRIGGER`, `USER MAPPING`, `DATABASE LINK`: the second word is the kind.
fn is_first_of_two(reader: &Reader<'_>, distance: usize) -> bool {
    [
        (Keyword::Aggregate, Keyword::Function),
        (Keyword::Event, Keyword::Trigger),
        (Keyword::User, Keyword::Mapping),
        (Keyword::Database, Keyword::Link),
    ]
    .into_iter()
    .any(|(first, second)| reader.is_word(distance, first) && reader.is_word(distance + 1, second))
}

fn read_names(reader: &mut Reader<'_>, summary: &mut Summary, kind: Object, is_list: bool) {
    loop {
        let position = reader.position();
        reader.skip_modifiers(&[Keyword::Concurrently, Keyword::Only, Keyword::Class, Keyword::Family]);
        reader.skip_condition();
        if reader.position() == position {
            break;
        }
    }
    // `CREATE INDEX ON t (a)` leaves the name to the server; `MATERIALIZED VIEW LOG ON t` and `TABLE ALL IN s` have none.
    let has_none = reader.is_word(0, Keyword::On)
        || (reader.is_spelled(0, "LOG") && reader.is_word(1, Keyword::On))
        || (reader.is_word(0, Keyword::All) && reader.is_word(1, Keyword::In));
    if has_none {
        return;
    }
    let target = if kind == Object::Table { Noun::Table } else { Noun::Other };
    while let Some(name) = reader.name() {
        summary.add_target(name, target);
        if is_list {
            // The types of a function's arguments.
            reader.skip_group();
        }
        if !is_list || !reader.is(0, Sign::Comma) {
            return;
        }
        reader.advance(1);
    }
}

/// The words for the kind of thing that stands `from` on, up to the last of them.
pub(crate) fn kind_at(reader: &Reader<'_>, from: usize) -> Option<(usize, Object)> {
    let mut distance = from;
    while is_first_of_two(reader, distance) || reader.is_one_of(distance, QUALIFIERS) {
        distance += 1;
    }
    reader.peek(distance).and_then(Object::of_sign).map(|kind| (distance, kind))
}

/// S77: a body has statements of its own, which do not run now; where it ends is not looked for.
fn skip_body(reader: &mut Reader<'_>, kind: Option<Sign>) {
    use Keyword::{Body, Event, Function, Package, Proc, Procedure, Rule, Trigger};
    // What starts a body that is no block.
    let compounds: &str = match (kind, reader.dialect()) {
        (Some(Sign::Word(Event | Function | Procedure | Trigger)), Dialect::Mysql) => {
            "CASE IF LOOP REPEAT WHILE"
        }
        (Some(Sign::Word(Trigger)), Dialect::Oracle) => "COMPOUND DECLARE",
        _ => "",
    };
    let has_bare_body = match kind {
        Some(Sign::Word(Body | Function | Package | Proc | Procedure)) => true,
        Some(Sign::Word(Trigger)) => reader.dialect() == Dialect::SqlServer,
        _ => false,
    };
    while !reader.is_at_end() {
        let starts_bare_body = has_bare_body
            && reader.is_one_of(0, &[Keyword::As, Keyword::Is])
            && matches!(reader.peek(1), Some(Sign::Word(_)));
        if reader.is_word(0, Keyword::Begin) || starts_bare_body || reader.is_spelled(0, compounds) {
            return reader.skip_text();
        }
        if kind == Some(Sign::Word(Rule)) && reader.is_spelled(0, "DO") {
            reader.advance(1 + usize::from(reader.is_spelled(1, "ALSO INSTEAD")));
            if reader.is(0, Sign::Open) {
                reader.skip_body();
            }
            continue;
        }
        reader.advance(1);
    }
    reader.skip_statement();
}
