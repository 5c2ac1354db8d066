//! The part that only MySQL and MariaDB have.

use std::future::Ready;

use db_semconv::{SendsInFront, Target, Telemetry};
use diesel::associations::Identifiable;
use diesel::dsl::{Find, Update};
use diesel::mysql::Mysql;
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{
    AsChangeset, AsQuery, CollectedQuery, IntoUpdateTarget, QueryFragment, QueryId, UpdateStatement,
};
use diesel::query_dsl::methods::FindDsl;
use diesel::{ConnectionResult, QueryResult, QuerySource, Table};
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{
    AsyncConnectionCore, AsyncMysqlConnection, MysqlCancelToken, RunQueryDsl as _,
    SimpleAsyncConnection as _, UpdateAndFetchResults,
};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use mysql_async::Conn;

use crate::asynchronous::driver::{AsyncDriver, Handle, Values, sealed::Sealed};
use crate::asynchronous::traced::TracedAsync;

impl Sealed for AsyncMysqlConnection {}

impl AsyncDriver for AsyncMysqlConnection {
    type Owned = CollectedQuery<RawBytesBindCollector<Mysql>>;
    type Shared<'a> = Never;

    fn collect<T>(query: &T) -> Option<Values<Self>>
    where
        T: QueryFragment<Mysql>,
    {
        let mut collector = RawBytesBindCollector::new();
        query.collect_binds(&mut collector, &mut (), &Mysql).ok()?;
        Some(Box::new(|text| CollectedQuery::new(text, false, collector)))
    }

    fn handle(&mut self, _: bool) -> Handle<'_, Self> {
        Handle::Exclusive(self)
    }

    fn load_by<'conn, 'query, T>(handle: Handle<'conn, Self>, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Mysql> + QueryId + 'query,
    {
        match handle {
            Handle::Exclusive(connection) => AsyncConnectionCore::load(connection, source),
            Handle::Shared(never) => match never {},
        }
    }

    fn execute_by<'conn, 'query, T>(
        handle: Handle<'conn, Self>,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Mysql> + QueryId + 'query,
    {
        match handle {
            Handle::Exclusive(connection) => connection.execute_returning_count(source),
            Handle::Shared(never) => match never {},
        }
    }

    async fn batch_execute_by(handle: Handle<'_, Self>, query: &str) -> QueryResult<()> {
        match handle {
            Handle::Exclusive(connection) => connection.batch_execute(query).await,
            Handle::Shared(never) => match never {},
        }
    }
}

/// MySQL has no session context.
#[derive(Clone, Copy, Debug)]
pub enum Never {}

impl SendsInFront for Never {
    type Answer = Ready<bool>;

    fn send(self, _: &str) {
        match self {}
    }

    fn ask(self, _: &'static str) -> Self::Answer {
        match self {}
    }
}

impl TracedAsync<AsyncMysqlConnection> {
    /// Like [`AsyncMysqlConnection::try_from`].
    pub async fn try_from(connection: Conn) -> ConnectionResult<Self> {
        let target = target(&connection);
        Self::connect(&Telemetry::global(), target, AsyncMysqlConnection::try_from(connection)).await
    }

    /// Like [`AsyncMysqlConnection::cancel_token`].
    pub fn cancel_token(&self) -> MysqlCancelToken {
        self.driver.cancel_token()
    }
}

fn target(connection: &Conn) -> Target {
    let options = connection.opts();
    let target = match options.socket() {
        Some(socket) => Target::new().address(socket),
        None => Target::new().address(options.ip_or_hostname()).port(options.tcp_port()),
    };
    match options.db_name() {
        Some(name) => target.namespace(name),
        None => target,
    }
}

impl<'b, Changes, Output, Tab, V> UpdateAndFetchResults<Changes, Output> for TracedAsync<AsyncMysqlConnection>
where
    Output: Send + 'static,
    Changes: Copy + AsChangeset<Target = Tab> + Send + Identifiable<Table = Tab>,
    Tab: Table + FindDsl<Changes::Id> + 'b,
    Find<Tab, Changes::Id>: IntoUpdateTarget<Table = Tab, WhereClause = V>,
    UpdateStatement<Tab, V, Changes::Changeset>: AsQuery,
    Update<Changes, Changes>: ExecuteDsl<Self>,
    V: Send + 'b,
    Changes::Changeset: Send + 'b,
    Changes::Id: 'b,
    <Tab as QuerySource>::FromClause: Send,
    Find<Changes::Table, Changes::Id>: LoadQuery<'b, Self, Output> + Send,
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
        async move {
            diesel::update(changeset).set(changeset).execute(self).await?;
            Changes::table().find(changeset.id()).get_result(self).await
        }
        .boxed()
    }
}
