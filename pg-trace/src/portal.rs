//! Portals.

use std::fmt;
use std::sync::Arc;

use db_semconv::Query;

/// Like [`tokio_postgres::Portal`].
#[derive(Clone)]
pub struct Portal {
    inner: tokio_postgres::Portal,
    query: Arc<Query>,
}

impl Portal {
    pub(crate) fn new(inner: tokio_postgres::Portal, query: Arc<Query>) -> Self {
        Self { inner, query }
    }

    pub(crate) fn inner(&self) -> &tokio_postgres::Portal {
        &self.inner
    }

    pub(crate) fn query(&self) -> &Arc<Query> {
        &self.query
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Portal").finish_non_exhaustive()
    }
}
