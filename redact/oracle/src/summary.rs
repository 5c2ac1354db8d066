//! Tokens without data to a summary: `{operation} {target} {operation} {target} {target} …`
//!
//! * S65: operations and targets as they are written, in the order of the text.
//! * S66: in at most 255 bytes, and never cut inside a name. A name that is too long by itself is left out. The first part that
//!   has no room left ends the summary, and of what follows it, nothing is looked at but whether another statement starts there.
//! * S67: statements are divided by `; `. A statement with the same summary as the one before it is left out, as if it were not there.
//! * S85: `db.operation.name` is the operation of the only statement: the first one of its own, if it has one, else the first one.
//!   An operation in brackets is not the statement's own. `db.collection.name` is the only target, if it is a table, and
//!   `db.stored_procedure.name`, if it is a procedure. Both only if the summary is complete.

use crate::Dialect;
use crate::kind::Kind;
use crate::sentence::Sentence;
use crate::statement;
use crate::token::Token;

const LONGEST: usize = 255;

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Table,
    Procedure,
    /// A function, an index, a setting, a channel …
    Other,
}

/// What statements consist of, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A statement starts.
    Start,
    Operation {
        name: String,
        kind: Kind,
        is_own: bool,
    },
    Target {
        name: String,
        target: Target,
    },
    /// An operation of a statement that is left out.
    Repeated(Kind),
}

impl Part {
    fn kind(&self) -> Option<Kind> {
        match self {
            Part::Operation { kind, .. } | Part::Repeated(kind) => Some(*kind),
            Part::Start | Part::Target { .. } => None,
        }
    }
}

pub(crate) struct Summary {
    pub(crate) text: String,
    is_complete: bool,
    /// All parts up to the one that has no room left.
    parts: Vec<Part>,
    /// How many statements the text has, with and without room.
    statements: usize,
}

impl Summary {
    pub(crate) fn of(tokens: &[Token], dialect: Dialect) -> Self {
        let parts = without_repetitions(&statement::parts(&mut Sentence::of(tokens, dialect), dialect));
        let statements = parts.iter().filter(|part| **part == Part::Start).count();
        let mut summary = Summary { text: String::new(), is_complete: true, parts: Vec::new(), statements };
        let mut separator = "";
        for part in parts {
            summary.parts.push(part.clone());
            match part {
                Part::Start if summary.text.is_empty() => {}
                Part::Start => separator = "; ",
                Part::Operation { name, .. } | Part::Target { name, .. } if name.len() <= LONGEST => {
                    if summary.text.len() + separator.len() + name.len() > LONGEST {
                        summary.is_complete = false;
                        return summary;
                    }
                    summary.text += separator;
                    summary.text += &name;
                    separator = " ";
                }
                Part::Operation { .. } | Part::Target { .. } | Part::Repeated(_) => {}
            }
        }
        summary
    }

    pub(crate) fn operation(&self) -> Option<String> {
        if self.statements != 1 {
            return None;
        }
        let all = || self.parts.iter();
        let own = all().find_map(|part| match part {
            Part::Operation { name, is_own: true, .. } => Some(name.clone()),
            _ => None,
        });
        own.or_else(|| {
            all().find_map(|part| match part {
                Part::Operation { name, .. } => Some(name.clone()),
                _ => None,
            })
        })
    }

    pub(crate) fn kind(&self) -> Kind {
        Kind::of_all(&self.parts.iter().filter_map(Part::kind).collect::<Vec<_>>(), self.is_complete)
    }

    pub(crate) fn collection(&self) -> Option<String> {
        self.only(Target::Table)
    }

    pub(crate) fn stored_procedure(&self) -> Option<String> {
        self.only(Target::Procedure)
    }

    /// The only target, if it is shown and of that kind.
    fn only(&self, kind: Target) -> Option<String> {
        let mut targets = self.parts.iter().filter_map(|part| match part {
            Part::Target { name, target } => Some((name, *target)),
            _ => None,
        });
        match (targets.next(), targets.next()) {
            (Some((name, target)), None) if target == kind && self.is_complete && name.len() <= LONGEST => {
                Some(name.clone())
            }
            _ => None,
        }
    }
}

fn without_repetitions(parts: &[Part]) -> Vec<Part> {
    let (mut kept, mut last) = (Vec::new(), None);
    for statement in parts.split(|part| *part == Part::Start).skip(1) {
        let names: Vec<&str> = statement.iter().filter_map(shown).collect();
        let summary = names.join(" ");
        if summary.is_empty() || last.as_ref() != Some(&summary) {
            kept.push(Part::Start);
            kept.extend(statement.iter().cloned());
        } else {
            kept.extend(statement.iter().filter_map(Part::kind).map(Part::Repeated));
        }
        // What says nothing stands between no two statements.
        if !summary.is_empty() {
            last = Some(summary);
        }
    }
    kept
}

/// What the summary has of a part, if it has room.
fn shown(part: &Part) -> Option<&str> {
    match part {
        Part::Operation { name, .. } | Part::Target { name, .. } if name.len() <= LONGEST => Some(name),
        _ => None,
    }
}
