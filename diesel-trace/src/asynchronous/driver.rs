//! The connections of diesel-async's.

use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel_async::{AnsiTransactionManager, AsyncConnection};

use crate::backend::TracedBackend;

/// A connection of diesel-async's that can be [`TracedAsync`](crate::TracedAsync): PostgreSQL's or MySQL's.
///
/// It is sealed.
pub trait AsyncDriver:
    AsyncConnection<Backend: TracedBackend, TransactionManager = AnsiTransactionManager>
    + sealed::Sealed
    + 'static
{
    /// A query that borrows nothing: a text with the values of another query.
    #[doc(hidden)]
    type Owned: Query + QueryFragment<Self::Backend> + QueryId + Send + 'static;

    /// The values of a query, for a text that is known later. `None` if only the server knows the type of one.
    #[doc(hidden)]
    fn collect<T>(query: &T) -> Option<Values<Self>>
    where
        T: QueryFragment<Self::Backend>;
}

/// Makes a query of the values of another one and a text.
pub(crate) type Values<C> = Box<dyn FnOnce(String) -> <C as AsyncDriver>::Owned + Send>;

pub(crate) mod sealed {
    pub trait Sealed {}
}
