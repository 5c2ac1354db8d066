//! Short strings that go onto many spans.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use opentelemetry::{StringValue, Value};

/// How many strings may be interned in the life of a process, and how long each may be: 1 MiB at most in all.
const MOST_INTERNED: usize = 4_096;
const LONGEST_INTERNED: usize = 256;

static INTERNED: LazyLock<RwLock<HashSet<&'static str>>> = LazyLock::new(RwLock::default);

/// A string that is cheap to put onto a span.
///
/// A span's name has to be `'static` or allocated anew for every span, and a shared reference count is what threads
/// contend for. So the few strings that recur (summaries, host names, database names) are interned: leaked once, up
/// to a bound. Past the bound, and for long texts, the string is shared by a count.
#[derive(Clone)]
pub enum Label {
    /// A constant, or an interned string.
    Static(&'static str),
    /// A string with a reference count.
    Shared(Arc<str>),
}

impl Label {
    /// Interns `text` if the bound allows it.
    pub fn interned(text: &str) -> Self {
        if text.len() > LONGEST_INTERNED {
            return Self::shared(text);
        }
        // A poisoned lock only means that another thread panicked between two whole insertions.
        let interned = INTERNED.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = interned.get(text) {
            return Self::Static(known);
        }
        // Once it is full nothing more is written, and nobody waits for anybody.
        if interned.len() >= MOST_INTERNED {
            return Self::shared(text);
        }
        drop(interned);
        let mut interned = INTERNED.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = interned.get(text) {
            return Self::Static(known);
        }
        if interned.len() >= MOST_INTERNED {
            return Self::shared(text);
        }
        let leaked: &'static str = Box::leak(Box::from(text));
        interned.insert(leaked);
        Self::Static(leaked)
    }

    /// Shares `text` by a reference count.
    pub fn shared(text: impl Into<Arc<str>>) -> Self {
        Self::Shared(text.into())
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Static(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(formatter)
    }
}

impl PartialEq for Label {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let (this, other) = (self.as_str(), other.as_str());
        // An interned string is at one place only.
        std::ptr::eq(this, other) || this == other
    }
}

impl Eq for Label {}

impl From<&Label> for Value {
    fn from(label: &Label) -> Self {
        Self::String(match label {
            Label::Static(text) => StringValue::from(*text),
            Label::Shared(text) => StringValue::from(Arc::clone(text)),
        })
    }
}

impl From<&Label> for Cow<'static, str> {
    fn from(label: &Label) -> Self {
        match label {
            Label::Static(text) => Cow::Borrowed(text),
            Label::Shared(text) => Cow::Owned(text.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_interned_once() {
        let (Label::Static(first), Label::Static(second)) =
            (Label::interned("SELECT interned_once"), Label::interned("SELECT interned_once"))
        else {
            panic!("not interned");
        };
        assert!(std::ptr::eq(first, second));
    }

    #[test]
    fn a_long_text_is_not_leaked() {
        assert!(matches!(Label::interned(&"x".repeat(LONGEST_INTERNED + 1)), Label::Shared(_)));
    }
}
