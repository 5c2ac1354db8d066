//! diesel-async's traits of a connection, each method as in diesel-async's own type.

use diesel::backend::{Backend, DieselReserveSpecialization};
use diesel::connection::{
    CacheSize, Connection, Instrumentation, LoadConnection, TransactionManager, WithMetadataLookup,
};
use diesel::query_builder::{
    AsQuery, CollectedQuery, MoveableBindCollector, QueryBuilder as _, QueryFragment, QueryId,
};
use diesel::row::{IntoOwnedRow, Row};
use diesel::{ConnectionError, ConnectionResult, QueryResult};
use diesel_async::sync_connection_wrapper::SpawnBlocking;
use diesel_async::{AsyncConnection, AsyncConnectionCore, SimpleAsyncConnection};
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt as _, StreamExt as _, TryFutureExt as _};

use super::call::within;
use super::{SyncConnectionWrapper, SyncTransactionManagerWrapper, locked};

type Collector<'a, B> = <B as Backend>::BindCollector<'a>;
type OwnedRowCache<'a, C> =
    <<C as LoadConnection>::Row<'a, 'a> as IntoOwnedRow<'a, <C as Connection>::Backend>>::Cache;

impl<C, B> SimpleAsyncConnection for SyncConnectionWrapper<C, B>
where
    C: Connection + 'static,
    B: SpawnBlocking + Send + 'static,
{
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let query = query.to_owned();
        self.spawn_blocking(move |connection| connection.batch_execute(&query)).await
    }
}

impl<C, B, Values, OwnedRow> AsyncConnectionCore for SyncConnectionWrapper<C, B>
where
    C: LoadConnection + WithMetadataLookup + 'static,
    C::Backend: Backend<QueryBuilder: Default> + DieselReserveSpecialization + Default,
    for<'a> Collector<'a, C::Backend>: MoveableBindCollector<C::Backend, BindData = Values> + Default,
    for<'conn, 'query> C::Row<'conn, 'query>: IntoOwnedRow<'conn, C::Backend, OwnedRow = OwnedRow>,
    Values: Send + 'static,
    OwnedRow: for<'conn> Row<'conn, C::Backend> + Send + 'static,
    B: SpawnBlocking + Send + 'static,
{
    type LoadFuture<'conn, 'query> = BoxFuture<'query, QueryResult<Self::Stream<'conn, 'query>>>;
    type ExecuteFuture<'conn, 'query> = BoxFuture<'query, QueryResult<usize>>;
    type Stream<'conn, 'query> = BoxStream<'static, QueryResult<Self::Row<'conn, 'query>>>;
    type Row<'conn, 'query> = OwnedRow;
    type Backend = C::Backend;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let loaded = self.query(source.as_query(), |connection, query| {
            let mut cache = OwnedRowCache::<'_, C>::default();
            let rows = connection.load(query)?;
            rows.map(|row| Ok(row?.into_owned(&mut cache))).collect::<QueryResult<Vec<OwnedRow>>>()
        });
        loaded.map_ok(|rows| stream::iter(rows).map(Ok).boxed()).boxed()
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        self.query(source, C::execute_returning_count)
    }
}

impl<C, B> AsyncConnection for SyncConnectionWrapper<C, B>
where
    Self: AsyncConnectionCore<Backend = C::Backend>,
    C: Connection<TransactionManager: Send> + 'static,
    B: SpawnBlocking + Send + 'static,
{
    type TransactionManager = SyncTransactionManagerWrapper<C::TransactionManager>;

    async fn establish(database_url: &str) -> ConnectionResult<Self> {
        let url = database_url.to_owned();
        let mut runtime = B::get_runtime();
        let established =
            runtime.spawn_blocking(within(db_semconv::context::current(), move || C::establish(&url))).await;
        let connection =
            established.unwrap_or_else(|error| Err(ConnectionError::BadConnection(error.to_string())))?;
        Ok(Self::with_runtime(connection, runtime))
    }

    fn transaction_state(
        &mut self,
    ) -> &mut <C::TransactionManager as TransactionManager<C>>::TransactionStateData {
        self.alone("transaction state").transaction_state()
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.alone("instrumentation").instrumentation()
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.alone("instrumentation").set_instrumentation(instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.alone("cache").set_prepared_statement_cache_size(size);
    }
}

#[cfg(any(feature = "bb8", feature = "deadpool", feature = "mobc", feature = "r2d2"))]
impl<C, B> diesel_async::pooled_connection::PoolableConnection for SyncConnectionWrapper<C, B>
where
    Self: AsyncConnection,
{
    fn is_broken(&mut self) -> bool {
        use diesel_async::TransactionManager as _;
        Self::TransactionManager::is_broken_transaction_manager(self)
    }
}

impl<C, B> SyncConnectionWrapper<C, B> {
    /// Takes the text and the values of a query, which may borrow, to the thread of the call.
    fn query<'a, Q, Values, R>(
        &mut self,
        query: Q,
        run: impl FnOnce(&mut C, &CollectedQuery<Values>) -> QueryResult<R> + Send + 'static,
    ) -> BoxFuture<'a, QueryResult<R>>
    where
        C: Connection + WithMetadataLookup + 'static,
        C::Backend: Backend<QueryBuilder: Default> + Default,
        for<'b> Collector<'b, C::Backend>: MoveableBindCollector<C::Backend, BindData = Values> + Default,
        Values: Send + 'static,
        Q: QueryFragment<C::Backend> + QueryId,
        R: Send + 'static,
        B: SpawnBlocking + Send + 'static,
    {
        let backend = C::Backend::default();
        let mut collector = Collector::<'_, C::Backend>::default();
        let collected =
            query.collect_binds(&mut collector, locked(&self.connection).metadata_lookup(), &backend);
        let values = collector.moveable();
        let mut text = <C::Backend as Backend>::QueryBuilder::default();
        let text = query.to_sql(&mut text, &backend).map(|()| text.finish());
        let is_cached = query.is_safe_to_cache_prepared(&backend);
        self.spawn_blocking(move |connection| {
            collected?;
            run(connection, &CollectedQuery::new(text?, is_cached?, values))
        })
    }
}
