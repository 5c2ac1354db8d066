//! The tokens that mean something, in a row, and a place among them.
//!
//! S64: from here on, data is nothing but a thing that is no word and no name: its characters cannot be asked for.

use crate::token::Token;

pub(crate) struct Sentence<'t> {
    tokens: Vec<&'t Token>,
    pub(crate) at: usize,
}

impl<'t> Sentence<'t> {
    pub(crate) fn of(tokens: &'t [Token]) -> Self {
        Self { tokens: tokens.iter().filter(|token| token.has_meaning()).collect(), at: 0 }
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

    /// Passes words that could also be the name itself, which they are if no name and no bracket follows: `LOCK table`.
    pub(crate) fn pass_modifiers(&mut self, words: &[&str]) {
        while self.is_any(0, words) && (self.is_name(1) || self.is(1, "(")) {
            self.pass(1);
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
    pub(crate) fn pass_name(&mut self) -> Option<String> {
        if !self.is_name(0) {
            return None;
        }
        let mut name = self.written(0);
        self.pass(1);
        loop {
            let points = match (self.is(0, "."), self.is(1, ".")) {
                (false, _) => return Some(name),
                (true, false) => ".",
                (true, true) => "..",
            };
            if !self.is_name(points.len()) {
                return Some(name);
            }
            name += points;
            name += &self.written(points.len());
            self.pass(points.len() + 1);
        }
    }
}
