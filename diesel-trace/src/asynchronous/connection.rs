//! diesel-async's traits of a connection.

use db_semconv::{Effect, InFront, Observation, Operation, Session, Telemetry};
use diesel::connection::{CacheSize, Instrumentation};
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::{ConnectionResult, QueryResult};
use diesel_async::{AnsiTransactionManager, AsyncConnection, AsyncConnectionCore, SimpleAsyncConnection};

use crate::asynchronous::driver::AsyncDriver;
use crate::asynchronous::future::{Executing, Loading, Quiet, Rows, Sending};
use crate::asynchronous::traced::TracedAsync;
use crate::instrumentation_slot::Slot;
use crate::outcome;
use crate::suppression::quietly;

impl<C: AsyncDriver> SimpleAsyncConnection for TracedAsync<C> {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let Self { driver, session, .. } = self;
        let described = || Operation::new(session.database().query(query));
        let handle = driver.handle(session.sends_context());
        let call = |observation: &Observation<'_>| {
            let commented = observation.commented(query);
            let shared = handle.shared();
            let call = Quiet::<C, _>::new(async move {
                C::batch_execute_by(handle, commented.as_deref().unwrap_or(query)).await
            });
            match shared {
                None => InFront::nothing(call),
                Some(shared) => session.front(observation).around(shared, effect(session, query), call),
            }
        };
        session.observe(described, call, outcome::done::<C::Backend, ()>).await
    }
}

/// The effect of a text on the session.
pub(crate) fn effect(session: &Session, sql: &str) -> Effect {
    Effect::of_text(session.database().query(sql).kind(), sql)
}

impl<C: AsyncDriver> AsyncConnectionCore for TracedAsync<C> {
    type ExecuteFuture<'conn, 'query> = Executing<'conn, C, C::ExecuteFuture<'conn, 'query>>;
    type LoadFuture<'conn, 'query> = Loading<'conn, C, C::LoadFuture<'conn, 'query>, C::Row<'conn, 'query>>;
    type Stream<'conn, 'query> = Rows<C::Stream<'conn, 'query>, C::Row<'conn, 'query>>;
    type Row<'conn, 'query> = C::Row<'conn, 'query>;
    type Backend = C::Backend;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let query = source.as_query();
        let (call, late) = self.call(&query);
        let Self { driver, session, .. } = self;
        let handle = driver.handle(session.sends_context());
        let shared = handle.shared();
        let sending = match late {
            None => Sending::made(quietly(|| C::load_by(handle, query))),
            Some(late) => Sending::later(move || C::load_by(handle, late.query())),
        };
        call.load::<C, _, _>(session, shared, sending)
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let (call, late) = self.call(&source);
        let Self { driver, session, .. } = self;
        let handle = driver.handle(session.sends_context());
        let shared = handle.shared();
        let sending = match late {
            None => Sending::made(quietly(|| C::execute_by(handle, source))),
            Some(late) => Sending::later(move || C::execute_by(handle, late.query())),
        };
        call.execute::<C, _>(session, shared, sending)
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

    /// The instrumentation of this crate stays next to it.
    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.install(Some(Box::new(instrumentation)));
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.has_cache = !matches!(size, CacheSize::Disabled);
        self.driver.set_prepared_statement_cache_size(size);
    }
}
