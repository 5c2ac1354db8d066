//! The tokens that mean something, in a row, and a place among them.
//!
//! S64: from here on, data is nothing but a thing that is no word and no name: its characters cannot be asked for.

use crate::Dialect::{self, Generic, Oracle};
use crate::redaction::places;
use crate::token::Token;

pub(crate) struct Sentence<'t> {
    pub(crate) dialect: Dialect,
    tokens: Vec<&'t Token>,
    /// For each token, whether it touches the next one.
    touches_next: Vec<bool>,
    pub(crate) at: usize,
}

impl<'t> Sentence<'t> {
    pub(crate) fn of(tokens: &'t [Token], dialect: Dialect) -> Self {
        let places = places(tokens);
        Self {
            dialect,
            tokens: places.iter().map(|at| &tokens[*at]).collect(),
            touches_next: places
                .iter()
                .map(|at| tokens.get(at + 1).is_some_and(Token::has_meaning))
                .collect(),
            at: 0,
        }
    }

    /// The keyword or symbol here, or some tokens on; nothing if it is neither.
    pub(crate) fn key(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.key())
    }

    /// The keyword or symbol so many tokens back.
    pub(crate) fn key_before(&self, back: usize) -> &str {
        if back > self.at { "" } else { self.tokens[self.at - back].key() }
    }

    pub(crate) fn is(&self, ahead: usize, key: &str) -> bool {
        self.key(ahead) == key
    }

    pub(crate) fn is_any(&self, ahead: usize, keys: &[&str]) -> bool {
        keys.contains(&self.key(ahead))
    }

    /// Whether a variable is here: `@x`.
    pub(crate) fn is_variable(&self, ahead: usize) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Parameter(name)) if name.starts_with('@'))
    }

    pub(crate) fn is_word(&self, ahead: usize) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Word { .. }))
    }

    /// Whether a name could be here: keywords are no reason against it.
    pub(crate) fn is_name(&self, ahead: usize) -> bool {
        self.is_word(ahead) || matches!(self.tokens.get(self.at + ahead), Some(Token::QuotedName(_)))
    }

    /// The word or name here or some tokens on, as it is written.
    pub(crate) fn written(&self, ahead: usize) -> String {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Word { written: text, .. } | Token::QuotedName(text)) => text.clone(),
            _ => String::new(),
        }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// Whether the statement is over, or nothing that follows is certain.
    pub(crate) fn is_over(&self) -> bool {
        self.is_at_end() || self.is(0, ";") || *self.tokens[self.at] == Token::Rest
    }

    pub(crate) fn pass(&mut self, count: usize) {
        self.at = (self.at + count).min(self.tokens.len());
    }

    /// Passes whatever stands here, if the statement is not over.
    pub(crate) fn pass_any(&mut self) {
        self.pass(usize::from(!self.is_over()));
    }

    pub(crate) fn pass_statement(&mut self) {
        while !self.is_over() {
            self.pass(1);
        }
    }

    pub(crate) fn pass_text(&mut self) {
        self.at = self.tokens.len();
    }

    pub(crate) fn pass_words(&mut self, words: &[&str]) {
        while self.is_any(0, words) {
            self.pass(1);
        }
    }

    /// Passes words that could also be the name itself, which they are if nothing follows that can stand in place of a name
    /// (S109): `LOCK table`.
    pub(crate) fn pass_modifiers(&mut self, words: &[&str]) {
        while self.is_any(0, words) && self.may_replace_name(1) {
            self.pass(1);
        }
    }

    pub(crate) fn may_replace_name(&self, ahead: usize) -> bool {
        match self.tokens.get(self.at + ahead) {
            None | Some(Token::Rest) => false,
            Some(token) => !matches!(token.key(), ")" | "[" | "]" | "{" | "," | "." | "=" | ";"),
        }
    }

    /// S76: passes `IF EXISTS` and `IF NOT EXISTS`, which are no names.
    pub(crate) fn pass_condition(&mut self) {
        match (self.key(0), self.key(1), self.key(2)) {
            ("IF", "EXISTS", _) => self.pass(2),
            ("IF", "NOT", "EXISTS") => self.pass(3),
            _ => {}
        }
    }

    /// Passes a pair of round brackets and all in it. A bracket that closes nothing is passed, too.
    pub(crate) fn pass_brackets(&mut self) {
        let mut depth = 0;
        loop {
            match self.key(0) {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ if depth == 0 || self.is_over() => return,
                _ => {}
            }
            self.pass(1);
            if depth <= 0 {
                return;
            }
        }
    }

    /// Passes a name with its qualifiers: `a.b`, `a . b`, and `a..b`, where the part in between is left to the server.
    ///
    /// S106: in Oracle, `@link` belongs to it. In an unknown system, a dash does that touches the words on both sides.
    pub(crate) fn pass_name(&mut self) -> Option<String> {
        if !self.is_name(0) {
            return None;
        }
        let mut name = self.written(0);
        self.pass(1);
        while let Some(sign) = self.joining_sign() {
            if !self.is_name(sign.len()) {
                break;
            }
            name += sign;
            name += &self.written(sign.len());
            self.pass(sign.len() + 1);
        }
        Some(name)
    }

    /// The sign here that joins the parts of a name, the last of which has just been passed.
    fn joining_sign(&self) -> Option<&'static str> {
        match self.key(0) {
            "." if self.is(1, ".") => Some(".."),
            "." => Some("."),
            "@" if self.dialect == Oracle => Some("@"),
            "-" if self.dialect == Generic && self.is_dash_in_word() => Some("-"),
            _ => None,
        }
    }

    fn is_dash_in_word(&self) -> bool {
        let is_behind_word = matches!(self.tokens[self.at - 1], Token::Word { .. });
        is_behind_word && self.is_word(1) && self.touches_next[self.at - 1] && self.touches_next[self.at]
    }
}
