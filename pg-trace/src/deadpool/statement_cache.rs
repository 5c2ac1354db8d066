//! The prepared statements of one client.

use std::collections::HashMap;
use std::fmt;
use std::panic::Location;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::OnceCell;

use crate::types::Type;
use crate::{Client, Error, Statement};

/// Like `deadpool_postgres::StatementCache`: a text is prepared once, for any number of callers at a time.
///
/// If preparing fails or is cancelled, one of the waiting callers continues. A statement that was removed meanwhile does
/// not come back.
pub struct StatementCache {
    /// For each text, a few lists of types at most.
    texts: RwLock<HashMap<String, Vec<Entry>>>,
}

struct Entry {
    types: Box<[Type]>,
    /// Shared with those who wait for it, so that one that was removed is theirs alone.
    statement: Arc<OnceCell<Statement>>,
}

impl StatementCache {
    pub(super) fn new() -> Self {
        Self { texts: RwLock::default() }
    }

    /// Returns the number of its statements.
    pub fn size(&self) -> usize {
        self.read().values().flatten().filter(|entry| entry.statement.initialized()).count()
    }

    /// Forgets the statements of this client. [`StatementCaches::clear`](super::StatementCaches::clear) does so for
    /// all clients.
    pub fn clear(&self) {
        self.write().clear();
    }

    /// Forgets a statement of this client, and returns it.
    /// [`StatementCaches::remove`](super::StatementCaches::remove) does so for all clients.
    pub fn remove(&self, query: &str, types: &[Type]) -> Option<Statement> {
        let mut texts = self.write();
        let entries = texts.get_mut(query)?;
        let index = entries.iter().position(|entry| *entry.types == *types)?;
        let entry = entries.swap_remove(index);
        if entries.is_empty() {
            texts.remove(query);
        }
        entry.statement.get().cloned()
    }

    /// Like [`Client::prepare`], unless the statement is here.
    #[track_caller]
    pub fn prepare(&self, client: &Client, query: &str) -> impl Future<Output = Result<Statement, Error>> {
        self.prepare_typed(client, query, &[])
    }

    /// Like [`Client::prepare_typed`], unless the statement is here.
    #[track_caller]
    pub fn prepare_typed(
        &self,
        client: &Client,
        query: &str,
        types: &[Type],
    ) -> impl Future<Output = Result<Statement, Error>> {
        let call_site = Location::caller();
        async move {
            let statement = self.entry(query, types);
            statement.get_or_try_init(|| client.prepare_from(call_site, query, types)).await.cloned()
        }
    }

    fn entry(&self, query: &str, types: &[Type]) -> Arc<OnceCell<Statement>> {
        let find = |entries: &[Entry]| {
            let entry = entries.iter().find(|entry| *entry.types == *types)?;
            Some(Arc::clone(&entry.statement))
        };
        if let Some(statement) = self.read().get(query).and_then(|entries| find(entries)) {
            return statement;
        }
        let mut texts = self.write();
        let entries = texts.entry(query.to_owned()).or_default();
        // Another task may have been faster.
        find(entries).unwrap_or_else(|| {
            let statement = Arc::default();
            entries.push(Entry { types: types.into(), statement: Arc::clone(&statement) });
            statement
        })
    }

    /// A poisoned lock only means that another thread panicked between two whole changes.
    fn read(&self) -> RwLockReadGuard<'_, HashMap<String, Vec<Entry>>> {
        self.texts.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<String, Vec<Entry>>> {
        self.texts.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for StatementCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StatementCache").field("size", &self.size()).finish()
    }
}
