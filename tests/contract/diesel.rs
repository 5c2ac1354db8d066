//! `diesel-trace`: a connection to each of diesel's databases.

use std::sync::atomic::{AtomicUsize, Ordering};

use db_semconv::Telemetry;
use db_trace_tests::contract::{ARGUMENT, Call, Ending, Failure, PASSWORD, QUOTED, Sql, Subject, Transacts};
use diesel::connection::{SimpleConnection as _, TransactionManager as _};
use diesel::prelude::*;
use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection};

use crate::servers::Database;

diesel::table! {
    notes {
        id -> Integer,
        body -> Text,
    }
}

// A query with this condition has a literal in its text, and its type says which text that is.
diesel::postfix_operator!(DiffersFromLiteral, " <> 'Xq7Literal'");

pub(crate) fn differs_from_literal() -> DiffersFromLiteral<notes::body> {
    DiffersFromLiteral::new(notes::body)
}

/// The tables, with a row for [`ARGUMENT`] and one that repeating [`QUOTED`] violates.
pub(crate) fn create() -> String {
    format!(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR(100) NOT NULL, CONSTRAINT one_of_each UNIQUE (body));
         INSERT INTO notes VALUES (1, '{ARGUMENT}'), (2, '{QUOTED}')"
    )
}

const ONE_ROW: &[(&str, &str)] = &[("db.response.returned_rows", "1")];

pub(crate) const CALL_BY_TEXT: Call = Call {
    operation: "DELETE notes",
    sanitized: "DELETE FROM notes WHERE body = ?",
    parameterized: "DELETE FROM notes WHERE body = ?",
    raw: "DELETE FROM notes WHERE body = 'Xq7Literal'",
    counts: &[],
};

pub(crate) const POSTGRES_CALL: Call = Call {
    operation: r#"SELECT "notes""#,
    sanitized: r#"SELECT "notes"."body" FROM "notes" WHERE (("notes"."body" = $1) AND "notes"."body" <> ?)"#,
    parameterized: r#"SELECT "notes"."body" FROM "notes" WHERE (("notes"."body" = $1) AND "notes"."body" <> 'Xq7Literal')"#,
    raw: r#"SELECT "notes"."body" FROM "notes" WHERE (("notes"."body" = $1) AND "notes"."body" <> 'Xq7Literal')"#,
    counts: ONE_ROW,
};

pub(crate) const POSTGRES_FAILURE: Failure = Failure {
    operation: "SELECT",
    sanitized: "SELECT $1::text::int",
    error_type: "_OTHER",
    status_code: None,
    description: "_OTHER",
    message: "invalid input syntax for type integer: \"Xq7Quoted\"",
};

/// MySQL and SQLite quote names in the same way.
pub(crate) const BACKTICKS_CALL: Call = Call {
    operation: "SELECT `notes`",
    sanitized: "SELECT `notes`.`body` FROM `notes` WHERE ((`notes`.`body` = ?) AND `notes`.`body` <> ?)",
    parameterized: "SELECT `notes`.`body` FROM `notes` WHERE ((`notes`.`body` = ?) AND `notes`.`body` <> 'Xq7Literal')",
    raw: "SELECT `notes`.`body` FROM `notes` WHERE ((`notes`.`body` = ?) AND `notes`.`body` <> 'Xq7Literal')",
    counts: ONE_ROW,
};

pub(crate) const MYSQL_FAILURE: Failure = Failure {
    operation: "INSERT `notes`",
    sanitized: "INSERT INTO `notes` (`id`, `body`) VALUES (?, ?)",
    error_type: "unique_violation",
    status_code: None,
    description: "unique_violation",
    message: "Duplicate entry 'Xq7Quoted' for key 'one_of_each'",
};

pub(crate) const SQLITE_FAILURE_TEXT: &str = "SELECT json_extract('{}', ?)";

pub(crate) const SQLITE_FAILURE: Failure = Failure {
    operation: "SELECT",
    sanitized: "SELECT json_extract(?, ?)",
    error_type: "_OTHER",
    status_code: None,
    description: "_OTHER",
    message: "bad JSON path: 'Xq7Quoted'",
};

/// The calls of a blocking connection.
macro_rules! calls {
    () => {
        async fn call(connection: &mut Self::Connection, argument: &str) {
            let query = notes::table.filter(notes::body.eq(argument).and(differs_from_literal()));
            let bodies: Vec<String> = query.select(notes::body).load(connection).expect("rows");
            assert!(bodies.iter().all(|body| body == argument));
        }

        async fn call_by_text(connection: &mut Self::Connection, literal: &str) {
            let text = format!("DELETE FROM notes WHERE body = '{literal}'");
            connection.batch_execute(&text).expect("done");
        }
    };
}

/// The manager has the methods that a closure with a pause cannot have.
macro_rules! transactions {
    ($subject:ty) => {
        async fn transact(connection: &mut Self::Connection, ending: Ending, pause: impl FnOnce()) {
            type Manager = <<$subject as Subject>::Connection as diesel::Connection>::TransactionManager;
            Manager::begin_transaction(connection).expect("a transaction");
            Self::call(connection, ARGUMENT).await;
            pause();
            Manager::begin_transaction(connection).expect("a savepoint");
            Self::call(connection, ARGUMENT).await;
            Manager::commit_transaction(connection).expect("released");
            match ending {
                Ending::Commit => Manager::commit_transaction(connection).expect("committed"),
                _ => Manager::rollback_transaction(connection).expect("rolled back"),
            }
        }
    };
}

/// A database file in memory, which lives as long as this connection to it.
pub(crate) struct Memory {
    name: String,
    _keeper: diesel::SqliteConnection,
}

impl Memory {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("contract-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let mut keeper = diesel::SqliteConnection::establish(&url(&name)).expect("a connection");
        keeper.batch_execute(&create()).expect("tables");
        Self { name, _keeper: keeper }
    }

    pub(crate) fn connect(&self, telemetry: &Telemetry) -> SqliteConnection {
        SqliteConnection::establish_with(&url(&self.name), telemetry).expect("a connection")
    }

    pub(crate) fn place(&self) -> Vec<(&'static str, String)> {
        vec![("db.namespace", self.name.clone())]
    }
}

fn url(name: &str) -> String {
    format!("file:{name}?mode=memory&cache=shared")
}

pub(crate) struct Postgres(Database);

impl Subject for Postgres {
    type Connection = PgConnection;

    const SYSTEM: &'static str = "postgresql";
    const CALL: Call = POSTGRES_CALL;
    const CALL_BY_TEXT: Call = CALL_BY_TEXT;
    const FAILURE: Failure = POSTGRES_FAILURE;
    const CONNECT_FAILURE: &'static str = "connection";

    async fn start() -> Self {
        let database = Database::postgres().await;
        let mut connection = diesel::PgConnection::establish(&database.url).expect("a connection");
        connection.batch_execute(&create()).expect("tables");
        Self(database)
    }

    fn place(&self) -> Vec<(&'static str, String)> {
        self.0.place()
    }

    async fn connect(&self, telemetry: &Telemetry) -> PgConnection {
        PgConnection::establish_with(&self.0.url, telemetry).expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let url = format!("postgres://me:{PASSWORD}@127.0.0.1:9/shop");
        PgConnection::establish_with(&url, telemetry).expect_err("refused");
    }

    calls!();

    async fn fail(connection: &mut PgConnection) -> String {
        let query = diesel::sql_query("SELECT $1::text::int").bind::<diesel::sql_types::Text, _>(QUOTED);
        query.execute(connection).expect_err("no number").to_string()
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
    type Connection = MysqlConnection;

    const SYSTEM: &'static str = "mysql";
    const CALL: Call = BACKTICKS_CALL;
    const CALL_BY_TEXT: Call = CALL_BY_TEXT;
    const FAILURE: Failure = MYSQL_FAILURE;
    const CONNECT_FAILURE: &'static str = "connection";

    async fn start() -> Self {
        let database = Database::mariadb().await;
        let mut connection = diesel::MysqlConnection::establish(&database.url).expect("a connection");
        connection.batch_execute(&create()).expect("tables");
        Self(database)
    }

    fn place(&self) -> Vec<(&'static str, String)> {
        self.0.place()
    }

    async fn connect(&self, telemetry: &Telemetry) -> MysqlConnection {
        MysqlConnection::establish_with(&self.0.url, telemetry).expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let url = format!("mysql://me:{PASSWORD}@127.0.0.1:9/shop");
        MysqlConnection::establish_with(&url, telemetry).expect_err("refused");
    }

    calls!();

    async fn fail(connection: &mut MysqlConnection) -> String {
        let insert = diesel::insert_into(notes::table).values((notes::id.eq(3), notes::body.eq(QUOTED)));
        insert.execute(connection).expect_err("twice").to_string()
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
    type Connection = SqliteConnection;

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

    async fn connect(&self, telemetry: &Telemetry) -> SqliteConnection {
        self.0.connect(telemetry)
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let url = format!("/nowhere/{PASSWORD}/notes.db");
        SqliteConnection::establish_with(&url, telemetry).expect_err("no folder");
    }

    calls!();

    async fn fail(connection: &mut SqliteConnection) -> String {
        let query = diesel::sql_query(SQLITE_FAILURE_TEXT).bind::<diesel::sql_types::Text, _>(QUOTED);
        query.execute(connection).expect_err("no path").to_string()
    }
}

impl Transacts for Sqlite {
    transactions!(Sqlite);
}

impl Sql for Sqlite {
    const COLLECTION: &'static str = "`notes`";
}
