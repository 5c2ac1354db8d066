//! A piece of a text, and what it is.

use super::keyword::Keyword;
use super::spelling;

/// What a token is, and so whether it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// White space. Shown.
    Space,
    /// A comment with its marks. Removed.
    Comment,
    /// A keyword or a name without quotes. Shown.
    Word,
    /// A name with its quotes. Shown.
    QuotedName,
    /// Data. Shown as `?`.
    Literal,
    /// A place for data: `$1`, `?`, `:x`, `@x`. Shown.
    Parameter,
    /// An operator's character or punctuation. Shown.
    Symbol,
    /// The rest of a text of which the lexer is not sure. Always the last token. Shown as `?`.
    Unsure,
    /// The rest of data whose first token is a [`TokenKind::Literal`]. Removed. No scan finds it.
    Hidden,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    /// [`Keyword::Other`] for what is no word.
    pub(crate) keyword: Keyword,
    pub(crate) text: &'a str,
}

impl<'a> Token<'a> {
    pub(crate) fn new(kind: TokenKind, text: &'a str) -> Self {
        let keyword = if kind == TokenKind::Word { Keyword::of(text) } else { Keyword::Other };
        Self { kind, keyword, text }
    }

    /// Makes something else of a token, which is then no word.
    pub(crate) fn turn_into(&mut self, kind: TokenKind) {
        (self.kind, self.keyword) = (kind, Keyword::Other);
    }

    /// Returns `true` if the token means something to the server.
    pub(crate) fn is_significant(&self) -> bool {
        !matches!(self.kind, TokenKind::Space | TokenKind::Comment | TokenKind::Hidden)
    }

    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    /// Returns `true` if the token is this keyword, which is not [`Keyword::Other`].
    pub(crate) fn is_word(&self, keyword: Keyword) -> bool {
        self.keyword == keyword
    }

    pub(crate) fn is_one_of(&self, keywords: &[Keyword]) -> bool {
        keywords.contains(&self.keyword)
    }

    /// Returns `true` if the token is one of these words, given as for [`spelling::is_one_of`]. For lists with words that are no
    /// keywords.
    #[inline]
    pub(crate) fn is_spelled(&self, words: &str) -> bool {
        self.kind == TokenKind::Word
            && self.text.len() <= words.len()
            && spelling::is_one_of(self.text, words)
    }

    pub(crate) fn is_name(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::QuotedName)
    }
}

/// The token that was found at the beginning of the rest of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scanned {
    pub(crate) kind: TokenKind,
    pub(crate) length: usize,
    /// Another setting of the server, or a mistake in the text, would end the token elsewhere.
    pub(crate) doubtful: bool,
    /// It is another setting.
    pub(crate) depends_on_setting: bool,
}

impl Scanned {
    pub(crate) fn new(kind: TokenKind, length: usize) -> Self {
        Self { kind, length, doubtful: false, depends_on_setting: false }
    }

    /// Nothing from here on is certain.
    pub(crate) fn unsure(rest: &str) -> Self {
        Self::new(TokenKind::Unsure, rest.len())
    }
}
