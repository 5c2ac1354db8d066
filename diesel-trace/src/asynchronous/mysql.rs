//! What only MySQL and MariaDB have.

use db_semconv::{Target, Telemetry};
use diesel::associations::Identifiable;
use diesel::dsl::{Find, Update};
use diesel::mysql::Mysql;
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{
    AsChangeset, AsQuery, CollectedQuery, IntoUpdateTarget, QueryFragment, UpdateStatement,
};
use diesel::query_dsl::methods::FindDsl;
use diesel::{ConnectionResult, QueryResult, QuerySource, Table};
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncMysqlConnection, MysqlCancelToken, RunQueryDsl as _, UpdateAndFetchResults};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use mysql_async::Conn;

use crate::asynchronous::driver::{AsyncDriver, Values, sealed::Sealed};
use crate::asynchronous::traced::TracedAsync;

impl Sealed for AsyncMysqlConnection {}

impl AsyncDriver for AsyncMysqlConnection {
    type Owned = CollectedQuery<RawBytesBindCollector<Mysql>>;

    fn collect<T>(query: &T) -> Option<Values<Self>>
    where
        T: QueryFragment<Mysql>,
    {
        let mut collector = RawBytesBindCollector::new();
        query.collect_binds(&mut collector, &mut (), &Mysql).ok()?;
        Some(Box::new(|text| CollectedQuery::new(text, false, collector)))
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
