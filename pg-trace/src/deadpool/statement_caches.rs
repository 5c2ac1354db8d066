//! The prepared statements of all clients of a pool.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::StatementCache;
use crate::types::Type;

/// Like `deadpool_postgres::StatementCaches`: the caches of all clients that a [`Manager`](super::Manager) made.
#[derive(Debug, Default)]
pub struct StatementCaches {
    caches: Mutex<Vec<Weak<StatementCache>>>,
}

impl StatementCaches {
    /// Forgets the statements of all clients.
    pub fn clear(&self) {
        self.for_each(StatementCache::clear);
    }

    /// Forgets a statement of all clients.
    pub fn remove(&self, query: &str, types: &[Type]) {
        self.for_each(|cache| drop(cache.remove(query, types)));
    }

    pub(super) fn attach(&self, cache: &Arc<StatementCache>) {
        let mut caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        // A pool that shrinks drops its clients without a word.
        caches.retain(|cache| cache.strong_count() > 0);
        caches.push(Arc::downgrade(cache));
    }

    pub(super) fn detach(&self, cache: &Arc<StatementCache>) {
        let mut caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        caches.retain(|other| !std::ptr::eq(other.as_ptr(), Arc::as_ptr(cache)));
    }

    fn for_each(&self, change: impl Fn(&StatementCache)) {
        let caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        for cache in caches.iter().filter_map(Weak::upgrade) {
            change(&cache);
        }
    }
}
