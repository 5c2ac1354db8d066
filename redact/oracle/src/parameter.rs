//! S16: places for the caller's data.
//!
//! * PostgreSQL: `$1` and `$?` alone (see `dollar`); `?`, `:` and `@` are operators.
//! * MySQL: `?`; `@name` and `@@name` are variables. `:name` is what many clients make of it.
//! * SQLite: `?`, `?1`, and `:name`, `@name`, `#name`, `$name`, where the name can be a number. Such a name can have `::` in it.
//! * S39: in SQLite it can end in brackets that hold anything, even a quote. The brackets are uncertain, as is a dollar without
//!   a name.
//! * SQL Server: `?`, `:name`; `@name` and `@@name` are variables.
//! * Oracle: `?`, `:name` and `:1`.
//! * S108: in an unknown system, `@~`, `@%` and `@name/` start the path of a file, which is data up to white space, a comma, a closing
//!   bracket, a semicolon or a quote.
//! * Unknown: `?`, `:name`, `@name`, `@@name`.

use crate::Dialect::{self, Generic, Mysql, Oracle, Postgres, SqlServer, Sqlite};
use crate::cursor::Cursor;
use crate::lexer::{Lexer, Reading, Uncertain, pass_word};
use crate::token::{Token, continues_word, continues_word_of, is_space};

pub(crate) fn read(lexer: &mut Lexer<'_>) -> Reading {
    let (start, dialect) = (lexer.cursor.at, lexer.options.dialect);
    let mut cursor = lexer.cursor;
    match (cursor.see(0), dialect) {
        (Some('?'), Mysql | SqlServer | Oracle | Generic) => cursor.pass(1),
        (Some('?'), Sqlite) => {
            cursor.pass(1);
            cursor.pass_all(|digit| digit.is_ascii_digit());
        }
        (Some(':' | '@' | '#' | '$'), Sqlite) if !cursor.reads("::") => {
            cursor.pass(1);
            let mut letters = cursor.pass_all(continues_word);
            while cursor.reads("::") {
                cursor.pass(2);
                letters += cursor.pass_all(continues_word);
            }
            match (letters, cursor.characters[start], cursor.see(0)) {
                (0, '$', _) => return Err(Uncertain::Unknown),
                (0, ..) => return Ok(None),
                (_, _, Some('(')) => return Err(Uncertain::Disagreement),
                _ => {}
            }
        }
        (Some(':'), Oracle) if !cursor.reads("::") => {
            cursor.pass(1);
            let name = cursor.at;
            if cursor.pass_all(|digit| digit.is_ascii_digit()) > 0 {
                return numbered(lexer, start, cursor);
            }
            pass_word(&mut cursor, dialect);
            if cursor.at == name {
                return Ok(None);
            }
        }
        (Some('@'), Generic) if starts_path(cursor) => {
            cursor.pass_all(|character| !is_space(character) && !",;)]'\"`".contains(character));
            lexer.cursor = cursor;
            return Ok(Some(Token::Data(cursor.since(start))));
        }
        // `$action`
        (Some('$'), SqlServer) => {
            cursor.pass(1);
            let name = cursor.at;
            pass_word(&mut cursor, dialect);
            if cursor.at == name {
                return Err(Uncertain::Unknown);
            }
        }
        (Some(':' | '@'), Mysql | SqlServer | Generic) if !cursor.reads("::") => {
            cursor.pass(if cursor.reads("@@") { 2 } else { 1 });
            let name = cursor.at;
            pass_word(&mut cursor, dialect);
            if cursor.at == name {
                return Ok(None);
            }
        }
        _ => return Ok(None),
    }
    lexer.cursor = cursor;
    Ok(Some(Token::Parameter(cursor.since(start))))
}

/// S108: `@~`, `@%` and `@name/`.
fn starts_path(mut cursor: Cursor<'_>) -> bool {
    cursor.pass(1);
    if cursor.sees(|sign| matches!(sign, '~' | '%')) {
        return true;
    }
    let name = cursor.at;
    pass_word(&mut cursor, Generic);
    if cursor.at > name {
        cursor.pass_all(|next| continues_word(next) || next == '.');
    }
    cursor.at > name
        && cursor.see(0) == Some('/')
        && cursor.see(1).is_some_and(|next| !is_space(next) && next != '*')
}

/// Oracle's `:1`. S17: with letters, it is data, and uncertain if a quote or a dollar is there.
fn numbered(lexer: &mut Lexer<'_>, start: usize, mut cursor: Cursor<'_>) -> Reading {
    let letters = cursor.pass_all(|next| continues_word_of(next, Oracle) && next != '$');
    if letters > 0 && cursor.sees(|next| matches!(next, '\'' | '$')) {
        return Err(Uncertain::Disagreement);
    }
    let text = cursor.since(start);
    lexer.cursor.pass(cursor.at - start);
    Ok(Some(if letters == 0 { Token::Parameter(text) } else { Token::Data(text) }))
}

/// Whether the token takes data from the caller. A variable of MySQL does not.
pub(crate) fn is_data(token: &Token, dialect: Dialect) -> bool {
    match (token, dialect) {
        (Token::Parameter(text), Mysql) => !text.starts_with('@'),
        (Token::Parameter(_), Postgres | Sqlite | SqlServer | Oracle | Generic) => true,
        _ => false,
    }
}
