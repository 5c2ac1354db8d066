//! The summary of a text: `{operation} {target} {operation} {target} {target} …`.
//!
//! The conventions' rule: operations and targets in the order of the text, as they are written (S65), at most 255 characters,
//! never cut inside a name; no literal. Here, the limit is 255 bytes (S66).

use std::iter;

use arrayvec::ArrayString;

use super::kind::Kind;
use super::reader::Name;

pub(crate) const MAXIMUM: usize = 255;

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    Table,
    Procedure,
    /// A function, an index, a setting, a channel …
    Other,
}

/// A part of the summary: first byte, and the one after the last.
pub(crate) type Part = (u8, u8);

/// The first operation of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verb {
    Shown(Part),
    /// The summary had no room for it.
    Left(Box<str>),
}

/// A summary in the making. Kept from text to text.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    text: ArrayString<MAXIMUM>,
    is_full: bool,
    /// 0, 1, or 2 for more.
    statements: u8,
    /// The current statement has added nothing so far.
    is_fresh: bool,
    /// The first operation, and whether it is the statement's own and not one of a subquery.
    operation: Option<(Verb, bool)>,
    /// What the operations do so far.
    kind: Option<Kind>,
    /// 0, 1, or 2 for more.
    targets: u8,
    target: Option<(Part, Noun)>,
}

impl Summary {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.is_full = false;
        self.statements = 0;
        self.operation = None;
        self.kind = None;
        self.targets = 0;
        self.target = None;
    }

    /// Returns `true` if there is no room for more; then no more needs to be read.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// S85, as the collection and the stored procedure.
    pub(crate) fn operation(&self) -> Option<&Verb> {
        self.operation.as_ref().filter(|_| self.statements == 1).map(|(operation, _)| operation)
    }

    /// What all operations together do. S93: those for which a full summary has no room may do anything.
    pub(crate) fn kind(&self) -> Kind {
        match self.kind {
            Some(kind) if kind == Kind::Write || !self.is_full => kind,
            _ => Kind::Other,
        }
    }

    pub(crate) fn collection(&self) -> Option<Part> {
        self.only(Noun::Table)
    }

    pub(crate) fn stored_procedure(&self) -> Option<Part> {
        self.only(Noun::Procedure)
    }

    fn only(&self, noun: Noun) -> Option<Part> {
        let (part, target) = self.target?;
        (self.targets == 1 && target == noun && !self.is_full).then_some(part)
    }

    pub(super) fn start_statement(&mut self) {
        self.is_fresh = true;
        self.statements = (self.statements + 1).min(2);
    }

    /// `is_own` says that the operation is not one of a subquery or a `WITH` list.
    pub(crate) fn add_operation<'n>(
        &mut self,
        words: impl Iterator<Item = &'n str> + Clone,
        kind: Kind,
        is_own: bool,
    ) {
        if !self.is_full {
            self.kind = Some(self.kind.map_or(kind, |known| known.and(kind)));
        }
        let part = self.push(words.clone(), " ");
        let replaces = match &self.operation {
            None => true,
            Some((_, known_is_own)) => is_own && !known_is_own,
        };
        if replaces {
            let operation = match part {
                Some(part) => Verb::Shown(part),
                None => Verb::Left(words.collect::<Vec<_>>().join(" ").into()),
            };
            self.operation = Some((operation, is_own));
        }
    }

    pub(crate) fn add_target(&mut self, name: Name<'_>, noun: Noun) {
        match name.contiguous() {
            Some(name) => self.add_named_target(iter::once(name), noun),
            None => self.add_named_target(name.parts(), noun),
        }
    }

    pub(crate) fn add_named_target<'n>(&mut self, parts: impl Iterator<Item = &'n str> + Clone, noun: Noun) {
        self.targets = (self.targets + 1).min(2);
        if let Some(part) = self.push(parts, "") {
            self.target = Some((part, noun));
        }
    }

    #[inline]
    fn push<'n>(&mut self, parts: impl Iterator<Item = &'n str> + Clone, joint: &str) -> Option<Part> {
        let mut length = 0;
        for (number, part) in parts.clone().enumerate() {
            length += part.len() + if number == 0 { 0 } else { joint.len() };
        }
        let start = self.separate(length)?;
        for (number, part) in parts.enumerate() {
            if number > 0 {
                self.text.push_str(joint);
            }
            self.text.push_str(part);
        }
        Some((start, self.position()))
    }

    /// Makes sure that there is room for `length` bytes, and returns where they start.
    fn separate(&mut self, length: usize) -> Option<u8> {
        // A name that could never be in a summary is left out, and what follows it is not.
        if length > MAXIMUM || self.is_full {
            return None;
        }
        // S67: what divides statements, and parts of one.
        let separator = match (self.text.is_empty(), self.is_fresh) {
            (true, _) => 0,
            (false, true) => 2,
            (false, false) => 1,
        };
        if self.text.len() + separator + length > MAXIMUM {
            self.is_full = true;
            return None;
        }
        self.is_fresh = false;
        if separator == 2 {
            self.text.push(';');
        }
        if separator > 0 {
            self.text.push(' ');
        }
        Some(self.position())
    }

    fn position(&self) -> u8 {
        u8::try_from(self.text.len()).unwrap_or(u8::MAX)
    }
}
