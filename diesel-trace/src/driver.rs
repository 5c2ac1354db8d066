//! The connections of diesel's.

use diesel::Connection;
use diesel::connection::AnsiTransactionManager;

use crate::backend::TracedBackend;

/// A connection of diesel's that can be [`Traced`](crate::Traced): PostgreSQL's, MySQL's or SQLite's.
///
/// It is sealed.
pub trait Driver:
    Connection<Backend: TracedBackend, TransactionManager = AnsiTransactionManager> + sealed::Sealed
{
}

pub(crate) mod sealed {
    pub trait Sealed {}
}
