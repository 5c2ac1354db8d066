//! The connections that carry messages, and how they run the statements of a queue: without a span for each.

use db_semconv::Session;
#[cfg(feature = "async-postgres")]
use db_semconv::messaging::MessageObservation;
#[cfg(feature = "async-postgres")]
use db_semconv::{Effect, InFront};
use diesel::QueryResult;
use diesel::deserialize::FromSqlRow;
use diesel::expression::QueryMetadata;
use diesel::pg::Pg;
use diesel::query_dsl::CompatibleType;

use super::statement::Statement;
#[cfg(feature = "async-postgres")]
use crate::AsyncPgConnection;
#[cfg(feature = "postgres")]
use crate::PgConnection;
#[cfg(feature = "async-postgres")]
use crate::asynchronous::{AsyncDriver as _, Handle, Quiet, Raw};

/// A traced connection to PostgreSQL: `PgConnection` or `AsyncPgConnection`.
pub trait TracedConnection: sealed::Parts {}

pub(super) mod sealed {
    use super::Session;

    pub trait Parts {
        fn session(&self) -> &Session;
    }
}

#[cfg(feature = "postgres")]
impl TracedConnection for PgConnection {}

#[cfg(feature = "postgres")]
impl sealed::Parts for PgConnection {
    fn session(&self) -> &Session {
        &self.session
    }
}

#[cfg(feature = "async-postgres")]
impl TracedConnection for AsyncPgConnection {}

#[cfg(feature = "async-postgres")]
impl sealed::Parts for AsyncPgConnection {
    fn session(&self) -> &Session {
        &self.session
    }
}

#[cfg(feature = "postgres")]
pub(super) fn load<T, R>(connection: &mut PgConnection, statement: Statement<'_, R>) -> QueryResult<Vec<T>>
where
    R: CompatibleType<T, Pg, SqlType = R> + 'static,
    T: FromSqlRow<R, Pg> + 'static,
    Pg: QueryMetadata<R>,
{
    connection.gate.close();
    diesel::RunQueryDsl::load(statement, &mut connection.driver)
}

/// Returns how many rows changed.
#[cfg(feature = "postgres")]
pub(super) fn execute(connection: &mut PgConnection, statement: &Statement<'_, ()>) -> QueryResult<u64> {
    connection.gate.close();
    let changed = diesel::Connection::execute_returning_count(&mut connection.driver, statement);
    changed.map(|rows| rows as u64)
}

/// Sends the context of `step` in front of the statement.
#[cfg(feature = "async-postgres")]
pub(super) async fn load_async<T, R>(
    connection: &mut AsyncPgConnection,
    step: &MessageObservation,
    statement: Statement<'_, R>,
) -> QueryResult<Vec<T>>
where
    R: CompatibleType<T, Pg, SqlType = R> + 'static,
    T: FromSqlRow<R, Pg> + Send + 'static,
    Pg: QueryMetadata<R>,
{
    let AsyncPgConnection { driver, session, .. } = connection;
    let handle = driver.handle(session.sends_context());
    let shared = handle.shared();
    let call = async move {
        match handle {
            Handle::Exclusive(connection) => diesel_async::RunQueryDsl::load(statement, connection).await,
            Handle::Shared(Raw(mut connection)) => {
                diesel_async::RunQueryDsl::load(statement, &mut connection).await
            }
        }
    };
    in_front(session, shared, step, call).await
}

/// Like [`load_async`]. Returns how many rows changed.
#[cfg(feature = "async-postgres")]
pub(super) async fn execute_async(
    connection: &mut AsyncPgConnection,
    step: &MessageObservation,
    statement: Statement<'_, ()>,
) -> QueryResult<u64> {
    let AsyncPgConnection { driver, session, .. } = connection;
    let handle = driver.handle(session.sends_context());
    let shared = handle.shared();
    let call = diesel_async::AsyncPgConnection::execute_by(handle, statement);
    in_front(session, shared, step, call).await.map(|rows| rows as u64)
}

/// Returns `call`, which sends the context of `step` in front of itself, if the session does so.
#[cfg(feature = "async-postgres")]
fn in_front<'c, C>(
    session: &'c Session,
    shared: Option<Raw<'c>>,
    step: &MessageObservation,
    call: C,
) -> InFront<'c, Raw<'c>, Quiet<diesel_async::AsyncPgConnection, C>> {
    let call = Quiet::new(call);
    match shared {
        None => InFront::nothing(call),
        Some(shared) => session.front_of_message(step).around(shared, Effect::default(), call),
    }
}
