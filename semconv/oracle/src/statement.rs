//! Reads one statement by its first word.

use super::definition;
use super::lexer::{Token, TokenKind};
use super::query::{self, Start};
use super::reader::Reader;
use super::summary::{Summary, Target};

/// Words that start a statement which can follow `EXPLAIN`, `PREPARE x AS` and the like.
const EXPLAINABLE: &[&str] = &[
    "SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "VALUES", "TABLE", "CREATE",
    "DECLARE", "EXECUTE", "REFRESH", "CALL",
];

/// Reads the statement that starts at `at`, and returns where it ends.
pub(super) fn read(tokens: &[Token<'_>], at: usize, summary: &mut Summary) -> usize {
    let mut reader = Reader::new(tokens, at);
    // One statement can introduce another, as often as it likes; hence no recursion.
    while let Next::Statement = read_first(&mut reader, summary) {
        if summary.is_full() {
            break;
        }
    }
    reader.skip_statement();
    reader.position()
}

/// What follows the part of a statement that was read.
enum Next {
    /// Nothing of interest.
    End,
    /// A statement of its own: `EXPLAIN SELECT …`.
    Statement,
}

fn read_first(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    let Some(first) = reader.peek(0) else { return Next::End };
    if first.kind != TokenKind::Word {
        // `(SELECT …) UNION (SELECT …)`, `{call p(?)}`
        if first.is_symbol("{") && reader.is_word(1, "CALL") {
            reader.advance(1);
            return Next::Statement;
        }
        query::read(reader, summary, Start::Statement);
        return Next::End;
    }
    match first.text.to_ascii_uppercase().as_str() {
        "SELECT" | "WITH" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE" => {
            query::read(reader, summary, Start::Statement);
        }
        "VALUES" => {
            add_words(reader, summary, 1);
            query::read(reader, summary, Start::Definition);
        }
        "CREATE" | "ALTER" | "DROP" | "REFRESH" => definition::read(reader, summary),
        "EXPLAIN" | "ANALYZE" | "ANALYSE" | "DESCRIBE" | "DESC" => return explain(reader, summary),
        "PREPARE" | "DECLARE" => return introduce(reader, summary),
        "COPY" => return copy(reader, summary),
        "GRANT" | "REVOKE" => grant(reader, summary),
        "START" | "RELEASE" | "ROLLBACK" => transaction(reader, summary),
        "SET" => set(reader, summary),
        word => command(word, reader, summary),
    }
    Next::End
}

/// Adds the next words as the operation.
fn add_words(reader: &mut Reader<'_>, summary: &mut Summary, count: usize) {
    let words: Vec<&str> =
        (0..count).filter_map(|distance| reader.peek(distance)).map(|token| token.text).collect();
    summary.add_operation(&words.join(" "), true);
    reader.advance(count);
}

/// Statements of the form `VERB [words] name, name, …`.
fn command(word: &str, reader: &mut Reader<'_>, summary: &mut Summary) {
    let (skipped, target): (&[&str], Target) = match word {
        "TRUNCATE" => (&["TABLE", "ONLY"], Target::Table),
        "LOCK" => (&["TABLE", "TABLES", "ONLY"], Target::Table),
        "TABLE" => (&["ONLY"], Target::Table),
        "VACUUM" => (&["FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE", "INTO", "ONLY"], Target::Table),
        "CALL" => (&[], Target::Procedure),
        "SHOW" | "RESET" => (&["SESSION", "GLOBAL", "LOCAL", "FULL"], Target::Other),
        "LISTEN" | "NOTIFY" | "UNLISTEN" => (&[], Target::Other),
        // "The first word for anything else", names of savepoints, cursors and prepared statements not included:
        // they are made by programs, without end.
        _ => return unknown(reader, summary),
    };
    add_words(reader, summary, 1);
    if word == "VACUUM" {
        reader.skip_group();
        reader.skip_words(skipped);
    } else {
        reader.skip_modifiers(skipped);
    }
    read_names(reader, summary, target);
}

/// A list of names, with words of other kinds between them: `a, b CASCADE`, `a READ, b WRITE`.
fn read_names(reader: &mut Reader<'_>, summary: &mut Summary, target: Target) {
    loop {
        reader.skip_modifiers(&["ONLY"]);
        let Some(name) = reader.name() else { return };
        summary.add_target(&name, target);
        if target != Target::Table {
            return;
        }
        reader.skip_group();
        while !reader.is_at_end() && !reader.is_symbol(0, ",") {
            reader.advance(1);
        }
        if reader.is_at_end() {
            return;
        }
        reader.advance(1);
    }
}

/// The first word, if it looks like a keyword and not like a slip of data.
fn unknown(reader: &mut Reader<'_>, summary: &mut Summary) {
    const LONGEST: usize = 32;
    let looks_like_keyword = |token: &Token<'_>| {
        token.text.len() <= LONGEST
            && token.text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    };
    if reader.peek(0).is_some_and(looks_like_keyword) {
        add_words(reader, summary, 1);
    }
}

/// `EXPLAIN (options) SELECT …`, `ANALYZE t`, `DESCRIBE t`.
fn explain(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    add_words(reader, summary, 1);
    let is_query = |reader: &Reader<'_>| {
        reader.is_symbol(0, "(") && (reader.is_one_of(1, EXPLAINABLE) || reader.is_symbol(1, "("))
    };
    if !is_query(reader) {
        reader.skip_group();
    }
    reader.skip_modifiers(&[
        "ANALYZE",
        "ANALYSE",
        "VERBOSE",
        "EXTENDED",
        "PARTITIONS",
        "QUERY",
        "PLAN",
        "LOCAL",
        "NO_WRITE_TO_BINLOG",
        "FOR",
    ]);
    if reader.is_word(0, "FORMAT") && reader.is_symbol(1, "=") {
        reader.advance(3);
    }
    // `ANALYZE TABLE t` is no `TABLE t`.
    if reader.previous(1).is_some_and(|verb| verb.is_one_of(&["ANALYZE", "LOCAL", "NO_WRITE_TO_BINLOG"])) {
        reader.skip_modifiers(&["TABLE"]);
    }
    if reader.is_one_of(0, EXPLAINABLE) || is_query(reader) {
        return Next::Statement;
    }
    read_names(reader, summary, Target::Table);
    Next::End
}

/// `PREPARE x (types) AS SELECT …`, `DECLARE x CURSOR FOR SELECT …`: the statement behind them.
fn introduce(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    let keyword = if reader.is_word(0, "PREPARE") { "AS" } else { "FOR" };
    add_words(reader, summary, 1);
    while !reader.is_at_end() {
        let is_here = reader.is_word(0, keyword);
        reader.advance(1);
        if is_here && (reader.is_one_of(0, EXPLAINABLE) || reader.is_symbol(0, "(")) {
            return Next::Statement;
        }
    }
    Next::End
}

/// `COPY t FROM …`, `COPY (SELECT …) TO …`.
fn copy(reader: &mut Reader<'_>, summary: &mut Summary) -> Next {
    add_words(reader, summary, 1);
    reader.skip_modifiers(&["BINARY", "INTO"]);
    if reader.is_symbol(0, "(") {
        reader.advance(1);
        return Next::Statement;
    }
    if let Some(name) = reader.name() {
        summary.add_target(&name, Target::Table);
    }
    Next::End
}

/// `GRANT SELECT ON t TO someone`: the verbs in it are no operations of this statement.
fn grant(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1);
    while !reader.is_at_end() && !reader.is_word(0, "ON") {
        reader.advance(1);
    }
    if reader.is_at_end() || reader.is_word(1, "ALL") {
        return;
    }
    reader.advance(1);
    let kind = reader.peek(0).filter(|_| reader.is_name(1)).and_then(definition::Kind::of);
    if kind.is_some() {
        reader.advance(1);
    }
    let is_table = matches!(kind, None | Some(definition::Kind::Table));
    if let Some(name) = reader.name() {
        summary.add_target(&name, if is_table { Target::Table } else { Target::Other });
    }
}

/// `START TRANSACTION`, `RELEASE SAVEPOINT x`, `ROLLBACK TO SAVEPOINT x`: words alone, as a savepoint's name is made by
/// a program.
fn transaction(reader: &mut Reader<'_>, summary: &mut Summary) {
    let second: &[&str] = match reader.peek(0) {
        Some(verb) if verb.is_word("START") => &["TRANSACTION"],
        Some(verb) if verb.is_word("RELEASE") => &["SAVEPOINT"],
        _ => &["TO", "PREPARED"],
    };
    let has_second = reader.is_one_of(1, second);
    let has_third =
        has_second && reader.is_word(1, "TO") && reader.is_word(2, "SAVEPOINT") && reader.is_name(3);
    add_words(reader, summary, 1 + usize::from(has_second) + usize::from(has_third));
}

/// `SET x`; the value is not looked at.
fn set(reader: &mut Reader<'_>, summary: &mut Summary) {
    add_words(reader, summary, 1);
    reader.skip_modifiers(&["SESSION", "LOCAL", "GLOBAL", "PERSIST", "PERSIST_ONLY"]);
    if reader.is_word(0, "TIME") && reader.is_word(1, "ZONE") {
        summary.add_target("TIME ZONE", Target::Other);
    } else if let Some(name) = reader.name() {
        summary.add_target(&name, Target::Other);
    }
}
