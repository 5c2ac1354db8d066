//! diesel-async's traits of a connection.

use db_semconv::{Operation, Telemetry};
use diesel::connection::{CacheSize, Instrumentation};
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::{ConnectionResult, QueryResult};
use diesel_async::{AnsiTransactionManager, AsyncConnection, AsyncConnectionCore, SimpleAsyncConnection};

use crate::asynchronous::driver::AsyncDriver;
use crate::asynchronous::future::{Executing, Loading, Quiet, Rows};
use crate::asynchronous::traced::TracedAsync;
use crate::instrumentation_slot::Slot;
use crate::outcome;
use crate::suppression::quietly;

impl<C: AsyncDriver> SimpleAsyncConnection for TracedAsync<C> {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let Self { driver, session, .. } = self;
        let described = || Operation::new(session.database().query(query));
        session
            .observe(described, |_| Quiet::new(driver.batch_execute(query)), outcome::done::<C::Backend, ()>)
            .await
    }
}

impl<C: AsyncDriver> AsyncConnectionCore for TracedAsync<C> {
    type ExecuteFuture<'conn, 'query> = Executing<'conn, C::ExecuteFuture<'conn, 'query>>;
    type LoadFuture<'conn, 'query> = Loading<'conn, C::LoadFuture<'conn, 'query>, C::Row<'conn, 'query>>;
    type Stream<'conn, 'query> = Rows<C::Stream<'conn, 'query>, C::Row<'conn, 'query>>;
    type Row<'conn, 'query> = C::Row<'conn, 'query>;
    type Backend = C::Backend;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let query = source.as_query();
        let call = self.call(&query);
        let Self { driver, session, .. } = self;
        call.load::<C::Backend, _, _>(session, quietly(|| driver.load(query)))
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let call = self.call(&source);
        let Self { driver, session, .. } = self;
        call.execute::<C::Backend, _>(session, quietly(|| driver.execute_returning_count(source)))
    }
}

impl<C: AsyncDriver> AsyncConnection for TracedAsync<C> {
    type TransactionManager = AnsiTransactionManager;

    /// With [`Telemetry::global`]: a span `CONNECT`.
    async fn establish(database_url: &str) -> ConnectionResult<Self> {
        Self::establish_with(database_url, &Telemetry::global()).await
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        self.driver.transaction_state()
    }

    /// The one that was [set](AsyncConnection::set_instrumentation), not ours.
    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        let Self { driver, nobody, .. } = self;
        Slot::user_of(driver.instrumentation(), nobody)
    }

    /// Ours stays beside it.
    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.install(Some(Box::new(instrumentation)));
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.driver.set_prepared_statement_cache_size(size);
    }
}
