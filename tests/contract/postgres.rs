//! `pg-trace`: a client, and a client from a pool.

use db_semconv::Telemetry;
use db_trace_tests::contract::{
    ARGUMENT, Call, Cancellable, Ending, Failure, PASSWORD, QUOTED, Sql, Subject, Transacts,
};
use pg_trace::deadpool::{Manager, Object, Pool, Runtime};
use pg_trace::{Client, Config, NoTls};

use crate::servers::Database;

const CALL: Call = Call {
    operation: "SELECT notes",
    sanitized: "SELECT body FROM notes WHERE body = $1 AND body <> ?",
    parameterized: "SELECT body FROM notes WHERE body = $1 AND body <> 'Xq7Literal'",
    raw: "SELECT body FROM notes WHERE body = $1 AND body <> 'Xq7Literal'",
    counts: &[("db.response.returned_rows", "1")],
};

const CALL_BY_TEXT: Call = Call {
    operation: "DELETE notes",
    sanitized: "DELETE FROM notes WHERE body = ?",
    parameterized: "DELETE FROM notes WHERE body = ?",
    raw: "DELETE FROM notes WHERE body = 'Xq7Literal'",
    counts: &[],
};

const FAILURE: Failure = Failure {
    operation: "SELECT",
    sanitized: "SELECT $1::text::int",
    error_type: "22P02",
    status_code: Some("22P02"),
    description: "22P02 invalid_text_representation",
    message: "ERROR: invalid input syntax for type integer: \"Xq7Quoted\"",
};

/// Nothing listens on the port of "discard".
const NO_SERVER: &str = "postgres://me@127.0.0.1:9/shop";

async fn prepare() -> Database {
    let database = Database::postgres().await;
    let config = database.url.parse().expect("a URL");
    let client = connect(config, &Telemetry::disabled()).await;
    let create = format!("CREATE TABLE notes (body text); INSERT INTO notes VALUES ('{ARGUMENT}')");
    client.batch_execute(&create).await.expect("a table");
    database
}

async fn connect(mut config: Config, telemetry: &Telemetry) -> Client {
    let connected = config.telemetry(telemetry).connect(NoTls).await;
    let (client, connection) = connected.expect("a connection");
    tokio::spawn(connection);
    client
}

/// The database, the calls and the spans, which both subjects have in common.
macro_rules! same_calls_and_spans {
    () => {
        const SYSTEM: &'static str = "postgresql";
        const CALL: Call = CALL;
        const CALL_BY_TEXT: Call = CALL_BY_TEXT;
        const FAILURE: Failure = FAILURE;
        const CONNECT_FAILURE: &'static str = "connection_refused";

        async fn start() -> Self {
            Self(prepare().await)
        }

        fn place(&self) -> Vec<(&'static str, String)> {
            self.0.place()
        }

        async fn call(client: &mut Self::Connection, argument: &str) {
            let rows = client.query(CALL.raw, &[&argument]).await.expect("rows");
            assert!(rows.iter().all(|row| row.get::<_, &str>(0) == argument));
        }

        async fn call_by_text(client: &mut Self::Connection, literal: &str) {
            let text = format!("DELETE FROM notes WHERE body = '{literal}'");
            client.batch_execute(&text).await.expect("done");
        }

        async fn fail(client: &mut Self::Connection) -> String {
            let error = client.query(FAILURE.sanitized, &[&QUOTED]).await.expect_err("no number");
            format!("{error:?}")
        }
    };
}

macro_rules! transactions {
    () => {
        const ROLLS_BACK_WHEN_DROPPED: bool = true;

        async fn transact(client: &mut Self::Connection, ending: Ending, pause: impl FnOnce()) {
            let mut transaction = client.transaction().await.expect("a transaction");
            transaction.query(CALL.raw, &[&ARGUMENT]).await.expect("rows");
            pause();
            let savepoint = transaction.transaction().await.expect("a savepoint");
            savepoint.query(CALL.raw, &[&ARGUMENT]).await.expect("rows");
            savepoint.commit().await.expect("released");
            match ending {
                Ending::Commit => transaction.commit().await.expect("committed"),
                Ending::Rollback => transaction.rollback().await.expect("rolled back"),
                Ending::Drop => drop(transaction),
            }
        }
    };
}

pub(crate) struct TokioPostgres(Database);

impl Subject for TokioPostgres {
    type Connection = Client;

    same_calls_and_spans!();

    async fn connect(&self, telemetry: &Telemetry) -> Client {
        connect(self.0.url.parse().expect("a URL"), telemetry).await
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let mut config: Config = NO_SERVER.parse().expect("a URL");
        config.password(PASSWORD).telemetry(telemetry);
        assert!(config.connect(NoTls).await.is_err());
    }
}

impl Transacts for TokioPostgres {
    transactions!();
}

impl Cancellable for TokioPostgres {
    async fn wait(client: &mut Client) {
        client.query("SELECT pg_sleep(60)", &[]).await.expect("a row");
    }
}

impl Sql for TokioPostgres {
    const COLLECTION: &'static str = "notes";
}

fn pool(mut config: Config, telemetry: &Telemetry) -> Pool {
    config.telemetry(telemetry);
    let manager = Manager::new(config, NoTls);
    Pool::builder(manager).max_size(1).runtime(Runtime::Tokio1).build().expect("a pool")
}

pub(crate) struct Pooled(Database);

impl Subject for Pooled {
    type Connection = Object;

    const IS_POOLED: bool = true;

    same_calls_and_spans!();

    async fn connect(&self, telemetry: &Telemetry) -> Object {
        pool(self.0.url.parse().expect("a URL"), telemetry).get().await.expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let mut config: Config = NO_SERVER.parse().expect("a URL");
        config.password(PASSWORD);
        assert!(pool(config, telemetry).get().await.is_err());
    }
}

impl Transacts for Pooled {
    transactions!();
}

impl Cancellable for Pooled {
    async fn wait(client: &mut Object) {
        client.query("SELECT pg_sleep(60)", &[]).await.expect("a row");
    }
}

impl Sql for Pooled {
    const COLLECTION: &'static str = "notes";
}
