//! The summary of a text: `{operation} {target} {operation} {target} {target} …`.
//!
//! The conventions' rule: operations and targets in the order of the text, as they are written (S65), at most 255 characters,
//! never cut inside a name; no literal. Here, the limit is 255 bytes (S66).

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

/// The text of a part; empty without one.
fn part(summary: &str, part: Option<Part>) -> &str {
    part.and_then(|(start, end)| summary.get(usize::from(start)..usize::from(end))).unwrap_or_default()
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
    /// What was known before the current statement.
    before: Before,
    /// The last statement that has added something.
    last: Option<Part>,
    /// How much of the last statement the current one has said once more, since it has no room.
    repeated: Option<usize>,
}

/// What a statement changes.
#[derive(Debug, Default, Clone, Copy)]
struct Before {
    length: u8,
    statements: u8,
    targets: u8,
    target: Option<(Part, Noun)>,
}

/// S67: what divides statements.
const SEPARATOR: &str = "; ";

impl Summary {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.is_full = false;
        self.statements = 0;
        self.operation = None;
        self.kind = None;
        self.targets = 0;
        self.target = None;
        self.last = None;
        self.repeated = None;
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
        self.before = Before {
            length: self.position(),
            statements: self.statements,
            targets: self.targets,
            target: self.target,
        };
        self.is_fresh = true;
        self.repeated = None;
        self.statements = (self.statements + 1).min(2);
    }

    /// S67: leaves out the statement that was read if the one before it said the same.
    pub(super) fn end_statement(&mut self) {
        if self.is_full || (self.is_fresh && self.repeated.is_none()) {
            return;
        }
        let start = self.start();
        let is_same = match self.repeated {
            Some(repeated) => repeated == self.last().len(),
            None => self.last() == &self.text[start..],
        };
        if is_same {
            self.text.truncate(usize::from(self.before.length));
            let Before { statements, targets, target, .. } = self.before;
            (self.statements, self.targets, self.target) = (statements, targets, target);
            self.find_operation_before(start);
        } else if self.repeated.is_some() {
            self.is_full = true;
        } else {
            self.last = Some((u8::try_from(start).unwrap_or(u8::MAX), self.position()));
        }
    }

    /// Where the current statement starts, or would start.
    fn start(&self) -> usize {
        let length = usize::from(self.before.length);
        if length == 0 { 0 } else { length + SEPARATOR.len() }
    }

    /// The last statement that has added something.
    fn last(&self) -> &str {
        part(&self.text, self.last)
    }

    /// Has the operation shown where the same statement stands that is left, if it was one of a statement at `start`.
    fn find_operation_before(&mut self, start: usize) {
        let (Some((Verb::Shown(part), _)), Some((last, _))) = (&mut self.operation, self.last) else {
            return;
        };
        if usize::from(part.0) >= start {
            let distance = u8::try_from(start).unwrap_or(u8::MAX) - last;
            *part = (part.0 - distance, part.1 - distance);
        }
    }

    /// `is_own` says that the operation is not one of a subquery or a `WITH` list.
    pub(crate) fn add_operation(&mut self, words: &[&str], kind: Kind, is_own: bool) {
        if !self.is_full {
            self.kind = Some(self.kind.map_or(kind, |known| known.and(kind)));
        }
        let part = self.push(words, " ");
        let replaces = match &self.operation {
            None => true,
            Some((_, known_is_own)) => is_own && !known_is_own,
        };
        if replaces {
            let operation = match part {
                Some(part) => Verb::Shown(part),
                None => Verb::Left(words.join(" ").into()),
            };
            self.operation = Some((operation, is_own));
        }
    }

    pub(crate) fn add_target(&mut self, name: Name<'_>, noun: Noun) {
        match name.contiguous() {
            Some(name) => self.add_named_target(&[name], noun),
            // More parts than these have no room.
            None => self.add_named_target(&name.parts().take(MAXIMUM + 1).collect::<Vec<_>>(), noun),
        }
    }

    pub(crate) fn add_named_target(&mut self, parts: &[&str], noun: Noun) {
        self.targets = (self.targets + 1).min(2);
        if let Some(part) = self.push(parts, "") {
            self.target = Some((part, noun));
        }
    }

    fn push(&mut self, parts: &[&str], joint: &str) -> Option<Part> {
        let (first, others) = parts.split_first()?;
        let mut length = first.len();
        for other in others {
            length += joint.len() + other.len();
        }
        // A name that could never be in a summary is left out, and what follows it is not.
        if length > MAXIMUM || self.is_full {
            return None;
        }
        // S67: what divides statements, and parts of one.
        let separator = match (self.text.is_empty(), self.is_fresh) {
            (true, _) => 0,
            (false, true) => SEPARATOR.len(),
            (false, false) => 1,
        };
        if self.repeated.is_some() || self.text.len() + separator + length > MAXIMUM {
            self.repeated = self.repeat(parts, joint);
            self.is_full = self.repeated.is_none();
            return None;
        }
        self.is_fresh = false;
        self.text.push_str(&SEPARATOR[SEPARATOR.len() - separator..]);
        let start = self.position();
        self.text.push_str(first);
        for other in others {
            self.text.push_str(joint);
            self.text.push_str(other);
        }
        Some((start, self.position()))
    }

    /// S67: a statement that says the same as the last one takes no room. Returns how much of the last one it has said, if the next
    /// parts go on with it.
    #[inline(never)]
    fn repeat(&self, parts: &[&str], joint: &str) -> Option<usize> {
        let (last, here) = (self.last(), self.text.get(self.start()..).unwrap_or_default());
        let said = self.repeated.unwrap_or(here.len());
        let mut rest = last.get(said..).filter(|_| last.starts_with(here))?;
        for (number, part) in parts.iter().enumerate() {
            let separator = match (number, said) {
                (0, 0) => "",
                (0, _) => " ",
                _ => joint,
            };
            rest = rest.strip_prefix(separator)?.strip_prefix(*part)?;
        }
        Some(last.len() - rest.len())
    }

    fn position(&self) -> u8 {
        u8::try_from(self.text.len()).unwrap_or(u8::MAX)
    }
}
