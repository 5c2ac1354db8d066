//! Prepared statements, and what can stand in their place.

use std::fmt;
use std::sync::Arc;

use db_semconv::Query;

use crate::Column;
use crate::statement::private::{Sealed, ToStatementType};
use crate::types::Type;

/// Like [`tokio_postgres::Statement`], and carries what is known of its text: executing it analyses nothing.
#[derive(Clone)]
pub struct Statement {
    inner: tokio_postgres::Statement,
    query: Arc<Query>,
}

impl Statement {
    pub(crate) fn new(inner: tokio_postgres::Statement, query: Arc<Query>) -> Self {
        Self { inner, query }
    }

    /// Like [`tokio_postgres::Statement::params`].
    pub fn params(&self) -> &[Type] {
        self.inner.params()
    }

    /// Like [`tokio_postgres::Statement::columns`].
    pub fn columns(&self) -> &[Column] {
        self.inner.columns()
    }

    /// The driver's statement.
    #[inline]
    pub fn inner(&self) -> &tokio_postgres::Statement {
        &self.inner
    }

    #[inline]
    pub(crate) fn query(&self) -> &Arc<Query> {
        &self.query
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

mod private {
    use super::Statement;

    pub trait Sealed {}

    #[derive(Clone, Copy, Debug)]
    pub enum ToStatementType<'a> {
        Statement(&'a Statement),
        Query(&'a str),
    }
}

/// Like [`tokio_postgres::ToStatement`].
///
/// This trait is "sealed" and cannot be implemented by anything outside this crate.
pub trait ToStatement: Sealed {
    #[doc(hidden)]
    fn __convert(&self) -> ToStatementType<'_>;
}

impl ToStatement for Statement {
    #[inline]
    fn __convert(&self) -> ToStatementType<'_> {
        ToStatementType::Statement(self)
    }
}

impl Sealed for Statement {}

impl ToStatement for str {
    #[inline]
    fn __convert(&self) -> ToStatementType<'_> {
        ToStatementType::Query(self)
    }
}

impl Sealed for str {}

impl ToStatement for String {
    #[inline]
    fn __convert(&self) -> ToStatementType<'_> {
        ToStatementType::Query(self)
    }
}

impl Sealed for String {}

/// Calls the driver with what the caller gave: a statement or a text.
///
/// The driver's own trait is sealed, so the two are two futures of two types. A third one sends the call's context in front.
macro_rules! with_statement {
    ($client:expr, $observation:expr, $statement:expr, |$driver:ident| $call:expr) => {{
        use ::futures_util::future::Either;
        let client = $client;
        match $crate::statement::convert($statement) {
            _ if client.session().sends_in_front() => {
                let front = $crate::in_front::front(client.session(), $observation)
                    .map(::db_semconv::Front::opens_stream);
                Either::Left($crate::in_front::in_context!(client, front, $statement, |$driver| $call))
            }
            $crate::statement::Converted::Statement(statement) => {
                let $driver = statement.inner();
                Either::Right(Either::Left($call))
            }
            $crate::statement::Converted::Query($driver) => Either::Right(Either::Right($call)),
        }
    }};
}

pub(crate) use private::ToStatementType as Converted;
pub(crate) use with_statement;

#[inline]
pub(crate) fn convert<T: ?Sized + ToStatement>(statement: &T) -> Converted<'_> {
    statement.__convert()
}
