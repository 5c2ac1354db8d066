//! Values without quotes in `CREATE` and `ALTER`.

use super::hide::{hide, hide_setting};
use super::items::{items, next_significant, significant};
use super::option;
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::{Token, TokenKind};
use crate::sql::summary::definition::{KIND_DISTANCE, Object};

/// Hides them in what follows the verb.
pub(super) fn hide_values(creates: bool, tokens: &mut [Token<'_>], dialect: Dialect) {
    if creates && is_secret(tokens) {
        return option::hide_pragma(tokens);
    }
    let kind = kind(tokens);
    match settings(kind, creates, dialect) {
        Settings::Nowhere => {}
        Settings::InHead => hide_settings_of_head(tokens, dialect),
        Settings::Anywhere => hide_settings(tokens, dialect),
    }
    if dialect == Dialect::SqlServer
        && matches!(kind, Some(Keyword::Proc | Keyword::Procedure | Keyword::Function))
    {
        hide_defaults_of_parameters(tokens);
    }
    if creates {
        hide_initial_values(tokens);
    }
    if dialect == Dialect::Sqlite && kind == Some(Keyword::Table) {
        hide_defaults(tokens);
    }
    if creates {
        hide_module_arguments(tokens);
    }
    if creates && is_trigger(tokens) {
        hide_trigger_arguments(tokens);
    }
}

/// Returns `true` if what follows the word `CREATE` defines a trigger.
pub(super) fn is_trigger(tokens: &[Token<'_>]) -> bool {
    matches!(kind(tokens), Some(Keyword::Trigger | Keyword::Event))
}

/// Returns `true` if the tokens start with the `EXECUTE FUNCTION` of a trigger.
pub(super) fn calls_function(tokens: &[Token<'_>]) -> bool {
    let mut words = tokens.iter().filter(|token| token.is_significant());
    words.next().is_some_and(|word| word.is_word(Keyword::Execute))
        && words.next().is_some_and(|word| word.is_one_of(&[Keyword::Function, Keyword::Procedure]))
}

/// S55, `CREATE OR REPLACE SECRET s (TYPE t, KEY value)`, whose list is hidden as a whole.
fn is_secret(tokens: &[Token<'_>]) -> bool {
    const BEFORE: &str = "OR REPLACE PERSISTENT TEMPORARY TEMP";
    let mut significant = tokens.iter().filter(|token| token.is_significant());
    significant.find(|token| !token.is_spelled(BEFORE)).is_some_and(|token| token.is_word(Keyword::Secret))
}

/// The word that says what is defined. It stands where the summary looks for it, and before any setting.
pub(super) fn kind(tokens: &[Token<'_>]) -> Option<Keyword> {
    tokens
        .iter()
        .filter(|token| token.is_significant())
        .take(KIND_DISTANCE)
        .filter(|token| token.kind == TokenKind::Word)
        .map(|word| word.keyword)
        .take_while(|word| *word != Keyword::Set)
        .find(|word| Object::of(*word).is_some())
}

/// Where `SET x = y` is a setting, and not a change of columns or variables.
#[derive(Debug, Clone, Copy)]
enum Settings {
    Nowhere,
    /// Before the body of a routine.
    InHead,
    Anywhere,
}

fn settings(kind: Option<Keyword>, creates: bool, dialect: Dialect) -> Settings {
    match kind {
        Some(Keyword::Table) if creates => Settings::Nowhere,
        Some(
            Keyword::Event
            | Keyword::Index
            | Keyword::Policy
            | Keyword::Rule
            | Keyword::Trigger
            | Keyword::View,
        ) => Settings::Nowhere,
        Some(
            Keyword::Function | Keyword::Package | Keyword::Proc | Keyword::Procedure | Keyword::Routine,
        ) => match dialect {
            Dialect::Mysql => Settings::Nowhere,
            _ => Settings::InHead,
        },
        _ => Settings::Anywhere,
    }
}

/// Finds the signs of values of settings, one after the other.
#[derive(Debug)]
struct SettingReader<'t> {
    is_naming: bool,
    /// The last significant token.
    previous: Token<'t>,
    dialect: Dialect,
}

impl<'t> SettingReader<'t> {
    fn new(dialect: Dialect) -> Self {
        Self { is_naming: false, previous: Token::new(TokenKind::Symbol, ""), dialect }
    }

    /// Returns `true` if the value of a setting follows the token.
    fn announces(&mut self, token: &Token<'t>) -> bool {
        if !token.is_significant() {
            return false;
        }
        let names_zone = self.previous.is_word(Keyword::Time) && token.is_word(Keyword::Zone);
        let announces = self.is_naming && (token.is_symbol("=") || token.is_word(Keyword::To) || names_zone);
        if token.is_word(Keyword::Set) {
            // `CHARACTER SET` means nothing to SQLite.
            self.is_naming = !self.previous.is_spelled("CHAR CHARACTER") || self.dialect == Dialect::Sqlite;
        } else if announces || (!token.is_name() && !token.is_symbol(".")) {
            self.is_naming = false;
        }
        self.previous = *token;
        announces
    }
}

/// S53, `SET x TO value` as a part of `ALTER ROLE`, `ALTER DATABASE`, `ALTER SYSTEM`.
fn hide_settings(tokens: &mut [Token<'_>], dialect: Dialect) {
    let mut reader = SettingReader::new(dialect);
    if let Some(sign) = tokens.iter().position(|token| reader.announces(token)) {
        hide_setting(&mut tokens[sign + 1..]);
    }
}

/// S53, `CREATE FUNCTION f() … SET x TO value, value LANGUAGE …`: the body may change columns.
fn hide_settings_of_head(tokens: &mut [Token<'_>], dialect: Dialect) {
    const BODY: &[Keyword] = &[Keyword::As, Keyword::Begin, Keyword::Is, Keyword::Return];
    let mut reader = SettingReader::new(dialect);
    let mut at = 0;
    while at < tokens.len() {
        if (tokens[at].is_one_of(BODY) || tokens[at].is_spelled("DO")) && !reader.is_naming {
            // A body in quotes is over.
            let is_string = |next: usize| tokens[next].kind == TokenKind::Literal;
            if !tokens[at].is_word(Keyword::As) || !significant(tokens, at + 1).next().is_some_and(is_string)
            {
                return;
            }
        }
        let announces = reader.announces(&tokens[at]);
        at += 1;
        if announces {
            let end = end_of_values(tokens, at).unwrap_or(tokens.len());
            hide_setting(&mut tokens[at..end]);
            at = end;
        }
    }
}

/// The end of a list of words and literals, if a clause or nothing follows it.
fn end_of_values(tokens: &[Token<'_>], start: usize) -> Option<usize> {
    const CLAUSES: &str = "AS BEGIN CALLED COST EXTERNAL IMMUTABLE LANGUAGE LEAKPROOF NOT PARALLEL RETURN RETURNS ROWS \
        SECURITY SET STABLE STRICT SUPPORT TRANSFORM VOLATILE WINDOW";
    let mut places = significant(tokens, start);
    loop {
        // S63: a `?` is data that was hidden before.
        let is_value = |token: &Token<'_>| {
            token.is_name()
                || matches!(token.kind, TokenKind::Literal | TokenKind::Parameter)
                || token.is_symbol("?")
        };
        let last = places.next_if(|at| is_value(&tokens[*at]))?;
        match places.next() {
            None => return Some(last + 1),
            Some(next) if tokens[next].is_symbol(",") => {}
            Some(next) => return tokens[next].is_spelled(CLAUSES).then_some(last + 1),
        }
    }
}

/// S102, `EXECUTE FUNCTION f(x)`, where a name is a string.
fn hide_trigger_arguments(tokens: &mut [Token<'_>]) {
    for at in 0..tokens.len() {
        if tokens[at].is_word(Keyword::Execute)
            && calls_function(&tokens[at..])
            && let Some(start) = arguments_of_function(tokens, at)
        {
            for item in items(tokens, start).0 {
                hide(&mut tokens[item]);
            }
        }
    }
}

/// Where the arguments start, if a name and brackets follow the two words.
fn arguments_of_function(tokens: &[Token<'_>], execute: usize) -> Option<usize> {
    let after_name = |at: &usize| !tokens[*at].is_name() && !tokens[*at].is_symbol(".");
    let open = significant(tokens, execute).skip(2).find(after_name)?;
    tokens[open].is_symbol("(").then_some(open + 1)
}

/// S103, `CREATE VIRTUAL TABLE t USING module(…)`, whose arguments are text.
fn hide_module_arguments(tokens: &mut [Token<'_>]) {
    const WITH_COLUMNS: &str = "FTS3 FTS4 FTS5 RTREE RTREE_I32";
    let mut words = tokens.iter().filter(|token| token.is_significant());
    let is_virtual = words.next().is_some_and(|word| word.is_spelled("VIRTUAL"))
        && words.next().is_some_and(|word| word.is_word(Keyword::Table));
    let Some(using) = tokens.iter().position(|token| token.is_word(Keyword::Using)).filter(|_| is_virtual)
    else {
        return;
    };
    let Some(open) = (using..tokens.len()).find(|at| tokens[*at].is_symbol("(")) else { return };
    let mut module = tokens[using + 1..open].iter().filter(|token| token.is_significant());
    let has_columns =
        module.next().is_some_and(|module| module.is_spelled(WITH_COLUMNS)) && module.next().is_none();
    if !has_columns {
        let end = tokens.iter().rposition(|token| token.is_symbol(")")).filter(|end| *end > open);
        let end = end.unwrap_or(tokens.len());
        return hide(&mut tokens[open + 1..end]);
    }
    for item in items(tokens, open + 1).0 {
        if let Some(sign) = tokens[item.clone()].iter().position(|token| token.is_symbol("=")) {
            hide(&mut tokens[item][sign + 1..]);
        }
    }
}

/// S104, `INITCOND = x` of an aggregate, `DEFAULT = x` of a type.
fn hide_initial_values(tokens: &mut [Token<'_>]) {
    let mut at = 0;
    while at < tokens.len() {
        let is_name = tokens[at].is_one_of(&[Keyword::Default, Keyword::Delimiter])
            || tokens[at].is_spelled("INITCOND MINITCOND");
        at += 1;
        if is_name
            && let Some(sign) = next_significant(tokens, at).filter(|sign| tokens[*sign].is_symbol("="))
        {
            let ends = |token: &Token<'_>| token.is_symbol(",") || token.is_symbol(")");
            let length = tokens[sign + 1..].iter().position(ends).unwrap_or(tokens.len() - sign - 1);
            at = sign + 1 + length;
            hide(&mut tokens[sign + 1..at]);
        }
    }
}

/// S104, `CREATE PROCEDURE p @a varchar(9) = x AS …`, where T-SQL reads a word as a string.
fn hide_defaults_of_parameters(tokens: &mut [Token<'_>]) {
    for at in 0..tokens.len() {
        // After the type, which it may introduce, it starts the body.
        if tokens[at].is_word(Keyword::As)
            && !tokens[..at].iter().rfind(|token| token.is_significant()).is_some_and(is_variable)
        {
            return;
        }
        if tokens[at].is_symbol("=")
            && let Some(value) = next_significant(tokens, at + 1)
            && tokens[value].is_name()
        {
            hide(&mut tokens[value..=value]);
        }
    }
}

fn is_variable(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Parameter
}

/// S104, `DEFAULT x`, where SQLite reads a word as a string.
fn hide_defaults(tokens: &mut [Token<'_>]) {
    const NO_STRINGS: &str = "NULL CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP";
    let mut is_after_set = false;
    for at in 0..tokens.len() {
        if tokens[at].is_word(Keyword::Default)
            && !is_after_set
            && let Some(value) = next_significant(tokens, at + 1)
            && tokens[value].is_name()
            && !tokens[value].is_spelled(NO_STRINGS)
        {
            hide(&mut tokens[value..=value]);
        }
        // `ON DELETE SET DEFAULT`
        is_after_set = tokens[at].is_word(Keyword::Set) || (is_after_set && !tokens[at].is_significant());
    }
}
