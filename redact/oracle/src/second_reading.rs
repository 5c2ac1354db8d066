//! S31: the text once more, from the first string on that ends elsewhere by the other setting of the server.
//!
//! The settings are `standard_conforming_strings = off` and `NO_BACKSLASH_ESCAPES`: what escapes by default does not, and what
//! does not does. If this reading ends well, it could be the right one. It ends well unless
//!
//! * a quote, a comment or a dollar quote stays open, or
//! * a backslash stands outside of them.
//!
//! Strings that touch a word, and characters that the server does not know, are no reason against it: what was a string in the
//! first reading is code here. Where this reading is not certain for any other reason, it may end well (S27).

use crate::Options;
use crate::cursor::Cursor;
use crate::lexer::{Lexer, Uncertain};

pub(crate) fn ends_well(characters: &[char], start: usize, options: Options) -> bool {
    let mut lexer = Lexer {
        cursor: Cursor { characters, at: start },
        options,
        tokens: Vec::new(),
        touching: false,
        doubt: None,
        has_other_setting: true,
        ends_elsewhere: None,
    };
    while lexer.cursor.see(0).is_some() {
        let before = lexer.cursor.at;
        match lexer.next() {
            Ok((token, _)) => lexer.tokens.push(token),
            Err(Uncertain::Open | Uncertain::Backslash) => return false,
            Err(Uncertain::Disagreement) => return true,
            Err(Uncertain::Unknown) => lexer.cursor.at = before + 1,
        }
    }
    true
}
