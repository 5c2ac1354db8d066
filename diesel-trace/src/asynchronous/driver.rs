//! The connections of diesel-async's.

use std::fmt;

use db_semconv::{SendsInFront, context};
use diesel::QueryResult;
use diesel::query_builder::{AsQuery, Query, QueryFragment, QueryId};
use diesel_async::{AnsiTransactionManager, AsyncConnection};
use opentelemetry::ContextGuard;

use crate::backend::TracedBackend;

/// A connection of diesel-async's that can be [`TracedAsync`](crate::TracedAsync): PostgreSQL's or MySQL's.
///
/// It is sealed.
pub trait AsyncDriver:
    AsyncConnection<Backend: TracedBackend, TransactionManager = AnsiTransactionManager>
    + sealed::Sealed
    + 'static
{
    /// `true` if the client inside the connection records its calls itself: see `patch/` in the repository.
    #[doc(hidden)]
    const IS_TRACED: bool = false;

    /// A query that borrows nothing: a text with the values of another query.
    #[doc(hidden)]
    type Owned: Query + QueryFragment<Self::Backend> + QueryId + Send + 'static;

    /// The sender of the context of a call, in front of the call.
    #[doc(hidden)]
    type Shared<'a>: SendsInFront<Answer: Send> + Send;

    /// The connection for a call, shared if the call sends its context.
    #[doc(hidden)]
    fn handle(&mut self, sends_context: bool) -> Handle<'_, Self>;

    #[doc(hidden)]
    fn load_by<'conn, 'query, T>(handle: Handle<'conn, Self>, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Self::Backend> + QueryId + 'query;

    #[doc(hidden)]
    fn execute_by<'conn, 'query, T>(
        handle: Handle<'conn, Self>,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Self::Backend> + QueryId + 'query;

    #[doc(hidden)]
    fn batch_execute_by(
        handle: Handle<'_, Self>,
        query: &str,
    ) -> impl Future<Output = QueryResult<()>> + Send;

    /// The values of a query, for a text that is known later. `None` if only the server knows the type of one.
    #[doc(hidden)]
    fn collect<T>(query: &T) -> Option<Values<Self>>
    where
        T: QueryFragment<Self::Backend>;

    /// Suppresses what the client inside of the connection records, until the guard is dropped.
    #[doc(hidden)]
    #[inline]
    fn silence() -> Option<ContextGuard> {
        if Self::IS_TRACED { context::suppress() } else { None }
    }
}

/// A connection, for one call alone or next to what sends the context of the call.
#[doc(hidden)]
pub enum Handle<'conn, C: AsyncDriver> {
    Exclusive(&'conn mut C),
    Shared(C::Shared<'conn>),
}

impl<'conn, C: AsyncDriver> Handle<'conn, C> {
    pub(crate) fn shared(&self) -> Option<C::Shared<'conn>> {
        match self {
            Self::Exclusive(_) => None,
            Self::Shared(shared) => Some(*shared),
        }
    }
}

impl<C: AsyncDriver> fmt::Debug for Handle<'_, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Handle").finish_non_exhaustive()
    }
}

/// Makes a query of the values of another one and a text.
pub(crate) type Values<C> = Box<dyn FnOnce(String) -> <C as AsyncDriver>::Owned + Send>;

pub(crate) mod sealed {
    pub trait Sealed {}
}
