//! tokio-postgres: a prepared statement that finds a row by its key.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use db_semconv::Telemetry;
use opentelemetry::KeyValue;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Runtime;
use tokio_postgres::NoTls;

use crate::candidate::Candidate;
use crate::floor::Floor;
use crate::memory::{Memory, Server};
use crate::mode::Mode;
use crate::postgres_server::{PostgresServer, Stalling};

const TARGET: &str = "host=db.example.com port=6432 user=shop dbname=shop";
const STATEMENT: &str = "SELECT name FROM users WHERE id = $1";

/// The call in a mode.
pub fn candidate(mode: Mode) -> Candidate {
    sharing(mode, mode.telemetry(), &mode.tracers())
}

/// The call in a mode, with a telemetry that others have too, or by hand with their provider.
pub fn sharing(mode: Mode, telemetry: Option<Telemetry>, tracers: &SdkTracerProvider) -> Candidate {
    let runtime = runtime();
    if let Some(telemetry) = telemetry {
        let (client, statement) = traced(&runtime, PostgresServer::default(), &telemetry);
        return Candidate::new(mode, move |calls| {
            runtime.block_on(async {
                for _ in 0..calls {
                    client.query_one(&statement, &[&1]).await.expect("a row");
                }
            });
        });
    }
    let (client, statement) = plain(&runtime, PostgresServer::default());
    if mode == Mode::Plain {
        return Candidate::new(mode, move |calls| {
            runtime.block_on(async {
                for _ in 0..calls {
                    client.query_one(&statement, &[&1]).await.expect("a row");
                }
            });
        });
    }
    let floor = floor(mode, tracers);
    Candidate::new(mode, move |calls| {
        runtime.block_on(async {
            for _ in 0..calls {
                let started = floor.start(STATEMENT);
                let row = client.query_one(&statement, &[&1]).await;
                floor.end(started, row.is_ok().then_some(1));
                row.expect("a row");
            }
        });
    })
}

/// The sizes of the driver's future and of the traced one.
pub fn future_sizes() -> [(&'static str, usize, usize); 2] {
    let runtime = runtime();
    let (traced, prepared) = traced(&runtime, PostgresServer::default(), &Telemetry::disabled());
    let (plain, statement) = plain(&runtime, PostgresServer::default());
    [
        (
            "query_one of a statement",
            size_of_val(&plain.query_one(&statement, &[&1])),
            size_of_val(&traced.query_one(&prepared, &[&1])),
        ),
        (
            "query_one of a text",
            size_of_val(&plain.query_one(STATEMENT, &[&1])),
            size_of_val(&traced.query_one(STATEMENT, &[&1])),
        ),
    ]
}

/// One call of a server that does not answer, polled again and again.
pub fn pending(mode: Mode) -> Candidate {
    let runtime = runtime();
    let mut call: Pin<Box<dyn Future<Output = bool>>> = if let Some(telemetry) = mode.telemetry() {
        let (client, statement) = traced(&runtime, Stalling::default(), &telemetry);
        Box::pin(async move { client.query_one(&statement, &[&1]).await.is_ok() })
    } else {
        let (client, statement) = plain(&runtime, Stalling::default());
        Box::pin(async move { client.query_one(&statement, &[&1]).await.is_ok() })
    };
    Candidate::new(mode, move |polls| {
        // The connection lives as long as the runtime that drives it.
        let _entered = runtime.enter();
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            assert!(call.as_mut().poll(&mut context).is_pending(), "the server does not answer");
        }
    })
}

fn traced(
    runtime: &Runtime,
    server: impl Server,
    telemetry: &Telemetry,
) -> (pg_trace::Client, pg_trace::Statement) {
    let mut config: pg_trace::Config = TARGET.parse().expect("a configuration");
    config.telemetry(telemetry);
    runtime.block_on(async {
        let connected = config.connect_raw(Memory::connect(server), NoTls).await;
        let (client, connection) = connected.expect("connected");
        tokio::spawn(connection);
        let statement = client.prepare(STATEMENT).await.expect("a statement");
        (client, statement)
    })
}

fn plain(runtime: &Runtime, server: impl Server) -> (tokio_postgres::Client, tokio_postgres::Statement) {
    let config: tokio_postgres::Config = TARGET.parse().expect("a configuration");
    runtime.block_on(async {
        let connected = config.connect_raw(Memory::connect(server), NoTls).await;
        let (client, connection) = connected.expect("connected");
        tokio::spawn(connection);
        let statement = client.prepare(STATEMENT).await.expect("a statement");
        (client, statement)
    })
}

fn floor(mode: Mode, tracers: &SdkTracerProvider) -> Floor<5> {
    Floor::new(mode, tracers, "SELECT users", || {
        [
            KeyValue::new("db.system.name", "postgresql"),
            KeyValue::new("db.namespace", "shop"),
            KeyValue::new("server.address", "db.example.com"),
            KeyValue::new("server.port", 6_432),
            KeyValue::new("db.query.summary", "SELECT users"),
        ]
    })
}

/// Everything happens on the thread that measures.
pub(crate) fn runtime() -> Rc<Runtime> {
    Rc::new(tokio::runtime::Builder::new_current_thread().build().expect("a runtime"))
}
