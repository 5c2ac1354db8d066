//! Secrets that need no quotes: `PASSWORD x`, `IDENTIFIED BY x`.

use super::care;
use super::hide::hide;
use crate::sql::options::Dialect;
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
pub(super) fn hide_secrets(statement: &mut [Token<'_>], dialect: Dialect) {
    let secrets = Secrets::of(statement);
    if secrets == Secrets::Nothing {
        return;
    }
    let verb = care::verb(statement).map(|verb| statement[verb]);
    let is_verb = |word| verb.is_some_and(|verb| verb.is_word(word));
    let has_keystores = verb.is_some_and(|verb| verb.is_spelled("ADMINISTER"));
    let mut state = SecretReader {
        secrets,
        is_armed: false,
        announcers: match () {
            // S45: `CONNECT TO d USER u USING x NEW y CONFIRM y`
            () if is_verb(Keyword::Connect) => "USING NEW CONFIRM",
            // S44: SQLite takes a name for a string after `KEY`.
            () if is_verb(Keyword::Attach) => "USING NEW CONFIRM KEY ENCRYPTION_KEY",
            () if has_keystores => "SECRET",
            () => "",
        },
        announcers_when_identified: if has_keystores { IN_KEYSTORES } else { IN_ACCOUNTS },
        slash_announces: is_verb(Keyword::Connect),
        comma_announces: is_verb(Keyword::Grant) && dialect != Dialect::Mysql,
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
            if end > at && !token.is_word(Keyword::For) {
                hide(&mut statement[at..end]);
            }
            at = end.max(at + 1);
        } else {
            let next = statement[at + 1..].iter().find(|token| token.is_significant()).copied();
            state.read(&token, next);
            at += 1;
        }
    }
}

// S43: what announces a secret in a statement that has said `IDENTIFIED`.
const IN_ACCOUNTS: &[Keyword] = &[Keyword::As, Keyword::By, Keyword::Replace, Keyword::Using];
const IN_KEYSTORES: &[Keyword] = &[Keyword::As, Keyword::By, Keyword::Replace, Keyword::Using, Keyword::Set];

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they change one by one")]
struct SecretReader {
    secrets: Secrets,
    /// A secret follows.
    is_armed: bool,
    /// Words that announce one.
    announcers: &'static str,
    /// More of them, in a statement that has spoken of `IDENTIFIED`.
    announcers_when_identified: &'static [Keyword],
    /// `CONNECT u/x`
    slash_announces: bool,
    /// `IDENTIFIED BY x, y`
    comma_announces: bool,
    is_identified: bool,
    previous: Previous,
}

/// The last significant token, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Previous {
    Other,
    Dot,
    Identified,
    /// `ON`, `TABLE`, `COLUMN`: a name follows.
    BeforeName,
    /// A secret of a statement that has said `IDENTIFIED`.
    Secret,
}

impl SecretReader {
    fn read(&mut self, token: &Token<'_>, next: Option<Token<'_>>) {
        let announces = match self.secrets {
            Secrets::Nothing => false,
            Secrets::AfterIdentifiedBy => self.previous == Previous::Identified && token.is_word(Keyword::By),
            Secrets::All => {
                (announces_password(token, next) && self.previous != Previous::BeforeName)
                    || token.is_spelled(self.announcers)
                    || (self.is_identified && token.is_one_of(self.announcers_when_identified))
                    || (self.slash_announces && token.is_symbol("/"))
                    || (self.comma_announces && self.previous == Previous::Secret && token.is_symbol(","))
            }
        };
        self.is_armed |= announces && self.previous != Previous::Dot;
        self.note(token);
    }

    /// S47: takes note of what stands where a secret should. If it looks like a word before one, another follows.
    fn pass_secret(&mut self, token: &Token<'_>) {
        self.is_armed = is_password(token)
            || token.is_spelled(BEFORE_SECRETS)
            || (token.is_word(Keyword::Set) && self.announcers_when_identified == IN_KEYSTORES);
        self.note(token);
        // The whole of a secret is gone, and says nothing of what follows it.
        self.previous = match self.previous {
            Previous::Identified => Previous::Identified,
            _ if self.is_identified && !self.is_armed => Previous::Secret,
            _ => Previous::Other,
        };
    }

    fn note(&mut self, token: &Token<'_>) {
        self.previous = Previous::Other;
        if token.is_symbol(".") {
            self.previous = Previous::Dot;
        } else if token.is_word(Keyword::Identified) {
            self.previous = Previous::Identified;
            self.is_identified = true;
        } else if token.is_one_of(&[Keyword::On, Keyword::Table]) || token.is_spelled("COLUMN") {
            self.previous = Previous::BeforeName;
        }
    }
}

/// S47: what can stand between the announcement of a secret and the secret.
const BEFORE_SECRETS: &str =
    "AS BY ENCRYPTED HASH HASHED IMMEDIATELY IS NEW OLD RANDOM REPLACE TO UNENCRYPTED USING VALUES WITH";

fn is_password(token: &Token<'_>) -> bool {
    token.is_spelled("PASSWORD PASSWD")
}

/// S42: `PASSWORD`; `MASTER_PASSWORD` and the like only before a sign, because names of tables and plugins end in it, too.
fn announces_password(token: &Token<'_>, next: Option<Token<'_>>) -> bool {
    let is_assigned = || next.is_some_and(|next| next.is_symbol("=") || next.is_symbol(":"));
    token.kind == TokenKind::Word && names_password(token.text) && (is_password(token) || is_assigned())
}

/// Returns `true` if a secret may follow a word in a statement that is no query: the words of S42, and Oracle's `SECRET` (S43).
pub(crate) fn may_announce(word: &str) -> bool {
    names_password(word) || word.eq_ignore_ascii_case("secret")
}

/// Returns `true` if a word ends in what S42 lists.
fn names_password(word: &str) -> bool {
    ["password", "passwd"].iter().any(|password| {
        let end = word.len().checked_sub(password.len()).and_then(|start| word.as_bytes().get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(password.as_bytes()))
    })
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
        let keyword = statement[verb].keyword;
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
    let mut words = tokens.iter().filter(|token| token.kind == TokenKind::Word).take_while(|word| {
        !names_password(word.text) && !word.is_one_of(&[Keyword::Identified, Keyword::Set])
    });
    words.find_map(|word| definition::Object::of(word.keyword)).is_some_and(definition::Object::has_columns)
}
