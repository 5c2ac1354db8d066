//! The items of the summary: the significant tokens of the redacted text.

use crate::sql::scan::keyword::Keyword;

/// What an item is. One byte, keywords included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A keyword or a name without quotes.
    Word(Keyword),
    QuotedName,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `{`
    OpenBrace,
    Comma,
    Dot,
    /// `@` before the name of a link.
    At,
    /// `-` that may be a part of a name.
    Dash,
    Equals,
    Semicolon,
    /// The rest of the text, of which nothing is known.
    Unsure,
    /// A literal, a parameter, an operator: all alike here.
    Other,
}

/// A token, and where it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) sign: Sign,
    /// `true` if it can change what a query's summary is about to see. Most items cannot.
    pub(crate) matters: bool,
    /// The bytes of it, 4 GiB at most: a name of that length is in no summary.
    pub(crate) length: u32,
    pub(crate) start: usize,
}

impl Sign {
    /// What a symbol of one character is.
    pub(crate) const fn of_symbol(byte: u8) -> Self {
        match byte {
            b'(' => Self::Open,
            b')' => Self::Close,
            b'[' => Self::OpenBracket,
            b']' => Self::CloseBracket,
            b'{' => Self::OpenBrace,
            b',' => Self::Comma,
            b'.' => Self::Dot,
            b'=' => Self::Equals,
            b';' => Self::Semicolon,
            _ => Self::Other,
        }
    }

    #[inline]
    fn matters(self) -> bool {
        match self {
            Self::Word(word) => word.matters(),
            Self::Open
            | Self::Close
            | Self::OpenBracket
            | Self::CloseBracket
            | Self::Comma
            | Self::Semicolon
            | Self::Unsure => true,
            Self::QuotedName
            | Self::OpenBrace
            | Self::Dot
            | Self::At
            | Self::Dash
            | Self::Equals
            | Self::Other => false,
        }
    }

    /// S109: a name, a bracket, or data, a parameter or an operator.
    pub(crate) fn may_replace_name(self) -> bool {
        match self {
            Self::Word(_) | Self::QuotedName | Self::Open | Self::At | Self::Dash | Self::Other => true,
            Self::Close
            | Self::OpenBracket
            | Self::CloseBracket
            | Self::OpenBrace
            | Self::Comma
            | Self::Dot
            | Self::Equals
            | Self::Semicolon
            | Self::Unsure => false,
        }
    }

    pub(crate) fn is_name(self) -> bool {
        matches!(self, Self::Word(_) | Self::QuotedName)
    }
}

impl Item {
    #[inline]
    pub(crate) fn new(sign: Sign, start: usize, end: usize) -> Self {
        Self { sign, matters: sign.matters(), start, length: u32::try_from(end - start).unwrap_or(u32::MAX) }
    }

    pub(crate) fn text(self, sql: &str) -> &str {
        &sql[self.start..self.start + self.length as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_small() {
        assert_eq!((size_of::<Sign>(), size_of::<Item>()), (1, 16));
    }
}
