//! `IN (1, 2, 3)` becomes `IN (?)`.
//!
//! S24, the conventions' rule: "`IN` clauses: collapse to a single `?`", which keeps the number of distinct texts low. S25: it holds
//! for lists that have literals in them, and nothing but literals, parameters and NULL. Where such a list ends is only
//! known at its end, so that the state to go back to is remembered at its start.

use super::output::Mark;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::TokenKind;
use crate::sql::summary::item::Sign;

/// What is known of the list that is being read, if one is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    pub(super) state: ListState,
    pub(super) has_literal: bool,
    pub(super) wants_item: bool,
    pub(super) start: Origin,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ListState {
    #[default]
    Outside,
    /// The last word was `IN`.
    AfterIn,
    Within,
}

/// The first byte after the bracket, and what was written up to there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Origin {
    pub(super) position: usize,
    pub(super) mark: Mark,
    pub(super) items: usize,
}

/// What to do with the list, now that another token is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    GoOn,
    /// The list starts after this token.
    Open,
    /// The list ends before this token, and is one `?`.
    Collapse,
    /// Like [`Step::Collapse`], to the end of the text.
    CollapseAll,
}

impl List {
    pub(super) fn open(&mut self, start: Origin) {
        *self = Self { state: ListState::Within, has_literal: false, wants_item: true, start };
    }

    /// Reads the next significant token.
    pub(super) fn step(&mut self, kind: TokenKind, sign: Sign) -> Step {
        match (self.state, sign) {
            (ListState::Outside, _) => {}
            (ListState::AfterIn, Sign::Open) => return Step::Open,
            (ListState::AfterIn, _) => self.state = ListState::Outside,
            (ListState::Within, Sign::Comma) if !self.wants_item => self.wants_item = true,
            (ListState::Within, Sign::Word(Keyword::Null)) if self.wants_item => self.wants_item = false,
            (ListState::Within, Sign::Close) if !self.wants_item => {
                self.state = ListState::Outside;
                return if self.has_literal { Step::Collapse } else { Step::GoOn };
            }
            (ListState::Within, Sign::Unsure) if self.has_literal => return Step::CollapseAll,
            (ListState::Within, _) => match kind {
                TokenKind::Literal | TokenKind::Parameter if self.wants_item => {
                    self.has_literal |= kind == TokenKind::Literal;
                    self.wants_item = false;
                }
                _ => self.state = ListState::Outside,
            },
        }
        if sign == Sign::Word(Keyword::In) {
            self.state = ListState::AfterIn;
        }
        Step::GoOn
    }

    /// Returns `true` if the text ended in a list that is to be one `?`: its end lies beyond what can be seen (S26).
    pub(super) fn is_open_ended(&self) -> bool {
        self.state == ListState::Within && self.has_literal
    }
}
