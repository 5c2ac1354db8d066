//! From redacted items to the summary: `{operation} {target} {operation} {target} {target} …`.
//!
//! A [`reader`] moves over the [`item`]s that a pass has left. [`statement`] reads a statement by its first word and hands on to
//! [`command`], [`definition`] and [`query`]; each adds what it finds to the [`text`] of the summary. The summary is read from items, and
//! never from the input, so that it can only show words and quoted names.

mod command;
pub(crate) mod definition;
pub(crate) mod item;
pub(crate) mod kind;
pub(crate) mod query;
mod reader;
mod statement;
pub(crate) mod text;

use item::{Item, Sign};
use query::Memory;
use reader::Reader;
use text::Summary;

use crate::sql::options::Dialect;

/// S64: summarises redacted items, in which only words and quoted names are still to be seen.
pub(crate) fn summarize(
    sql: &str,
    items: &[Item],
    dialect: Dialect,
    memory: &mut Memory,
    summary: &mut Summary,
) {
    summary.clear();
    let mut reader = Reader::new(sql, items, dialect);
    while !reader.is_at_end_of_text() {
        if reader.is(0, Sign::Semicolon) {
            reader.advance(1);
            continue;
        }
        summary.start_statement();
        if summary.is_full() {
            break;
        }
        statement::read(&mut reader, memory, summary);
        summary.end_statement();
    }
}
