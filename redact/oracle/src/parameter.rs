//! S16: places for the caller's data.
//!
//! * PostgreSQL: `$1` alone (see `dollar`); `?`, `:` and `@` are operators.
//! * MySQL: `?`; `@name` and `@@name` are variables. `:name` is what many clients make of it.
//! * SQLite: `?`, `?1`, and `:name`, `@name`, `#name`, `$name`, where the name can be a number. Such a name can have `::` in it.
//! * S39: in SQLite it can end in brackets that hold anything, even a quote. The brackets are uncertain, as is a dollar without
//!   a name.
//! * Unknown: `?`, `:name`, `@name`, `@@name`.

use crate::Dialect::{self, Generic, Mysql, Postgres, Sqlite};
use crate::lexer::{Lexer, Reading, Uncertain, pass_word};
use crate::token::{Token, continues_word};

pub(crate) fn read(lexer: &mut Lexer<'_>) -> Reading {
    let (start, dialect) = (lexer.cursor.at, lexer.options.dialect);
    let mut cursor = lexer.cursor;
    match (cursor.see(0), dialect) {
        (Some('?'), Mysql | Generic) => cursor.pass(1),
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
                (0, '$', _) => return Err(Uncertain),
                (0, ..) => return Ok(None),
                (_, _, Some('(')) => return Err(Uncertain),
                _ => {}
            }
        }
        (Some(':' | '@'), Mysql | Generic) if !cursor.reads("::") => {
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

/// Whether the token takes data from the caller. A variable of MySQL does not.
pub(crate) fn is_data(token: &Token, dialect: Dialect) -> bool {
    match (token, dialect) {
        (Token::Parameter(text), Mysql) => !text.starts_with('@'),
        (Token::Parameter(_), Postgres | Sqlite | Generic) => true,
        _ => false,
    }
}
