//! The text of a statement, which many spans may have.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use opentelemetry::{StringValue, Value};

use super::interner::{Interner, Limits};

/// The number of spans that share a text by its count before it counts as one that recurs.
const OFTEN: u8 = 16;

/// Texts are kept apart from names, which they cannot crowd out: 1 MiB at most in the life of a process.
static TEXTS: Interner = Interner::new(Limits { strings: 4_096, bytes: 1_048_576, longest: 4_096 });

/// A text that is shared by a count, and interned after [`OFTEN`] spans: threads that make the same calls would contend
/// for the count.
///
/// An interned text is never freed. So only texts that recur are interned. Past the limits, and for texts that are longer
/// than 4 KiB, the count stays.
#[derive(Debug)]
pub(crate) struct RecurringText {
    shared: Arc<str>,
    told: AtomicU8,
    interned: OnceLock<&'static str>,
}

impl RecurringText {
    pub(crate) fn new(text: impl Into<Arc<str>>) -> Self {
        Self { shared: text.into(), told: AtomicU8::new(0), interned: OnceLock::new() }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.shared
    }

    /// The text for a span.
    #[inline]
    pub(crate) fn tell(&self) -> Value {
        match self.interned.get() {
            Some(text) => Value::String(StringValue::from(*text)),
            None => self.tell_shared(),
        }
    }

    #[cold]
    fn tell_shared(&self) -> Value {
        // A lost update only means one more time.
        let told = self.told.load(Relaxed);
        if told < OFTEN {
            self.told.store(told + 1, Relaxed);
            if told + 1 == OFTEN
                && let Some(text) = TEXTS.intern(&self.shared)
            {
                // Another thread may have been faster; its text is the same.
                let _ = self.interned.set(text);
            }
        }
        Value::String(StringValue::from(Arc::clone(&self.shared)))
    }
}

impl Clone for RecurringText {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            told: AtomicU8::new(self.told.load(Relaxed)),
            interned: self.interned.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recurring_text_is_interned_after_frequent_use() {
        let text = RecurringText::new("SELECT recurring");
        for _ in 0..OFTEN {
            assert_eq!(text.interned.get(), None);
            assert_eq!(text.tell(), Value::from("SELECT recurring"));
        }
        assert_eq!(text.interned.get(), Some(&"SELECT recurring"));
        assert_eq!(text.tell(), Value::from("SELECT recurring"));
        assert_eq!(Arc::strong_count(&text.shared), 1);
    }

    #[test]
    fn long_recurring_text_stays_shared() {
        let text = RecurringText::new("x".repeat(4_097));
        for _ in 0..=OFTEN {
            text.tell();
        }
        assert_eq!(text.interned.get(), None);
    }
}
