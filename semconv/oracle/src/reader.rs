//! A place in the significant tokens, and how to move on from there.

use super::lexer::{Token, TokenKind};

#[derive(Debug, Clone)]
pub(super) struct Reader<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(tokens: &'t [Token<'t>], at: usize) -> Self {
        Self { tokens, at }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The token here, or `distance` further on.
    pub(super) fn peek(&self, distance: usize) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at + distance)
    }

    pub(super) fn previous(&self, distance: usize) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at.checked_sub(distance)?)
    }

    pub(super) fn advance(&mut self, count: usize) {
        self.at = (self.at + count).min(self.tokens.len());
    }

    pub(super) fn is_symbol(&self, distance: usize, symbol: &str) -> bool {
        self.peek(distance).is_some_and(|token| token.is_symbol(symbol))
    }

    pub(super) fn is_word(&self, distance: usize, keyword: &str) -> bool {
        self.peek(distance).is_some_and(|token| token.is_word(keyword))
    }

    pub(super) fn is_one_of(&self, distance: usize, keywords: &[&str]) -> bool {
        self.peek(distance).is_some_and(|token| token.is_one_of(keywords))
    }

    pub(super) fn is_name(&self, distance: usize) -> bool {
        self.peek(distance).is_some_and(Token::is_name)
    }

    /// Whether no statement goes on here.
    pub(super) fn is_at_end(&self) -> bool {
        self.peek(0).is_none_or(|token| token.is_symbol(";") || token.kind == TokenKind::Unsure)
    }

    pub(super) fn skip_words(&mut self, keywords: &[&str]) {
        while self.is_one_of(0, keywords) {
            self.advance(1);
        }
    }

    /// Like [`Reader::skip_words`], for words that are also common names: they are skipped only before a name or a
    /// bracket.
    pub(super) fn skip_modifiers(&mut self, keywords: &[&str]) {
        while self.is_one_of(0, keywords) && (self.is_name(1) || self.is_symbol(1, "(")) {
            self.advance(1);
        }
    }

    /// Skips a pair of brackets with all that it holds, if one opens here.
    pub(super) fn skip_group(&mut self) {
        let mut depth = 0_usize;
        while !self.is_at_end() {
            if self.is_symbol(0, "(") {
                depth += 1;
            } else if self.is_symbol(0, ")") {
                depth = depth.saturating_sub(1);
            }
            if depth == 0 && !self.is_symbol(0, ")") {
                return;
            }
            self.advance(1);
            if depth == 0 {
                return;
            }
        }
    }

    /// Goes to the end of the statement.
    pub(super) fn skip_statement(&mut self) {
        while !self.is_at_end() {
            self.advance(1);
        }
        // Nothing that follows is certain.
        if self.peek(0).is_some_and(|token| token.kind == TokenKind::Unsure) {
            self.skip_text();
        }
    }

    /// Goes to the end of all statements.
    pub(super) fn skip_text(&mut self) {
        self.at = self.tokens.len();
    }

    /// Reads a name with its qualifiers, `a.b.c`, as it is written but for white space.
    pub(super) fn name(&mut self) -> Option<String> {
        let first = self.peek(0).filter(|token| token.is_name())?;
        let mut name = first.text.to_owned();
        self.advance(1);
        loop {
            // `database..table` leaves out a part.
            let dots = usize::from(self.is_symbol(0, "."))
                + usize::from(self.is_symbol(0, ".") && self.is_symbol(1, "."));
            match self.peek(dots) {
                Some(part) if dots > 0 && part.is_name() => {
                    name.push_str(&"..."[..dots]);
                    name.push_str(part.text);
                    self.advance(dots + 1);
                }
                _ => return Some(name),
            }
        }
    }
}
