//! A tracer or the instruments: once found, and replaced if the program replaces its provider.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::{ArcSwap, Guard};

/// Something that is found late, and may be replaced.
///
/// Reading what is never replaced costs two loads. What is replaced is freed when nothing uses it any more.
pub(super) struct Found<T> {
    kept: OnceLock<T>,
    replaceable: OnceLock<ArcSwap<T>>,
    /// Asked in each call, so it is one load.
    is_some: AtomicBool,
}

impl<T> Found<T> {
    pub(super) const fn nothing() -> Self {
        Self { kept: OnceLock::new(), replaceable: OnceLock::new(), is_some: AtomicBool::new(false) }
    }

    #[inline]
    pub(super) fn is_some(&self) -> bool {
        self.is_some.load(Ordering::Relaxed)
    }

    #[inline]
    pub(super) fn get(&self) -> Option<Holding<'_, T>> {
        match self.replaceable.get() {
            None => self.kept.get().map(Holding::Kept),
            Some(found) => Some(Holding::Replaceable(found.load())),
        }
    }

    /// Returns the value unless it was replaced.
    #[inline]
    pub(super) fn kept(&self) -> Option<&T> {
        if self.replaceable.get().is_some() { None } else { self.kept.get() }
    }

    /// Keeps the first value until something [replaces](Self::replace) it. Another thread may have been faster.
    pub(super) fn keep(&self, value: T) {
        let _ = self.kept.set(value);
        self.is_some.store(true, Ordering::Relaxed);
    }

    /// Replaces the value, and returns what nothing finds any more.
    pub(super) fn replace(&self, value: T) -> Option<Arc<T>> {
        let mut value = Some(value);
        let found =
            self.replaceable.get_or_init(|| ArcSwap::from_pointee(value.take().expect("not taken yet")));
        self.is_some.store(true, Ordering::Relaxed);
        value.map(|value| found.swap(Arc::new(value)))
    }

    /// Keeps the first value, and replaces it by a later one.
    pub(super) fn keep_or_replace(&self, value: T) -> Option<Arc<T>> {
        if self.is_some() {
            return self.replace(value);
        }
        self.keep(value);
        None
    }
}

/// A value that stays as long as this is held.
pub(crate) enum Holding<'a, T> {
    Kept(&'a T),
    Replaceable(Guard<Arc<T>>),
}

impl<T> Deref for Holding<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            Self::Kept(value) => value,
            Self::Replaceable(value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_value_is_kept_until_it_is_replaced() {
        let found = Found::nothing();
        assert!(!found.is_some() && found.get().is_none());
        found.keep(1);
        found.keep(2);
        assert_eq!(found.get().as_deref(), Some(&1));
        for value in [3, 4] {
            drop(found.replace(value));
            assert_eq!(found.get().as_deref(), Some(&value));
        }
        assert!(found.is_some());
    }

    #[test]
    fn replaced_value_is_freed() {
        let found = Found::nothing();
        let value = Arc::new(());
        drop(found.replace(Arc::clone(&value)));
        assert_eq!(Arc::strong_count(&value), 2);
        drop(found.replace(Arc::new(())));
        assert_eq!(Arc::strong_count(&value), 1);
    }
}
