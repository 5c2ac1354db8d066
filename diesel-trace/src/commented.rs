//! Queries whose text carries the context of their call.

use db_semconv::Observation;
use diesel::QueryResult;
use diesel::internal::derives::multiconnection::AstPassHelper as _;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

use crate::backend::TracedBackend;
use crate::statements;

/// A query with the text that is sent in place of its own, if there is one. Everything else is the query's.
#[derive(Debug)]
pub(crate) struct Commented<T> {
    query: T,
    text: Option<String>,
}

impl<T> Commented<T> {
    /// The query of a call, with a comment unless diesel caches it. `has_cache` says that diesel caches any.
    #[cold]
    pub(crate) fn of<B>(query: T, observation: &Observation<'_>, has_cache: bool) -> Self
    where
        B: TracedBackend,
        T: QueryFragment<B>,
    {
        let is_cached = has_cache && query.is_safe_to_cache_prepared(&B::default()).unwrap_or(true);
        let text = if is_cached { None } else { statements::text::<B>(&query) };
        Self { query, text: text.and_then(|text| observation.commented(&text)) }
    }
}

impl<B, T> QueryFragment<B> for Commented<T>
where
    B: TracedBackend,
    T: QueryFragment<B>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, B>) -> QueryResult<()> {
        match &self.text {
            // The other passes look at the text, and at whether it can be cached.
            Some(text) if pass.bind_collector().is_none() && pass.debug_binds().is_none() => {
                pass.push_sql(text);
                pass.unsafe_to_cache_prepared();
                Ok(())
            }
            _ => self.query.walk_ast(pass),
        }
    }
}

impl<T: Query> Query for Commented<T> {
    type SqlType = T::SqlType;
}

impl<T: QueryId> QueryId for Commented<T> {
    type QueryId = T::QueryId;

    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}
