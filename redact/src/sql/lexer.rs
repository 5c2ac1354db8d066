//! Reads one token, as the server of the dialect does.
//!
//! This is the whole of each dialect's rules. [`super::pass`] has short cuts for what is most common, and asks here for
//! everything else.

use super::number::Before;
use super::{Dialect, Options, comment, number, parameter, quoted};

/// What a token is, and so whether it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
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
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind,
    pub(super) text: &'a str,
}

impl Token<'_> {
    /// Whether the token means something to the server.
    pub(super) fn is_significant(&self) -> bool {
        !matches!(self.kind, TokenKind::Space | TokenKind::Comment | TokenKind::Hidden)
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    /// Whether the token is this keyword, given in capitals.
    pub(super) fn is_word(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    pub(super) fn is_one_of(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is_word(keyword))
    }

    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::QuotedName)
    }
}

/// The token that was found at the beginning of the rest of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanned {
    pub(super) kind: TokenKind,
    pub(super) length: usize,
    /// Another setting of the server, or a mistake in the text, would end the token elsewhere.
    pub(super) doubtful: bool,
}

impl Scanned {
    pub(super) fn new(kind: TokenKind, length: usize) -> Self {
        Self { kind, length, doubtful: false }
    }

    /// Nothing from here on is certain.
    pub(super) fn unsure(rest: &str) -> Self {
        Self::new(TokenKind::Unsure, rest.len())
    }
}

/// The token at the start of `rest`, which is not empty. The order matters: a comment starts with what else is an
/// operator, a string with what else is a word.
pub(super) fn scan(rest: &str, options: Options, at_start: bool, before: Before) -> Scanned {
    let Options { dialect, double_quotes, .. } = options;
    space(rest, at_start)
        .or_else(|| comment::scan(rest, dialect))
        .or_else(|| number::scan(rest, dialect, before))
        .or_else(|| quoted::scan(rest, dialect, double_quotes))
        .or_else(|| parameter::scan(rest, dialect))
        .or_else(|| word(rest, dialect))
        .unwrap_or_else(|| symbol(rest, dialect))
}

/// White space, and the byte order mark that some editors leave at the start of a file.
fn space(rest: &str, at_start: bool) -> Option<Scanned> {
    let mark = if at_start && rest.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let length = mark + space_length(&rest[mark..]);
    (length > 0).then(|| Scanned::new(TokenKind::Space, length))
}

/// How many bytes of white space `text` starts with. Only ASCII is white space to the servers.
pub(super) fn space_length(text: &str) -> usize {
    text.bytes().take_while(|byte| is_space(*byte)).count()
}

#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn word(rest: &str, dialect: Dialect) -> Option<Scanned> {
    let length = word_length(rest, dialect);
    (length > 0).then(|| Scanned::new(TokenKind::Word, length))
}

/// How many bytes long the keyword or name at the start of `text` is; 0 when there is none.
pub(super) fn word_length(text: &str, dialect: Dialect) -> usize {
    match text.bytes().next() {
        Some(byte) if is_word_start(byte) || (byte == b'$' && dialect == Dialect::Mysql) => {
            text.bytes().take_while(|byte| is_word_byte(*byte)).count()
        }
        _ => 0,
    }
}

/// Every byte of a character beyond ASCII belongs to a word for all servers, white space and punctuation included.
pub(super) fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

pub(super) fn is_word_byte(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

/// Operators are taken character by character. That is enough, as all of them are shown.
fn symbol(rest: &str, dialect: Dialect) -> Scanned {
    // MySQL's way to write NULL in some of its file formats.
    if dialect == Dialect::Mysql
        && rest.starts_with("\\N")
        && !rest[2..].bytes().next().is_some_and(is_word_byte)
    {
        return Scanned::new(TokenKind::Symbol, 2);
    }
    match rest.bytes().next() {
        Some(byte) if byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'$' | b'\'') => {
            Scanned::new(TokenKind::Symbol, 1)
        }
        // A control character, or one that means nothing to the server out here.
        _ => Scanned::unsure(rest),
    }
}
