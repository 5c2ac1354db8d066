//! What differs between diesel's connections.

use db_semconv::{System, Target};
use diesel::Connection;
use diesel::backend::Backend;
use diesel::connection::AnsiTransactionManager;
use diesel::result::DatabaseErrorKind;

/// A connection of diesel's that can be [`Traced`](crate::Traced): PostgreSQL's, MySQL's or SQLite's.
///
/// It is sealed.
pub trait Driver:
    Connection<Backend: Backend<QueryBuilder: Default> + Default, TransactionManager = AnsiTransactionManager>
    + sealed::Sealed
{
    /// What it talks to.
    const SYSTEM: System;

    /// What a URL tells of where it connects: never a password.
    fn target(url: &str) -> Target;

    /// The server's code for a failure, and the name of what it stands for, where diesel's kind stands for one code only.
    #[doc(hidden)]
    fn status(kind: DatabaseErrorKind) -> Option<(&'static str, &'static str)>;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}
