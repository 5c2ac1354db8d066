//! Being pooled by deadpool, bb8 or mobc.

use db_semconv::Operation;
use db_semconv::control::PING;
use diesel::QueryResult;
use diesel::dsl::{AsExprOf, select};
use diesel::query_builder::SqlQuery;
use diesel::sql_types;
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::pooled_connection::{PoolableConnection, RecyclingMethod};

use crate::asynchronous::driver::AsyncDriver;
use crate::asynchronous::future::Quiet;
use crate::asynchronous::traced::TracedAsync;
use crate::outcome;

impl<C> PoolableConnection for TracedAsync<C>
where
    C: AsyncDriver + Check,
{
    /// Records a span for a check only if the telemetry asks for it. The calls of your own function are recorded as usual.
    async fn ping(&mut self, config: &RecyclingMethod<Self>) -> QueryResult<()>
    where
        for<'a> Self: 'a,
        for<'a> select<AsExprOf<i32, sql_types::Integer>>: LoadQuery<'a, Self, i32>,
        SqlQuery: ExecuteDsl<Self>,
    {
        let method = match config {
            RecyclingMethod::Fast => RecyclingMethod::Fast,
            RecyclingMethod::Verified => RecyclingMethod::Verified,
            RecyclingMethod::CustomQuery(query) => RecyclingMethod::CustomQuery(query.clone()),
            RecyclingMethod::CustomFunction(check) => return check(self).await,
        };
        if matches!(method, RecyclingMethod::Fast) {
            return Ok(());
        }
        self.restore_context();
        let Self { driver, session, .. } = self;
        session
            .observe(
                || Operation::of(&PING),
                |_| Quiet::<C, _>::new(driver.check(&method)),
                outcome::done::<C::Backend, ()>,
            )
            .await
    }

    /// A pool asks when the connection returns (bb8, mobc), or before the connection is used again (deadpool).
    fn is_broken(&mut self) -> bool {
        self.restore_context();
        self.driver.is_broken()
    }
}

/// [`PoolableConnection::ping`] where it is known that the connection can run the queries for it.
pub trait Check: PoolableConnection {
    /// Checks that the connection is alive.
    fn check(&mut self, method: &RecyclingMethod<Self>) -> impl Future<Output = QueryResult<()>> + Send;
}

#[cfg(feature = "async-postgres")]
impl Check for diesel_async::AsyncPgConnection {
    fn check(&mut self, method: &RecyclingMethod<Self>) -> impl Future<Output = QueryResult<()>> + Send {
        self.ping(method)
    }
}

#[cfg(feature = "async-mysql")]
impl Check for diesel_async::AsyncMysqlConnection {
    fn check(&mut self, method: &RecyclingMethod<Self>) -> impl Future<Output = QueryResult<()>> + Send {
        self.ping(method)
    }
}
