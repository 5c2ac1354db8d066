//! Diesel's traits of a connection.

use std::any::Any;

use db_semconv::{Observation, Operation, Telemetry};
use diesel::connection::{
    AnsiTransactionManager, CacheSize, Connection, ConnectionSealed, Instrumentation, LoadConnection,
    MultiConnectionHelper, SimpleConnection, WithMetadataLookup,
};
use diesel::expression::QueryMetadata;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::sql_types::TypeMetadata;
use diesel::{ConnectionResult, QueryResult};

use crate::commented::Commented;
use crate::cursor::Cursor;
use crate::driver::Driver;
use crate::instrumentation_slot::Slot;
use crate::outcome;
use crate::traced::Traced;

impl<C: Driver> SimpleConnection for Traced<C> {
    fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let Self { driver, session, gate, .. } = self;
        gate.close();
        let described = || Operation::new(session.database().query(query));
        let call = |observation: &Observation<'_>| {
            let commented = observation.commented(query);
            driver.batch_execute(commented.as_deref().unwrap_or(query))
        };
        session.observe_blocking(described, call, outcome::done::<C::Backend, ()>)
    }
}

impl<C> ConnectionSealed for Traced<C> {}

impl<C: Driver> Connection for Traced<C> {
    type Backend = C::Backend;
    type TransactionManager = AnsiTransactionManager;

    /// With [`Telemetry::global`]: a span `CONNECT`.
    fn establish(database_url: &str) -> ConnectionResult<Self> {
        Self::establish_with(database_url, &Telemetry::global())
    }

    fn execute_returning_count<T>(&mut self, source: &T) -> QueryResult<usize>
    where
        T: QueryFragment<Self::Backend> + QueryId,
    {
        let Self { driver, session, statements, gate, has_cache, .. } = self;
        gate.close();
        let observation = session.start(statements.call::<C::Backend, T>(session.database(), source));
        let result = if observation.carries_context() {
            driver.execute_returning_count(&Commented::of(source, &observation, *has_cache))
        } else {
            driver.execute_returning_count(source)
        };
        if observation.is_active() {
            let outcome = outcome::counted::<C::Backend>(observation.kind());
            observation.end(outcome(&result));
        }
        result
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        self.driver.transaction_state()
    }

    /// The one that was [set](Connection::set_instrumentation), not ours.
    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        let Self { driver, nobody, .. } = self;
        Slot::user_of(driver.instrumentation(), nobody)
    }

    /// The instrumentation of this crate stays next to it.
    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        let user: Option<Box<dyn Instrumentation>> = Some(Box::new(instrumentation));
        match Slot::of(self.driver.instrumentation()) {
            Some(slot) => slot.set_user(user),
            None => self.install(user),
        }
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.has_cache = !matches!(size, CacheSize::Disabled);
        self.driver.set_prepared_statement_cache_size(size);
    }
}

impl<B, C> LoadConnection<B> for Traced<C>
where
    C: Driver + LoadConnection<B>,
{
    type Cursor<'conn, 'query>
        = Cursor<C::Cursor<'conn, 'query>>
    where
        Self: 'conn;
    type Row<'conn, 'query>
        = C::Row<'conn, 'query>
    where
        Self: 'conn;

    #[inline]
    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> QueryResult<Self::Cursor<'conn, 'query>>
    where
        T: Query + QueryFragment<Self::Backend> + QueryId + 'query,
        Self::Backend: QueryMetadata<T::SqlType>,
    {
        let Self { driver, session, statements, gate, has_cache, .. } = self;
        gate.close();
        let mut observation =
            session.start_owned(statements.call::<C::Backend, T>(session.database(), &source));
        let loaded = if observation.carries_context() {
            driver.load(Commented::of(source, &observation, *has_cache))
        } else {
            driver.load(source)
        };
        let cursor = observation.check(loaded, outcome::failure::<C::Backend>)?;
        Ok(Cursor::new::<C::Backend>(cursor, observation))
    }
}

impl<C> WithMetadataLookup for Traced<C>
where
    C: Driver + WithMetadataLookup,
{
    fn metadata_lookup(&mut self) -> &mut <C::Backend as TypeMetadata>::MetadataLookup {
        self.driver.metadata_lookup()
    }
}

/// What looks types up is either this connection or the one inside of it, whichever a query was given to.
impl<C> MultiConnectionHelper for Traced<C>
where
    C: Driver + MultiConnectionHelper,
{
    fn to_any<'a>(lookup: &mut <C::Backend as TypeMetadata>::MetadataLookup) -> &mut (dyn Any + 'a) {
        C::to_any(lookup)
    }

    fn from_any(lookup: &mut dyn Any) -> Option<&mut <C::Backend as TypeMetadata>::MetadataLookup> {
        C::from_any(lookup)
    }
}
