//! Short cuts for the tokens that most texts are made of.
//!
//! Each one knows exactly when it is right; in all other cases, and for a token at the end of a text that was cut, it
//! leaves the token to [`Pass::scan`].

use super::list::ListState;
use super::{Doubt, Pass};
use crate::sql::options::Dialect;
use crate::sql::rules::care::Care;
use crate::sql::scan::action::Action;
use crate::sql::scan::bytes::is_space;
use crate::sql::scan::bytes::{GOES_ON, IS_WORD_BYTE};
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::literal;
use crate::sql::scan::number::Left;
use crate::sql::scan::token::TokenKind;
use crate::sql::scan::uuid;
use crate::sql::scan::window::{self, Window};
use crate::sql::summary::item::{Item, Sign};

impl Pass<'_, '_> {
    /// Reads up to the end, or to where the text stops to be sure.
    pub(super) fn read_plain(&mut self) -> Result<(), Doubt> {
        while self.at < self.stop {
            // The short cuts do not know the names and numbers of the rare dialects.
            match self.options.dialect {
                // A statement may start with any name, and another one may follow it without a semicolon.
                Dialect::SqlServer if self.statement.care == Care::Undecided => self.read_carefully(),
                Dialect::SqlServer | Dialect::Oracle => self.scan(),
                _ => self.read_window(),
            }?;
        }
        Ok(())
    }

    /// Reads the tokens that start in the next window; at least one, whatever it is.
    fn read_window(&mut self) -> Result<(), Doubt> {
        let (bytes, base) = (self.sql.as_bytes(), self.at);
        let mut padded = [b' '; window::ROOM];
        let window = Window::at(bytes, base, &mut padded);
        let whole = self.whole_tokens(window, base);
        if whole == 0 {
            return self.scan();
        }
        let mut tokens = whole;
        let mut end = base;
        while tokens != 0 {
            let offset = tokens.trailing_zeros() as usize;
            let start = base + offset;
            let first = window.byte(offset);
            tokens &= tokens - 1;
            let length = window.word_length(offset);
            if first > b'9' && length > 0 {
                if offset > 0 && offset + length >= Window::WIDTH {
                    // The next window has more of it.
                    self.at = start;
                    return Ok(());
                }
                end = start + length;
                // Not the prefix of a string, perhaps, and not a word that goes on in a rare way.
                if offset + length < Window::WIDTH && !GOES_ON[usize::from(window.byte(offset + length))] {
                    let keyword = Keyword::with_eight(window.eight(offset), bytes, start, end);
                    if !keyword.stops_the_pass() && !self.statement.care.is_watched() {
                        self.left = Left::Word(keyword);
                        self.note(TokenKind::Word, Sign::Word(keyword), start, end);
                        continue;
                    }
                    self.at = end;
                    self.word(keyword, start)?;
                } else {
                    self.at = start;
                    self.scan()?;
                }
            } else {
                let sign = match self.actions[usize::from(first)] {
                    Action::Comma => Sign::Comma,
                    Action::Equals => Sign::Equals,
                    Action::Symbol => Sign::Other,
                    Action::Dot if !window.byte(offset + 1).is_ascii_digit() => Sign::Dot,
                    action => {
                        self.at = start;
                        if !self.rarer(action)? {
                            self.scan()?;
                        }
                        Sign::Unsure
                    }
                };
                if sign != Sign::Unsure {
                    end = start + 1;
                    self.left = Left::Nothing;
                    self.note(TokenKind::Symbol, sign, start, end);
                    continue;
                }
            }
            end = self.at;
            if window.is_within_word(end - base) {
                return Ok(());
            }
            tokens = window::from(whole, end - base);
        }
        let is_last = base + Window::WIDTH >= bytes.len() && self.edge > bytes.len();
        // What is left in the last window is white space.
        self.at = if is_last { self.stop.max(end) } else { end };
        Ok(())
    }

    /// The tokens of a window, but for one that may go on where the text was cut.
    #[inline]
    fn whole_tokens(&self, window: Window<'_>, base: usize) -> u64 {
        let mut tokens = window.tokens;
        if self.stop < self.sql.len() {
            tokens &= !window::from(u64::MAX, self.stop - base);
        }
        if self.edge <= base + Window::WIDTH && tokens != 0 {
            tokens &= !(1 << tokens.ilog2());
        }
        tokens
    }

    fn rarer(&mut self, action: Action) -> Result<bool, Doubt> {
        Ok(match action {
            Action::Digit => self.digits(),
            Action::String => self.string(),
            Action::QuotedName => self.quoted_name(),
            Action::Numbered => self.numbered(),
            Action::Placeholder => {
                let is_numbered = self.options.dialect == Dialect::Sqlite && self.byte(1).is_ascii_digit();
                !is_numbered && self.parameter(1)
            }
            Action::Open => self.open(),
            Action::Close => self.close(),
            Action::OpenBracket => {
                self.statement.brackets += 1;
                self.symbol(1, Sign::OpenBracket)
            }
            Action::CloseBracket => {
                self.statement.brackets = self.statement.brackets.saturating_sub(1);
                self.symbol(1, Sign::CloseBracket)
            }
            Action::Semicolon if self.statement.brackets > 0 => {
                self.read_carefully()?;
                true
            }
            Action::Semicolon => {
                let is_done = self.symbol(1, Sign::Semicolon);
                self.start_statement(self.at);
                is_done
            }
            Action::Colon => match self.byte(1) {
                b':' => self.at + 2 != self.edge && self.symbol(2, Sign::Other),
                _ => self.options.dialect == Dialect::Postgres && self.symbol(1, Sign::Other),
            },
            Action::Slash => self.byte(1) != b'*' && self.symbol(1, Sign::Other),
            // Not a comment, nor the sign of a number.
            Action::Plus => {
                let next = self.byte(1);
                let is_generic = self.options.dialect == Dialect::Generic;
                let may_be_amount = is_generic && (next == b'$' || !next.is_ascii());
                let is_sign = next.is_ascii_digit() || is_space(next) || matches!(next, b'.' | b'-');
                let may_be_more = is_sign
                    || may_be_amount
                    || uuid::may_be_within(self.sql.as_bytes(), self.at, self.options.dialect);
                !may_be_more && self.symbol(1, Sign::Other)
            }
            _ => false,
        })
    }

    /// The byte `distance` further on, 0 after the end.
    #[inline]
    pub(super) fn byte(&self, distance: usize) -> u8 {
        self.sql.as_bytes().get(self.at + distance).copied().unwrap_or(0)
    }

    /// Notes a token that is shown.
    #[inline]
    fn note(&mut self, kind: TokenKind, sign: Sign, start: usize, end: usize) {
        if self.list.state != ListState::Outside {
            self.step(kind, sign, start, end);
        }
        self.items.push(Item::new(sign, start, end));
    }

    /// Passes a symbol.
    #[inline]
    fn symbol(&mut self, length: usize, sign: Sign) -> bool {
        let (start, end) = (self.at, self.at + length);
        self.note(TokenKind::Symbol, sign, start, end);
        self.at = end;
        let is_value = matches!(sign, Sign::Close | Sign::CloseBracket);
        self.left = if is_value { Left::Value } else { Left::Nothing };
        true
    }

    /// Notes the word from `start` to here, which may be more than a name, and have all of its statement read.
    #[inline(never)]
    fn word(&mut self, keyword: Keyword, start: usize) -> Result<(), Doubt> {
        let end = self.at;
        self.left = Left::Word(keyword);
        if matches!(keyword, Keyword::True | Keyword::False) {
            self.accept(TokenKind::Literal, Keyword::Other, start, end);
            return Ok(());
        }
        if self.begins_carefully(keyword, start) || self.announces_data(keyword) {
            return self.read_carefully();
        }
        let sign = Sign::Word(keyword);
        self.step(TokenKind::Word, sign, start, end);
        self.items.push(Item::new(sign, start, end));
        Ok(())
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
        match literal::string_end(self.sql.as_bytes(), self.at) {
            Some(end) if end != self.edge => self.literal(end),
            _ => false,
        }
    }

    #[inline]
    fn literal(&mut self, end: usize) -> bool {
        let start = self.at;
        if self.list.state != ListState::Outside {
            self.step(TokenKind::Literal, Sign::Other, start, end);
        }
        self.output.replace(start, end);
        self.items.push(Item::new(Sign::Other, start, end));
        self.at = end;
        self.left = Left::Literal;
        true
    }

    #[inline]
    fn quoted_name(&mut self) -> bool {
        let start = self.at;
        match literal::quoted_end(self.sql.as_bytes(), start, self.byte(0)) {
            Some(end) if end != self.edge && !self.has_doubt() => {
                if self.list.state != ListState::Outside {
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
        // S96
        let may_be_amount = end > self.at + 3 || bytes.get(end) == Some(&b'.');
        let is_amount = may_be_amount && self.options.dialect == Dialect::Generic;
        end > self.at + 1 && !is_glued && !is_amount && self.parameter(end - self.at)
    }

    #[inline]
    fn parameter(&mut self, length: usize) -> bool {
        let (start, end) = (self.at, self.at + length);
        if end == self.edge {
            return false;
        }
        if self.list.state != ListState::Outside {
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
        let is_query = self.statement.care == Care::Query;
        let is_first_row =
            is_query && self.items.last().is_some_and(|item| item.sign == Sign::Word(Keyword::Values));
        self.symbol(1, Sign::Open);
        if is_first_row {
            self.statement.rows_take_null = self.follows_clause();
        }
        self.statement.open_row(is_first_row);
        if is_query {
            self.literals_of_list();
        }
        true
    }

    /// Returns `true` if the `VALUES` before this bracket is a clause to the summary, whatever stands around it. If
    /// it is read as a name, a NULL in a further row may be one too.
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
        self.symbol(1, Sign::Close);
        if self.statement.close_row() && self.statement.care == Care::Query {
            self.more_rows();
        }
        true
    }
}
