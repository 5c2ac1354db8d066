//! S97: in an unknown system, a UUID needs no quotes: 8, 4, 4, 4 and 12 hexadecimal digits with dashes between them.

use crate::Dialect::Generic;
use crate::cursor::Cursor;
use crate::lexer::Lexer;
use crate::token::{Token, continues_word};

pub(crate) fn read(lexer: &mut Lexer<'_>) -> Option<Token> {
    if lexer.options.dialect != Generic || !is_here(lexer.cursor) {
        return None;
    }
    let start = lexer.cursor.at;
    lexer.cursor.pass(36);
    Some(Token::Data(lexer.cursor.since(start)))
}

/// Whether a UUID starts here that no word goes on after.
pub(crate) fn is_here(mut cursor: Cursor<'_>) -> bool {
    for (group, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if group > 0 {
            if cursor.see(0) != Some('-') {
                return false;
            }
            cursor.pass(1);
        }
        for _ in 0..length {
            if !cursor.sees(|digit| digit.is_ascii_hexdigit()) {
                return false;
            }
            cursor.pass(1);
        }
    }
    !cursor.sees(continues_word)
}
