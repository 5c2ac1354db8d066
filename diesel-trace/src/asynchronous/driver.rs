//! The connections of diesel-async's.

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
}

pub(crate) mod sealed {
    pub trait Sealed {}
}
