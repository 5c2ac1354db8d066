//! Comments.
//!
//! * S21, PostgreSQL: `--` to the end of the line (`\n` or `\r`); `/* … */`, which nest.
//! * S21, SQL Server: `--` to `\n`; `/* … */`, which nest.
//! * S21, SQLite and Oracle: `--` to `\n`; `/* … */`, which do not nest.
//! * S21: in SQL Server and Oracle, a `\r` in a comment of one line is uncertain, except in front of the `\n`.
//! * S21, MySQL: `#` to `\n`; `--` followed by white space, a control character or the end, to `\n`; `/* … */`, which do not nest.
//! * S22, MySQL: `/*! … */` (MariaDB: `/*M! … */`) and `/*+ … */` have code in them that the server reads.
//!   They are removed like the others, but only if nothing in them could hide their end.
//! * S35, MySQL: two dashes before `#`, `/*` or a third dash are uncertain: with that removed, a comment could start there.
//! * S36, unknown: `#` is uncertain. `--` is a comment only if all dialects agree, or if a reader for whom it is code finds no
//!   start of a string or a comment in it. A `\r` in it is uncertain, except in front of the `\n`. `/*` inside of `/* … */` is uncertain.

use crate::Dialect::{Generic, Mysql, Oracle, Postgres, SqlServer, Sqlite};
use crate::bracket::is_balanced;
use crate::cursor::Cursor;
use crate::lexer::{Lexer, Reading, Uncertain};
use crate::token::{Token, is_space};

pub(crate) fn read(lexer: &mut Lexer<'_>) -> Reading {
    let start = lexer.cursor.at;
    let dialect = lexer.options.dialect;
    let cursor = &mut lexer.cursor;
    match (cursor.see(0), cursor.see(1), dialect) {
        (Some('/'), Some('*'), Postgres | SqlServer) => pass_nested(cursor)?,
        (Some('/'), Some('*'), Mysql | Sqlite | Oracle | Generic) => {
            pass_block(cursor, dialect == Mysql, dialect == Generic)?;
        }
        (Some('-'), Some('-'), Postgres) => pass_line(cursor, &['\n', '\r']),
        (Some('-'), Some('-'), Sqlite) => pass_line(cursor, &['\n']),
        (Some('-'), Some('-'), SqlServer | Oracle) => {
            pass_line(cursor, &['\n']);
            if has_inner_return(&cursor.since(start)) {
                return Err(Uncertain::Disagreement);
            }
        }
        (Some('-'), Some('-'), Mysql) => match (cursor.see(2), cursor.see(3)) {
            (None, _) => pass_line(cursor, &['\n']),
            (Some('\u{0}'..=' ' | '\u{7f}'), _) => pass_line(cursor, &['\n']),
            (Some('#' | '-'), _) | (Some('/'), Some('*')) => return Err(Uncertain::Disagreement),
            _ => return Ok(None),
        },
        (Some('-'), Some('-'), Generic) => {
            pass_line(cursor, &['\n']);
            if !is_comment_for_all(&cursor.since(start)) {
                return Err(Uncertain::Disagreement);
            }
        }
        (Some('#'), _, Mysql) => pass_line(cursor, &['\n']),
        (Some('#'), _, Generic) => return Err(Uncertain::Disagreement),
        _ => return Ok(None),
    }
    Ok(Some(Token::Comment(cursor.since(start))))
}

/// The end of the line does not belong to the comment.
pub(crate) fn pass_line(cursor: &mut Cursor<'_>, ends: &[char]) {
    cursor.pass_all(|character| !ends.contains(&character));
}

fn is_comment_for_all(comment: &str) -> bool {
    let body = &comment[2..];
    let is_separated = body.chars().next().is_none_or(is_space);
    let is_harmless = !["'", "\"", "`", "[", "$", "#", "\\", "/*"].iter().any(|start| body.contains(start));
    (is_separated || is_harmless) && !has_inner_return(comment)
}

fn has_inner_return(comment: &str) -> bool {
    comment.trim_end_matches('\r').contains('\r')
}

fn pass_nested(cursor: &mut Cursor<'_>) -> Result<(), Uncertain> {
    let mut depth = 0;
    loop {
        if cursor.reads("/*") {
            depth += 1;
            cursor.pass(2);
        } else if cursor.reads("*/") {
            depth -= 1;
            cursor.pass(2);
        } else if cursor.see(0).is_some() {
            cursor.pass(1);
        } else {
            return Err(Uncertain::Open);
        }
        if depth == 0 {
            return Ok(());
        }
    }
}

fn pass_block(cursor: &mut Cursor<'_>, has_code: bool, is_unknown: bool) -> Result<(), Uncertain> {
    cursor.pass(2);
    let start = cursor.at;
    while !cursor.reads("*/") {
        if cursor.see(0).is_none() {
            return Err(Uncertain::Open);
        }
        cursor.pass(1);
    }
    let body = cursor.since(start);
    cursor.pass(2);
    let is_code = (has_code || is_unknown) && (body.starts_with(['!', '+']) || body.starts_with("M!"));
    let may_nest = is_unknown && body.contains("/*");
    if may_nest || (is_code && !is_balanced(&body)) { Err(Uncertain::Disagreement) } else { Ok(()) }
}
