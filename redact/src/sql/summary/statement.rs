//! Reads one statement by its first word.

use arrayvec::ArrayVec;

use super::command::{self, is_time_zone, read_names};
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
    Keyword::Upsert,
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
pub(crate) fn read(reader: &mut Reader<'_>, memory: &mut Memory, summary: &mut Summary) {
    // One statement can introduce another, as often as it likes; hence no recursion.
    while let Next::Statement = read_first(reader, memory, summary) {
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

fn read_first(reader: &mut Reader<'_>, memory: &mut Memory, summary: &mut Summary) -> Next {
    let word = match reader.peek(0) {
        None => return Next::End,
        Some(Sign::Word(word)) => word,
        // `{call p(?)}`, `{? = call p(?)}`
        Some(Sign::OpenBrace) if reader.is_word(1, Keyword::Call) => {
            reader.advance(1);
            return Next::Statement;
        }
        Some(Sign::OpenBrace) if reader.is(2, Sign::Equals) && reader.is_word(3, Keyword::Call) => {
            reader.advance(3);
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
        | Keyword::Upsert
        | Keyword::Table => query::read(reader, memory, summary, Place::Statement),
        Keyword::Values => {
            add_words(reader, summary, 1, Kind::Read);
            query::read(reader, memory, summary, Place::Definition);
        }
        Keyword::From if reader.dialect() == Dialect::Generic => {
            add_words(reader, summary, 1, Kind::Read);
            query::read(reader, memory, summary, Place::Tables);
        }
        Keyword::Create | Keyword::Alter | Keyword::Drop | Keyword::Refresh => {
            definition::read(reader, memory, summary);
        }
        // It is no `TABLE t`.
        Keyword::Analyze if analyzes_table(reader) => command::read(word, reader, summary),
        Keyword::Explain | Keyword::Analyze | Keyword::Analyse | Keyword::Describe | Keyword::Desc => {
            return explain(reader, summary);
        }
        Keyword::Prepare
            if reader.is_word(1, Keyword::Transaction)
                && !reader.is(2, Sign::Open)
                && !reader.is_one_of(2, &[Keyword::As, Keyword::From]) =>
        {
            add_words(reader, summary, 2, Kind::Other);
        }
        Keyword::Declare if declares_block(reader) => block(reader, summary),
        Keyword::Declare if reader.dialect() == Dialect::SqlServer && !declares_cursor(reader) => {
            add_words(reader, summary, 1, Kind::Other);
            further_statements(reader, memory, summary);
        }
        Keyword::Prepare | Keyword::Declare => return introduce(reader, summary),
        Keyword::Begin if !begins_transaction(reader) => block(reader, summary),
        Keyword::If | Keyword::While => block(reader, summary),
        Keyword::Copy => return copy(reader, summary),
        Keyword::Grant | Keyword::Revoke => grant(reader, summary),
        Keyword::Start | Keyword::Release | Keyword::Rollback | Keyword::Commit => {
            transaction(reader, summary);
        }
        Keyword::Set if reader.is_spelled(1, "STATEMENT") && reader.is_name(2) => {
            return set_statement(reader, summary);
        }
        Keyword::Set => {
            set(reader, summary);
            further_statements(reader, memory, summary);
        }
        Keyword::Call => call(reader, summary),
        _ if reader.is_spelled(0, "DENY") => grant(reader, summary),
        Keyword::Exec => execute(reader, summary),
        Keyword::Execute if reader.dialect().has_bare_arguments() => execute(reader, summary),
        word => command::read(word, reader, summary),
    }
    Next::End
}

/// S107: the first word of a block. What follows it is not read.
fn block(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1, Kind::Other);
    reader.skip_text();
}

/// Returns `true` if the `BEGIN` here starts no block.
fn begins_transaction(reader: &Reader<'_>) -> bool {
    // The usual ones come first.
    const WORDS: &str = "TRANSACTION WORK ISOLATION READ CONCURRENT DEFERRABLE DEFERRED DISTRIBUTED EXCLUSIVE IMMEDIATE \
        TRAN";
    let ends = matches!(reader.peek(1), None | Some(Sign::Semicolon | Sign::Unsure));
    let is_not_deferrable = reader.is_word(1, Keyword::Not) && reader.is_spelled(2, "DEFERRABLE");
    ends || is_not_deferrable || reader.is_spelled(1, WORDS)
}

/// Returns `true` if the `DECLARE` here starts a block, and declares neither a cursor nor a variable of T-SQL.
fn declares_block(reader: &Reader<'_>) -> bool {
    match reader.dialect() {
        Dialect::Oracle => true,
        Dialect::Generic => {
            let is_variable = reader.text(1).starts_with('@') && reader.text(1).len() > 1;
            !(is_variable || declares_cursor(reader))
        }
        _ => false,
    }
}

/// Adds the next words as the operation.
pub(super) fn add_words(reader: &mut Reader<'_>, summary: &mut Summary, count: usize, kind: Kind) {
    const MOST: usize = 4;
    let words = (0..count).map(|distance| reader.text(distance));
    if count <= MOST {
        summary.add_operation(&words.collect::<ArrayVec<_, MOST>>(), kind, true);
    } else {
        // `COMMENT ON FOREIGN DATA DATA DATA WRAPPER`
        summary.add_operation(&words.collect::<Vec<_>>(), kind, true);
    }
    reader.advance(count);
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
    // `EXPLAIN PLAN SET STATEMENT_ID = ? FOR SELECT …`
    if reader.is_word(0, Keyword::Set) && reader.previous(1) == Some(Sign::Word(Keyword::Plan)) {
        return if skip_settings(reader) { Next::Statement } else { Next::End };
    }
    if reader.is_word(0, Keyword::Format) && reader.is(1, Sign::Equals) {
        reader.advance(2);
        reader.skip_within_statement();
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

/// S83, `CALL p(…)`, `CALL NEXT VALUE FOR s`.
fn call(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1, Kind::Other);
    let is_sequence =
        reader.is_spelled(0, "NEXT") && reader.is_spelled(1, "VALUE") && reader.is_word(2, Keyword::For);
    let noun = if is_sequence { Noun::Other } else { Noun::Procedure };
    reader.advance(if is_sequence { 3 } else { 0 });
    if let Some(name) = reader.name() {
        summary.add_target(name, noun);
    }
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
    // T-SQL's `SCHEMA :: s`, `OBJECT :: t`.
    let is_scoped = reader.is_name(0) && reader.text(1) == "::";
    let kind = definition::kind_at(reader, 0).filter(|(last, _)| reader.is_name(last + 1));
    let is_parameter = reader.is_spelled(0, "PARAMETER") && reader.is_name(1);
    let is_table = match kind {
        _ if is_scoped => reader.is_spelled(0, "OBJECT"),
        None => !is_parameter,
        Some((_, kind)) => kind == definition::Object::Table,
    };
    reader.advance(match kind {
        _ if is_scoped => 2,
        Some((last, _)) => last + 1,
        None => usize::from(is_parameter),
    });
    // A number follows.
    if reader.is_spelled(0, "LARGE") && reader.is_spelled(1, "OBJECT") {
        return;
    }
    while let Some(name) = reader.name() {
        // `d.*` names a database.
        let is_database = reader.is(0, Sign::Dot) && reader.text(1) == "*";
        summary.add_target(name, if is_table && !is_database { Noun::Table } else { Noun::Other });
        reader.advance(if is_database { 2 } else { 0 });
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
    if !reader.is_spelled(0, "AS BLOCK IMMEDIATE ON")
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
        Some(Sign::Word(Keyword::Commit)) => &[Keyword::Prepared],
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
        Some(Sign::Word(Keyword::Commit)) => Kind::TransactionCommit,
        // `ROLLBACK TO x`, `ROLLBACK WORK TO x`
        _ if reader.is_word(1, Keyword::To) || reader.is_word(2, Keyword::To) => Kind::Savepoint,
        _ => Kind::TransactionRollback,
    };
    add_words(reader, summary, 1 + usize::from(has_second) + usize::from(has_third), kind);
}

fn declares_cursor(reader: &Reader<'_>) -> bool {
    let mut ahead = reader.clone();
    while !ahead.is_at_end() && !ahead.is_spelled(0, "CURSOR") {
        ahead.advance(1);
    }
    !ahead.is_at_end()
}

/// S110: in T-SQL, another statement may follow without a semicolon.
fn further_statements(reader: &mut Reader<'_>, memory: &mut Memory, summary: &mut Summary) {
    if reader.dialect() == Dialect::SqlServer {
        query::read(reader, memory, summary, Place::Definition);
    }
}

/// S78, `SET STATEMENT a = b FOR SELECT …`.
fn set_statement(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    add_words(reader, summary, 2, Kind::Other);
    if skip_settings(reader) { Next::Statement } else { Next::End }
}

/// Goes to what follows the first `FOR` outside of brackets and after a sign. Returns `false` if there is none.
fn skip_settings(reader: &mut Reader<'_>) -> bool {
    let (mut depth, mut has_sign) = (0_usize, false);
    while !reader.is_at_end() {
        match reader.peek(0) {
            Some(Sign::Open | Sign::OpenBracket) => depth += 1,
            Some(Sign::Close | Sign::CloseBracket) => depth = depth.saturating_sub(1),
            Some(Sign::Equals) => has_sign = true,
            _ => {}
        }
        let is_end = depth == 0 && has_sign && reader.is_word(0, Keyword::For);
        reader.advance(1);
        if is_end {
            return !reader.is_at_end();
        }
    }
    false
}

/// `ANALYZE TABLE t`
fn analyzes_table(reader: &Reader<'_>) -> bool {
    let distance = 1 + usize::from(reader.is_one_of(1, &[Keyword::Local, Keyword::NoWriteToBinlog]));
    reader.is_one_of(distance, &[Keyword::Table, Keyword::Index, Keyword::Cluster])
        && reader.peek(distance + 1).is_some_and(Sign::may_replace_name)
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
    if is_time_zone(reader) {
        summary.add_named_target(&["TIME ZONE"], Noun::Other);
    } else if let Some(name) = reader.name() {
        summary.add_target(name, Noun::Other);
    }
}
