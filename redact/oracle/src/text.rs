//! Tokens without data to text.
//!
//! * Data is `?`, and so is the rest (S27). S20: comments are removed. Everything else stays, white space included (S19).
//! * S23: a comment leaves a space where its neighbours would touch, unless they are brackets, commas or semicolons, on their
//!   inner side: `a/**/b` is not `ab`, and `-/**/-` would start a comment.
//! * S62: a text that is too long ends in `…`, between characters, at most as long as the limit. So does one that was cut.

use crate::token::{Token, is_space};

pub(crate) fn written(tokens: &[Token], is_cut: bool, limit: usize) -> String {
    let mut text = String::new();
    let mut comment_before = false;
    for token in tokens {
        let piece = match token {
            Token::Space(text) | Token::Word { written: text, .. } | Token::QuotedName(text) => text,
            Token::Parameter(text) | Token::Symbol(text) => text,
            Token::Data(_) | Token::Rest => "?",
            Token::Gone => continue,
            Token::Comment(_) => {
                comment_before = true;
                continue;
            }
        };
        if comment_before && needs_space(text.chars().next_back(), piece.chars().next()) {
            text.push(' ');
        }
        comment_before = false;
        text.push_str(piece);
    }
    if is_cut {
        text.push('…');
    }
    shortened(text, limit)
}

fn needs_space(before: Option<char>, behind: Option<char>) -> bool {
    match (before, behind) {
        (None | Some('(' | ')' | ',' | ';'), _) | (_, None | Some(')' | ',' | ';')) => false,
        (Some(before), Some(behind)) => !is_space(before) && !is_space(behind),
    }
}

fn shortened(text: String, limit: usize) -> String {
    const MARK: &str = "…";
    if limit == 0 || text.len() <= limit {
        text
    } else if limit < MARK.len() {
        String::new()
    } else {
        beginning(&text, limit - MARK.len()).to_owned() + MARK
    }
}

/// As many whole characters as fit into so many bytes.
pub(crate) fn beginning(text: &str, bytes: usize) -> &str {
    let mut length = 0;
    for character in text.chars() {
        if length + character.len_utf8() > bytes {
            break;
        }
        length += character.len_utf8();
    }
    &text[..length]
}
