//! `diesel-trace` with diesel-async: a connection to each of diesel's databases.

use db_semconv::Telemetry;
use db_trace_tests::contract::{
    ARGUMENT, Call, Cancellable, Ending, Failure, PASSWORD, QUOTED, Sql, Subject, Transacts,
};
use diesel::expression_methods::{BoolExpressionMethods as _, ExpressionMethods as _};
use diesel::query_dsl::QueryDsl as _;
use diesel_async::{
    AsyncConnection as _, RunQueryDsl as _, SimpleAsyncConnection as _, TransactionManager as _,
};
use diesel_trace::{AsyncMysqlConnection, AsyncPgConnection, SqliteConnection, SyncConnectionWrapper};

use crate::diesel::{
    BACKTICKS_CALL, CALL_BY_TEXT, MYSQL_FAILURE, Memory, POSTGRES_CALL, POSTGRES_FAILURE, SQLITE_FAILURE,
    SQLITE_FAILURE_TEXT, create, differs_from_literal, notes,
};
use crate::servers::Database;

/// The futures are the driver's own, and the driver makes them before their first poll.
macro_rules! calls {
    () => {
        fn call(connection: &mut Self::Connection, argument: &str) -> impl Future<Output = ()> {
            let query = notes::table.filter(notes::body.eq(argument).and(differs_from_literal()));
            let loading = query.select(notes::body).load::<String>(connection);
            async move {
                let bodies = loading.await.expect("rows");
                assert!(bodies.iter().all(|body| body == argument));
            }
        }

        async fn call_by_text(connection: &mut Self::Connection, literal: &str) {
            let text = format!("DELETE FROM notes WHERE body = '{literal}'");
            connection.batch_execute(&text).await.expect("done");
        }
    };
}

/// The manager has the methods that a closure with a pause cannot have.
macro_rules! transactions {
    ($subject:ty) => {
        async fn transact(connection: &mut Self::Connection, ending: Ending, pause: impl FnOnce()) {
            type Manager =
                <<$subject as Subject>::Connection as diesel_async::AsyncConnection>::TransactionManager;
            Manager::begin_transaction(connection).await.expect("a transaction");
            Self::call(connection, ARGUMENT).await;
            pause();
            Manager::begin_transaction(connection).await.expect("a savepoint");
            Self::call(connection, ARGUMENT).await;
            Manager::commit_transaction(connection).await.expect("released");
            match ending {
                Ending::Commit => Manager::commit_transaction(connection).await.expect("committed"),
                _ => Manager::rollback_transaction(connection).await.expect("rolled back"),
            }
        }
    };
}

pub(crate) struct Postgres(Database);

impl Subject for Postgres {
    type Connection = AsyncPgConnection;

    const SYSTEM: &'static str = "postgresql";
    const CALL: Call = POSTGRES_CALL;
    const CALL_BY_TEXT: Call = CALL_BY_TEXT;
    const FAILURE: Failure = POSTGRES_FAILURE;
    const CONNECT_FAILURE: &'static str = "connection";

    async fn start() -> Self {
        let database = Database::postgres().await;
        let plain = diesel_async::AsyncPgConnection::establish(&database.url).await;
        plain.expect("a connection").batch_execute(&create()).await.expect("tables");
        Self(database)
    }

    fn place(&self) -> Vec<(&'static str, String)> {
        self.0.place()
    }

    async fn connect(&self, telemetry: &Telemetry) -> AsyncPgConnection {
        AsyncPgConnection::establish_with(&self.0.url, telemetry).await.expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let url = format!("postgres://me:{PASSWORD}@127.0.0.1:9/shop");
        assert!(AsyncPgConnection::establish_with(&url, telemetry).await.is_err());
    }

    calls!();

    async fn fail(connection: &mut AsyncPgConnection) -> String {
        let query = diesel::sql_query("SELECT $1::text::int").bind::<diesel::sql_types::Text, _>(QUOTED);
        query.execute(connection).await.expect_err("no number").to_string()
    }
}

impl Cancellable for Postgres {
    async fn wait(connection: &mut AsyncPgConnection) {
        connection.batch_execute("SELECT pg_sleep(60)").await.expect("done");
    }
}

impl Transacts for Postgres {
    transactions!(Postgres);
}

impl Sql for Postgres {
    const COLLECTION: &'static str = r#""notes""#;
}

pub(crate) struct Mysql(Database);

impl Subject for Mysql {
    type Connection = AsyncMysqlConnection;

    const SYSTEM: &'static str = "mysql";
    const CALL: Call = BACKTICKS_CALL;
    const CALL_BY_TEXT: Call = CALL_BY_TEXT;
    const FAILURE: Failure = MYSQL_FAILURE;
    const CONNECT_FAILURE: &'static str = "connection";

    async fn start() -> Self {
        let database = Database::mariadb().await;
        let plain = diesel_async::AsyncMysqlConnection::establish(&database.url).await;
        plain.expect("a connection").batch_execute(&create()).await.expect("tables");
        Self(database)
    }

    fn place(&self) -> Vec<(&'static str, String)> {
        self.0.place()
    }

    async fn connect(&self, telemetry: &Telemetry) -> AsyncMysqlConnection {
        AsyncMysqlConnection::establish_with(&self.0.url, telemetry).await.expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let url = format!("mysql://me:{PASSWORD}@127.0.0.1:9/shop");
        assert!(AsyncMysqlConnection::establish_with(&url, telemetry).await.is_err());
    }

    calls!();

    async fn fail(connection: &mut AsyncMysqlConnection) -> String {
        let insert = diesel::insert_into(notes::table).values((notes::id.eq(3), notes::body.eq(QUOTED)));
        insert.execute(connection).await.expect_err("twice").to_string()
    }
}

impl Cancellable for Mysql {
    // The driver without the wrapper gives the next call the rest of the dropped call's answer.
    const REMAINS_USABLE: bool = false;

    async fn wait(connection: &mut AsyncMysqlConnection) {
        connection.batch_execute("DO SLEEP(60)").await.expect("done");
    }
}

impl Transacts for Mysql {
    transactions!(Mysql);
}

impl Sql for Mysql {
    const COLLECTION: &'static str = "`notes`";
}

pub(crate) struct Sqlite(Memory);

impl Subject for Sqlite {
    type Connection = SyncConnectionWrapper<SqliteConnection>;

    const SYSTEM: &'static str = "sqlite";
    const CALL: Call = BACKTICKS_CALL;
    const CALL_BY_TEXT: Call = CALL_BY_TEXT;
    const FAILURE: Failure = SQLITE_FAILURE;
    const CONNECT_FAILURE: &'static str = "connection";

    async fn start() -> Self {
        Self(Memory::new())
    }

    fn place(&self) -> Vec<(&'static str, String)> {
        self.0.place()
    }

    async fn connect(&self, telemetry: &Telemetry) -> Self::Connection {
        SyncConnectionWrapper::new(self.0.connect(telemetry))
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let url = format!("/nowhere/{PASSWORD}/notes.db");
        SqliteConnection::establish_with(&url, telemetry).expect_err("no folder");
    }

    calls!();

    async fn fail(connection: &mut Self::Connection) -> String {
        let query = diesel::sql_query(SQLITE_FAILURE_TEXT).bind::<diesel::sql_types::Text, _>(QUOTED);
        query.execute(connection).await.expect_err("no path").to_string()
    }
}

impl Transacts for Sqlite {
    transactions!(Sqlite);
}

impl Sql for Sqlite {
    const COLLECTION: &'static str = "`notes`";
}
