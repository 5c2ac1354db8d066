//! The summary of a text: `{operation} {target} {operation} {target} {target} …`.
//!
//! The conventions' rule: operations and targets in the order of the text, as they are written, at most 255 characters,
//! never cut inside a name; no literal. Here, the limit is 255 bytes.

use super::lexer::Token;
use super::statement;

const MAXIMUM: usize = 255;

/// Summarises redacted tokens: only words and quoted names are still to be seen in them.
pub(super) fn summarize(tokens: &[Token<'_>]) -> Summary {
    let significant: Vec<Token<'_>> = tokens.iter().copied().filter(Token::is_significant).collect();
    let mut summary = Summary::default();
    let mut at = 0;
    while at < significant.len() && !summary.is_full {
        if significant[at].is_symbol(";") {
            at += 1;
            continue;
        }
        summary.start_statement();
        at = statement::read(&significant, at, &mut summary);
    }
    summary
}

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Table,
    Procedure,
    /// A function, an index, a setting, a channel …
    Other,
}

/// A summary in the making.
#[derive(Debug, Default)]
pub(super) struct Summary {
    text: String,
    is_full: bool,
    statements: usize,
    /// The current statement has added nothing so far.
    is_fresh: bool,
    /// The first operation, and whether it is the statement's own and not one of a subquery.
    operation: Option<(String, bool)>,
    targets: usize,
    target: Option<(String, Target)>,
}

impl Summary {
    /// Whether there is no room for more; then no more needs to be read.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn operation(&self) -> Option<String> {
        self.operation.as_ref().filter(|_| self.statements == 1).map(|(name, _)| name.clone())
    }

    pub(super) fn collection(&self) -> Option<String> {
        self.only(Target::Table)
    }

    pub(super) fn stored_procedure(&self) -> Option<String> {
        self.only(Target::Procedure)
    }

    fn only(&self, kind: Target) -> Option<String> {
        let (name, target) = self.target.as_ref()?;
        (self.targets == 1 && *target == kind && !self.is_full).then(|| name.clone())
    }

    fn start_statement(&mut self) {
        self.is_fresh = true;
        self.statements += 1;
    }

    /// `is_own` says that the operation is not one of a subquery or a `WITH` list.
    pub(super) fn add_operation(&mut self, name: &str, is_own: bool) {
        let replaces = self.operation.as_ref().is_none_or(|(_, known_is_own)| is_own && !known_is_own);
        if replaces {
            self.operation = Some((name.to_owned(), is_own));
        }
        self.push(name);
    }

    pub(super) fn add_target(&mut self, name: &str, kind: Target) {
        self.targets += 1;
        if self.push(name) {
            self.target = Some((name.to_owned(), kind));
        }
    }

    fn push(&mut self, name: &str) -> bool {
        // A name that could never be in a summary is left out, and what follows it is not.
        if name.len() > MAXIMUM || self.is_full {
            return false;
        }
        let separator = match (self.text.is_empty(), self.is_fresh) {
            (true, _) => "",
            (false, true) => "; ",
            (false, false) => " ",
        };
        if self.text.len() + separator.len() + name.len() > MAXIMUM {
            self.is_full = true;
            return false;
        }
        self.is_fresh = false;
        self.text.push_str(separator);
        self.text.push_str(name);
        true
    }
}
