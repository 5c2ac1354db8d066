//! Short cuts for the tokens that most texts are made of.
//!
//! Each one knows exactly when it is right; in all other cases, and for a token at the end of a text that was cut, it
//! leaves the token to [`Pass::scan`].

use super::Dialect;
use super::action::{Action, IS_WORD_BYTE};
use super::item::{Item, Sign};
use super::keyword::{Keyword, eight};
use super::lexer::{TokenKind, is_space};
use super::list::State;
use super::literal;
use super::number::Left;
use super::pass::{Doubt, Pass, StatementKind};

impl Pass<'_, '_> {
    /// Reads up to the end, or to where the text stops to be sure.
    pub(super) fn read_plain(&mut self) -> Result<(), Doubt> {
        let bytes = self.sql.as_bytes();
        while self.at < self.stop {
            let mut byte = bytes[self.at];
            // One space, as behind most words.
            if byte == b' '
                && self.at + 1 < self.stop
                && self.actions[usize::from(bytes[self.at + 1])] != Action::Space
            {
                self.at += 1;
                byte = bytes[self.at];
            }
            let is_done = match self.actions[usize::from(byte)] {
                Action::Space => self.space(),
                Action::Word => self.word()?,
                Action::Digit => self.digits(),
                Action::String => self.string(),
                Action::QuotedName => self.quoted_name(byte),
                Action::Numbered => self.numbered(),
                Action::Placeholder => {
                    let is_numbered = self.dialect == Dialect::Sqlite && self.byte(1).is_ascii_digit();
                    !is_numbered && self.parameter(1)
                }
                Action::Open => self.open(),
                Action::Close => self.close(),
                Action::OpenBracket => {
                    let is_done = self.symbol(1, Sign::OpenBracket);
                    self.statement.brackets += usize::from(is_done);
                    is_done
                }
                Action::CloseBracket => {
                    let is_done = self.symbol(1, Sign::CloseBracket);
                    self.statement.brackets = self.statement.brackets.saturating_sub(usize::from(is_done));
                    is_done
                }
                Action::Semicolon => {
                    if self.statement.brackets > 0 {
                        self.read_carefully()?;
                        continue;
                    }
                    let is_done = self.symbol(1, Sign::Semicolon);
                    if is_done {
                        self.start_statement(self.at);
                    }
                    is_done
                }
                Action::Symbol => self.symbol(1, Sign::of_symbol(byte)),
                Action::Dot => !self.byte(1).is_ascii_digit() && self.symbol(1, Sign::Dot),
                Action::Colon => match self.byte(1) {
                    b':' => self.symbol(2, Sign::Other),
                    _ => self.dialect == Dialect::Postgres && self.symbol(1, Sign::Other),
                },
                Action::Slash => self.byte(1) != b'*' && self.symbol(1, Sign::Other),
                // Not a comment, nor the sign of a number.
                Action::Plus => {
                    let next = self.byte(1);
                    !(next.is_ascii_digit() || is_space(next) || matches!(next, b'.' | b'-'))
                        && self.symbol(1, Sign::Other)
                }
                Action::Scan => false,
            };
            if !is_done {
                self.scan()?;
            }
        }
        Ok(())
    }

    /// The byte `distance` further on, 0 behind the end.
    #[inline]
    pub(super) fn byte(&self, distance: usize) -> u8 {
        self.sql.as_bytes().get(self.at + distance).copied().unwrap_or(0)
    }

    #[inline]
    fn space(&mut self) -> bool {
        let mut end = self.at + 1;
        while self.sql.as_bytes().get(end).is_some_and(|byte| is_space(*byte)) {
            end += 1;
        }
        if end == self.edge {
            return false;
        }
        self.at = end;
        true
    }

    /// Goes behind a symbol.
    #[inline]
    fn symbol(&mut self, length: usize, sign: Sign) -> bool {
        let (start, end) = (self.at, self.at + length);
        if end == self.edge {
            return false;
        }
        if self.list.state != State::Outside {
            self.step(TokenKind::Symbol, sign, start, end);
        }
        self.items.push(Item::new(sign, start, end));
        self.at = end;
        let is_value = match sign {
            Sign::Close | Sign::CloseBracket => true,
            // All that are left.
            Sign::Other => self.sql.as_bytes()[start] == b'}',
            _ => false,
        };
        self.left = if is_value { Left::Value } else { Left::Nothing };
        true
    }

    /// A word of ASCII.
    #[inline]
    fn word(&mut self) -> Result<bool, Doubt> {
        let bytes = self.sql.as_bytes();
        let start = self.at;
        let first = eight(bytes, start);
        let mut length = word_length(first);
        while length.is_multiple_of(8) {
            let more = word_length(eight(bytes, start + length));
            length += more;
            if more < 8 {
                break;
            }
        }
        let end = start + length;
        // The prefix of a string or of a quoted name, perhaps; or a word that goes on in a rare way.
        let is_plain = match bytes.get(end) {
            Some(next) => next.is_ascii() && !matches!(next, b'\'' | b'"' | b'&' | b'$'),
            None => end != self.edge,
        };
        if !is_plain {
            return Ok(false);
        }
        let keyword = Keyword::with_first(bytes, start, end, first);
        self.left = Left::Word(keyword);
        self.left_end = end;
        self.at = end;
        if matches!(keyword, Keyword::True | Keyword::False) {
            self.accept(TokenKind::Literal, start, end);
        } else if self.begins_carefully(start) {
            self.read_carefully()?;
        } else {
            let sign = Sign::Word(keyword);
            if self.list.state != State::Outside || keyword == Keyword::In {
                self.step(TokenKind::Word, sign, start, end);
            }
            self.items.push(Item::new(sign, start, end));
        }
        Ok(true)
    }

    /// An integer, or one with a fraction.
    #[inline]
    fn digits(&mut self) -> bool {
        match literal::number_end(self.sql.as_bytes(), self.at) {
            Some(end) if end != self.edge => self.literal(end),
            _ => false,
        }
    }

    /// A string without escapes, before something that says that it has ended.
    #[inline]
    fn string(&mut self) -> bool {
        let bytes = self.sql.as_bytes();
        let Some(end) = literal::quoted_end(bytes, self.at, b'\'') else { return false };
        if end == self.edge {
            return false;
        }
        let mut after = end;
        while bytes.get(after).is_some_and(|byte| is_space(*byte)) {
            after += 1;
        }
        let ends = match bytes.get(after) {
            None
            | Some(b',' | b')' | b';' | b':' | b']' | b'(' | b'=' | b'<' | b'>' | b'|' | b'*' | b'/') => true,
            Some(byte) if byte.is_ascii_alphabetic() && after > end => {
                let mut word = after + 1;
                while bytes.get(word).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]) {
                    word += 1;
                }
                Keyword::at(bytes, after, word).is_after_string()
            }
            Some(_) => false,
        };
        ends && self.literal(end)
    }

    #[inline]
    fn literal(&mut self, end: usize) -> bool {
        let start = self.at;
        if self.list.state != State::Outside {
            self.step(TokenKind::Literal, Sign::Other, start, end);
        }
        self.output.replace(start, end);
        self.items.push(Item::new(Sign::Other, start, end));
        self.at = end;
        self.left = Left::Literal;
        true
    }

    #[inline]
    fn quoted_name(&mut self, quote: u8) -> bool {
        let start = self.at;
        match literal::quoted_end(self.sql.as_bytes(), start, quote) {
            Some(end) if end != self.edge && !self.has_doubt() => {
                if self.list.state != State::Outside {
                    self.step(TokenKind::QuotedName, Sign::QuotedName, start, end);
                }
                self.items.push(Item::new(Sign::QuotedName, start, end));
                self.at = end;
                self.left = Left::Value;
                true
            }
            _ => false,
        }
    }

    /// `$1`
    #[inline]
    fn numbered(&mut self) -> bool {
        let bytes = self.sql.as_bytes();
        let mut end = self.at + 1;
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        let is_glued = bytes.get(end).is_some_and(|byte| IS_WORD_BYTE[usize::from(*byte)]);
        end > self.at + 1 && !is_glued && self.parameter(end - self.at)
    }

    #[inline]
    fn parameter(&mut self, length: usize) -> bool {
        let (start, end) = (self.at, self.at + length);
        if end == self.edge {
            return false;
        }
        if self.list.state != State::Outside {
            self.step(TokenKind::Parameter, Sign::Other, start, end);
        }
        self.items.push(Item::new(Sign::Other, start, end));
        self.at = end;
        self.left = Left::Value;
        self.has_parameters = true;
        true
    }

    #[inline]
    fn open(&mut self) -> bool {
        let is_query = self.statement.kind == StatementKind::Query;
        let is_first_row =
            is_query && self.items.last().is_some_and(|item| item.sign == Sign::Word(Keyword::Values));
        if !self.symbol(1, Sign::Open) {
            return false;
        }
        if is_first_row {
            self.statement.rows_take_null = self.follows_clause();
        }
        self.statement.open_row(is_first_row);
        if is_query {
            self.literals_of_list();
        }
        true
    }

    /// Whether the `VALUES` before this bracket is a clause to the summary, whatever stands around it. Where it is taken
    /// for a name, a NULL in a further row may be one too.
    fn follows_clause(&self) -> bool {
        let mut before = self.items.iter().rev().skip(2).map(|item| item.sign);
        match before.next() {
            None | Some(Sign::Semicolon | Sign::Close) => true,
            Some(Sign::QuotedName | Sign::Word(Keyword::Other)) => {
                matches!(before.next(), Some(Sign::Dot | Sign::Word(Keyword::Into)))
            }
            Some(_) => false,
        }
    }

    #[inline]
    fn close(&mut self) -> bool {
        if !self.symbol(1, Sign::Close) {
            return false;
        }
        if self.statement.close_row() && self.statement.kind == StatementKind::Query {
            self.more_rows();
        }
        true
    }
}

/// How many of eight bytes, from the first on, are letters, digits and `_`.
#[inline]
fn word_length(bytes: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    // Bytes of seven bits, so that no sum runs over into the next byte.
    let low = bytes & !HIGH;
    let at_least = |bytes: u64, first: u8| bytes + ONES * u64::from(0x80 - first);
    let small = low | (ONES * 0x20);
    let is_letter = at_least(small, b'a') & !at_least(small, b'z' + 1);
    let is_digit = at_least(low, b'0') & !at_least(low, b'9' + 1);
    let is_not_underscore = (low ^ (ONES * u64::from(b'_'))) + (ONES * 0x7f);
    let stops = (!(is_letter | is_digit) & is_not_underscore | bytes) & HIGH;
    (stops.trailing_zeros() / 8) as usize
}
