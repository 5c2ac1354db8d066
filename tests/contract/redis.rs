//! `redis-trace`: a blocking connection, an asynchronous one, and one from a pool.

use db_semconv::Telemetry;
use db_testcontainers::Redis;
use db_trace_tests::contract::{
    ARGUMENT, Call, Cancellable, Ending, Failure, PASSWORD, QUOTED, Subject, Transacts,
};
use redis_trace::aio::MultiplexedConnection;
use redis_trace::deadpool::{self, Manager, Pool};
use redis_trace::{Client, Cmd, Connection, cmd};

use crate::servers::place;

/// A key of this test target: it shares the server with others.
const KEY: &str = "contract:note";

/// Nothing listens on the port of "discard".
const NO_SERVER: &str = "127.0.0.1:9";

fn no_server() -> String {
    format!("redis://:{PASSWORD}@{NO_SERVER}/")
}

fn set(argument: &str) -> Cmd {
    cmd("SET").arg(KEY).arg(argument).clone()
}

fn eval(literal: &str) -> Cmd {
    cmd("EVAL").arg(format!("return '{literal}'")).arg(0).clone()
}

/// There is no such group.
fn read_group() -> Cmd {
    cmd("XREADGROUP")
        .arg("GROUP")
        .arg(QUOTED)
        .arg("reader")
        .arg("STREAMS")
        .arg("contract:stream")
        .arg(">")
        .clone()
}

fn wait() -> Cmd {
    cmd("BLPOP").arg("contract:empty").arg(0).clone()
}

/// The server and the spans, which the three subjects have in common.
macro_rules! same_server_and_spans {
    () => {
        const SYSTEM: &'static str = "redis";
        const IDENTITY: &'static str = "db.operation.name";
        const CALL: Call = Call {
            operation: "SET",
            sanitized: "SET contract:note ?",
            parameterized: "SET contract:note ?",
            raw: "SET contract:note Xq7Argument",
            counts: &[],
        };
        const CALL_BY_TEXT: Call = Call {
            operation: "EVAL",
            sanitized: "EVAL ? 0",
            parameterized: "EVAL ? 0",
            raw: "EVAL \"return 'Xq7Literal'\" 0",
            counts: &[],
        };
        const FAILURE: Failure = Failure {
            operation: "XREADGROUP",
            sanitized: "XREADGROUP GROUP ? ? STREAMS contract:stream ?",
            error_type: "NOGROUP",
            status_code: Some("NOGROUP"),
            description: "NOGROUP",
            message: "\"NOGROUP\": No such key 'contract:stream' or consumer group 'Xq7Quoted' in XREADGROUP with GROUP option",
        };
        const CONNECT_FAILURE: &'static str = "connection_refused";

        async fn start() -> Self {
            Self(Redis::start().await.expect("a server"))
        }

        fn place(&self) -> Vec<(&'static str, String)> {
            place("0", self.0.host(), self.0.port())
        }

        fn span_name(&self, operation: &str) -> String {
            format!("{operation} {}:{}", self.0.host(), self.0.port())
        }
    };
}

/// Watches a key from the first read to the commands that depend on it, as a program does for optimistic locking.
macro_rules! transactions {
    ($exec:ident $($wait:tt)*) => {
        async fn transact(connection: &mut Self::Connection, ending: Ending, pause: impl FnOnce()) {
            cmd("WATCH").arg("contract:watched").$exec(connection)$($wait)*.expect("watched");
            Self::call(connection, ARGUMENT).await;
            pause();
            Self::call(connection, ARGUMENT).await;
            match ending {
                Ending::Commit => {
                    let mut changes = redis_trace::pipe();
                    changes.atomic().incr("contract:watched", 1).$exec(connection)$($wait)*.expect("done");
                }
                _ => cmd("UNWATCH").$exec(connection)$($wait)*.expect("given up"),
            }
        }
    };
}

/// The calls of an asynchronous connection.
macro_rules! asynchronous_calls {
    () => {
        async fn call(connection: &mut Self::Connection, argument: &str) {
            set(argument).exec_async(connection).await.expect("done");
        }

        async fn call_by_text(connection: &mut Self::Connection, literal: &str) {
            eval(literal).exec_async(connection).await.expect("done");
        }

        async fn fail(connection: &mut Self::Connection) -> String {
            read_group().exec_async(connection).await.expect_err("no group").to_string()
        }
    };
}

pub(crate) struct Blocking(Redis);

impl Subject for Blocking {
    type Connection = Connection;

    same_server_and_spans!();

    async fn connect(&self, telemetry: &Telemetry) -> Connection {
        let client = Client::open(self.0.url()).expect("a URL").telemetry(telemetry);
        client.get_connection().expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let client = Client::open(no_server()).expect("a URL").telemetry(telemetry);
        client.get_connection().expect_err("refused");
    }

    async fn call(connection: &mut Connection, argument: &str) {
        set(argument).exec(connection).expect("done");
    }

    async fn call_by_text(connection: &mut Connection, literal: &str) {
        eval(literal).exec(connection).expect("done");
    }

    async fn fail(connection: &mut Connection) -> String {
        read_group().exec(connection).expect_err("no group").to_string()
    }
}

pub(crate) struct Asynchronous(Redis);

impl Transacts for Blocking {
    transactions!(exec);
}

impl Subject for Asynchronous {
    type Connection = MultiplexedConnection;

    same_server_and_spans!();

    async fn connect(&self, telemetry: &Telemetry) -> MultiplexedConnection {
        let client = Client::open(self.0.url()).expect("a URL").telemetry(telemetry);
        client.get_multiplexed_async_connection().await.expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        let client = Client::open(no_server()).expect("a URL").telemetry(telemetry);
        client.get_multiplexed_async_connection().await.expect_err("refused");
    }

    asynchronous_calls!();
}

impl Transacts for Asynchronous {
    transactions!(exec_async.await);
}

impl Cancellable for Asynchronous {
    async fn wait(connection: &mut MultiplexedConnection) {
        wait().exec_async(connection).await.expect("an answer");
    }
}

fn pool(url: &str, telemetry: &Telemetry) -> Pool {
    let manager = Manager::new(url).expect("a URL").telemetry(telemetry);
    Pool::builder(manager).max_size(1).build().expect("a pool")
}

pub(crate) struct Pooled(Redis);

impl Subject for Pooled {
    type Connection = deadpool::Connection;

    same_server_and_spans!();

    const IS_POOLED: bool = true;

    async fn connect(&self, telemetry: &Telemetry) -> deadpool::Connection {
        pool(self.0.url(), telemetry).get().await.expect("a connection")
    }

    async fn fail_to_connect(telemetry: &Telemetry) {
        assert!(pool(&no_server(), telemetry).get().await.is_err());
    }

    asynchronous_calls!();
}

impl Transacts for Pooled {
    transactions!(exec_async.await);
}

impl Cancellable for Pooled {
    async fn wait(connection: &mut deadpool::Connection) {
        wait().exec_async(connection).await.expect("an answer");
    }
}
