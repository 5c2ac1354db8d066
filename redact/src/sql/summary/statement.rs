//! Reads one statement by its first word.

use std::iter;

use super::definition;
use super::item::Sign;
use super::kind::Kind;
use super::query::{self, Memory, Place};
use super::reader::Reader;
use super::text::{Noun, Summary};
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;

/// Words that start a statement which can follow `EXPLAIN`, `PREPARE x AS` and the like.
const EXPLAINABLE: &[Keyword] = &[
    Keyword::Select,
    Keyword::With,
    Keyword::Insert,
    Keyword::Update,
    Keyword::Delete,
    Keyword::Merge,
    Keyword::Replace,
    Keyword::Values,
    Keyword::Table,
    Keyword::Create,
    Keyword::Declare,
    Keyword::Execute,
    Keyword::Refresh,
    Keyword::Call,
    Keyword::Pragma,
    Keyword::Attach,
];

/// Reads the statement that starts here, to its end.
pub(crate) fn read(reader: &mut Reader<'_>, memory: &mut Memory, summary: &mut Summary, dialect: Dialect) {
    // One statement can introduce another, as often as it likes; hence no recursion.
    while let Next::Statement = read_first(reader, memory, summary, dialect) {
        if summary.is_full() {
            break;
        }
    }
    reader.skip_statement();
}

/// What follows the part of a statement that was read.
enum Next {
    /// Nothing of interest.
    End,
    /// S78: a statement of its own: `EXPLAIN SELECT …`.
    Statement,
}

fn read_first(reader: &mut Reader<'_>, memory: &mut Memory, summary: &mut Summary, dialect: Dialect) -> Next {
    let word = match reader.peek(0) {
        None => return Next::End,
        Some(Sign::Word(word)) => word,
        // `{call p(?)}`
        Some(Sign::OpenBrace) if reader.is_word(1, Keyword::Call) => {
            reader.advance(1);
            return Next::Statement;
        }
        // `(SELECT …) UNION (SELECT …)`
        Some(_) => Keyword::Select,
    };
    match word {
        Keyword::Select
        | Keyword::With
        | Keyword::Insert
        | Keyword::Update
        | Keyword::Delete
        | Keyword::Merge
        | Keyword::Replace
        | Keyword::Table => query::read(reader, memory, summary, Place::Statement),
        Keyword::Values => {
            add_words(reader, summary, 1, Kind::Read);
            query::read(reader, memory, summary, Place::Definition);
        }
        Keyword::Create | Keyword::Alter | Keyword::Drop | Keyword::Refresh => {
            definition::read(reader, memory, summary);
        }
        Keyword::Explain | Keyword::Analyze | Keyword::Analyse | Keyword::Describe | Keyword::Desc => {
            return explain(reader, summary);
        }
        Keyword::Prepare | Keyword::Declare => return introduce(reader, summary),
        Keyword::Copy => return copy(reader, summary),
        Keyword::Grant | Keyword::Revoke => grant(reader, summary),
        Keyword::Start | Keyword::Release | Keyword::Rollback => transaction(reader, summary),
        Keyword::Set => set(reader, summary),
        Keyword::Exec => execute(reader, summary),
        Keyword::Execute if dialect == Dialect::Generic => execute(reader, summary),
        word => command(word, reader, summary),
    }
    Next::End
}

/// Adds the next words as the operation.
fn add_words(reader: &mut Reader<'_>, summary: &mut Summary, count: usize, kind: Kind) {
    summary.add_operation((0..count).map(|distance| reader.text(distance)), kind, true);
    reader.advance(count);
}

/// S80: statements of the form `VERB [words] name, name, …`.
fn command(word: Keyword, reader: &mut Reader<'_>, summary: &mut Summary) {
    let (skipped, target): (&[Keyword], Noun) = match word {
        Keyword::Truncate => (&[Keyword::Table, Keyword::Only], Noun::Table),
        Keyword::Lock => (&[Keyword::Table, Keyword::Tables, Keyword::Only], Noun::Table),
        Keyword::Vacuum => (
            &[
                Keyword::Full,
                Keyword::Freeze,
                Keyword::Verbose,
                Keyword::Analyze,
                Keyword::Analyse,
                Keyword::Into,
                Keyword::Only,
            ],
            Noun::Table,
        ),
        Keyword::Call => (&[], Noun::Procedure),
        Keyword::Show | Keyword::Reset => {
            (&[Keyword::Session, Keyword::Global, Keyword::Local, Keyword::Full], Noun::Other)
        }
        Keyword::Listen | Keyword::Notify | Keyword::Unlisten => (&[], Noun::Other),
        // S79: names of savepoints, cursors and prepared statements are not included, as programs make them without end.
        _ => return first_word(word, reader, summary),
    };
    add_words(reader, summary, 1, Kind::Other);
    if word == Keyword::Vacuum {
        reader.skip_group();
        reader.skip_words(skipped);
    } else {
        reader.skip_modifiers(skipped);
    }
    read_names(reader, summary, target);
}

/// A list of names, with words of other kinds between them: `a, b CASCADE`, `a READ, b WRITE`.
fn read_names(reader: &mut Reader<'_>, summary: &mut Summary, target: Noun) {
    loop {
        reader.skip_modifiers(&[Keyword::Only]);
        let Some(name) = reader.name() else { return };
        summary.add_target(name, target);
        if target != Noun::Table {
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

/// S84: the first word, if it looks like a keyword and not like a slip of data.
fn first_word(keyword: Keyword, reader: &mut Reader<'_>, summary: &mut Summary) {
    const LONGEST: usize = 32;
    let kind = match keyword {
        Keyword::Begin => Kind::TransactionBegin,
        Keyword::Commit | Keyword::End | Keyword::Abort => Kind::TransactionEnd,
        Keyword::Savepoint => Kind::Savepoint,
        _ => Kind::Other,
    };
    let word = reader.text(0);
    if word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
        add_words(reader, summary, 1, kind);
    }
}

/// `EXPLAIN (options) SELECT …`, `ANALYZE t`, `DESCRIBE t`.
fn explain(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    add_words(reader, summary, 1, Kind::Other);
    let is_query = |reader: &Reader<'_>| {
        reader.is(0, Sign::Open) && (reader.is_one_of(1, EXPLAINABLE) || reader.is(1, Sign::Open))
    };
    if !is_query(reader) {
        reader.skip_group();
    }
    reader.skip_modifiers(&[
        Keyword::Analyze,
        Keyword::Analyse,
        Keyword::Verbose,
        Keyword::Extended,
        Keyword::Partitions,
        Keyword::Query,
        Keyword::Plan,
        Keyword::Local,
        Keyword::NoWriteToBinlog,
        Keyword::For,
    ]);
    if reader.is_word(0, Keyword::Format) && reader.is(1, Sign::Equals) {
        reader.advance(2);
        reader.skip_within_statement();
    }
    // `ANALYZE TABLE t` is no `TABLE t`.
    let is_after_analyze = matches!(
        reader.previous(1),
        Some(Sign::Word(Keyword::Analyze | Keyword::Local | Keyword::NoWriteToBinlog))
    );
    if is_after_analyze {
        reader.skip_modifiers(&[Keyword::Table]);
    }
    if reader.is_one_of(0, EXPLAINABLE) || is_query(reader) {
        return Next::Statement;
    }
    read_names(reader, summary, Noun::Table);
    Next::End
}

/// `PREPARE x (types) AS SELECT …`, `DECLARE x CURSOR FOR SELECT …`: the statement after them.
fn introduce(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    let keyword = if reader.is_word(0, Keyword::Prepare) { Keyword::As } else { Keyword::For };
    add_words(reader, summary, 1, Kind::Other);
    while !reader.is_at_end() {
        let is_here = reader.is_word(0, keyword);
        reader.advance(1);
        if is_here && (reader.is_one_of(0, EXPLAINABLE) || reader.is(0, Sign::Open)) {
            return Next::Statement;
        }
    }
    Next::End
}

/// `COPY t FROM …`, `COPY (SELECT …) TO …`.
fn copy(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    add_words(reader, summary, 1, Kind::Other);
    reader.skip_modifiers(&[Keyword::Binary, Keyword::Into]);
    if reader.is(0, Sign::Open) {
        reader.advance(1);
        return Next::Statement;
    }
    if let Some(name) = reader.name() {
        summary.add_target(name, Noun::Table);
    }
    Next::End
}

/// S81, `GRANT SELECT ON t, u TO someone`: the verbs in it are no operations of this statement.
fn grant(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1, Kind::Other);
    while !reader.is_at_end() && !reader.is_word(0, Keyword::On) {
        reader.advance(1);
    }
    if reader.is_at_end() || reader.is_word(1, Keyword::All) {
        return;
    }
    reader.advance(1);
    let kind = reader.peek(0).filter(|_| reader.is_name(1)).and_then(definition::Object::of_sign);
    if kind.is_some() {
        reader.advance(1);
    }
    let is_table = matches!(kind, None | Some(definition::Object::Table));
    while let Some(name) = reader.name() {
        summary.add_target(name, if is_table { Noun::Table } else { Noun::Other });
        // The types of a function's arguments.
        reader.skip_group();
        if !reader.is(0, Sign::Comma) {
            return;
        }
        reader.advance(1);
    }
}

/// S83, `EXEC @status = p 1, 2`: a call, where it is not one of a text (`EXEC (…)`, `EXECUTE IMMEDIATE …`) or of a block.
fn execute(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1, Kind::Other);
    if reader.is(1, Sign::Equals) {
        reader.advance(2);
    }
    reader.skip_modifiers(&[Keyword::Procedure]);
    if !["AS", "BLOCK", "IMMEDIATE"].iter().any(|word| reader.text(0).eq_ignore_ascii_case(word))
        && let Some(name) = reader.name()
    {
        summary.add_target(name, Noun::Procedure);
    }
}

/// `START TRANSACTION`, `RELEASE SAVEPOINT x`, `ROLLBACK TO SAVEPOINT x`: words alone, as a savepoint's name is made by
/// a program.
fn transaction(reader: &mut Reader<'_>, summary: &mut Summary) {
    let word = reader.peek(0);
    let second: &[Keyword] = match word {
        Some(Sign::Word(Keyword::Start)) => &[Keyword::Transaction],
        Some(Sign::Word(Keyword::Release)) => &[Keyword::Savepoint],
        _ => &[Keyword::To, Keyword::Prepared],
    };
    let has_second = reader.is_one_of(1, second);
    let has_third = has_second
        && reader.is_word(1, Keyword::To)
        && reader.is_word(2, Keyword::Savepoint)
        && reader.is_name(3);
    let kind = match word {
        Some(Sign::Word(Keyword::Start)) if has_second => Kind::TransactionBegin,
        Some(Sign::Word(Keyword::Start)) => Kind::Other,
        Some(Sign::Word(Keyword::Release)) => Kind::Savepoint,
        _ if reader.is_word(1, Keyword::Prepared) => Kind::Other,
        // `ROLLBACK TO x`, `ROLLBACK WORK TO x`
        _ if reader.is_word(1, Keyword::To) || reader.is_word(2, Keyword::To) => Kind::Savepoint,
        _ => Kind::TransactionEnd,
    };
    add_words(reader, summary, 1 + usize::from(has_second) + usize::from(has_third), kind);
}

/// S82, `SET x`; the value is not looked at.
fn set(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1, Kind::Other);
    reader.skip_modifiers(&[
        Keyword::Session,
        Keyword::Local,
        Keyword::Global,
        Keyword::Persist,
        Keyword::PersistOnly,
    ]);
    if reader.is_word(0, Keyword::Time) && reader.is_word(1, Keyword::Zone) {
        summary.add_named_target(iter::once("TIME ZONE"), Noun::Other);
    } else if let Some(name) = reader.name() {
        summary.add_target(name, Noun::Other);
    }
}
