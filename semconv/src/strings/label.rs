//! Short strings that go onto many spans.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use opentelemetry::{StringValue, Value};

use super::interner::{Interner, Limits};

/// 1 MiB at most in the life of a process.
static NAMES: Interner = Interner::new(Limits { strings: 4_096, bytes: 1_048_576, longest: 256 });

/// A string that is cheap to put onto a span.
///
/// A span's name has to be `'static` or allocated again for every span, and threads contend for a shared reference
/// count. So the few strings that recur (summaries, host names, database names) are interned: leaked once, within
/// limits. Past the limits, and for long texts, the string is shared by a count.
#[derive(Clone)]
pub(crate) enum Label {
    /// A constant, or an interned string.
    Static(&'static str),
    /// A string with a reference count.
    Shared(Arc<str>),
}

impl Label {
    /// Interns `text` if the limits allow it.
    pub(crate) fn interned(text: &str) -> Self {
        match NAMES.intern(text) {
            Some(text) => Self::Static(text),
            None => Self::shared(text),
        }
    }

    /// Shares `text` by a reference count.
    pub(crate) fn shared(text: impl Into<Arc<str>>) -> Self {
        Self::Shared(text.into())
    }

    /// The string.
    pub(crate) fn as_str(&self) -> &str {
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

impl From<&Label> for Value {
    fn from(label: &Label) -> Self {
        Self::String(match label {
            Label::Static(text) => StringValue::from(*text),
            Label::Shared(text) => StringValue::from(Arc::clone(text)),
        })
    }
}

impl From<&Label> for Cow<'static, str> {
    #[inline]
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
    fn label_interns_the_same_text_once() {
        let (Label::Static(first), Label::Static(second)) =
            (Label::interned("SELECT interned_once"), Label::interned("SELECT interned_once"))
        else {
            panic!("not interned");
        };
        assert!(std::ptr::eq(first, second));
    }

    #[test]
    fn label_of_a_long_text_is_not_leaked() {
        assert!(matches!(Label::interned(&"x".repeat(257)), Label::Shared(_)));
    }
}
