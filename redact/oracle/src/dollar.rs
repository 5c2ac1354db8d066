//! What starts with a dollar in PostgreSQL, in MySQL and in an unknown dialect. (In SQLite, it is a parameter; in SQL Server and Oracle, it belongs to a name.)
//!
//! * S16: `$1` is a parameter, and so is `$?`. Where the dialect is not known, so is `$name`.
//! * S96: where the dialect is not known, `$432` and `$4.5` are numbers: see `money`.
//! * S17: a parameter that touches letters is data, as it is an error; `$1a'…'` and `$1a$…` are uncertain. Where the dialect is not
//!   known, so is `$1$`.
//! * S5: `$tag$ … $tag$` is a string that ends at the next mark of the same letters; other marks in it mean nothing. The tag
//!   may be empty, and does not start with a digit. What follows it is treated as after other strings (see `string`).
//! * S29: everything else is an error in PostgreSQL: uncertain.
//! * S6: MySQL from 9.0 on has `$tag$ … $tag$` too, where the tag may also start with a digit. Before, that was a name, code, and a
//!   name. It is data if no string and no comment starts in the body that could go on after it, in either reading
//!   (see `bracket`); otherwise it is uncertain. Everything else is a name.

use crate::Dialect;
use crate::bracket::is_balanced;
use crate::lexer::{Lexer, Uncertain};
use crate::string::{has_stray_word, touches};
use crate::token::{Token, continues_word, starts_word};

/// The token here, if a dollar starts it, and whether it is doubtful.
pub(crate) fn read(lexer: &mut Lexer<'_>) -> Result<Option<(Token, bool)>, Uncertain> {
    let dialect = lexer.options.dialect;
    let is_unknown = match dialect {
        Dialect::Postgres => false,
        Dialect::Generic => true,
        Dialect::Mysql => return read_of_mysql(lexer),
        Dialect::Sqlite | Dialect::SqlServer | Dialect::Oracle => return Ok(None),
    };
    let start = lexer.cursor.at;
    let cursor = &mut lexer.cursor;
    if cursor.see(0) != Some('$') {
        return Ok(None);
    }
    cursor.pass(1);
    if cursor.see(0) == Some('?') {
        cursor.pass(1);
        return Ok(Some((Token::Parameter(cursor.since(start)), false)));
    }

    if cursor.sees(|digit| digit.is_ascii_digit()) {
        cursor.pass_all(|digit| digit.is_ascii_digit());
        let letters = cursor.pass_all(continues_tag);
        match cursor.see(0) {
            Some('$') if letters > 0 || is_unknown => return Err(Uncertain::Disagreement),
            Some('\'') if letters > 0 => return Err(Uncertain::Disagreement),
            _ => {}
        }
        let text = cursor.since(start);
        return Ok(Some((if letters == 0 { Token::Parameter(text) } else { Token::Data(text) }, false)));
    }

    let letters = if cursor.sees(starts_word) { cursor.pass_all(continues_tag) } else { 0 };
    if cursor.see(0) == Some('$') {
        // Whether it is a quote, not all servers agree.
        if is_unknown && lexer.has_other_setting {
            return Err(Uncertain::Disagreement);
        }
        cursor.pass(1);
        let mark = cursor.since(start);
        while !cursor.reads(&mark) {
            if cursor.see(0).is_none() {
                return Err(if is_unknown { Uncertain::Disagreement } else { Uncertain::Open });
            }
            cursor.pass(1);
        }
        cursor.pass(letters + 2);
        if !lexer.has_other_setting && touches(*cursor, dialect) {
            return Err(Uncertain::Disagreement);
        }
        let is_doubtful = has_stray_word(*cursor, dialect);
        return Ok(Some((Token::Data(cursor.since(start)), is_doubtful)));
    }
    if is_unknown && letters > 0 {
        Ok(Some((Token::Parameter(cursor.since(start)), false)))
    } else {
        Err(Uncertain::Unknown)
    }
}

fn read_of_mysql(lexer: &mut Lexer<'_>) -> Result<Option<(Token, bool)>, Uncertain> {
    let mut cursor = lexer.cursor;
    let start = cursor.at;
    if cursor.see(0) != Some('$') {
        return Ok(None);
    }
    cursor.pass(1);
    let letters = cursor.pass_all(continues_tag);
    if cursor.see(0) != Some('$') {
        return Ok(None);
    }
    // Whether it is a quote, depends on the version.
    if lexer.has_other_setting {
        return Err(Uncertain::Disagreement);
    }
    cursor.pass(1);
    let mark = cursor.since(start);
    let body = cursor.at;
    while !cursor.reads(&mark) {
        if cursor.see(0).is_none() {
            return Err(Uncertain::Disagreement);
        }
        cursor.pass(1);
    }
    let is_certain = is_balanced(&cursor.since(body));
    cursor.pass(letters + 2);
    if !is_certain || touches(cursor, Dialect::Mysql) {
        return Err(Uncertain::Disagreement);
    }
    lexer.cursor = cursor;
    Ok(Some((Token::Data(cursor.since(start)), has_stray_word(cursor, Dialect::Mysql))))
}

fn continues_tag(character: char) -> bool {
    continues_word(character) && character != '$'
}
