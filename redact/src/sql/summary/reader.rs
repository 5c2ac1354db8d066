//! A place in the items, and how to move on from there.

use super::item::{Item, Sign};
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::spelling;

#[derive(Debug, Clone)]
pub(crate) struct Reader<'t> {
    sql: &'t str,
    items: &'t [Item],
    at: usize,
    dialect: Dialect,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(sql: &'t str, items: &'t [Item], dialect: Dialect) -> Self {
        Self { sql, items, at: 0, dialect }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn is_at_end_of_text(&self) -> bool {
        self.at >= self.items.len()
    }

    /// The item here, or `distance` further on.
    #[inline]
    pub(crate) fn peek(&self, distance: usize) -> Option<Sign> {
        self.items.get(self.at + distance).map(|item| item.sign)
    }

    #[inline]
    pub(crate) fn previous(&self, distance: usize) -> Option<Sign> {
        self.items.get(self.at.checked_sub(distance)?).map(|item| item.sign)
    }

    /// What is written `distance` further on.
    pub(crate) fn text(&self, distance: usize) -> &'t str {
        self.items.get(self.at + distance).map_or("", |item| item.text(self.sql))
    }

    #[inline]
    pub(crate) fn advance(&mut self, count: usize) {
        self.at = (self.at + count).min(self.items.len());
    }

    /// Passes whatever stands here, if the statement does not end.
    pub(crate) fn skip_within_statement(&mut self) {
        self.advance(usize::from(!self.is_at_end()));
    }

    pub(crate) fn is(&self, distance: usize, sign: Sign) -> bool {
        self.peek(distance) == Some(sign)
    }

    pub(crate) fn is_word(&self, distance: usize, keyword: Keyword) -> bool {
        self.is(distance, Sign::Word(keyword))
    }

    pub(crate) fn is_one_of(&self, distance: usize, keywords: &[Keyword]) -> bool {
        matches!(self.peek(distance), Some(Sign::Word(keyword)) if keywords.contains(&keyword))
    }

    /// Returns `true` if a word is one of these, given as for [`spelling::is_one_of`]. For lists with words that are no keywords.
    pub(crate) fn is_spelled(&self, distance: usize, words: &str) -> bool {
        matches!(self.peek(distance), Some(Sign::Word(_))) && spelling::is_one_of(self.text(distance), words)
    }

    pub(crate) fn is_name(&self, distance: usize) -> bool {
        self.peek(distance).is_some_and(Sign::is_name)
    }

    /// Returns `true` if no statement goes on here.
    #[inline]
    pub(crate) fn is_at_end(&self) -> bool {
        matches!(self.peek(0), None | Some(Sign::Semicolon | Sign::Unsure))
    }

    #[inline(never)]
    pub(crate) fn skip_words(&mut self, keywords: &[Keyword]) {
        while self.is_one_of(0, keywords) {
            self.advance(1);
        }
    }

    /// Like [`Reader::skip_words`], for words that are also common names: they are skipped only if something follows that can
    /// stand in place of a name (S109).
    #[inline(never)]
    pub(crate) fn skip_modifiers(&mut self, keywords: &[Keyword]) {
        while self.is_one_of(0, keywords) && self.peek(1).is_some_and(Sign::may_replace_name) {
            self.advance(1);
        }
    }

    /// Skips `IF EXISTS` and `IF NOT EXISTS`, which are no names, whatever follows them.
    #[inline(never)]
    pub(crate) fn skip_condition(&mut self) {
        let not = usize::from(self.is_word(1, Keyword::Not));
        if self.is_word(0, Keyword::If) && self.is_word(1 + not, Keyword::Exists) {
            self.advance(2 + not);
        }
    }

    /// Skips a pair of brackets with all that it holds, semicolons included.
    pub(crate) fn skip_body(&mut self) {
        let mut depth = 0_usize;
        while let Some(sign) = self.peek(0) {
            match sign {
                Sign::Open => depth += 1,
                Sign::Close => depth = depth.saturating_sub(1),
                Sign::Unsure => return self.skip_text(),
                _ => {}
            }
            self.advance(1);
            if depth == 0 {
                return;
            }
        }
    }

    /// Skips a pair of brackets with all that it holds, if one opens here.
    #[inline(never)]
    pub(crate) fn skip_group(&mut self) {
        let mut depth = 0_usize;
        while !self.is_at_end() {
            if self.is(0, Sign::Open) {
                depth += 1;
            } else if self.is(0, Sign::Close) {
                depth = depth.saturating_sub(1);
            }
            if depth == 0 && !self.is(0, Sign::Close) {
                return;
            }
            self.advance(1);
            if depth == 0 {
                return;
            }
        }
    }

    /// Goes to the end of the statement.
    #[inline(never)]
    pub(crate) fn skip_statement(&mut self) {
        while !self.is_at_end() {
            self.advance(1);
        }
        // S86: nothing that follows is certain.
        if self.is(0, Sign::Unsure) {
            self.skip_text();
        }
    }

    /// Goes to the end of all statements.
    pub(crate) fn skip_text(&mut self) {
        self.at = self.items.len();
    }

    /// Reads a name with its qualifiers, `a.b.c`.
    #[inline(never)]
    pub(crate) fn name(&mut self) -> Option<Name<'t>> {
        if !self.is_name(0) {
            return None;
        }
        let start = self.at;
        self.advance(1);
        loop {
            // `database..table` leaves out a part.
            let dots = usize::from(self.is(0, Sign::Dot))
                + usize::from(self.is(0, Sign::Dot) && self.is(1, Sign::Dot));
            // S106: a link, or a dash within a name.
            let joints = if self.is(0, Sign::At) || self.is_dash_within_name() { 1 } else { dots };
            if joints == 0 || !self.is_name(joints) {
                return Some(Name { sql: self.sql, items: &self.items[start..self.at] });
            }
            self.advance(joints + 1);
        }
    }

    /// Returns `true` if a dash stands here, with nothing between it and its neighbours.
    fn is_dash_within_name(&self) -> bool {
        let touches = |left: usize, right: usize| match (self.items.get(left), self.items.get(right)) {
            (Some(left), Some(right)) => left.start + left.length as usize == right.start,
            _ => false,
        };
        let are_words =
            matches!((self.previous(1), self.peek(1)), (Some(Sign::Word(_)), Some(Sign::Word(_))));
        self.is(0, Sign::Dash) && are_words && touches(self.at - 1, self.at) && touches(self.at, self.at + 1)
    }

    /// Goes to the next item that matters.
    #[inline]
    pub(crate) fn skip_the_plain(&mut self) {
        while self.items.get(self.at).is_some_and(|item| !item.matters) {
            self.at += 1;
        }
    }

    /// The place of an item, for [`Reader::at`].
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// What is written at a place.
    pub(crate) fn at(&self, position: usize) -> &'t str {
        self.items.get(position).map_or("", |item| item.text(self.sql))
    }
}

/// A name with its qualifiers, as it is written but for white space.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'t> {
    sql: &'t str,
    items: &'t [Item],
}

impl<'t> Name<'t> {
    pub(crate) fn parts(self) -> impl Iterator<Item = &'t str> + Clone {
        self.items.iter().map(move |item| item.text(self.sql))
    }

    /// All of the name, if there is nothing else between its parts.
    #[inline]
    pub(crate) fn contiguous(self) -> Option<&'t str> {
        let (first, last) = (self.items.first()?, self.items.last()?);
        let end = last.start + last.length as usize;
        let length: usize = self.items.iter().map(|item| item.length as usize).sum();
        (end - first.start == length).then(|| &self.sql[first.start..end])
    }
}
