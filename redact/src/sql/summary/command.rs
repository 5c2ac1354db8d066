//! Statements that are a verb and the names after it.

use super::definition::{self, Object};
use super::item::Sign;
use super::kind::Kind;
use super::reader::Reader;
use super::statement::add_words;
use super::text::{Noun, Summary};
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;

/// S80: `VERB [words] [kind] [words] name, name, …`.
struct Command {
    /// Words before the kind that say how.
    before: &'static [Keyword],
    /// Words for the kind of thing, which belong to the operation.
    kinds: &'static [Keyword],
    /// Words after the kind that say how.
    after: &'static [Keyword],
    noun: Noun,
    is_list: bool,
}

impl Command {
    const fn tables(kinds: &'static [Keyword]) -> Self {
        Self { before: &[], kinds, after: &[Keyword::Only], noun: Noun::Table, is_list: true }
    }

    const fn other(before: &'static [Keyword]) -> Self {
        Self { before, kinds: &[], after: &[], noun: Noun::Other, is_list: false }
    }

    fn of(word: Keyword, dialect: Dialect) -> Option<Self> {
        const TABLES: &[Keyword] = &[Keyword::Table, Keyword::Tables, Keyword::View];
        const BINLOG: &[Keyword] = &[Keyword::NoWriteToBinlog, Keyword::Local];
        Some(match word {
            Keyword::Truncate => Self::tables(&[Keyword::Table, Keyword::Database]),
            Keyword::Lock => Self::tables(TABLES),
            Keyword::Analyze => {
                Self { before: BINLOG, ..Self::tables(&[Keyword::Table, Keyword::Index, Keyword::Cluster]) }
            }
            Keyword::Optimize | Keyword::Check | Keyword::Checksum | Keyword::Repair => {
                Self { before: BINLOG, ..Self::tables(TABLES) }
            }
            Keyword::Rename => Self::tables(&[Keyword::Table, Keyword::Tables, Keyword::User]),
            Keyword::Reindex => Self {
                after: &[Keyword::Concurrently],
                is_list: false,
                noun: Noun::Other,
                ..Self::tables(&[
                    Keyword::Table,
                    Keyword::Index,
                    Keyword::Database,
                    Keyword::Schema,
                    Keyword::System,
                ])
            },
            Keyword::Cluster => Self { before: &[Keyword::Verbose], ..Self::tables(&[]) },
            Keyword::Handler => Self::tables(&[]),
            Keyword::Vacuum => Self {
                before: &[
                    Keyword::Full,
                    Keyword::Freeze,
                    Keyword::Verbose,
                    Keyword::Analyze,
                    Keyword::Analyse,
                    Keyword::Into,
                ],
                // SQLite's is a schema.
                noun: if dialect == Dialect::Sqlite { Noun::Other } else { Noun::Table },
                ..Self::tables(&[])
            },
            Keyword::Show | Keyword::Reset => {
                Self::other(&[Keyword::Session, Keyword::Global, Keyword::Local, Keyword::Full])
            }
            Keyword::Use => Self::other(&[]),
            _ => return None,
        })
    }
}

/// Reads a statement that starts with `word`.
pub(super) fn read(word: Keyword, reader: &mut Reader<'_>, summary: &mut Summary) {
    match word {
        Keyword::Bulk if reader.is_word(1, Keyword::Insert) => {
            add_words(reader, summary, 2, Kind::Other);
            return add_table(reader, summary);
        }
        Keyword::Load if reader.is_spelled(1, "DATA XML") => return load(reader, summary),
        Keyword::Show
            if reader.is_word(1, Keyword::Create) && reader.peek(2).and_then(Object::of_sign).is_some() =>
        {
            return show_definition(reader, summary);
        }
        Keyword::Comment if reader.is_word(1, Keyword::On) => return comment(reader, summary),
        Keyword::Pragma => return pragma(reader, summary),
        Keyword::Xa if reader.is_spelled(1, TWO_PHASES) => return add_words(reader, summary, 2, Kind::Other),
        _ => {}
    }
    // S79: names of savepoints, cursors, channels and prepared statements are not included, as programs make them without end.
    let Some(command) = Command::of(word, reader.dialect()) else { return first_word(word, reader, summary) };
    let verb = reader.text(0);
    reader.advance(1);
    if matches!(word, Keyword::Cluster | Keyword::Reindex | Keyword::Vacuum) {
        reader.skip_group();
    }
    if word == Keyword::Vacuum {
        reader.skip_words(command.before);
    } else {
        reader.skip_modifiers(command.before);
    }
    let has_kind = reader.is_one_of(0, command.kinds) && !reader.is(1, Sign::Dot);
    let kind = has_kind.then(|| reader.text(0));
    summary.add_operation(&[verb, reader.text(0)][..=usize::from(has_kind)], Kind::Other, true);
    reader.advance(usize::from(has_kind));
    reader.skip_condition();
    reader.skip_modifiers(command.after);
    let noun = match kind.map(Keyword::of) {
        Some(Keyword::Table | Keyword::Tables | Keyword::View) => Noun::Table,
        Some(_) => Noun::Other,
        None => command.noun,
    };
    // `CLUSTER i ON t`
    if word == Keyword::Cluster && reader.is_name(0) && reader.is_word(1, Keyword::On) {
        reader.advance(2);
    }
    if matches!(word, Keyword::Show | Keyword::Reset) && is_time_zone(reader) {
        return summary.add_named_target(&["TIME ZONE"], Noun::Other);
    }
    if command.is_list {
        read_names(reader, summary, noun);
    } else if let Some(name) = reader.name() {
        summary.add_target(name, noun);
    }
}

/// The setting whose name is two words.
pub(super) fn is_time_zone(reader: &Reader<'_>) -> bool {
    reader.is_word(0, Keyword::Time) && reader.is_word(1, Keyword::Zone)
}

/// What follows `XA`.
const TWO_PHASES: &str = "START BEGIN END PREPARE COMMIT ROLLBACK RECOVER";

fn add_table(reader: &mut Reader<'_>, summary: &mut Summary) {
    if let Some(name) = reader.name() {
        summary.add_target(name, Noun::Table);
    }
}

/// A list of names, with words of other kinds between them: `a, b CASCADE`, `a READ, b WRITE`.
pub(super) fn read_names(reader: &mut Reader<'_>, summary: &mut Summary, noun: Noun) {
    loop {
        reader.skip_modifiers(&[Keyword::Only]);
        let Some(name) = reader.name() else { return };
        summary.add_target(name, noun);
        if noun != Noun::Table {
            return;
        }
        reader.skip_group();
        while !reader.is_at_end() && !reader.is(0, Sign::Comma) {
            reader.advance(1);
        }
        if reader.is_at_end() {
            return;
        }
        reader.advance(1);
    }
}

/// `LOAD DATA INFILE ? INTO TABLE t`
fn load(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 2, Kind::Other);
    while !reader.is_at_end() {
        if reader.is_word(0, Keyword::Into) && reader.is_word(1, Keyword::Table) {
            reader.advance(2);
            return add_table(reader, summary);
        }
        reader.advance(1);
    }
}

/// `SHOW CREATE TABLE t`
fn show_definition(reader: &mut Reader<'_>, summary: &mut Summary) {
    let kind = reader.peek(2).and_then(Object::of_sign);
    add_words(reader, summary, 3, Kind::Other);
    if let Some(kind) = kind {
        add_object(kind, reader, summary);
    }
}

/// `COMMENT ON TABLE t IS ?`
fn comment(reader: &mut Reader<'_>, summary: &mut Summary) {
    let kind = match definition::kind_at(reader, 2) {
        None if reader.is_spelled(2, "COLUMN CONSTRAINT") => Some((2, Object::Code)),
        kind => kind,
    };
    let Some((last, kind)) = kind else { return add_words(reader, summary, 1, Kind::Other) };
    add_words(reader, summary, last + 1, Kind::Other);
    add_object(kind, reader, summary);
}

fn add_object(kind: Object, reader: &mut Reader<'_>, summary: &mut Summary) {
    if let Some(name) = reader.name() {
        summary.add_target(name, if kind == Object::Table { Noun::Table } else { Noun::Other });
    }
}

/// The name of a pragma; but not that of a key.
fn pragma(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1, Kind::Other);
    let Some(name) = reader.name() else { return };
    let is_key = name.parts().last().is_some_and(|last| {
        let end = last.len().checked_sub("key".len()).and_then(|start| last.as_bytes().get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(b"key"))
    });
    if !is_key {
        summary.add_target(name, Noun::Other);
    }
}

/// S84: the first word, if it looks like a keyword and not like a slip of data.
fn first_word(keyword: Keyword, reader: &mut Reader<'_>, summary: &mut Summary) {
    const LONGEST: usize = 32;
    let kind = match keyword {
        Keyword::Begin => Kind::TransactionBegin,
        Keyword::Commit | Keyword::End => Kind::TransactionCommit,
        Keyword::Abort => Kind::TransactionRollback,
        Keyword::Savepoint => Kind::Savepoint,
        _ => Kind::Other,
    };
    let word = reader.text(0);
    // A part of a name is no word.
    if reader.is(1, Sign::Dot) {
        return;
    }
    if word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
        add_words(reader, summary, 1, kind);
    }
}
