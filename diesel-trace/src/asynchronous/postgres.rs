//! The part that only PostgreSQL has.

use db_semconv::{InFront, Observation, Operation, Target, Telemetry};
use diesel::associations::Identifiable;
use diesel::dsl::{Find, Update};
use diesel::pg::{Pg, PgMetadataLookup, PgNotification, PgTypeMetadata};
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{
    AsChangeset, AsQuery, CollectedQuery, IntoUpdateTarget, QueryFragment, QueryId, UpdateStatement,
};
use diesel::query_dsl::methods::FindDsl;
use diesel::{ConnectionResult, QueryResult, QuerySource, Table};
use diesel_async::UpdateAndFetchResults;
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, Stream};
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{CancelToken, Client, Connection, Socket};

use crate::asynchronous::connection::effect;
use crate::asynchronous::driver::{AsyncDriver, Handle, Values, sealed::Sealed};
use crate::asynchronous::future::{Executing, Loading, Quiet, Rows, Sending};
use crate::asynchronous::in_front::Raw;
use crate::asynchronous::traced::TracedAsync;
use crate::asynchronous::transaction_builder::TransactionBuilder;
use crate::outcome;
use crate::suppression::quietly;

impl Sealed for AsyncPgConnection {}

/// What the driver's client lacks: pg-trace's client has a constant of its own with this name, which takes precedence.
trait Untraced {
    const TRACED: bool = false;
}

impl Untraced for Client {}

impl AsyncDriver for AsyncPgConnection {
    const IS_TRACED: bool = <Client>::TRACED;

    type Owned = CollectedQuery<RawBytesBindCollector<Pg>>;
    type Shared<'a> = Raw<'a>;

    fn collect<T>(query: &T) -> Option<Values<Self>>
    where
        T: QueryFragment<Pg>,
    {
        let (mut collector, mut lookup) = (RawBytesBindCollector::new(), NoLookup::default());
        query.collect_binds(&mut collector, &mut lookup, &Pg).ok()?;
        let collected: Option<Values<Self>> =
            Some(Box::new(|text| CollectedQuery::new(text, false, collector)));
        collected.filter(|_| !lookup.was_asked)
    }

    fn handle(&mut self, sends_context: bool) -> Handle<'_, Self> {
        if sends_context { Handle::Shared(Raw(self)) } else { Handle::Exclusive(self) }
    }

    fn load_by<'conn, 'query, T>(handle: Handle<'conn, Self>, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        match handle {
            Handle::Exclusive(connection) => AsyncConnectionCore::load(connection, source),
            Handle::Shared(Raw(mut connection)) => AsyncConnectionCore::load(&mut connection, source),
        }
    }

    fn execute_by<'conn, 'query, T>(
        handle: Handle<'conn, Self>,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        match handle {
            Handle::Exclusive(connection) => connection.execute_returning_count(source),
            Handle::Shared(Raw(mut connection)) => {
                AsyncConnectionCore::execute_returning_count(&mut connection, source)
            }
        }
    }

    async fn batch_execute_by(handle: Handle<'_, Self>, query: &str) -> QueryResult<()> {
        match handle {
            Handle::Exclusive(connection) => connection.batch_execute(query).await,
            Handle::Shared(Raw(mut connection)) => connection.batch_execute(query).await,
        }
    }
}

/// Knows no type that only the server knows.
#[derive(Default)]
struct NoLookup {
    was_asked: bool,
}

impl PgMetadataLookup for NoLookup {
    fn lookup_type(&mut self, _: &str, _: Option<&str>) -> PgTypeMetadata {
        self.was_asked = true;
        PgTypeMetadata::new(0, 0)
    }
}

impl TracedAsync<AsyncPgConnection> {
    /// Like [`AsyncPgConnection::build_transaction`].
    pub fn build_transaction(&mut self) -> TransactionBuilder<'_> {
        TransactionBuilder::new(self)
    }

    /// Like [`AsyncPgConnection::try_from`].
    ///
    /// The client does not expose its server: name it by [`from_driver`](Self::from_driver).
    pub async fn try_from(client: Client) -> ConnectionResult<Self> {
        Self::connect(&Telemetry::global(), Target::new(), AsyncPgConnection::try_from(client)).await
    }

    /// Like [`AsyncPgConnection::try_from_client_and_connection`].
    ///
    /// The client does not expose its server: name it by [`from_driver`](Self::from_driver).
    pub async fn try_from_client_and_connection<S>(
        client: Client,
        connection: Connection<Socket, S>,
    ) -> ConnectionResult<Self>
    where
        S: TlsStream + Unpin + Send + 'static,
    {
        let connecting = AsyncPgConnection::try_from_client_and_connection(client, connection);
        Self::connect(&Telemetry::global(), Target::new(), connecting).await
    }

    /// Like [`AsyncPgConnection::cancel_token`].
    pub fn cancel_token(&self) -> CancelToken {
        self.driver.cancel_token()
    }

    /// Like [`AsyncPgConnection::notifications_stream`].
    pub fn notifications_stream(&mut self) -> impl Stream<Item = QueryResult<PgNotification>> + '_ {
        self.driver.notifications_stream()
    }
}

impl SimpleAsyncConnection for &TracedAsync<AsyncPgConnection> {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let TracedAsync { driver, session, .. } = *self;
        let described = || Operation::new(session.database().query(query));
        let mut driver = driver;
        let call = |observation: &Observation<'_>| {
            let commented = observation.commented(query);
            let call = Quiet::<AsyncPgConnection, _>::new(async move {
                driver.batch_execute(commented.as_deref().unwrap_or(query)).await
            });
            if !session.sends_context() {
                return InFront::nothing(call);
            }
            session.front(observation).around(Raw(&self.driver), effect(session, query), call)
        };
        session.observe(described, call, outcome::done::<diesel::pg::Pg, ()>).await
    }
}

/// Queries of a shared connection, polled side by side, are sent one after the other without waiting.
impl<'a> AsyncConnectionCore for &'a TracedAsync<AsyncPgConnection> {
    type ExecuteFuture<'conn, 'query> = Executing<
        'a,
        AsyncPgConnection,
        <&'a AsyncPgConnection as AsyncConnectionCore>::ExecuteFuture<'conn, 'query>,
    >;
    type LoadFuture<'conn, 'query> = Loading<
        'a,
        AsyncPgConnection,
        <&'a AsyncPgConnection as AsyncConnectionCore>::LoadFuture<'conn, 'query>,
        Self::Row<'conn, 'query>,
    >;
    type Stream<'conn, 'query> =
        Rows<<&'a AsyncPgConnection as AsyncConnectionCore>::Stream<'conn, 'query>, Self::Row<'conn, 'query>>;
    type Row<'conn, 'query> = <&'a AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = diesel::pg::Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let query = source.as_query();
        let TracedAsync { driver, session, .. } = *self;
        let mut driver = driver;
        let (call, late) = self.call(&query);
        let shared = session.sends_context().then_some(Raw(driver));
        let sending = match late {
            None => Sending::made(quietly(|| AsyncConnectionCore::load(&mut driver, query))),
            Some(late) => Sending::later(move || AsyncConnectionCore::load(&mut driver, late.query())),
        };
        call.pipelined().load::<AsyncPgConnection, _, _>(session, shared, sending)
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let TracedAsync { driver, session, .. } = *self;
        let mut driver = driver;
        let (call, late) = self.call(&source);
        let shared = session.sends_context().then_some(Raw(driver));
        let sending = match late {
            None => Sending::made(quietly(|| driver.execute_returning_count(source))),
            Some(late) => Sending::later(move || driver.execute_returning_count(late.query())),
        };
        call.pipelined().execute::<AsyncPgConnection, _>(session, shared, sending)
    }
}

impl<'b, Changes, Output, Tab, V> UpdateAndFetchResults<Changes, Output> for TracedAsync<AsyncPgConnection>
where
    Output: Send + 'static,
    Changes: Copy + AsChangeset<Target = Tab> + Send + Identifiable<Table = Tab>,
    Tab: Table + FindDsl<Changes::Id> + 'b,
    Find<Tab, Changes::Id>: IntoUpdateTarget<Table = Tab, WhereClause = V>,
    UpdateStatement<Tab, V, Changes::Changeset>: AsQuery,
    Update<Changes, Changes>: LoadQuery<'b, Self, Output>,
    V: Send + 'b,
    Changes::Changeset: Send + 'b,
    <Tab as QuerySource>::FromClause: Send,
{
    fn update_and_fetch<'conn, 'changes>(
        &'conn mut self,
        changeset: Changes,
    ) -> BoxFuture<'changes, QueryResult<Output>>
    where
        Changes: 'changes,
        'conn: 'changes,
        Self: 'changes,
    {
        async move { RunQueryDsl::get_result(diesel::update(changeset).set(changeset), self).await }.boxed()
    }
}
