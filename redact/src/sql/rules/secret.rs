//! Secrets that need no quotes: `PASSWORD x`, `IDENTIFIED BY x`.

use super::care;
use super::hide::hide;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::{Token, TokenKind};
use crate::sql::summary::definition;

/// Which secrets a statement can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Secrets {
    /// None: `password` is the name of a column.
    Nothing,
    /// That of an encrypted column.
    AfterIdentifiedBy,
    All,
}

/// Hides them in one statement.
pub(crate) fn hide_secrets(statement: &mut [Token<'_>]) {
    let secrets = Secrets::of(statement);
    if secrets == Secrets::Nothing {
        return;
    }
    let verb = care::verb(statement).map(|verb| statement[verb]);
    let is_verb = |word: &str| verb.is_some_and(|verb| verb.is_word(word));
    let mut state = SecretReader {
        secrets,
        is_armed: false,
        // S44: SQLite takes a name for a string here.
        announcers: match () {
            () if is_verb("ATTACH") => &["KEY", "ENCRYPTION_KEY"],
            // S45: `CONNECT TO d USER u USING x NEW y CONFIRM y`
            () if is_verb("CONNECT") => &["USING", "NEW", "CONFIRM"],
            () => &[],
        },
        announcers_when_identified: if is_verb("ADMINISTER") { IN_KEYSTORES } else { IN_ACCOUNTS },
        is_identified: false,
        previous: Previous::Other,
    };
    let mut at = 0;
    while at < statement.len() {
        let token = statement[at];
        if !token.is_significant() {
            at += 1;
        } else if state.is_armed && !is_before_secret(&token) {
            let end = at + secret_length(&statement[at..]);
            state.pass_secret(&token);
            // S48, MySQL: `SET PASSWORD FOR someone = …`
            if end > at && !token.is_word("FOR") {
                hide(&mut statement[at..end]);
            }
            at = end.max(at + 1);
        } else {
            state.read(&token);
            at += 1;
        }
    }
}

// S43: what announces a secret in a statement that has said `IDENTIFIED`.
const IN_ACCOUNTS: &[&str] = &["AS", "BY", "REPLACE", "USING"];
const IN_KEYSTORES: &[&str] = &["AS", "BY", "REPLACE", "USING", "SET"];

#[derive(Debug)]
struct SecretReader {
    secrets: Secrets,
    /// A secret follows.
    is_armed: bool,
    /// Words that announce one, in a statement that has spoken of `IDENTIFIED` or attaches a file.
    announcers: &'static [&'static str],
    announcers_when_identified: &'static [&'static str],
    is_identified: bool,
    previous: Previous,
}

/// The last significant token, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Previous {
    Other,
    Dot,
    Identified,
}

impl SecretReader {
    fn read(&mut self, token: &Token<'_>) {
        let announces = match self.secrets {
            Secrets::Nothing => false,
            Secrets::AfterIdentifiedBy => self.previous == Previous::Identified && token.is_word("BY"),
            Secrets::All => is_password(token) || token.is_one_of(self.announcers),
        };
        self.is_armed |= announces && self.previous != Previous::Dot;
        self.note(token);
    }

    /// S47: takes note of what stands where a secret should. If it looks like a word before one, another follows.
    fn pass_secret(&mut self, token: &Token<'_>) {
        self.is_armed = token.is_one_of(&["PASSWORD", "RANDOM", "VALUES"])
            || (self.is_identified && token.is_one_of(self.announcers));
        self.note(token);
        // The whole of a secret is gone; its dot qualifies nothing.
        if self.previous == Previous::Dot {
            self.previous = Previous::Other;
        }
    }

    fn note(&mut self, token: &Token<'_>) {
        self.previous = Previous::Other;
        if token.is_symbol(".") {
            self.previous = Previous::Dot;
        } else if token.is_word("IDENTIFIED") {
            self.previous = Previous::Identified;
            self.is_identified = true;
            self.announcers = self.announcers_when_identified;
        }
    }
}

fn is_password(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word && names_password(token.text)
}

/// S42: `PASSWORD`, `MASTER_PASSWORD`, `SOURCE_PASSWORD`, …
pub(crate) fn names_password(word: &str) -> bool {
    const PASSWORD: &str = "password";
    let bytes = word.as_bytes();
    let Some(start) = bytes.len().checked_sub(PASSWORD.len()) else { return false };
    bytes[start..].eq_ignore_ascii_case(PASSWORD.as_bytes()) && (start == 0 || bytes[start - 1] == b'_')
}

fn is_before_secret(token: &Token<'_>) -> bool {
    token.is_symbol("=") || token.is_symbol(":") || token.is_symbol("(")
}

/// S46: a secret without quotes ends where it must: at white space or punctuation.
fn secret_length(tokens: &[Token<'_>]) -> usize {
    let ends = |token: &Token<'_>| {
        matches!(token.kind, TokenKind::Space | TokenKind::Comment | TokenKind::Hidden)
            || token.is_symbol(",")
            || token.is_symbol(")")
    };
    tokens.iter().position(ends).unwrap_or(tokens.len())
}

impl Secrets {
    fn of(statement: &[Token<'_>]) -> Self {
        let Some(verb) = care::verb(statement) else { return Self::All };
        let keyword = Keyword::of(statement[verb].text);
        match keyword {
            _ if care::is_data_statement(keyword) => Self::Nothing,
            Keyword::Create | Keyword::Alter | Keyword::Drop | Keyword::Refresh
                if defines_columns(&statement[verb + 1..]) =>
            {
                Self::AfterIdentifiedBy
            }
            _ => Self::All,
        }
    }
}

/// Returns `true` if what is defined has columns, one of which may be `password` (S50).
fn defines_columns(tokens: &[Token<'_>]) -> bool {
    // What follows a secret or a value does not say what kind of thing has it.
    let mut words = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .take_while(|word| !is_password(word) && !word.is_one_of(&["IDENTIFIED", "SET"]));
    words
        .find_map(|word| definition::Object::of(Keyword::of(word.text)))
        .is_some_and(definition::Object::has_columns)
}
