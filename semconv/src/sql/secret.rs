//! Secrets that need no quotes: `PASSWORD x`, `IDENTIFIED BY x`.

use super::definition;
use super::keyword::Keyword;
use super::lexer::{Token, TokenKind};
use super::redact::{self, hide};

/// Statements in which `password` is the name of a column.
const DATA_STATEMENTS: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "REPLACE", "VALUES", "EXPLAIN", "DECLARE",
    "PREPARE", "TABLE", "TRUNCATE", "CALL",
];

/// Hides them in one statement.
pub(super) fn hide_secrets(statement: &mut [Token<'_>]) {
    if may_name_columns(statement) {
        return;
    }
    let mut state = State::default();
    // SQLite takes a name for a string here.
    if statement.iter().find(|token| token.kind == TokenKind::Word).is_some_and(|verb| verb.is_word("ATTACH"))
    {
        state.announcers = &["KEY"];
    }
    let mut at = 0;
    while at < statement.len() {
        let token = statement[at];
        if !token.is_significant() {
            at += 1;
        } else if state.is_armed && !is_before_secret(&token) {
            let end = at + secret_length(&statement[at..]);
            state.is_armed = token.is_one_of(&["PASSWORD", "RANDOM", "VALUES"]);
            // MySQL: `SET PASSWORD FOR someone = …`
            if end > at && !token.is_word("FOR") {
                hide(&mut statement[at..end]);
            }
            state.is_behind_dot = false;
            at = end.max(at + 1);
        } else {
            state.read(&token);
            at += 1;
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// A secret follows.
    is_armed: bool,
    /// Words that announce one, in a statement that has spoken of `IDENTIFIED` or attaches a file.
    announcers: &'static [&'static str],
    is_behind_dot: bool,
}

impl State {
    fn read(&mut self, token: &Token<'_>) {
        if token.is_word("IDENTIFIED") {
            self.announcers = &["AS", "BY", "REPLACE", "USING"];
        }
        let announces = is_password(token) || token.is_one_of(self.announcers);
        self.is_armed |= announces && !self.is_behind_dot;
        self.is_behind_dot = token.is_symbol(".");
    }
}

fn is_password(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word && redact::is_password(token.text)
}

fn is_before_secret(token: &Token<'_>) -> bool {
    token.is_symbol("=") || token.is_symbol(":") || token.is_symbol("(")
}

/// A secret without quotes ends where it must: at white space or punctuation.
fn secret_length(tokens: &[Token<'_>]) -> usize {
    let ends = |token: &Token<'_>| {
        matches!(token.kind, TokenKind::Space | TokenKind::Comment | TokenKind::Hidden)
            || token.is_symbol(",")
            || token.is_symbol(")")
    };
    tokens.iter().position(ends).unwrap_or(tokens.len())
}

/// Whether `password` may be a name here, and nothing secret follows it.
fn may_name_columns(statement: &[Token<'_>]) -> bool {
    let mut words = statement.iter().filter(|token| token.kind == TokenKind::Word);
    match words.next() {
        Some(verb) if verb.is_one_of(DATA_STATEMENTS) => true,
        Some(verb) if verb.is_one_of(&["CREATE", "ALTER", "DROP", "REFRESH"]) => {
            // What stands behind a secret or a value does not say what kind of thing has it.
            let mut words =
                words.take_while(|word| !is_password(word) && !word.is_one_of(&["IDENTIFIED", "SET"]));
            words
                .find_map(|word| definition::Kind::of(Keyword::of(word.text)))
                .is_some_and(definition::Kind::has_columns)
        }
        _ => false,
    }
}
