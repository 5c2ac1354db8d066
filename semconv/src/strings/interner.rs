//! Strings that are kept for the life of the process, within limits.

use std::collections::HashSet;
use std::sync::{LazyLock, PoisonError, RwLock};

/// Keeps one copy of each string that it takes in, and never frees it.
pub(super) struct Interner {
    limits: Limits,
    known: LazyLock<RwLock<Known>>,
}

/// What an [`Interner`] keeps at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The number of strings.
    pub(super) strings: usize,
    /// The number of bytes in all of them.
    pub(super) bytes: usize,
    /// The number of bytes in one.
    pub(super) longest: usize,
}

#[derive(Default)]
struct Known {
    strings: HashSet<&'static str>,
    bytes: usize,
}

impl Interner {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { limits, known: LazyLock::new(RwLock::default) }
    }

    /// Returns the kept copy of `text`, and none if the limits do not allow one.
    pub(super) fn intern(&self, text: &str) -> Option<&'static str> {
        if text.len() > self.limits.longest {
            return None;
        }
        // A poisoned lock only means that another thread panicked between two whole insertions.
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(string) = known.strings.get(text) {
            return Some(string);
        }
        // A full interner writes nothing more, so that no thread waits for another.
        if !self.admits(&known, text) {
            return None;
        }
        drop(known);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(string) = known.strings.get(text) {
            return Some(string);
        }
        if !self.admits(&known, text) {
            return None;
        }
        let leaked: &'static str = Box::leak(Box::from(text));
        known.bytes += leaked.len();
        known.strings.insert(leaked);
        Some(leaked)
    }

    fn admits(&self, known: &Known, text: &str) -> bool {
        known.strings.len() < self.limits.strings && known.bytes + text.len() <= self.limits.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interner_keeps_the_same_text_once() {
        let interner = Interner::new(Limits { strings: 1, bytes: 8, longest: 8 });
        let first = interner.intern("SELECT 1").expect("room");
        assert!(interner.intern("SELECT 1").is_some_and(|second| std::ptr::eq(first, second)));
    }

    #[test]
    fn interner_keeps_nothing_past_its_limits() {
        let interner = Interner::new(Limits { strings: 2, bytes: 8, longest: 5 });
        assert_eq!(interner.intern("123456"), None);
        assert_eq!(interner.intern("12345"), Some("12345"));
        assert_eq!(interner.intern("6789"), None);
        assert_eq!(interner.intern("678"), Some("678"));
        assert_eq!(interner.intern(""), None);
        assert_eq!(interner.intern("12345"), Some("12345"));
    }
}
