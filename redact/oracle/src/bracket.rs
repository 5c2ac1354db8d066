//! Square brackets: an index or an array (PostgreSQL), a name (SQLite, SQL Server), both in an unknown dialect.
//!
//! * S37: where the dialect is not known, a bracket is read as code if its content, up to the next bracket of either kind,
//!   could not hide its end: it has quotes of one kind at most, in an even number, and nothing else that starts a comment or a
//!   string, a dollar included. Then both readings agree on what follows it. Otherwise the rest is uncertain.
//! * S38: a bracket that is still open where its statement ends is uncertain up to there: a name could have held the `;`.

use crate::cursor::Cursor;
use crate::redaction::hide;
use crate::token::Token;

/// Whether the bracket here is followed by another one, and by nothing dangerous before it.
pub(crate) fn reads_alike(mut cursor: Cursor<'_>) -> bool {
    cursor.pass(1);
    let start = cursor.at;
    cursor.pass_all(|character| !matches!(character, '[' | ']'));
    cursor.see(0).is_some() && is_balanced(&cursor.since(start))
}

/// Whether nothing that starts in the text, in any dialect, goes on after it.
pub(crate) fn is_balanced(text: &str) -> bool {
    let counts = ['\'', '"', '`'].map(|quote| text.chars().filter(|character| *character == quote).count());
    // Within quotes of another kind, a quote means nothing.
    let kinds = counts.iter().filter(|count| **count > 0).count();
    if kinds > 1 || counts.iter().any(|count| count % 2 == 1) {
        return false;
    }
    !["\\", "#", "--", "/*", "$"].iter().any(|start| text.contains(start))
}

/// Hides a statement from its outermost open bracket on.
pub(crate) fn hide_open(statement: &mut [Token]) {
    let mut open = Vec::new();
    for (at, token) in statement.iter().enumerate() {
        match token.key() {
            "[" => open.push(at),
            "]" => _ = open.pop(),
            _ => {}
        }
    }
    if let Some(outermost) = open.first() {
        hide(&mut statement[*outermost..]);
    }
}
